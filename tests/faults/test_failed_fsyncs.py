"""A write or a sync that is answered with an error: fatal for the session, never tried again, never claimed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faults.places import STACK, Place, Server
from tests.faults.waits import until
from tests.faults.writings import calls, check_recorded, numbered, store_in, write
from tests.support.failing_disks import FailingDisk
from tests.unit.state.conftest import WRITER

from bouwsteen.errors import StateError
from bouwsteen.state.journals import Begin, End, Outcome
from bouwsteen.state.ports import Mode

ENTRIES = calls(4)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        call()
    return caught.value.diagnostics[0].code


@pytest.mark.fault("F6")
@pytest.mark.parametrize("once", [True, False], ids=["once", "from then on"])
@pytest.mark.parametrize("aside", [False, True], ids=["no place aside", "a place aside"])
def test_an_error_at_any_write_or_sync_loses_nothing_that_was_acknowledged(tmp_path: Path, once: bool, aside: bool) -> None:
    whole = FailingDisk(errno.EIO)
    write(store_in(tmp_path / "whole", whole), ENTRIES)
    for at in range(1, whole.done + 1):
        folder = tmp_path / f"{at}"
        told = write(store_in(folder, FailingDisk(errno.EIO, at, once=once, short=at % 2 == 0), aside=aside), ENTRIES)
        check_recorded(store_in(folder, aside=aside), told)


@pytest.mark.fault("F6")
@pytest.mark.parametrize("aside", [False, True], ids=["no place aside", "a place aside"])
def test_a_sync_that_failed_is_never_tried_again(tmp_path: Path, aside: bool) -> None:
    """The system may forget what it could not write, and answer the second sync with success."""
    disk = FailingDisk(errno.EIO, once=True)
    session = store_in(tmp_path, disk, aside=aside).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "s1", "create", numbered(1)))
    disk.at = disk.done + 2  # the write succeeds, the sync does not
    end = End("s1", Outcome.DONE, numbered(1))
    if aside:
        session.append(end)
    else:
        assert code_of(lambda: session.append(end)) == "state-write-failed"
    synced = len(disk.synced)
    code = "state-kept-aside" if aside else "state-write-failed"
    assert code_of(lambda: session.append(Begin("run-1", "s2", "create", numbered(2)))) == code
    assert code_of(session.commit) == code
    if aside:
        assert code_of(session.close) == code
    else:
        session.close()
    assert len(disk.synced) == synced


@pytest.mark.fault("F7")
def test_a_store_that_goes_away_after_the_work_gets_it_from_the_next_run(tmp_path: Path) -> None:
    """Nothing of it is at hand, not even to ask whether the lock is still ours."""
    session = store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "s1", "create", numbered(1)))
    away = tmp_path / "away"
    (tmp_path / "state").rename(away)
    session.append(End("s1", Outcome.DONE, numbered(1)))
    assert code_of(session.check) == "state-kept-aside"
    assert code_of(session.close) == "state-kept-aside"
    store = store_in(tmp_path)
    for mode in (Mode.READ, Mode.WRITE):
        assert code_of(lambda mode=mode: store.open("leuven", "local", mode, WRITER)) == "state-gone"  # type: ignore[misc]  # its default binds it
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
    away.rename(tmp_path / "state")
    with store.open("leuven", "local", Mode.READ) as reader:
        assert reader.in_doubt == ()
        assert [record.id for record in reader.snapshot.records()] == ["1"]
    with store.open("leuven", "local", Mode.WRITE, WRITER) as writer:
        assert "state-spill-used" in [item.code for item in writer.warnings]
        assert [record.id for record in writer.snapshot.records()] == ["1"]
    assert list((tmp_path / "spills").iterdir()) == []
    with store.open("leuven", "local", Mode.READ) as reader:
        assert [record.id for record in reader.snapshot.records()] == ["1"]
        assert reader.warnings == ()


@pytest.mark.fault("F7")
def test_what_was_kept_aside_says_nothing_once_others_wrote(tmp_path: Path) -> None:
    """Another machine, which does not have it, looked the calls up in the world and went on."""
    session = store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "s1", "create", numbered(1)))
    away = tmp_path / "away"
    (tmp_path / "state").rename(away)
    session.append(End("s1", Outcome.DONE, numbered(1)))
    assert code_of(session.close) == "state-kept-aside"
    away.rename(tmp_path / "state")
    (mark,) = (tmp_path / "keys").glob("*.mark")
    kept = mark.read_bytes()
    mark.unlink()  # it lies on this machine too
    with store_in(tmp_path, aside=False).open("leuven", "local", Mode.WRITE, WRITER) as other:
        other.append(End("s1", Outcome.GONE, removed=True))
        other.append(Begin("run-2", "s2", "create", numbered(2)), End("s2", Outcome.DONE, numbered(2)))
    assert int(kept.split()[0]) <= int(mark.read_bytes().split()[0])
    with store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER) as again:
        assert [item.code for item in again.warnings] == ["state-spill-outdated"]
        assert [record.id for record in again.snapshot.records()] == ["2"]
    with store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER) as later:
        assert later.warnings == ()


@pytest.mark.fault("F4")
@pytest.mark.fault("F7")
def test_no_bit_of_what_is_kept_aside_can_be_flipped(tmp_path: Path) -> None:
    session = store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "s1", "create", numbered(1)))
    (tmp_path / "state").rename(tmp_path / "away")
    session.append(End("s1", Outcome.DONE, numbered(1)))
    assert code_of(session.close) == "state-kept-aside"
    (tmp_path / "away").rename(tmp_path / "state")
    (spill,) = (tmp_path / "spills").iterdir()
    whole = spill.read_bytes()
    assert b"canary" not in whole
    for offset in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[offset] ^= 1 << (offset % 8)
        spill.write_bytes(damaged)
        code_of(lambda: store_in(tmp_path).open("leuven", "local", Mode.READ))


@pytest.mark.fault("F7")
def test_a_run_whose_folder_goes_away_fails_and_the_next_one_has_all_it_did(server: Server, place: Place) -> None:
    place.write({"name": "keys", "block": "service"})
    call = "after create keys/store"
    place.hold(call)
    running = server.start(place, "apply", STACK, "--yes")
    until(lambda: len(place.objects()) == 1)
    state, away = place.workspace / ".bouwsteen" / "state", place.folder / "away"
    state.rename(away)
    place.let_go(call)
    ended = running.wait()
    assert ended.code == 1
    assert "What was done is kept aside" in ended.err
    assert "The state is not where it was" in server.run(place, "plan", STACK, code=1).err
    shutil.rmtree(state, ignore_errors=True)
    away.rename(state)
    made = place.objects()
    second = server.run(place, "apply", STACK, "--yes")
    assert "What was kept aside counts again" in second.text
    assert set(made) <= set(place.objects())
    with place.read() as session:
        assert session.in_doubt == ()
        assert {record.id for record in session.snapshot.records()} == set(place.objects())
