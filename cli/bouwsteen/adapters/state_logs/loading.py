"""From bytes to a snapshot: a generation, its units, and its journal folded in. Where the bytes are is for the store to say."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import GenerationHeader, JournalHeader, Place
from bouwsteen.adapters.state_logs.sealing import Sealer, UnsealError, key_id
from bouwsteen.errors import InternalError
from bouwsteen.state import formats, problems
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Begin, Entry, Ledger
from bouwsteen.state.ports import KeySource
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot


class Whereabouts(Protocol):
    """Where the state of one environment is."""

    @property
    def where(self) -> Path | str:
        """For people."""

    @property
    def place(self) -> str:
        """What stands for it in names of files that lie elsewhere."""

    @property
    def note(self) -> Mapping[str, str]:
        """What is written down of it elsewhere: `folder` where it is a folder of this machine."""


@dataclass(frozen=True, slots=True)
class LoadedJournal:
    path: Path | str
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
    origin: Any = None  # what the store remembers of where it read this, for who goes on from it

    @property
    def highest_fencing(self) -> int:
        """The highest token that left a trace."""
        return max(self.fencing, self.journal.header.fencing if self.journal else 0)

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
class _Opened:
    """A generation whose seal holds, before its units are read."""

    data: bytes
    root: Root
    places: Mapping[str, Place]
    sealer: Sealer
    stale_key: bool


class LogLoader(ABC):
    """Reads only. What it reads with raises OSError, FileNotFoundError where something is not there."""

    layout: Whereabouts
    keys: KeySource
    stack: str
    environment: str

    @abstractmethod
    def newest(self) -> Loaded:
        """Raises StateCorruptError, or StateError for keys and formats."""

    @abstractmethod
    def generations(self) -> tuple[int, ...]:
        """The numbers that are there, ascending. Raises OSError."""

    @abstractmethod
    def next_number(self) -> int:
        """Above the number of everything that is there, finished or not. Raises OSError."""

    @abstractmethod
    def generation_at(self, number: int) -> Path | str: ...

    @abstractmethod
    def journal_at(self, number: int) -> Path | str: ...

    @abstractmethod
    def read_beginning(self, number: int) -> bytes:
        """Of a generation, with its whole header."""

    @abstractmethod
    def read_generation(self, number: int) -> bytes:
        """From its header to its sealed root, as `framing` has it."""

    @abstractmethod
    def read_units(self, number: int, data: bytes, places: Mapping[str, Place]) -> Iterator[tuple[str, bytes | memoryview]]:
        """The sealed bytes at each place, by the name of the unit; none where they are gone. `data` is of `read_generation`."""

    @abstractmethod
    def read_journal(self, number: int) -> bytes:
        """Raises FileNotFoundError where nothing was appended."""

    def load(self, number: int, *, mend: bool = False) -> Loaded:
        """One generation with its journal. With `mend`, a damaged journal counts up to the damage. Raises also OSError."""
        path = self.generation_at(number)
        opened = self._open(number)
        root, places = opened.root, opened.places
        with _without_collector():
            units = self._units(root.shell, number, opened.data, places, opened.sealer)
            journal = self._journal(number, root, mend=mend)
        snapshot = dataclasses.replace(root.shell, units=units)
        wrong = snapshot.contradictions()
        if wrong:
            raise problems.corrupt(path, f"contradicts itself: {wrong[0].detail}")
        return Loaded(
            number, snapshot, root.in_doubt, places, root.fencing, root.written, root.run, opened.sealer, opened.stale_key, journal
        )

    def read_places(self, number: int) -> Mapping[str, Place]:
        """Where the units of a generation are. Raises as `load`."""
        return self._open(number).places

    def _open(self, number: int) -> _Opened:
        path = self.generation_at(number)
        data = self.read_generation(number)
        header, end = self._header(path, data)
        if header.generation != number:
            raise problems.corrupt(path, f"is generation {header.generation} under another name")
        sealer, stale = self.find_sealer(path, header.lineage, header.key)
        try:
            payload = framing.open_root(data, end, sealer)
        except (framing.FramingError, UnsealError):
            raise problems.corrupt(path, "fails its integrity check") from None
        root = formats.read_root(payload, str(path))
        if (root.shell.stack, root.shell.environment) != (self.stack, self.environment):
            raise problems.corrupt(path, f"is the state of {root.shell.stack}/{root.shell.environment}")
        try:
            places = {name: Place(*row) for name, row in root.units.items()}
        except TypeError:
            raise formats.malformed(str(path)) from None
        return _Opened(data, root, places, sealer, stale)

    def header(self, number: int) -> GenerationHeader:
        """Not vouched for: only to see what belongs together."""
        return self._header(self.generation_at(number), self.read_beginning(number))[0]

    def find_sealer(self, path: Path | str, lineage: str, wanted: str) -> tuple[Sealer, bool]:
        """The sealer for some bytes, and whether its key is an older one."""
        keys: Sequence[bytes] = self.keys.keys(lineage)
        if not keys:
            raise problems.key_missing(lineage, path)
        for index, key in enumerate(keys):
            if key_id(key) == wanted:
                return Sealer(key), index > 0
        raise problems.key_wrong(path)

    def _header(self, path: Path | str, data: bytes) -> tuple[GenerationHeader, int]:
        try:
            return framing.generation_header(data)
        except framing.NewerFramingError as problem:
            raise formats.newer_format(str(path), problem.version) from problem
        except framing.FramingError:
            raise problems.corrupt(path, "is not what its name says") from None

    def _units(
        self, shell: EnvironmentSnapshot, number: int, data: bytes, places: Mapping[str, Place], sealer: Sealer
    ) -> dict[str, UnitSnapshot]:
        found = {}
        for name, sealed in self.read_units(number, data, places):
            payload = self._open_unit(shell, name, places[name], sealed, sealer)
            found[name] = formats.read_unit(payload, f"generation {places[name].generation}")
        missing = next((name for name in places if name not in found), None)
        if missing is not None:
            raise problems.corrupt(self.generation_at(places[missing].generation), f"no longer holds the unit {missing}")
        return found

    def _open_unit(self, shell: EnvironmentSnapshot, name: str, place: Place, sealed: bytes | memoryview, sealer: Sealer) -> bytes:
        if len(sealed) != place.length or framing.seal_of(sealed) != place.seal:
            raise problems.corrupt(self.generation_at(place.generation), f"no longer holds the unit {name}")
        try:
            return sealer.open(sealed, framing.unit_place(shell.organisation, shell.lineage, name, place.serial))
        except UnsealError:
            raise problems.corrupt(self.generation_at(place.generation), f"fails its integrity check at the unit {name}") from None

    def _journal(self, number: int, root: Root, *, mend: bool) -> LoadedJournal | None:
        shell = root.shell
        path = self.journal_at(number)
        try:
            data = self.read_journal(number)
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
