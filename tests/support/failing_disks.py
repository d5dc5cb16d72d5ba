"""Disks that fail: at the n-th thing that they do, once or from then on, with or without having done a part of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bouwsteen.adapters.state_folders import Disk


class FailingDisk(Disk):
    """`number` is the error. `at` 0 never fails; `done` counts what was done. With `short`, a write leaves a part behind."""

    def __init__(self, number: int, at: int = 0, *, once: bool = False, short: bool = False) -> None:
        self.number = number
        self.at = at
        self.once = once
        self.short = short
        self.done = 0
        self.syncs_failed = 0
        self.synced: list[int] = []

    @property
    def fails(self) -> bool:
        return bool(self.at) and (self.done == self.at if self.once else self.done >= self.at)

    def write(self, fd: int, data: bytes) -> None:
        def part() -> None:
            if self.short:
                super(FailingDisk, self).write(fd, data[: len(data) // 2])

        self._step(lambda: super(FailingDisk, self).write(fd, data), part)

    def sync(self, fd: int) -> None:
        self.synced.append(fd)
        self._step(lambda: None)  # a test is not a power cut

    def sync_folder(self, folder: Path) -> None:  # noqa: ARG002  fails whichever it is
        self._step(lambda: None)

    def name(self, temporary: Path, path: Path) -> None:
        self._step(lambda: super(FailingDisk, self).name(temporary, path))

    def _step(self, act: Callable[[], None], part: Callable[[], None] = lambda: None) -> None:
        self.done += 1
        if self.fails:
            part()
            raise OSError(self.number, os.strerror(self.number))
        act()
