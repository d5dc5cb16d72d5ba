"""The key of a state is missing or another one: refused, with nothing written and nothing in the clear."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faults.places import STACK, Place, Server

pytestmark = pytest.mark.fault("F15")

OTHER = json.dumps({"formatVersion": 1, "keys": [base64.b64encode(bytes(32)).decode()]})


def _other(key: Path) -> None:
    key.write_text(OTHER)


def _cut(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:-9])


def _short(key: Path) -> None:
    key.write_text(OTHER.replace("AAAA", "", 1))


@pytest.mark.parametrize(
    ("damage", "summary"),
    [
        (Path.unlink, "The key of the state is not here"),
        (_other, "The key does not open the state"),
        (_cut, "A key file cannot be used"),
        (_short, "A key file cannot be used"),
    ],
    ids=["missing", "another", "cut", "short"],
)
def test_without_the_right_key_nothing_is_read_or_written(
    server: Server, place: Place, damage: Callable[[Path], object], summary: str
) -> None:
    place.write({"name": "keys", "block": "service"})
    server.run(place, "apply", STACK, "--yes")
    (key,) = (place.folder / "keys").rglob("*.json")
    whole = key.read_bytes()
    state = place.workspace / ".bouwsteen" / "state"
    world, files = place.objects(), written(state)
    damage(key)
    keys = written(place.folder / "keys")
    for verb in ("plan", "apply", "destroy"):
        ended = server.run(place, verb, STACK, *([] if verb == "plan" else ["--yes"]), code=1)
        assert summary in ended.err, verb
    assert place.objects() == world
    assert written(state) == files
    assert written(place.folder / "keys") == keys, "no new key is made in its place"
    for content in files.values():
        assert b"geheim-" not in content
    key.write_bytes(whole)
    assert "nothing to do" in server.run(place, "apply", STACK, "--yes").text


def written(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, which says who tried."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "lock"}
