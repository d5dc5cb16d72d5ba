"""A bit of a state, of its journal or of what lies beside them is another one: it is noticed, never another state accepted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.faults.places import STACK, Place, Server
from tests.faults.writings import calls, store_in
from tests.support.dead_writers import die
from tests.unit.state.conftest import WRITER, make_record

from bouwsteen.errors import StateCorruptError, StateError
from bouwsteen.state.journals import Put
from bouwsteen.state.ports import Mode

pytestmark = pytest.mark.fault("F4")

ENTRIES = calls(2)


def leave_all_kinds_of_file(folder: Path) -> Path:
    """Generations, the newest of which finds a unit in an older one, and a journal of a writer that died."""
    store = store_in(folder)
    for entries in (ENTRIES, [Put(make_record("late"))]):
        with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
            session.append(*entries)
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    session.append(ENTRIES[0])
    die(session)
    return folder / "state" / "leuven" / "local"


def flips(whole: bytes, each: int) -> list[bytes]:
    """`whole` with one bit flipped, at every `each`-th byte; which bit goes round."""
    found = []
    for offset in range(0, len(whole), each):
        damaged = bytearray(whole)
        damaged[offset] ^= 1 << (offset // each % 8)
        found.append(bytes(damaged))
    return found


EACH = pytest.mark.parametrize("each", [23, pytest.param(1, marks=pytest.mark.slow)], ids=["some bytes", "every byte"])


@EACH
@pytest.mark.parametrize("kind", ["generation", "journal"])
@pytest.mark.parametrize("marked", [True, False], ids=["with the mark", "by the seals alone"])
def test_a_flip_anywhere_is_refused(tmp_path: Path, kind: str, marked: bool, each: int) -> None:
    state = leave_all_kinds_of_file(tmp_path)
    if not marked:
        for mark in (tmp_path / "keys").glob("*.mark"):
            mark.unlink()
    newest = max(state.glob(f"{kind}.*"))
    whole = newest.read_bytes()
    for damaged in flips(whole, each):
        newest.write_bytes(damaged)
        with pytest.raises(StateError):
            store_in(tmp_path).open("leuven", "local", Mode.READ)
    newest.write_bytes(whole)
    store_in(tmp_path).open("leuven", "local", Mode.READ)


@EACH
def test_a_flip_in_a_generation_that_only_holds_units_is_refused_or_does_not_matter(tmp_path: Path, each: int) -> None:
    state = leave_all_kinds_of_file(tmp_path)
    expected = store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot
    oldest = sorted(state.glob("generation.*"))[-2]
    whole = oldest.read_bytes()
    refused = 0
    for damaged in flips(whole, each):
        oldest.write_bytes(damaged)
        try:
            assert store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot == expected
        except StateError:
            refused += 1
    assert refused > 0
    oldest.write_bytes(whole)
    assert store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot == expected


@EACH
@pytest.mark.parametrize("pattern", ["*.mark", "*.json"])
def test_a_flip_beside_the_keys_never_gives_another_state(tmp_path: Path, pattern: str, each: int) -> None:
    leave_all_kinds_of_file(tmp_path)
    expected = store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot
    (path,) = (tmp_path / "keys").glob(pattern)
    for damaged in flips(path.read_bytes(), each):
        path.write_bytes(damaged)
        try:
            assert store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot == expected
        except StateError as problem:
            assert problem.diagnostics[0].code in {"state-key-unreadable", "state-key-wrong"}  # noqa: PT017  either may come


def test_a_flip_in_the_lock_says_at_worst_something_else_of_who_had_it(tmp_path: Path) -> None:
    state = leave_all_kinds_of_file(tmp_path)
    whole = (state / "lock").read_bytes()
    token = json.loads(whole.splitlines()[0])["fencing"]
    expected = store_in(tmp_path).open("leuven", "local", Mode.READ).snapshot.serial
    for damaged in flips(whole, 9):
        (state / "lock").write_bytes(damaged)
        with store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER) as session:
            assert session.snapshot.serial == expected
            assert session.fencing > token - 1


def test_the_message_names_what_can_be_put_back_and_the_command_does_it(server: Server, place: Place) -> None:
    place.write({"name": "keys", "block": "service"})
    server.run(place, "apply", STACK, "--yes")
    place.write({"name": "keys", "block": "service", "parameters": {"size": 2}})
    server.run(place, "apply", STACK, "--yes")
    state = place.workspace / ".bouwsteen" / "state" / STACK / "local"
    newest = max(state.glob("generation.*"))
    newest.write_bytes(flips(newest.read_bytes(), 50)[-1])
    world = place.objects()
    for verb in ("plan", "apply"):
        refused = server.run(place, verb, STACK, *(["--yes"] if verb == "apply" else []), code=1)
        assert "The state is damaged" in refused.err
        command = re.search(rf"bouwsteen (state restore {STACK} -e local --generation \d+)", refused.err)
        assert command is not None, refused.err
        put_back = command[1].split()
    assert place.objects() == world
    with pytest.raises(StateCorruptError):
        place.read()
    server.run(place, *put_back, "--yes")
    assert place.objects() == world
    server.run(place, "apply", STACK, "--yes")
    with place.read() as session:
        assert {record.id for record in session.snapshot.records()} == set(place.objects())
