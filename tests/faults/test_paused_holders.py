"""A holder that stands still past its lease: another takes over, and what the first does when it goes on does not count."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.faults.places import STACK, Place, Running, Server
from tests.faults.waits import until
from tests.support.programs import SHORT_LEASE
from tests.support.towns import Town
from tests.unit.state.conftest import WRITER, Stores, make_record

from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.errors import StateError, StateLockedError
from bouwsteen.state.journals import Put
from bouwsteen.state.ports import KeySource, Mode, SerialMark, StateSession

pytestmark = pytest.mark.fault("F9")

QUICK = {SHORT_LEASE: "1"}
SERVICE = {"name": "keys", "block": "service"}
CALL = "create keys/store"


def start_and_pause(server: Server, place: Place, hold: str) -> Running:
    """An apply that stands still in the middle of a call."""
    place.write(SERVICE)
    place.hold(hold)
    paused = server.start(place, "apply", STACK, "--yes", environment=QUICK)
    until(lambda: any(line.call == CALL for line in place.calls()))
    if hold != CALL:
        until(lambda: CALL.split()[1] in {found["address"].split("/", 2)[2] for found in place.objects().values()})
    os.kill(paused.pid, signal.SIGSTOP)
    return paused


def fencing(place: Place) -> int:
    note = (place.workspace / ".bouwsteen" / "state" / STACK / "local" / "lock").read_text()
    return int(json.loads(note.splitlines()[0])["fencing"])


def test_another_run_takes_over_and_the_first_stops_when_it_goes_on(server: Server, place: Place) -> None:
    paused = start_and_pause(server, place, f"after {CALL}")
    before = fencing(place)
    place.let_go(f"after {CALL}")
    second = server.run(place, "apply", STACK, "--yes", "--lock-timeout", "60", environment=QUICK)
    assert "Waiting: " in second.text
    assert f"process {paused.pid}" in second.text
    assert "gave no sign of life for 1 seconds" in second.text
    assert "1 of its calls" in second.text
    assert fencing(place) > before
    after = place.objects()
    with place.read() as session:
        serial, records = session.snapshot.serial, {record.id for record in session.snapshot.records()}
        assert session.in_doubt == ()
    os.kill(paused.pid, signal.SIGCONT)
    ended = paused.wait()
    assert ended.code == 1
    assert "The lock was taken away" in ended.err
    assert place.objects() == after
    assert records == set(after), "each object is on record once, the one of the paused call too"
    with place.read() as session:
        assert session.snapshot.serial == serial
    assert "nothing to do" in server.run(place, "apply", STACK, "--yes").text


def test_a_call_of_the_paused_that_is_not_made_yet_is_not_made_any_more(tmp_path: Path) -> None:
    """Paused between the record of the beginning and the call itself: the last moment at which it can be told."""
    keys = LocalKeys(tmp_path / "keys")
    plain = FolderStore(tmp_path / "state", keys)
    store = FolderStore(tmp_path / "state", Breaking(keys, lambda: break_it(plain)))
    town = Town(tmp_path, store=store)
    town.write(SERVICE)
    with pytest.raises(StateLockedError) as caught:
        town.apply()
    assert caught.value.diagnostics[0].code == "state-lock-lost"
    assert town.calls() == []
    assert town.world.objects() == {}


def break_it(store: FolderStore) -> None:
    holder = store.holder("leuven", "local")
    assert holder is not None
    store.break_lock("leuven", "local", holder.lock, "it stands still")


class Breaking:
    """Keys whose mark is raised once an entry is durable and acknowledged: at the second one, a beginning, somebody breaks in."""

    def __init__(self, keys: KeySource, act: Any) -> None:
        self._keys, self._act, self._raised = keys, act, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keys, name)

    def open_mark(self, lineage: str) -> SerialMark:
        self._mark = self._keys.open_mark(lineage)
        return self

    def raise_to(self, serial: int) -> None:
        self._mark.raise_to(serial)
        self._raised += 1
        if serial == 2:
            self._act()

    def close(self) -> None:
        self._mark.close()


def quick(folder: Stores) -> FolderStore:
    return FolderStore(folder.folder / "state", folder.keys, lease=Lease(1, 3600))


def take_over(store: FolderStore) -> StateSession:
    return store.open("leuven", "local", Mode.WRITE, WRITER, waiting=lambda _: True)


@pytest.mark.parametrize("begun", [False, True])
def test_the_slower_of_two_writers_records_nothing(tmp_path: Path, begun: bool) -> None:
    """Its pulse stands still. Whether it has begun a journal or not, what it writes from then on is refused."""
    folder = Stores(tmp_path, "folder")
    with folder.write() as session:
        session.append(Put(make_record("first")))
    store = quick(folder)
    slow = store.open("leuven", "local", Mode.WRITE, WRITER)
    if begun:
        slow.append(Put(make_record("slow")))
    fast = take_over(store)
    assert fast.fencing > slow.fencing
    assert [item.code for item in fast.warnings] == ["state-lock-expired"]
    attempts: list[Callable[[], object]] = [lambda: slow.append(Put(make_record("late"))), slow.check, slow.commit]
    for attempt in attempts:
        with pytest.raises(StateError) as caught:
            attempt()
        assert caught.value.diagnostics[0].code == "state-lock-lost"
    slow.close()
    fast.append(Put(make_record("fast")))
    fast.close()
    assert set(folder.read().snapshot.units) == {"first", "fast"} | ({"slow"} if begun else set())


def test_a_file_of_the_slower_that_appears_at_the_last_moment_changes_nothing(tmp_path: Path) -> None:
    """It was past its look at the lock when it was paused, and begins a journal while the other has not yet."""
    folder = Stores(tmp_path, "folder")
    with folder.write() as session:
        session.append(Put(make_record("first")))
    store = quick(folder)
    slow = store.open("leuven", "local", Mode.WRITE, WRITER)
    slow._lock.is_held = lambda: True  # type: ignore[attr-defined]  # what it saw before it was paused
    fast = take_over(store)
    slow.append(Put(make_record("late")))
    fast.append(Put(make_record("fast")))
    fast.close()
    assert set(folder.read().snapshot.units) == {"first", "fast"}
    del slow._lock.is_held  # type: ignore[attr-defined]  # it goes on
    slow.close()
    with folder.write() as session:
        assert set(session.snapshot.units) == {"first", "fast"}


def test_of_many_that_wait_one_takes_over_at_a_time(tmp_path: Path) -> None:
    folder = Stores(tmp_path, "folder")
    store = quick(folder)
    tokens = [take_over(store).fencing for _ in range(3)]
    assert tokens == sorted(set(tokens))
