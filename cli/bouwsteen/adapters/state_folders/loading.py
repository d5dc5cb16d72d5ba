"""From a folder to a snapshot: the newest generation, its units, and its journal folded in.

Reads only. A reader may run beside a writer: generations and units never change once they have
their name, and any beginning of a journal is a state that was. Only pruning can take a file away
under its eyes; then it starts again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen.adapters.state_folders import framing
from bouwsteen.adapters.state_folders.disks import Disk
from bouwsteen.adapters.state_folders.framing import GenerationHeader, JournalHeader, Place
from bouwsteen.adapters.state_folders.layouts import Layout, sort_files
from bouwsteen.adapters.state_folders.sealing import Sealer, UnsealError, key_id
from bouwsteen.errors import InternalError
from bouwsteen.state import formats, problems
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Begin, Entry, Ledger
from bouwsteen.state.ports import KeySource
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot

_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class LoadedJournal:
    path: Path
    header: JournalHeader
    entries: tuple[Entry, ...]
    torn: bool
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """One generation and its journal. Generation 0 is the state that never was."""

    number: int
    snapshot: EnvironmentSnapshot  # without the journal
    in_doubt: tuple[Begin, ...] = ()
    places: Mapping[str, Place] = dataclasses.field(default_factory=dict)
    fencing: int = 0
    written: str = ""
    run: str = ""
    sealer: Sealer | None = None
    stale_key: bool = False  # sealed with a key that is not the present one
    journal: LoadedJournal | None = None
    seen: int = 0  # the highest serial that was seen here, known outside the store

    def ledger(self) -> Ledger:
        """With the journal. Raises StateCorruptError when an entry cannot follow what is there."""
        ledger = Ledger(self.snapshot, self.in_doubt)
        if self.journal is not None:
            try:
                for entry in self.journal.entries:
                    ledger.apply(entry)
            except InternalError as problem:
                raise problems.corrupt(self.journal.path, f"holds an entry that cannot follow: {problem}") from problem
        return ledger


@dataclass(frozen=True, slots=True)
class Loader:
    disk: Disk
    layout: Layout
    keys: KeySource
    stack: str
    environment: str

    def newest(self) -> Loaded:
        """Raises StateCorruptError, or StateError for keys and formats."""
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

    def load(self, number: int, *, mend: bool = False) -> Loaded:
        """One generation with its journal. With `mend`, a damaged journal counts up to the damage. Raises also OSError."""
        path = self.layout.generation(number)
        data = self.disk.read(path)
        header, end = self._header(path, data)
        if header.generation != number:
            raise problems.corrupt(path, f"is generation {header.generation} under another name")
        sealer, stale = self.find_sealer(path, header.lineage, header.key)
        try:
            payload = framing.open_root(data, end, sealer)
        except (framing.FramingError, UnsealError):
            raise problems.corrupt(path, "fails its integrity check") from None
        root = formats.read_root(payload, str(path))
        shell = root.shell
        if (shell.stack, shell.environment) != (self.stack, self.environment):
            raise problems.corrupt(path, f"is the state of {shell.stack}/{shell.environment}")
        try:
            places = {name: Place(*row) for name, row in root.units.items()}
        except TypeError:
            raise formats.malformed(str(path)) from None
        with _without_collector():
            units = self._units(shell, places, {number: data}, sealer)
            journal = self._journal(number, root, mend=mend)
        snapshot = dataclasses.replace(shell, units=units)
        self._check(path, snapshot)
        return Loaded(number, snapshot, root.in_doubt, places, root.fencing, root.written, root.run, sealer, stale, journal)

    def header(self, number: int) -> GenerationHeader:
        """Not vouched for: only to see which files belong together."""
        path = self.layout.generation(number)
        return self._header(path, self.disk.read(path, framing.HEADER_LIMIT + 64))[0]

    def find_sealer(self, path: Path, lineage: str, wanted: str) -> tuple[Sealer, bool]:
        """The sealer for a file, and whether its key is an older one."""
        keys: Sequence[bytes] = self.keys.keys(lineage)
        if not keys:
            raise problems.key_missing(lineage, path)
        for index, key in enumerate(keys):
            if key_id(key) == wanted:
                return Sealer(key), index > 0
        raise problems.key_wrong(path)

    def _names(self) -> list[str]:
        try:
            return self.disk.names(self.layout.folder)
        except OSError as problem:
            raise problems.unreadable(self.layout.folder, problem) from problem

    def _header(self, path: Path, data: bytes) -> tuple[GenerationHeader, int]:
        try:
            return framing.generation_header(data)
        except framing.NewerFramingError as problem:
            raise formats.newer_format(str(path), problem.version) from problem
        except framing.FramingError:
            raise problems.corrupt(path, "is not what its name says") from None

    def _units(
        self, shell: EnvironmentSnapshot, places: Mapping[str, Place], files: dict[int, bytes], sealer: Sealer
    ) -> dict[str, UnitSnapshot]:
        units = {}
        for name, place in places.items():
            if place.generation not in files:
                files[place.generation] = self.disk.read(self.layout.generation(place.generation))
            sealed = memoryview(files[place.generation])[place.offset : place.offset + place.length]
            payload = self._open_unit(shell, name, place, sealed, sealer)
            units[name] = formats.read_unit(payload, f"generation {place.generation}")
        return units

    def _open_unit(self, shell: EnvironmentSnapshot, name: str, place: Place, sealed: memoryview, sealer: Sealer) -> bytes:
        if len(sealed) != place.length or framing.seal_of(sealed) != place.seal:
            raise problems.corrupt(self.layout.generation(place.generation), f"no longer holds the unit {name}")
        try:
            return sealer.open(sealed, framing.unit_place(shell.organisation, shell.lineage, name, place.serial))
        except UnsealError:
            raise problems.corrupt(self.layout.generation(place.generation), f"fails its integrity check at the unit {name}") from None

    def _journal(self, number: int, root: Root, *, mend: bool) -> LoadedJournal | None:
        shell = root.shell
        path = self.layout.journal(number)
        try:
            data = self.disk.read(path)
        except FileNotFoundError:
            return None
        try:
            header, end = framing.journal_header(data)
        except framing.NewerFramingError as problem:
            raise formats.newer_format(str(path), problem.version) from problem
        except framing.FramingError:
            if mend:
                return None
            raise problems.corrupt(path, "is not a journal") from None
        belongs = (header.organisation, header.lineage, header.generation, header.serial)
        if belongs != (shell.organisation, shell.lineage, number, shell.serial):
            if mend:
                return None
            raise problems.corrupt(path, "is the journal of another state")
        if header.fencing < root.fencing:
            if mend:
                return None
            raise problems.corrupt(path, f"was begun with the token {header.fencing} of a lock that was lost; {root.fencing} is on record")
        frames = framing.read_frames(data, end, self.find_sealer(path, header.lineage, header.key)[0])
        if frames.damaged and not mend:
            raise problems.corrupt(path, f"fails its integrity check after {len(frames.payloads)} entries")
        entries = tuple(formats.read_entry(payload, str(path)) for payload in frames.payloads)
        return LoadedJournal(path, header, entries, frames.torn, frames.damaged)

    def _check(self, path: Path, snapshot: EnvironmentSnapshot) -> None:
        wrong = snapshot.contradictions()
        if wrong:
            raise problems.corrupt(path, f"contradicts itself: {wrong[0].detail}")


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """A state is very many small values that all stay; looking for garbage among them doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
