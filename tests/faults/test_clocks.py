"""Clocks that jump: a lock lasts by steady clocks alone, and by looks that follow each other."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.state.conftest import WRITER

from bouwsteen.adapters import state_locks
from bouwsteen.adapters.leases import Lease, Watch
from bouwsteen.adapters.state_locks import FileLock
from bouwsteen.errors import StateLockedError
from bouwsteen.state.ports import Holder, Waiting

pytestmark = pytest.mark.fault("F52")

HOUR = 3600.0
STILL = Lease(30, 10_000)  # gives no sign of life within a test


class Clock:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def look(clock: Clock, times: int, seconds: float) -> Waiting:
    """Waits `times` times, each for `seconds` of the steady clock, and then gives up."""
    left = iter(range(times))

    def wait(_: Holder | None) -> bool:
        clock.now += seconds
        return next(left, None) is not None

    return wait


@pytest.fixture(params=[-HOUR, HOUR], ids=["an hour back", "an hour forth"])
def jump(request: pytest.FixtureRequest) -> float:
    return float(request.param)


@pytest.fixture
def held(path: Path) -> Iterator[FileLock]:
    lock = state_locks.acquire(path, WRITER, lease=STILL)
    yield lock
    lock.abandon()


@pytest.mark.usefixtures("held")
def test_a_jump_of_the_clock_on_the_wall_expires_nothing(path: Path, clock: Clock, jump: float, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = time.time()
    monkeypatch.setattr(time, "time", lambda: wall + jump)
    monkeypatch.setattr(time, "time_ns", lambda: int((wall + jump) * 1e9))
    os.utime(path, (wall + jump, wall + jump))
    with pytest.raises(StateLockedError):
        state_locks.acquire(path, WRITER, waiting=look(clock, 29, 1.0), monotonic=clock)


@pytest.mark.usefixtures("held")
def test_a_jump_of_the_clock_on_the_wall_keeps_nothing_for_ever(path: Path, clock: Clock, jump: float) -> None:
    os.utime(path, (time.time() + jump, time.time() + jump))
    late = dataclasses.replace(WRITER, since="2099-01-01T00:00:00Z" if jump > 0 else "1970-01-01T00:00:00Z")
    lock = state_locks.acquire(path, late, waiting=look(clock, 32, 1.0), monotonic=clock)
    assert lock.expired
    assert lock.holder.fencing == 2
    lock.release()


def test_nobody_who_renews_is_ever_expired(path: Path, clock: Clock) -> None:
    lock = state_locks.acquire(path, WRITER, lease=STILL)
    looks = iter(range(40))

    def wait(_: Holder | None) -> bool:
        clock.now += 1.0
        lock._beat()
        return next(looks, None) is not None

    with pytest.raises(StateLockedError):
        state_locks.acquire(path, WRITER, waiting=wait, monotonic=clock)
    lock.release()


@pytest.mark.usefixtures("held")
def test_who_was_away_itself_saw_nothing(path: Path, clock: Clock) -> None:
    """The machine slept for an hour: the waiting one wakes first, and must not judge the holder by its own sleep."""
    with pytest.raises(StateLockedError):
        state_locks.acquire(path, WRITER, waiting=look(clock, 10, HOUR), monotonic=clock)


def test_a_steady_clock_that_stands_still_or_goes_back_counts_nothing(clock: Clock) -> None:
    watch = Watch(clock)
    assert [watch.still("a") for _ in range(100)] == [0.0] * 100
    clock.now -= HOUR
    assert watch.still("a") == 0.0
    clock.now += 1.0
    assert watch.still("a") == 1.0
    assert watch.still("b") == 0.0


def test_a_holder_that_works_renews_by_itself(path: Path) -> None:
    lock = state_locks.acquire(path, WRITER, lease=Lease(30, 0.01))
    before = path.read_bytes()
    deadline = time.monotonic() + 60
    while path.read_bytes() == before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    lock.release()
    after = path.read_bytes()
    time.sleep(0.05)
    assert path.read_bytes() == after
