"""A block with a broker is held against the protocol while its sample stack runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from tests.cli_cases.conftest import Run

ROOT: Final = Path(__file__).parents[2]
SERVICE: Final = Path("blocks/identity-service/service/identity_service")
PARTS: Final = ("blocks", "catalog", "loadtests", "policies")
ROUTES: Final = '    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))\n'
FORGETS: Final = """\

    @application.middleware("http")
    async def forget(request, answer):
        answered = await answer(request)
        if request.method == "DELETE" and answered.status_code == 410:
            from starlette.responses import JSONResponse
            return JSONResponse({}, headers={"x-broker-api-request-identity": request.headers["x-broker-api-request-identity"]})
        return answered

"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The blocks and the catalog of this repository, to be broken."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / "work" / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    (tmp_path / "work" / "stacks").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def steps(run: Run, *options: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run("check", "blocks/identity-service", "-o", "json", *options)
    return code, {step["name"]: step for step in json.loads(out)["steps"]}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.slow
@pytest.mark.usefixtures("tree")
def test_one_that_keeps_to_it_passes(run: Run) -> None:
    code, found = steps(run)
    assert (code, {step["result"] for step in found.values()}) == (0, {"good"})
    assert list(found) == ["documents", "templates", "files", "sample", "plan", "start", "broker", "stop"]


@pytest.mark.slow
def test_one_that_breaks_it_is_told_by_what_it_answered_and_nothing_of_it_stays(tree: Path, run: Run) -> None:
    change(tree / SERVICE / "applications.py", ROUTES, FORGETS + ROUTES)
    code, found = steps(run)
    assert (code, found["broker"]["result"], found["stop"]["result"]) == (10, "failed", "good")
    told = found["broker"]["diagnostics"]
    assert {each["code"] for each in told} == {"broker-breaks-protocol"}
    assert {each["address"] for each in told} == {"identity-service/broker"}
    gone = [each["detail"] for each in told if "an instance is deleted" in each["detail"]]
    assert len(gone) == 1
    assert "answered 200, and 410 is right" in gone[0]
    assert list((tree / "stacks").iterdir()) == []
    assert not (tree / ".bouwsteen").exists()


@pytest.mark.slow
def test_a_plan_that_does_not_say_what_to_try_is_told(tree: Path, run: Run) -> None:
    change(tree / SERVICE / "registrations.py", '    "examples": [', '    "x-examples": [')
    code, found = steps(run)
    assert (code, found["broker"]["result"], found["stop"]["result"]) == (10, "failed", "good")
    assert [each["code"] for each in found["broker"]["diagnostics"]] == ["broker-examples-missing"]
    assert "schemas.service_binding.create.parameters" in found["broker"]["diagnostics"][0]["detail"]


@pytest.mark.slow
def test_one_of_elsewhere_is_not_asked(tree: Path, run: Run) -> None:
    change(tree / "blocks/identity-service/block.yaml", "url: ${resources.server.url}/broker", "url: https://broker.example.org/broker")
    code, found = steps(run)
    assert (code, found["broker"]["result"], found["stop"]["result"]) == (0, "good", "good")
    assert [(each["code"], each["severity"]) for each in found["broker"]["diagnostics"]] == [("broker-elsewhere", "warning")]


@pytest.mark.usefixtures("tree")
def test_without_starting_no_broker_is_asked(run: Run) -> None:
    code, found = steps(run, "--no-start")
    assert (code, found["plan"]["result"]) == (0, "good")
    assert {name: found[name]["result"] for name in ("start", "broker", "stop")} == dict.fromkeys(("start", "broker", "stop"), "skipped")
