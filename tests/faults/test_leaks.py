"""A provider breaks with a secret in its exception: it stays out of what is said, out of the report, and off the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from tests.faults.places import STACK, Place, Server

CANARY: Final = "canary-b2f1c0d9-5a7e"


@pytest.mark.fault("F50")
@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_secret_in_an_exception_goes_nowhere(verb: str, server: Server, place: Place, tmp_path: Path) -> None:
    given = {"token": {"secretRef": {"env": "BOUWSTEEN_SECRET_TOKEN"}}}
    environment = {"BOUWSTEEN_SECRET_TOKEN": CANARY, "TMPDIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    place.write({"name": "keys", "block": "service", "parameters": given})
    command = ("destroy" if verb == "delete" else "apply", STACK, "--yes", "--verbose")
    if verb != "create":
        server.run(place, "apply", STACK, "--yes", environment=environment)
        place.write({"name": "keys", "block": "service", "parameters": {**given, "size": 3}})
    place.hold(f"{verb} keys/main", breaks=True)
    ended = server.run(place, *command, code=None, environment=environment)
    assert ended.code in {4, 255}, ended.text
    assert CANARY not in ended.text
    assert "Traceback" not in ended.text
    written = [path for folder in (tmp_path, place.workspace, place.folder / "keys") for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("bouwsteen-") for path in written) or ended.code == 4
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []
    place.let_go(f"{verb} keys/main")
    server.run(place, *command, environment=environment)
