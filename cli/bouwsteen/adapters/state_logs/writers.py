"""A writer's hold on one environment, wherever its bytes go.

It pays one write for each group of entries: whoever comes while another thread waits for that write joins the next group. An entry is
acknowledged only if nobody took the lock until it was durable, and whoever takes it reads the journal afterwards. After a
failed write the session is finished, since nobody knows what reached the store.
"""

from __future__ import annotations

import contextlib
import threading
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.lock_files import Note
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import JournalHeader, Place
from bouwsteen.adapters.state_logs.loading import Loaded, LogLoader
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.spills import Merged, Spill, SpillFolder
from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import InternalError, StateError
from bouwsteen.state import formats, problems
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Begin, End, Entry, Ledger
from bouwsteen.state.ports import Holder, KeySource, Mode, SerialMark, Writer
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.state.restorations import accepted
from bouwsteen.state.sessions import LedgerSession
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot


class StateLock(Protocol):
    """A lock that is held. `previous` is who held it before; `expired` that it was taken from there."""

    holder: Holder
    previous: Note | None
    expired: bool

    @property
    def is_taken(self) -> bool:
        """Whether it was taken from somebody who may not know it yet."""

    def is_held(self) -> bool:
        """Raises OSError when nobody can tell."""

    def announce(self, fencing: int) -> None:
        """Write down that the lock is held with this token."""

    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What a writer begins with. `ledger` is of `loaded` with its journal and what was kept aside, or a new one."""

    loaded: Loaded
    ledger: Ledger
    lock: StateLock
    keys: KeySource
    writer: Writer
    warnings: Sequence[Diagnostic] = ()
    spills: SpillFolder | None = None
    merged: Merged = field(default_factory=Merged)
    notes: PlaceFolder | None = None
    went_back: bool = False


class LogWriter(LedgerSession):
    """Holds the lock. A store says where generations and frames go."""

    def __init__(self, loader: LogLoader, opening: Opening) -> None:
        super().__init__(opening.ledger, Mode.WRITE, opening.warnings, went_back=opening.went_back)
        loaded = opening.loaded
        self.fencing = opening.lock.holder.fencing
        self._loader = loader
        self._where = loader.layout.where
        self._lock = opening.lock
        self._keys = opening.keys
        self._writer = opening.writer
        self._number = loaded.number
        self._places: dict[str, Place] = dict(loaded.places)
        self._sealer: Sealer | None = loaded.sealer
        self._mark: SerialMark | None = None
        self._writing = threading.Lock()  # of the store; taken before the guard
        self._begun = False  # whether there is a journal of ours
        self._accepting = False  # whether it is open for entries
        self._queue: list[tuple[Entry, bytes]] = []
        self._ending: set[str] = set()  # steps whose end is queued
        self._following: dict[RecordKey, ResourceRecord] = {}  # of ends in the queue that nobody waits for
        self._sequence = 0  # of the last frame that was queued in this journal
        self._durable = 0
        self._header = b""
        self._failure: StateError | None = None
        self._full = False
        self._spills = opening.spills
        self._spill: Spill | None = None
        self._trouble: StateError | None = None  # why entries are kept aside
        self._notes = opening.notes
        self._merged = opening.merged
        self._closed = False

    def start(self, loaded: Loaded) -> Self:
        """Fold what an earlier writer left in `loaded`, the same as of the opening. Before that nothing is asked of the session."""
        try:
            self._recover(loaded)
        except BaseException:
            self._closed = True
            self._close_mark()
            raise
        return self

    def check(self) -> None:
        with self._guard:
            self._check_usable(())
            if self._trouble is not None:
                raise self._trouble
        try:
            self._check_lock()
        except OSError as problem:
            with self._writing:
                self._turn_aside(problem)
            raise self._trouble or self._fail(problem) from problem

    def append(self, *entries: Entry) -> None:
        if not entries:
            return
        number, ticket = self._enqueue_in_journal(entries)
        with self._writing:
            # Under another number the journal was folded since, and ours with it.
            if number == self._number and self._durable < ticket:
                self._write_group()

    def follow(self, end: End) -> None:
        number, ticket = self._enqueue_in_journal([end])
        with self._guard:
            if end.record is not None and number == self._number and self._durable < ticket:
                self._following[end.record.key] = end.record

    def record(self, address: Address, generation: int = 1) -> ResourceRecord | None:
        with self._guard:
            return self._following.get(RecordKey(address, generation)) or super().record(address, generation)

    @property
    def snapshot(self) -> EnvironmentSnapshot:
        self._settle()
        return super().snapshot

    @property
    def in_doubt(self) -> tuple[Begin, ...]:
        self._settle()
        return super().in_doubt

    def unit(self, instance: str) -> UnitSnapshot | None:
        self._settle()
        return super().unit(instance)

    def _settle(self) -> None:
        """Make durable what follows, for who looks at more than one record."""
        if self._following:
            with self._writing:
                if self._failure is None:
                    self._write_group()

    def commit(self) -> None:
        with self._writing:
            self._check_usable(())
            self._fold()

    def close(self) -> None:
        """Commit and let go. A full disk or a lost lock is a warning: the journal holds everything, for whoever comes next."""
        with self._writing:
            if self._closed:
                return
            try:
                if self._failure is None:
                    self._fold()
                    if self._notes is not None and self._ledger.is_empty:
                        self._notes.clear(self._loader.layout, self._ledger.shell.lineage)
            except StateError as problem:
                if problem.diagnostics[0].code not in {"state-disk-full", "state-lock-lost"}:
                    raise
                self._warnings.append(problems.not_folded(problem))
            finally:
                self._let_go()

    def _enqueue_in_journal(self, entries: Sequence[Entry]) -> tuple[int, int]:
        """The journal that will hold `entries`, and their last sequence number in it.

        Other threads wait for the guard: what takes long is done before it, or after it by the one that writes.
        """
        payloads = [formats.write_entry(entry) for entry in entries]
        while True:
            with self._guard:
                if self._accepting:
                    self._check_usable(entries)
                    return self._number, self._enqueue(entries, payloads)
            with self._writing:
                self._check_usable(entries)
                self._begin_journal()

    # What a store adds. Each runs with `_writing` held and raises OSError, FileExistsError where another writer was there.

    @abstractmethod
    def _next_number(self) -> int:
        """Of the generation that is to be written."""

    @abstractmethod
    def _store_generation(
        self, number: int, root: Root, changed: Iterable[UnitSnapshot], unchanged: Mapping[str, Place]
    ) -> dict[str, Place]:
        """Durable when it returns where all units are."""

    @abstractmethod
    def _store_header(self, header: bytes, seal: bytes) -> None:
        """Begin the journal of the present generation; `seal` is its frame 0."""

    @abstractmethod
    def _store_frames(self, frames: Sequence[bytes]) -> None:
        """Durable when it returns, and then nobody had taken the lock."""

    def _close_journal(self) -> None:
        """It is history now."""

    def _tidy(self) -> None:
        """After a generation: remove what no kept one needs."""

    def _leave(self) -> None:
        """Just before the lock is let go."""

    # The rest runs with `_writing` held.

    def _recover(self, loaded: Loaded) -> None:
        """Fold what an earlier writer left, so that its journal is history and ours is alone."""
        if not self._number:
            return
        self._mark = self._keys.open_mark(self._ledger.shell.lineage)
        if self.went_back:
            accepted(self._ledger, loaded.seen, self._writer)
        if loaded.stale_key:
            self._sealer = Sealer(self._keys.keys(self._ledger.shell.lineage)[0])
            self._ledger.touched.update(loaded.places)
        if loaded.journal is not None or self.went_back or loaded.stale_key or self._lock.is_taken or self._merged.used:
            # Also without anything to fold: whoever lost the lock may still begin a journal, and finds that it is of the past.
            self._advance()
        self._merged.settle()

    def _check_usable(self, entries: Sequence[Entry]) -> None:
        if self._failure is not None:
            raise self._failure
        if self._closed:
            raise problems.closed()
        if any(isinstance(entry, Begin) for entry in entries):
            if self._trouble is not None:
                raise self._trouble
            if self._full:
                raise problems.no_new_work(self._where)

    def _begin_journal(self) -> None:
        if self._begun:
            return
        try:
            self._check_lock()
            if not self._number:
                self._begin_state()
            if self._notes is not None:
                self._notes.note(self._loader.layout, self._ledger.shell.lineage)
            self._header = framing.write_header(framing.JOURNAL, self._journal_header())
            self._store_header(self._header, framing.write_frame(self._header, 0, b"", self._require_sealer()))
            self._begun = True
        except OSError as problem:
            raise self._fail(problem) from problem
        with self._guard:
            self._sequence = self._durable = 0
            self._accepting = True

    def _journal_header(self) -> JournalHeader:
        shell = self._ledger.shell
        return JournalHeader(shell.organisation, shell.lineage, self._require_sealer().key_id, self._number, shell.serial, self.fencing)

    def _begin_state(self) -> None:
        """The key of a new state is on disk before anything that needs it."""
        lineage = self._ledger.shell.lineage
        self._sealer = Sealer(self._keys.create(lineage))
        self._mark = self._keys.open_mark(lineage)
        self._write_generation()
        self._merged.settle()

    def _enqueue(self, entries: Sequence[Entry], payloads: Sequence[bytes]) -> int:
        ends = [entry.step for entry in entries if isinstance(entry, End)]
        if not self._ending.isdisjoint(ends):
            raise InternalError("A step ends twice.")
        self._ledger.check(*entries)
        self._ending.update(ends)
        self._queue.extend(zip(entries, payloads, strict=True))
        self._sequence += len(entries)
        return self._sequence

    def _write_group(self) -> None:
        """Make all that is queued durable, then part of the ledger."""
        if self._failure is not None:
            raise self._failure
        with self._guard:
            group, self._queue = self._queue, []
            last = self._sequence
        if not group:
            return
        try:
            self._record(group, last - len(group))
            with self._guard:
                for entry, _ in group:
                    self._ledger.apply(entry)
                ends = [entry for entry, _ in group if isinstance(entry, End)]
                self._ending.difference_update(end.step for end in ends)
                for record in (end.record for end in ends if end.record is not None):
                    if self._following.get(record.key) is record:
                        del self._following[record.key]
                self._durable = last
                self._raise_mark()
        except OSError as problem:
            raise self._fail(problem) from problem
        except BaseException:
            # Interrupted in the middle: nobody knows which of these frames reached the store, so none may follow them.
            self._failure = self._failure or problems.interrupted()
            raise

    def _record(self, group: Sequence[tuple[Entry, bytes]], before: int) -> None:
        """Durable in the journal, behind its frame `before`; once that failed, aside."""
        if self._spill is None:
            sealer = self._require_sealer()
            frames = [
                framing.write_frame(self._header, sequence, payload, sealer) for sequence, (_, payload) in enumerate(group, before + 1)
            ]
            try:
                self._store_frames(frames)
            except FileExistsError:
                raise
            except OSError as problem:
                self._turn_aside(problem)
            else:
                return
        assert self._spill is not None, "it was turned aside to there"
        self._spill.write([entry for entry, _ in group])

    def _turn_aside(self, problem: OSError) -> None:
        """From now on entries go to a spill, and no call begins: nobody knows what reached the journal, so nothing may follow there.

        Raises StateError, or OSError, when there is no place aside either.
        """
        if self._spill is not None:
            return
        if self._spills is None:
            raise self._fail(problem) from problem
        try:
            self._spill = self._spills.create(self._loader.layout, self._journal_header(), self._require_sealer(), Disk())
        except OSError:  # the first problem is the one to mend
            raise self._fail(problem) from problem
        self._trouble = problems.kept_aside(self._where, self._spill.path, problem)

    def _fold(self) -> None:
        """Write what is queued, let nothing more in, and go on to the next generation."""
        if not self._begun and self._trouble is None:
            return
        while self._accepting:
            self._write_group()
            with self._guard:
                self._accepting = bool(self._queue)
        if self._trouble is not None:
            with self._guard:
                self._accepting = self._begun  # what ends from now on still goes aside
            raise self._trouble
        self._advance()

    def _advance(self) -> None:
        try:
            self._check_lock()
            self._write_generation()
        except OSError as problem:
            if not problems.is_full(problem):
                raise self._fail(problem) from problem
            with self._guard:
                self._accepting = self._begun  # nothing was lost: the journal goes on
            raise problems.write_failed(self._where, problem) from problem
        self._begun = False
        self._close_journal()
        with contextlib.suppress(OSError):  # tidying up can wait
            self._tidy()

    def _write_generation(self) -> None:
        with self._guard:
            touched = set(self._ledger.touched)
            found = [self._ledger.unit(name) for name in sorted(touched)]
            root = Root(self._ledger.shell, self._ledger.in_doubt, {}, self.fencing, self._writer.since, self._writer.run)
        unchanged = {name: place for name, place in self._places.items() if name not in touched}
        changed = [unit for unit in found if unit is not None]
        number = self._next_number()
        self._places = self._store_generation(number, root, changed, unchanged)
        self._number = number
        self._ledger.touched.clear()
        self._raise_mark()

    def _check_lock(self) -> None:
        if not self._lock.is_held():
            self._failure = problems.lock_lost()
            raise self._failure

    def _fail(self, problem: OSError) -> StateError:
        """After this the session is finished. A name that was taken means that another writer was there."""
        if not isinstance(problem, FileExistsError):
            self._failure = problems.write_failed(self._where, problem)
        elif self._lock.is_held():
            self._failure = problems.overtaken()
        else:
            self._failure = problems.lock_lost()
        return self._failure

    def _raise_mark(self) -> None:
        if self._mark is not None:
            with contextlib.suppress(OSError):  # the entries are durable; only setting them back would now go unseen
                self._mark.raise_to(self._ledger.serial)

    def _require_sealer(self) -> Sealer:
        if self._sealer is None:
            raise problems.closed()
        return self._sealer

    def _let_go(self) -> None:
        self._closed = True
        self._close_journal()
        if self._spill is not None:
            self._spill.close()
        with contextlib.suppress(OSError):
            if self._lock.is_held():
                self._leave()
        self._close_mark()
        self._lock.release()

    def _close_mark(self) -> None:
        if self._mark is not None:
            with contextlib.suppress(OSError):
                self._mark.close()
