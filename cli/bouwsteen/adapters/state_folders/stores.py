"""The folder store: where its folders are, and who locks them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bouwsteen.adapters import state_locks
from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.state_folders.generations import GenerationWriter
from bouwsteen.adapters.state_folders.layouts import layout, sort_files
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_folders.retirements import remove_older_than_key
from bouwsteen.adapters.state_folders.sessions import FolderWriter
from bouwsteen.adapters.state_locks import LEASE, FileLock
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.spills import SpillFolder
from bouwsteen.adapters.state_logs.stores import LogStore
from bouwsteen.adapters.state_logs.writers import Opening
from bouwsteen.state import problems
from bouwsteen.state.formats import Root
from bouwsteen.state.ports import Holder, KeySource, Waiting, Writer
from bouwsteen.state.snapshots import UnitSnapshot


@dataclass(frozen=True, slots=True)
class FolderStore(LogStore[Loader]):
    """Implements `Custody`, all ports of a store, on `root`, usually `.bouwsteen/state`."""

    root: Path
    keys: KeySource
    disk: Disk = field(default_factory=Disk)
    lease: Lease = LEASE
    spills: SpillFolder | None = None
    places: PlaceFolder | None = None

    def environments(self, stack: str) -> list[str]:
        folder = layout(self.root, stack, "any").folder.parent
        return [name for name in sorted(self.disk.names(folder)) if sort_files(self.disk.names(folder / name)).generations]

    def stacks(self) -> list[str]:
        return [name for name in sorted(self.disk.names(self.root)) if self.environments(name)]

    def holder(self, stack: str, environment: str) -> Holder | None:
        return state_locks.holder_of(layout(self.root, stack, environment).lock)

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:
        state_locks.break_lock(layout(self.root, stack, environment).lock, lock, reason)

    def _loader(self, stack: str, environment: str) -> Loader:
        return Loader(self.disk, layout(self.root, stack, environment), self.keys, stack, environment)

    def _prepare(self, loader: Loader) -> None:
        try:
            self.disk.make_folder(loader.layout.folder)
        except OSError as problem:
            raise problems.write_failed(loader.layout.folder, problem) from problem

    def _acquire(self, loader: Loader, writer: Writer, waiting: Waiting | None) -> FileLock:
        busy = functools.partial(problems.locked, stack=loader.stack, environment=loader.environment)
        return state_locks.acquire(loader.layout.lock, writer, waiting=waiting, lease=self.lease, busy=busy)

    def _new_writer(self, loader: Loader, opening: Opening) -> FolderWriter:
        return FolderWriter(loader, opening)

    def _store_generation(self, loader: Loader, number: int, root: Root, units: Iterable[UnitSnapshot], sealer: Sealer) -> None:
        GenerationWriter(self.disk, loader.layout, sealer).write(number, root, units, {})

    def _remove_older_than_key(self, loader: Loader, key: bytes) -> list[int]:
        return remove_older_than_key(loader, key)
