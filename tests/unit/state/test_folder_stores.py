"""What the folder store promises beyond the ports: on disks, keys, damage and old copies."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.dead_writers import die
from tests.unit.state.conftest import CANARY, WRITER, Stores, make_record

from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.adapters.state_folders.generations import FILES_TO_MERGE
from bouwsteen.adapters.state_keys import GivenKeys, LocalKeys, Marks
from bouwsteen.adapters.state_logs.stores import GENERATIONS_KEPT
from bouwsteen.errors import InvalidInputError, StateCorruptError, StateError
from bouwsteen.state.journals import Begin, End, Forget, Outcome, Put
from bouwsteen.state.ports import Mode
from bouwsteen.values import Secret

RECORD = make_record()


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every path with its size and time of change."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def fill(folder: Stores, sessions: int = 3) -> None:
    for number in range(sessions):
        with folder.write(organisation="24062") as session:
            session.append(Put(make_record(id=str(number))), Put(make_record("forms")))


def leave_a_journal(folder: Stores) -> None:
    """A writer that dies: generation, journal, no close."""
    fill(folder, 1)
    session = folder.write()
    session.append(Begin("run-2", "step-1", "update", RECORD))
    session.append(Put(make_record("payments")))
    die(session)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        call()
    assert CANARY not in str(caught.value)
    return caught.value.diagnostics[0].code


def test_reading_writes_nothing(folder: Stores) -> None:
    folder.read().close()
    assert list(folder.folder.iterdir()) == []
    leave_a_journal(folder)
    before = tree(folder.folder)
    for _ in range(2):
        with folder.read() as session:
            session.commit()
    assert tree(folder.folder) == before


def test_opening_to_write_without_writing_makes_no_state(folder: Stores) -> None:
    folder.write().close()
    assert {path.name for path in folder.folder.rglob("*")} == {"state", "leuven", "local", "lock"}
    assert folder.store.environments("leuven") == []


def test_only_the_owner_of_the_files_may_read_them(folder: Stores) -> None:
    leave_a_journal(folder)
    for path in [*folder.environment.rglob("*"), *(folder.folder / "keys").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for path in (folder.environment, folder.folder / "keys"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


@pytest.mark.fault("F50")
def test_no_secret_is_on_disk(folder: Stores) -> None:
    leave_a_journal(folder)
    found = [path for path in folder.folder.rglob("*") if path.is_file()]
    assert len(found) > 5
    for path in found:
        assert CANARY.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("name", ["../x", "", "a/b", "A", ".hidden", "x" * 50, "a\0"])
def test_a_name_that_is_no_name_is_refused(folder: Stores, name: str) -> None:
    for stack, environment in ((name, "local"), ("leuven", name)):
        with pytest.raises(InvalidInputError):
            folder.store.open(stack, environment, Mode.READ)


def test_what_a_dead_writer_left_is_folded_by_the_next(folder: Stores) -> None:
    leave_a_journal(folder)
    read = folder.read()
    with folder.write() as session:
        assert session.snapshot == read.snapshot
        assert [item.code for item in session.warnings] == ["state-lock-left"]
        assert "1 of its calls" in session.warnings[0].detail
        assert [begin.step for begin in session.in_doubt] == ["step-1"]
    assert folder.read().in_doubt == read.in_doubt


def test_a_torn_entry_is_left_out_whole(folder: Stores) -> None:
    leave_a_journal(folder)
    (mark,) = (folder.folder / "keys").glob("*.mark")
    session = folder.write()
    before = session.snapshot
    session.append(Put(make_record("ebox", "late")))
    die(session)
    journal = max(folder.environment.glob("journal.*"))
    whole = journal.read_bytes()
    copy = folder.folder / "copy"
    shutil.copytree(folder.environment, copy)
    start = _first_frame_end(whole)
    for cut in [*range(start, len(whole), 61), *range(len(whole) - 18, len(whole) + 1, 3)]:
        for tail in (b"", bytes(max(len(whole) - cut, 16)), bytes(4096)):
            shutil.rmtree(folder.environment)
            shutil.copytree(copy, folder.environment)
            # The entry was never acknowledged, so its serial was never marked.
            mark.unlink()
            journal.write_bytes(whole[:cut] + tail)
            with folder.write() as again:
                late = again.record(make_record("ebox", "late").address)
                assert late in (None, make_record("ebox", "late"))
                assert (late is None) == (cut < len(whole))
                assert set(before.units) <= set(again.snapshot.units)
                torn = "state-journal-torn" in {item.code for item in again.warnings}
                assert torn == (start < cut < len(whole) or bool(tail))


def _first_frame_end(journal: bytes) -> int:
    """Behind the frame that seals the header."""
    header = 12 + int.from_bytes(journal[8:12])
    return header + 8 + int.from_bytes(journal[header : header + 4])


def test_a_torn_entry_that_was_acknowledged_is_noticed(folder: Stores) -> None:
    leave_a_journal(folder)
    journal = max(folder.environment.glob("journal.*"))
    journal.write_bytes(journal.read_bytes()[:-3])
    assert code_of(folder.read) == "state-rolled-back"
    assert code_of(folder.write) == "state-rolled-back"
    with folder.write(accept_rollback=3) as session:
        assert [item.code for item in session.warnings] == ["state-journal-torn"]
        assert session.record(make_record("payments").address) is None
        assert session.record(RECORD.address) is not None


@pytest.mark.parametrize("kind", ["generation", "journal"])
def test_every_flipped_bit_is_noticed(folder: Stores, kind: str) -> None:
    leave_a_journal(folder)
    for mark in (folder.folder / "keys").glob("*.mark"):
        mark.unlink()  # the seals alone must do
    newest = max(folder.environment.glob(f"{kind}.*"))
    whole = newest.read_bytes()
    before = tree(folder.folder)
    for offset in range(0, len(whole), 11):
        damaged = bytearray(whole)
        damaged[offset] ^= 1 << (offset % 8)
        newest.write_bytes(damaged)
        with pytest.raises(StateError):
            folder.read()
    newest.write_bytes(whole)
    assert tree(folder.folder).keys() == before.keys()
    folder.read()


def test_files_cannot_change_places(folder: Stores) -> None:
    fill(folder, 4)
    leave_a_journal_files = sorted(folder.environment.glob("generation.*"))
    newest, older = leave_a_journal_files[-1], leave_a_journal_files[-2]
    whole = newest.read_bytes()
    newest.write_bytes(older.read_bytes())
    assert code_of(folder.read) == "state-corrupt"
    newest.write_bytes(whole)
    folder.read()
    with folder.store.open("leuven", "test", Mode.WRITE, WRITER) as session:
        session.append(Put(dataclasses.replace(RECORD, address=RECORD.address._replace(environment="test"))))
    other = max((folder.environment.parent / "test").glob("generation.*"))
    target = folder.environment / other.name
    target.write_bytes(other.read_bytes())
    for path in folder.environment.glob("generation.*"):
        if path > target:
            path.unlink()
    for path in folder.environment.glob("journal.*"):
        path.unlink()
    assert code_of(folder.read) == "state-corrupt"


def test_a_journal_of_another_time_is_noticed(folder: Stores) -> None:
    leave_a_journal(folder)
    journals = sorted(folder.environment.glob("journal.*"))
    journals[-1].write_bytes(journals[0].read_bytes())
    assert code_of(folder.read) == "state-corrupt"


def test_frames_cannot_change_order(folder: Stores) -> None:
    leave_a_journal(folder)
    journal = max(folder.environment.glob("journal.*"))
    whole = journal.read_bytes()
    start = _first_frame_end(whole)
    end = start + 8 + int.from_bytes(whole[start : start + 4])
    journal.write_bytes(whole[:start] + whole[end:] + whole[start:end])
    assert code_of(folder.read) == "state-corrupt"


def test_damage_says_what_can_be_restored_and_that_works(folder: Stores) -> None:
    fill(folder, 3)
    newest = max(folder.environment.glob("generation.*"))
    newest.write_bytes(newest.read_bytes()[:-1] + b"?")
    with pytest.raises(StateCorruptError) as caught:
        folder.read()
    assert newest.name in caught.value.diagnostics[0].detail
    assert "3 (serial 6, 2026-01-01T00:00:00Z)" in caught.value.diagnostics[0].remedy
    kept = folder.store.generations("leuven", "local")
    assert [item.number for item in kept if item.problem] == [4]
    # Generation 3 has its journal beside it, so nothing is lost.
    folder.store.restore("leuven", "local", 3, WRITER)
    restored = folder.read().snapshot
    assert [record.id for record in restored.records()] == ["2", "forms-share"]
    with folder.write() as session:
        session.append(Put(make_record("payments")))
    assert set(folder.read().snapshot.units) == {"ebox", "forms", "payments"}


def test_a_damaged_journal_can_be_restored_up_to_the_damage(folder: Stores) -> None:
    leave_a_journal(folder)
    journal = max(folder.environment.glob("journal.*"))
    whole = bytearray(journal.read_bytes())
    whole[-30] ^= 1
    journal.write_bytes(whole)
    assert code_of(folder.read) == "state-corrupt"
    folder.store.restore("leuven", "local", int(journal.suffix[1:]), WRITER)
    session = folder.read()
    assert [begin.step for begin in session.in_doubt] == ["step-1"]
    assert set(session.snapshot.units) == {"ebox", "forms"}


def test_an_older_copy_is_refused_until_accepted(folder: Stores, tmp_path: Path) -> None:
    fill(folder, 2)
    shutil.copytree(folder.environment, tmp_path / "copy")
    fill(folder, 2)
    newest = folder.read().snapshot.serial
    shutil.rmtree(folder.environment)
    shutil.copytree(tmp_path / "copy", folder.environment)
    assert code_of(folder.read) == "state-rolled-back"
    assert code_of(folder.write) == "state-rolled-back"
    old = folder.read(accept_rollback=4)
    assert code_of(lambda: folder.read(accept_rollback=3)) == "state-rolled-back"
    assert (old.went_back, old.snapshot.serial > newest) == (True, True), "a plan is made on the serial that its apply will find"
    assert code_of(folder.read) == "state-rolled-back"
    with folder.write(accept_rollback=4) as session:
        assert (session.went_back, session.snapshot.serial) == (True, old.snapshot.serial)
        assert session.snapshot.last_run is not None
        assert session.snapshot.last_run.command == WRITER.command
        assert list(session.snapshot.records()) == list(old.snapshot.records())
    with folder.read() as later:
        assert (later.went_back, later.snapshot.serial > newest) == (False, True)
        assert later.snapshot.restored_by is not None, "until somebody looks at the world"
    folder.write().close()


@pytest.mark.parametrize("kind", ["generation", "journal"])
def test_taking_away_the_newest_file_is_noticed(folder: Stores, kind: str) -> None:
    leave_a_journal(folder)
    max(folder.environment.glob(f"{kind}.*")).unlink()
    with pytest.raises(StateError):
        folder.read()


def test_a_journal_alone_is_not_an_empty_state(folder: Stores) -> None:
    leave_a_journal(folder)
    for path in folder.environment.glob("generation.*"):
        path.unlink()
    assert code_of(folder.read) == "state-corrupt"


def test_a_missing_wrong_or_damaged_key_is_refused(folder: Stores) -> None:
    fill(folder)
    (key,) = (folder.folder / "keys").glob("*.json")
    whole = key.read_bytes()
    key.unlink()
    assert code_of(folder.read) == "state-key-missing"
    assert code_of(folder.write) == "state-key-missing"
    folder.keys.create(key.stem)
    assert code_of(folder.read) == "state-key-wrong"
    for damage in (b"", b"{}", whole[:-5], b'{"keys": ["AAAA"], "formatVersion": 1}', whole.replace(b": 1", b": 2")):
        key.write_bytes(damage)
        assert code_of(folder.read) == "state-key-unreadable"
    key.write_bytes(whole)
    folder.read()


def test_a_damaged_mark_is_refused(folder: Stores) -> None:
    fill(folder)
    (mark,) = (folder.folder / "keys").glob("*.mark")
    whole = mark.read_bytes()
    mark.write_bytes(whole.replace(b"0", b"1", 1))
    assert code_of(folder.read) == "state-key-unreadable"
    mark.unlink()
    assert folder.read().snapshot.serial == 6
    folder.write().close()
    assert mark.read_bytes() in (b"", whole)


def test_after_a_rotation_the_next_write_needs_the_new_key_alone(folder: Stores) -> None:
    leave_a_journal(folder)
    (key,) = (folder.folder / "keys").glob("*.json")
    before = folder.read().snapshot
    folder.keys.rotate(key.stem)
    assert folder.read().snapshot == before
    with folder.write() as session:
        session.append(Put(make_record("late")))
    newest = folder.keys.keys(key.stem)[0].hex()
    alone = FolderStore(folder.folder / "state", GivenKeys([Secret(newest)], Marks(folder.folder / "keys")))
    assert set(alone.open("leuven", "local", Mode.READ).snapshot.units) == {*before.units, "late"}


def test_a_given_key_needs_no_key_file(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "state", GivenKeys([Secret("5" * 64)], Marks(tmp_path / "keys")))
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(RECORD))
    assert list((tmp_path / "keys").glob("*.json")) == []
    assert list(store.open("leuven", "local", Mode.READ).snapshot.records()) == [RECORD]
    other = FolderStore(tmp_path / "state", GivenKeys([Secret("6" * 64)], Marks(tmp_path / "keys")))
    assert code_of(lambda: other.open("leuven", "local", Mode.READ)) == "state-key-wrong"


@pytest.mark.parametrize("kind", ["generation", "journal"])
def test_a_newer_file_is_refused(folder: Stores, kind: str) -> None:
    leave_a_journal(folder)
    newest = max(folder.environment.glob(f"{kind}.*"))
    data = bytearray(newest.read_bytes())
    data[5] += 1
    newest.write_bytes(data)
    before = tree(folder.folder)
    assert code_of(folder.read) == "state-format-newer"
    assert code_of(folder.write) == "state-format-newer"
    changed = {path for path, stamp in tree(folder.folder).items() if before.get(path) != stamp}
    assert {Path(path).name for path in changed} == {"lock"}


def test_a_commit_writes_only_what_changed(folder: Stores) -> None:
    with folder.write() as session:
        session.append(*[Put(make_record(f"i{number}")) for number in range(200)])
    whole = max(folder.environment.glob("generation.*")).stat().st_size
    with folder.write() as session:
        session.append(Put(make_record("i7", id="changed")))
    newest = max(folder.environment.glob("generation.*")).stat().st_size
    table = 200 * 80
    assert newest < table + 4096 < whole
    records = {record.address.instance: record.id for record in folder.read().snapshot.records()}
    assert len(records) == 200
    assert records["i7"] == "changed"


def test_the_past_is_bounded_and_complete(folder: Stores) -> None:
    for number in range(FILES_TO_MERGE * 2 + 5):
        with folder.write() as session:
            session.append(Put(make_record(f"i{number % 40}", id=str(number))))
        if number > 45:
            assert len(list(folder.environment.glob("generation.*"))) <= FILES_TO_MERGE + GENERATIONS_KEPT + 1
    assert len(list(folder.environment.glob("journal.*"))) <= GENERATIONS_KEPT
    kept = folder.store.generations("leuven", "local")
    assert len(kept) == GENERATIONS_KEPT
    assert [item.problem for item in kept] == [""] * GENERATIONS_KEPT
    assert {record.id for record in folder.read().snapshot.records()} == {str(number) for number in range(29, 69)}


def test_destroying_leaves_the_history(folder: Stores) -> None:
    fill(folder, 2)
    with folder.write() as session:
        session.append(Forget(RECORD.address, 1), Forget(make_record("forms").address, 1))
    assert folder.read().snapshot.units == {}
    assert folder.store.environments("leuven") == ["local"]
    kept = folder.store.generations("leuven", "local")
    folder.store.restore("leuven", "local", kept[1].number, WRITER)
    assert folder.read().snapshot.serial > kept[0].serial


def test_a_broken_lock_is_told_to_the_next_writer(folder: Stores) -> None:
    session = folder.write()
    session.append(Put(RECORD))
    holder = folder.store.holder("leuven", "local")
    assert holder is not None
    assert holder.pid == os.getpid()
    folder.store.break_lock("leuven", "local", holder.lock, "the machine hangs")
    with folder.write() as again:
        assert [item.code for item in again.warnings] == ["state-lock-broken"]
        assert "the machine hangs" in again.warnings[0].detail
    with folder.write() as later:
        assert later.warnings == ()
    session.close()


class PatientDisk(Disk):
    """Counts its syncs; each first waits for what it is told to wait for."""

    syncs = 0
    waits: Callable[[], bool] = staticmethod(lambda: True)

    def sync(self, fd: int) -> None:
        self.syncs += 1
        deadline = time.monotonic() + 60
        while not self.waits():
            assert time.monotonic() < deadline
            time.sleep(0.001)
        super().sync(fd)


def test_threads_that_append_together_share_a_sync(folder: Stores) -> None:
    disk = PatientDisk()
    store = FolderStore(folder.folder / "state", folder.keys, disk)
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(RECORD))
        before = disk.syncs
        threads = [threading.Thread(target=session.append, args=(Put(make_record(f"i{number}")),)) for number in range(10)]
        # While the first of them is synced all others come: they are queued, by number, and wait.
        disk.waits = lambda: getattr(session, "_sequence") == 11  # noqa: B009  nobody else is to know it
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert session.snapshot.serial == 11
        assert disk.syncs - before <= 2


@pytest.mark.parametrize("followed", [False, True])
def test_an_end_that_nobody_waited_for_is_in_doubt_until_something_is_recorded_after_it(folder: Stores, followed: bool) -> None:
    session = folder.write()
    session.append(Begin("run-1", "step-1", "create", RECORD))
    session.follow(End("step-1", Outcome.DONE, RECORD))
    if followed:
        session.append(Begin("run-1", "step-2", "create", make_record("forms")))
    die(session)
    with folder.read() as reader:
        assert [begin.step for begin in reader.in_doubt] == ["step-2" if followed else "step-1"]
        assert (reader.record(RECORD.address) is not None) == followed


def test_an_end_that_follows_costs_no_sync_of_its_own(folder: Stores) -> None:
    disk = PatientDisk()
    store = FolderStore(folder.folder / "state", folder.keys, disk)
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(RECORD))
        before = disk.syncs
        for number in range(5):
            record = make_record(f"i{number}")
            session.append(Begin("run-1", f"step-{number}", "create", record))
            session.follow(End(f"step-{number}", Outcome.DONE, record))
        assert disk.syncs - before == 5
    assert [store.open("leuven", "local", Mode.READ).record(make_record(f"i{number}").address) is not None for number in range(5)] == [
        True
    ] * 5


class Unwilling(Disk):
    def names(self, folder: Path) -> list[str]:
        raise PermissionError(13, f"Permission denied: {folder}")


def test_what_cannot_be_read_is_not_empty(folder: Stores) -> None:
    fill(folder)
    store = FolderStore(folder.folder / "state", LocalKeys(folder.folder / "keys"), Unwilling())
    assert code_of(lambda: store.open("leuven", "local", Mode.READ)) == "state-unreadable"


def test_leftovers_of_a_crash_are_cleared(folder: Stores) -> None:
    fill(folder)
    for name in (".generation.000000000009-ab", ".journal.000000000009-ab", ".reserve-ab"):
        (folder.environment / name).write_bytes(b"half")
    with folder.write() as session:
        session.append(Begin("run-1", "s", "create", RECORD), End("s", Outcome.DONE, RECORD))
    assert not [path for path in folder.environment.iterdir() if path.name.startswith(".")]
    assert not (folder.environment / "reserve").exists()
