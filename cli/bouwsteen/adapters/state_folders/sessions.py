"""A writer's hold on one environment in a folder.

It asks whether the lock is still its own before and after each write. After a failed write or sync the session is
finished, since nobody knows what reached the disk; a full disk is foreseen, and has room kept for what still ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_folders.generations import GenerationWriter, prune
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_logs.framing import Place
from bouwsteen.adapters.state_logs.writers import LogWriter, Opening
from bouwsteen.state import problems
from bouwsteen.state.formats import Root
from bouwsteen.state.snapshots import UnitSnapshot

RESERVE_BYTES: Final = 256 * 1024


class FolderWriter(LogWriter):
    """Made by `FolderStore.open`."""

    _loader: Loader

    def __init__(self, loader: Loader, opening: Opening) -> None:
        super().__init__(loader, opening)
        self._disk: Disk = loader.disk
        self._layout = loader.layout
        self._journal = -1

    def _next_number(self) -> int:
        return self._number + 1

    def _store_generation(
        self, number: int, root: Root, changed: Iterable[UnitSnapshot], unchanged: Mapping[str, Place]
    ) -> dict[str, Place]:
        return GenerationWriter(self._disk, self._layout, self._require_sealer()).write(number, root, changed, unchanged)

    def _store_header(self, header: bytes, seal: bytes) -> None:
        path = self._layout.journal(self._number)
        self._disk.remove(self._layout.reserve)
        self._disk.create(self._layout.reserve, os.urandom(RESERVE_BYTES))
        self._disk.create(path, header + seal)
        self._journal = self._disk.open_for_append(path)

    def _store_frames(self, frames: Sequence[bytes]) -> None:
        self._check_lock()
        self._write_frames(b"".join(frames))
        self._disk.sync(self._journal)
        self._check_lock()

    def _write_frames(self, data: bytes) -> None:
        """Write, and once the disk is full use the room that was kept: ends of calls still fit, beginnings are refused."""
        start = os.fstat(self._journal).st_size
        try:
            self._disk.write(self._journal, data)
        except OSError as problem:
            if not problems.is_full(problem) or self._full:
                raise
            self._full = True
            self._disk.remove(self._layout.reserve)
            self._disk.write(self._journal, data[os.fstat(self._journal).st_size - start :])

    def _close_journal(self) -> None:
        if self._journal >= 0:
            os.close(self._journal)
            self._journal = -1

    def _tidy(self) -> None:
        prune(self._disk, self._layout, self._loader)

    def _leave(self) -> None:
        self._disk.remove(self._layout.reserve)
