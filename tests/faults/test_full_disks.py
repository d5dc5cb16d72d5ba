"""No room: nothing new begins, what is under way is recorded all the same, aside if need be, and the next run has it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.writings import calls, check_recorded, numbered, store_in, write
from tests.support.failing_disks import FailingDisk
from tests.unit.state.conftest import WRITER

from bouwsteen.errors import StateError
from bouwsteen.state.journals import Begin, End, Outcome
from bouwsteen.state.ports import Mode, StateSession

pytestmark = pytest.mark.fault("F5")

ENTRIES = calls(4)


def moments(tmp_path: Path) -> int:
    disk = FailingDisk(errno.ENOSPC)
    write(store_in(tmp_path / "whole", disk), ENTRIES)
    return disk.done


@pytest.mark.parametrize("number", [errno.ENOSPC, *(pytest.param(each, marks=pytest.mark.slow) for each in (errno.EDQUOT, errno.EFBIG))])
@pytest.mark.parametrize("aside", [False, True], ids=["no place aside", "a place aside"])
def test_no_room_at_any_write_loses_nothing_that_was_acknowledged(tmp_path: Path, number: int, aside: bool) -> None:
    total = moments(tmp_path)
    assert total > 20
    for at in range(1, total + 1):
        folder = tmp_path / f"{at}"
        told = write(store_in(folder, FailingDisk(number, at, short=at % 2 == 0), aside=aside), ENTRIES)
        check_recorded(store_in(folder, aside=aside), told)


def test_what_is_under_way_ends_aside_and_nothing_begins(tmp_path: Path) -> None:
    disk = FailingDisk(errno.ENOSPC)
    session = store_in(tmp_path, disk).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "s1", "create", numbered(1)))
    disk.at = disk.done + 1
    session.append(End("s1", Outcome.DONE, numbered(1)))
    attempts: list[Callable[[], object]] = [
        lambda: session.append(Begin("run-1", "s2", "create", numbered(2))),
        session.check,
        session.close,
    ]
    for refused in attempts:
        with pytest.raises(StateError) as caught:
            refused()
        (problem,) = caught.value.diagnostics
        assert problem.code == "state-kept-aside"
        assert str(tmp_path / "spills") in problem.detail
    with store_in(tmp_path).open("leuven", "local", Mode.READ) as reader:
        assert [item.code for item in reader.warnings] == ["state-spill-used"]
        assert reader.in_doubt == ()
        assert [record.id for record in reader.snapshot.records()] == ["1"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 512 KiB. Where it may not be mounted the test is skipped, unless it is required."""
    place = tmp_path / "small"
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    why = "there is no `mount`"
    if mount is not None and umount is not None:
        done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)], capture_output=True, text=True, check=False)
        why = done.stderr.strip()
        if done.returncode == 0:
            try:
                yield place
            finally:
                subprocess.run([umount, str(place)], check=True)
            return
    if "tmpfs" in os.environ.get("BOUWSTEEN_REQUIRE", "").split(","):
        pytest.fail(f"a small file system cannot be mounted: {why}")
    pytest.skip(f"NOT TESTED ON A REALLY FULL DISK: a small file system cannot be mounted: {why}")


def test_a_disk_that_is_really_full(tmp_path: Path, small: Path) -> None:
    (tmp_path / "state").symlink_to(small)
    session = store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Begin("run-1", "open", "create", numbered(1)))
    begun, code = begin_until_refused(session)
    assert code == "state-disk-full"
    session.append(End("open", Outcome.DONE, numbered(1)))
    session.close()
    reader = store_in(tmp_path).open("leuven", "local", Mode.READ)
    assert reader.record(numbered(1).address) == numbered(1)
    assert len(reader.in_doubt) == begun


def begin_until_refused(session: StateSession) -> tuple[int, str]:
    """How many calls began, and why no more."""
    for number in range(5_000):
        try:
            session.append(Begin("run-1", f"s{number}", "create", numbered(2)))
        except StateError as problem:
            return number, problem.diagnostics[0].code
    return 5_000, "the disk was never full"
