"""Disks that fill up, fail, or stop between two steps; processes that are killed or compete."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.dead_writers import die
from tests.unit.state.conftest import CANARY, WRITER, HastyDisk, Stores, make_record

from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.errors import StateError
from bouwsteen.state.journals import Begin, End, Entry, Outcome, Put
from bouwsteen.state.ports import Mode, StateSession
from bouwsteen.state.records import ResourceRecord


class CrashError(BaseException):
    """The machine stops here."""


class CrashingDisk(HastyDisk):
    """Stops at the n-th thing it does, before or after doing it, or half way through a write."""

    def __init__(self, at: int, when: str) -> None:
        self.at = at
        self.when = when
        self.done = 0

    def _step(self, act: Callable[[], None], half: Callable[[], None] = lambda: None) -> None:
        self.done += 1
        if self.done < self.at:
            act()
            return
        if self.when == "after" and self.done == self.at:
            act()
        elif self.when == "half" and self.done == self.at:
            half()
        raise CrashError

    def write(self, fd: int, data: bytes) -> None:
        self._step(lambda: super(CrashingDisk, self).write(fd, data), lambda: super(CrashingDisk, self).write(fd, data[: len(data) // 2]))

    def sync(self, fd: int) -> None:
        self._step(lambda: super(CrashingDisk, self).sync(fd))

    def name(self, temporary: Path, path: Path) -> None:
        self._step(lambda: super(CrashingDisk, self).name(temporary, path))

    def sync_folder(self, folder: Path) -> None:
        self._step(lambda: super(CrashingDisk, self).sync_folder(folder))

    def remove(self, path: Path) -> None:
        self._step(lambda: super(CrashingDisk, self).remove(path))


def numbered(number: int) -> ResourceRecord:
    return make_record(f"i{number % 3}", "share", id=str(number))


def entries(count: int) -> list[Entry]:
    found: list[Entry] = []
    for number in range(count):
        found += [Begin("run-1", f"s{number}", "update", numbered(number)), End(f"s{number}", Outcome.DONE, numbered(number))]
    return found


def run_until_crash(folder: Stores, disk: Disk) -> int:
    """Two sessions of entries; returns how many were acknowledged before the crash."""
    store = FolderStore(folder.folder / "state", folder.keys, disk)
    acknowledged = 0
    with contextlib.suppress(CrashError):
        for part in (entries(4)[:5], entries(4)[5:]):
            session = store.open("leuven", "local", Mode.WRITE, WRITER)
            try:
                for entry in part:
                    session.append(entry)
                    acknowledged += 1
                session.close()
            except CrashError:
                die(session)
                raise
    return acknowledged


def steps_of_a_run(tmp_path: Path) -> int:
    disk = CrashingDisk(10_000, "before")
    run_until_crash(Stores(tmp_path, "folder"), disk)
    return disk.done


@pytest.mark.parametrize("when", ["before", "half", "after"])
def test_a_crash_at_any_step_loses_nothing_that_was_acknowledged(tmp_path: Path, when: str) -> None:
    total = steps_of_a_run(tmp_path / "whole")
    assert total > 40
    for at in range(1, total + 1):
        folder = Stores(tmp_path / f"{at}", "folder")
        acknowledged = run_until_crash(folder, CrashingDisk(at, when))
        with folder.write() as session:
            serial = session.snapshot.serial
            assert acknowledged <= serial <= acknowledged + 1, f"step {at}"
            expected = entries(4)[:serial]
            assert {item.step for item in session.in_doubt} == _open_steps(expected)
            session.append(Put(make_record("after")))
        assert folder.read().snapshot.serial == serial + 1
        assert not [item for item in folder.store.generations("leuven", "local") if item.problem]


def _open_steps(done: list[Entry]) -> set[str]:
    begun = {entry.step for entry in done if isinstance(entry, Begin)}
    return begun - {entry.step for entry in done if isinstance(entry, End)}


class FailingDisk(Disk):
    """Fails writes to, or syncs of, the journal while `failing` is set."""

    def __init__(self, number: int, call: str) -> None:
        self.number = number
        self.call = call
        self.failing = False
        self.times = 1_000

    def write(self, fd: int, data: bytes) -> None:
        if self.failing and self.call == "write" and self.times > 0:
            self.times -= 1
            super().write(fd, data[: len(data) // 3])
            raise OSError(self.number, os.strerror(self.number))
        super().write(fd, data)

    def sync(self, fd: int) -> None:
        if self.failing and self.call == "sync":
            raise OSError(self.number, os.strerror(self.number))
        super().sync(fd)


def failing_session(folder: Stores, number: int, call: str) -> tuple[StateSession, FailingDisk]:
    disk = FailingDisk(number, call)
    store = FolderStore(folder.folder / "state", folder.keys, disk)
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Put(numbered(1)))
    disk.failing = True
    return session, disk


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        call()
    assert CANARY not in str(caught.value)
    return caught.value.diagnostics[0].code


@pytest.mark.parametrize(
    ("number", "call", "code"),
    [
        (errno.EIO, "write", "state-write-failed"),
        (errno.EIO, "sync", "state-write-failed"),
        (errno.ENOSPC, "sync", "state-disk-full"),
        (errno.ENOSPC, "write", "state-disk-full"),
        (errno.EDQUOT, "write", "state-disk-full"),
    ],
)
def test_after_a_failed_write_a_session_is_finished(folder: Stores, number: int, call: str, code: str) -> None:
    session, disk = failing_session(folder, number, call)
    before = session.snapshot
    assert code_of(lambda: session.append(Put(numbered(2)))) == code
    disk.failing = False
    assert code_of(lambda: session.append(Put(numbered(2)))) == code
    assert code_of(session.commit) == code
    assert session.snapshot == before
    session.close()
    with folder.write() as again:
        assert again.record(numbered(1).address) == numbered(1)
        again.append(Put(numbered(2)))
    assert folder.read().record(numbered(2).address) == numbered(2)


def test_on_a_full_disk_ends_are_kept_and_beginnings_refused(folder: Stores) -> None:
    session, disk = failing_session(folder, errno.ENOSPC, "write")
    disk.failing = False
    session.append(Begin("run-1", "s1", "create", numbered(2)))
    disk.failing, disk.times = True, 1
    session.append(End("s1", Outcome.DONE, numbered(2)))
    assert not (folder.environment / "reserve").exists()
    assert code_of(lambda: session.append(Begin("run-1", "s2", "create", numbered(3)))) == "state-disk-full"
    session.append(Put(numbered(4)))
    session.close()
    after = folder.read()
    assert after.in_doubt == ()
    assert {record.id for record in after.snapshot.records()} == {"4", "2"}


def test_a_full_disk_at_the_end_leaves_the_journal_for_the_next_run(folder: Stores) -> None:
    session, disk = failing_session(folder, errno.ENOSPC, "write")
    with pytest.raises(StateError):
        session.commit()
    disk.failing = False
    session.append(Put(numbered(2)))
    disk.failing = True
    session.close()
    assert [item.code for item in session.warnings] == ["state-not-folded"]
    assert {record.id for record in folder.read().snapshot.records()} == {"1", "2"}
    with folder.write() as again:
        assert {record.id for record in again.snapshot.records()} == {"1", "2"}


def test_an_interrupt_while_writing_finishes_the_session(folder: Stores) -> None:
    disk = CrashingDisk(10_000, "half")
    store = FolderStore(folder.folder / "state", folder.keys, disk)
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Put(numbered(1)))
    disk.at = disk.done + 1
    with pytest.raises(CrashError):
        session.append(Put(numbered(2)))
    disk.at = 10_000
    assert code_of(lambda: session.append(Put(numbered(2)))) == "state-interrupted"
    session.close()
    with folder.write() as again:
        assert [item.code for item in again.warnings] == ["state-journal-torn"]
        assert [record.id for record in again.snapshot.records()] == ["1"]


# Real processes.

PROGRAM = """
import json, os, sys, time
from pathlib import Path
from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.addresses import Address
from bouwsteen.errors import StateLockedError
from bouwsteen.state.journals import Begin, End, Outcome
from bouwsteen.state.ports import Mode, Writer
from bouwsteen.state.records import ResourceRecord

folder, name, steps, log = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), os.open(sys.argv[4], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
store = FolderStore(folder / "state", LocalKeys(folder / "keys"))

def say(*what):
    os.write(log, (json.dumps([name, *what]) + "\\n").encode())

while True:
    try:
        session = store.open("leuven", "local", Mode.WRITE, Writer("cli", name, "an", "up", "2026-01-01T00:00:00Z"))
        break
    except StateLockedError:
        time.sleep(0.002)
say("in", session.fencing)
start = session.snapshot.serial
for number in range(steps):
    record = ResourceRecord(Address("leuven", "local", f"i{number % 7}", "share"), "random/id", id=f"{name}-{number}")
    session.append(Begin(name, f"{name}-{number}", "create", record))
    say("ack", start + 2 * number + 1)
    session.append(End(f"{name}-{number}", Outcome.DONE, record))
    say("ack", start + 2 * number + 2)
    if number % 50 == 49:
        session.commit()
say("out", session.fencing)
session.close()
"""


def start(folder: Path, name: str, steps: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(item for item in sys.path if item)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), name, str(steps), str(folder / "log")], env=environment, stderr=subprocess.DEVNULL
    )


def read_log(folder: Path) -> list[list[object]]:
    path = folder / "log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path: Path, kills: int) -> None:
    stores = Stores(tmp_path, "folder")
    seed = random.Random(20260101)
    for number in range(kills):
        writer = start(tmp_path, f"w{number}", 100_000)
        deadline = time.monotonic() + 30
        while not any(line[0] == f"w{number}" and line[1] == "ack" for line in read_log(tmp_path)):
            assert time.monotonic() < deadline
            assert writer.poll() is None
            time.sleep(0.005)
        time.sleep(seed.random() * 0.1)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        acknowledged = max(int(str(line[2])) for line in read_log(tmp_path) if line[1] == "ack")
        session = stores.read()
        # The process may die between making an entry durable and saying so.
        assert acknowledged <= session.snapshot.serial <= acknowledged + 1
        assert len(session.in_doubt) <= number + 1
    with stores.write() as session:
        assert {item.code for item in session.warnings} - {"state-journal-torn"} == {"state-lock-left"}


@pytest.mark.parametrize("count", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_of_several_writers_one_writes_at_a_time(tmp_path: Path, count: int) -> None:
    writers = [start(tmp_path, f"w{number}", 20) for number in range(count)]
    for writer in writers:
        assert writer.wait(timeout=60) == 0
    inside: str | None = None
    tokens = []
    for name, event, number in read_log(tmp_path):
        if event == "in":
            assert inside is None
            inside = str(name)
            tokens.append(int(str(number)))
        assert name == inside
        if event == "out":
            inside = None
    assert tokens == sorted(set(tokens))
    assert len(tokens) == count
    assert Stores(tmp_path, "folder").read().snapshot.serial == count * 40


def test_a_reader_beside_a_writer_always_sees_a_whole_state(tmp_path: Path) -> None:
    writer = start(tmp_path, "w", 200)
    stores = Stores(tmp_path, "folder")
    last = reads = 0
    while writer.poll() is None:
        snapshot = stores.read().snapshot
        assert snapshot.serial >= last
        assert not [item for item in snapshot.verify_integrity() if item.is_error]
        last, reads = snapshot.serial, reads + 1
    assert writer.wait() == 0
    assert reads > 3
    assert stores.read().snapshot.serial == 400


def test_a_paused_writer_whose_lock_was_broken_is_shut_out(tmp_path: Path) -> None:
    writer = start(tmp_path, "w", 100_000)
    stores = Stores(tmp_path, "folder")
    deadline = time.monotonic() + 30
    while len(read_log(tmp_path)) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    writer.send_signal(signal.SIGSTOP)
    holder = stores.store.holder("leuven", "local")
    assert holder is not None
    assert (holder.pid, holder.alive) == (writer.pid, True)
    stores.store.break_lock("leuven", "local", holder.lock, "it was paused")
    session = stores.write()
    serial = session.snapshot.serial
    assert serial >= max(int(str(line[2])) for line in read_log(tmp_path) if line[1] == "ack")
    session.append(Put(make_record("mine")))
    writer.send_signal(signal.SIGCONT)
    assert writer.wait(timeout=30) == 1
    session.append(Put(make_record("more")))
    session.close()
    after = stores.read().snapshot
    assert after.serial == serial + 2
    assert max(int(str(line[2])) for line in read_log(tmp_path) if line[1] == "ack") <= serial
