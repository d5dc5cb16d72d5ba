"""Reading a folder: the newest generation, and the bytes of any.

A reader may run beside a writer: generations and units never change once they have
their name, and any beginning of a journal is a state that was. Only pruning can take a file away
under its eyes; then it starts again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_folders.layouts import Layout, sort_files
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import Place
from bouwsteen.adapters.state_logs.loading import Loaded, LogLoader
from bouwsteen.state import problems
from bouwsteen.state.ports import KeySource
from bouwsteen.state.snapshots import EnvironmentSnapshot

_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Loader(LogLoader):
    disk: Disk
    layout: Layout
    keys: KeySource
    stack: str
    environment: str

    def newest(self) -> Loaded:
        for _ in range(_TRIES):
            files = sort_files(self._names())
            if not files.generations and not files.journals:
                return Loaded(0, EnvironmentSnapshot(self.stack, self.environment))
            if files.journals[-1:] > (files.newest,):
                continue  # listed while a writer went on to a newer generation
            try:
                # The mark comes first: a writer may raise it while we read, and what we then read is no older than the mark was.
                seen = self.keys.read_mark(self.header(files.newest).lineage)
                return dataclasses.replace(self.load(files.newest), seen=seen)
            except FileNotFoundError:
                continue  # pruned by a writer, who left a newer one
            except OSError as problem:
                raise problems.unreadable(self.layout.folder, problem) from problem
        raise problems.corrupt(self.layout.generation(max(files.newest, *files.journals[-1:], 0)), "or a file that it needs is missing")

    def generations(self) -> tuple[int, ...]:
        return sort_files(self.disk.names(self.layout.folder)).generations

    def next_number(self) -> int:
        files = sort_files(self.disk.names(self.layout.folder))
        return max(files.newest, *files.journals[-1:], 0) + 1

    def generation_at(self, number: int) -> Path:
        return self.layout.generation(number)

    def journal_at(self, number: int) -> Path:
        return self.layout.journal(number)

    def read_beginning(self, number: int) -> bytes:
        return self.disk.read(self.layout.generation(number), framing.HEADER_LIMIT + 64)

    def read_generation(self, number: int) -> bytes:
        return self.disk.read(self.layout.generation(number))

    def read_units(self, number: int, data: bytes, places: Mapping[str, Place]) -> Iterator[tuple[str, memoryview]]:
        files = {number: data}
        for name, place in places.items():
            if place.generation not in files:
                files[place.generation] = self.disk.read(self.layout.generation(place.generation))
            yield name, memoryview(files[place.generation])[place.offset : place.offset + place.length]

    def read_journal(self, number: int) -> bytes:
        return self.disk.read(self.layout.journal(number))

    def _names(self) -> list[str]:
        try:
            return self.disk.names(self.layout.folder)
        except OSError as problem:
            raise problems.unreadable(self.layout.folder, problem) from problem
