from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.state.conftest import WRITER

from bouwsteen.adapters import state_locks
from bouwsteen.errors import StateError, StateLockedError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_a_lock_is_taken_once(path: Path) -> None:
    lock = state_locks.acquire(path, WRITER)
    assert lock.is_held()
    with pytest.raises(StateLockedError) as caught:
        state_locks.acquire(path, WRITER)
    assert f"process {os.getpid()}" in caught.value.diagnostics[0].detail
    assert "which is running" in caught.value.diagnostics[0].detail
    lock.release()
    lock.release()
    again = state_locks.acquire(path, WRITER)
    assert again.holder.fencing == 2
    assert again.previous is not None
    assert again.previous.holder.lock == lock.holder.lock
    again.release()


def test_looking_does_not_take_the_lock(path: Path) -> None:
    assert state_locks.holder_of(path) is None
    assert not path.exists()
    lock = state_locks.acquire(path, WRITER)
    assert state_locks.holder_of(path) == dataclasses.replace(lock.holder, alive=True)
    lock.release()
    assert state_locks.holder_of(path) is None


def test_the_lock_of_a_dead_process_is_free(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bouwsteen.adapters import state_locks; from bouwsteen.state.ports import Writer;"
        "lock = state_locks.acquire(Path(sys.argv[1]), Writer('cli', 'r', 'an', 'up', 'now')); print(flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(item for item in sys.path if item)}
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(StateLockedError):
            state_locks.acquire(path, WRITER)
        child.kill()
    last = state_locks.read_holder(path)
    assert last is not None
    assert (last.pid, last.alive) == (child.pid, False)
    lock = state_locks.acquire(path, WRITER)
    assert lock.holder.fencing == 2
    lock.release()


def test_a_broken_lock_is_not_held(path: Path) -> None:
    lock = state_locks.acquire(path, WRITER)
    state_locks.break_lock(path, lock.holder.lock, "it hangs")
    assert not lock.is_held()
    other = state_locks.acquire(path, WRITER)
    assert other.holder.fencing > lock.holder.fencing
    assert other.previous is not None
    assert (other.previous.condition, other.previous.reason) == ("broken", "it hangs")
    with pytest.raises(StateError):
        state_locks.break_lock(path, lock.holder.lock, "too late")
    other.release()
    lock.release()


def test_a_lock_whose_file_is_gone_is_not_held(path: Path) -> None:
    lock = state_locks.acquire(path, WRITER)
    path.unlink()
    assert not lock.is_held()
    lock.release()


SAID = {"lock": "a", "owner": "cli", "run": "r", "who": "an", "command": "up", "since": "now"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "{}", '{"lock": 1}', "x" * 100_000),
        *(json.dumps({**SAID, **more}) for more in ({"pid": "no"}, {"fencing": 10**30}, {"fencing": -1}, {"lock": 3}, {"more": ""})),
    ],
)
def test_what_stands_in_the_file_is_not_trusted(path: Path, text: str) -> None:
    path.write_text(text)
    assert state_locks.read_holder(path) is None
    lock = state_locks.acquire(path, WRITER)
    assert lock.holder.fencing == 1
    lock.release()
