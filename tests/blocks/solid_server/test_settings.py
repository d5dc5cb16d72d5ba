"""What the server is started with, and what the seeding command refuses. The server itself is tried in tests/e2e."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bouwsteen_service.settings import ServiceConfigurationError
from solid_server import __main__ as program
from solid_server import seed
from solid_server.settings import SERVER, SolidSettings

PASSWORD = "a password of citizens"


def environment(folder: Path, **changes: str) -> dict[str, str]:
    server = folder / SERVER
    server.parent.mkdir(parents=True, exist_ok=True)
    server.touch()
    known = {"NODE": "/usr/bin/node", "PACKAGES": str(folder), "DATA_FOLDER": str(folder / "data"), "BOUWSTEEN_PORT": "20900"}
    return known | changes


def test_the_server_gets_its_address_and_its_folder(tmp_path: Path) -> None:
    command = SolidSettings.from_environment(environment(tmp_path)).command
    assert command[0] == "/usr/bin/node"
    assert command[2].endswith("loopback.cjs")
    assert {f"--rootFilePath={tmp_path / 'data'}", "--port=20900", "--baseUrl=http://127.0.0.1:20900/"} < set(command)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"NODE": ""}, "NODE"),
        ({"NODE": "node"}, "NODE"),
        ({"DATA_FOLDER": "data"}, "DATA_FOLDER"),
        ({"PACKAGES": "/nowhere"}, "PACKAGES"),
        ({"BOUWSTEEN_PORT": "x"}, "BOUWSTEEN_PORT"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    with pytest.raises(ServiceConfigurationError, match=named):
        SolidSettings.from_environment(environment(tmp_path, **changes))


def test_a_node_that_is_not_there_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(tmp_path, NODE="/nowhere/node").items():
        monkeypatch.setenv(name, value)
    assert program.main() == 1
    assert capsys.readouterr().err == "The service cannot start: node cannot be run (No such file or directory)\n"


@pytest.mark.parametrize("words", [[], ["http://127.0.0.1:1"], ["http://127.0.0.1:1", "Jan"], ["http://127.0.0.1:1", "../jan"]])
def test_the_seeding_command_says_how_it_is_used(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert seed.main(words) == 2
    assert "Usage" in capsys.readouterr().err


def test_a_short_password_and_a_server_that_is_away(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert seed.main(["http://127.0.0.1:1", "jan"]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert seed.main(["http://127.0.0.1:1", "jan"]) == 1
    said = capsys.readouterr().err
    assert "did not answer as expected (ConnectError)" in said
    assert PASSWORD not in said


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"controls": []}', b'{"controls": {"password": {}}}'])
def test_an_answer_that_is_no_solid_server_is_said(answer: bytes) -> None:
    with client(lambda _: httpx.Response(200, content=answer)) as http, pytest.raises(seed.SeedError, match="did not answer as expected"):
        seed.make_pod(http, "jan", PASSWORD)


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(base_url="http://127.0.0.1:1", transport=httpx.MockTransport(answer))


def test_the_lock_of_the_packages_names_no_registry() -> None:
    """Addresses of registries differ from place to place, and tell of it."""
    folder = Path(program.__file__).parents[1] / "node"
    lock: dict[str, Any] = json.loads((folder / "package-lock.json").read_bytes())
    assert "://" not in (folder / "package-lock.json").read_text(encoding="utf-8")
    wanted = json.loads((folder / "package.json").read_bytes())["dependencies"]
    assert wanted == {"@solid/community-server": lock["packages"]["node_modules/@solid/community-server"]["version"]}
