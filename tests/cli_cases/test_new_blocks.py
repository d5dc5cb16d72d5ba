"""A block that was begun passes its check, and one that is broken is told where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli_cases.conftest import Run

BLOCK = Path("blocks/greeter")


@pytest.fixture
def begun(workspace: Path, run: Run) -> Path:
    assert run("init", "block", "greeter")[0] == 0
    return workspace / BLOCK


def results(run: Run, *options: str) -> tuple[int, dict[str, str], set[str]]:
    code, out, _ = run("check", "blocks/greeter", "-o", "json", *options)
    steps = json.loads(out)["steps"]
    return code, {step["name"]: step["result"] for step in steps}, {each["code"] for step in steps for each in step["diagnostics"]}


@pytest.mark.slow
def test_it_starts_and_nothing_is_left(begun: Path, run: Run) -> None:
    before = sorted(path for path in begun.parents[1].rglob("*") if "__pycache__" not in path.parts)
    code, found, told = results(run)
    assert (code, set(found.values()), told) == (0, {"good"}, set())
    assert sorted(path for path in begun.parents[1].rglob("*") if "__pycache__" not in path.parts) == before


@pytest.mark.usefixtures("begun")
def test_without_starting(run: Run) -> None:
    code, found, _ = results(run, "--no-start")
    assert code == 0
    assert found == dict.fromkeys(("documents", "templates", "files", "sample", "plan"), "good") | {"start": "skipped", "stop": "skipped"}
    assert run("validate")[0] == 0
    assert run("catalog", "publish", "greeter")[0] == 0


@pytest.mark.parametrize(
    ("file", "before", "after", "step", "code"),
    [
        ("block.yaml", "${parameters.greeting}", "${parameters.greting}", "templates", "undefined-field"),
        ("block.yaml", "version: 0.1.0\n  title", "version: 0.2.0\n  title", "documents", "version-not-offered"),
        ("README.md", "`greeting`", "greeting", "files", "readme-incomplete"),
        ("loadtest/locustfile.py", 'journeys = {"be', 'others = {"be', "files", "loadtest-without-journeys"),
        ("Containerfile", None, None, "files", "block-file-missing"),
    ],
)
def test_what_is_broken_is_told(begun: Path, run: Run, file: str, before: str | None, after: str | None, step: str, code: str) -> None:
    if before is None or after is None:
        (begun / file).unlink()
    else:
        text = (begun / file).read_text()
        assert text.count(before) == 1
        (begun / file).write_text(text.replace(before, after))
    exits, found, told = results(run, "--no-start")
    assert (exits, found[step], found["sample"]) == (10, "failed", "skipped")
    assert code in told


def test_a_block_that_cannot_be_read_is_told_by_its_mistakes_alone(begun: Path, run: Run) -> None:
    text = (begun / "block.yaml").read_text()
    (begun / "block.yaml").write_text(text.replace("version: 0.1.0\n  title", "version: 1.0\n  title"))
    code, _, err = run("check", "blocks/greeter")
    assert (code, err.count("[wrong-type]")) == (10, 1)
    assert "block-not-found" not in err


@pytest.mark.slow
def test_a_service_that_ends_is_told_by_what_it_wrote(begun: Path, run: Run) -> None:
    (begun / "service/greeter/__main__.py").write_text('raise SystemExit("no database")\n')
    code, out, _ = run("check", "blocks/greeter", "-o", "json")
    (problem,) = next(step for step in json.loads(out)["steps"] if step["name"] == "start")["diagnostics"]
    assert (code, problem["code"]) == (10, "process-exited")
    assert "no database" in problem["detail"]
    assert "bw-check" not in problem["remedy"]


def test_names(begun: Path, run: Run) -> None:
    before = (begun / "block.yaml").read_bytes()
    wrong = {("block", "greeter"): "block-exists", ("block", "../x"): "block-name-invalid", ("Leuven", "x"): "init-two-names"}
    for arguments, code in wrong.items():
        exits, _, err = run("init", *arguments)
        assert (exits, f"[{code}]" in err) == (10, True), err
    assert (begun / "block.yaml").read_bytes() == before
    assert run("check", "blocks/greter")[0] == 6
