"""Opens sessions, and goes back to what is kept of the past, wherever that is kept."""

from __future__ import annotations

import contextlib
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bouwsteen.adapters.lock_files import Condition
from bouwsteen.adapters.state_logs import custodies, spills
from bouwsteen.adapters.state_logs.loading import Loaded, LogLoader
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.spills import Merged, SpillFolder
from bouwsteen.adapters.state_logs.writers import LogWriter, Opening, StateLock
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import BouwsteenError, InternalError, StateCorruptError, StateError
from bouwsteen.state import problems
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Ledger, Run
from bouwsteen.state.ports import Generation, KeySource, Mode, StateSession, Waiting, Writer
from bouwsteen.state.restorations import Past, accepted, begun_anew, other_lineage
from bouwsteen.state.sessions import LedgerSession
from bouwsteen.state.snapshots import RunRecord, UnitSnapshot, start

GENERATIONS_KEPT: Final = 10
_TRIES: Final = 3
_Loader = TypeVar("_Loader", bound=LogLoader)


@dataclass(frozen=True, slots=True)
class _Found:
    """The newest state, and the same with its journal and with what was kept aside. `went_back`: an older one, or none, was accepted."""

    loaded: Loaded
    ledger: Ledger
    merged: Merged
    went_back: bool = False


class LogStore(ABC, Generic[_Loader]):
    """Implements what `Custody` asks beside looking around and locks, which a store adds."""

    keys: KeySource
    spills: SpillFolder | None  # without, what cannot be recorded is left to be looked up in the world
    places: PlaceFolder | None  # without, a place that lost its state is one in which nothing ever was

    @abstractmethod
    def _loader(self, stack: str, environment: str) -> _Loader: ...

    @abstractmethod
    def _prepare(self, loader: _Loader) -> None:
        """Make room for a state, so that it can be locked. Raises StateError."""

    @abstractmethod
    def _acquire(self, loader: _Loader, writer: Writer, waiting: Waiting | None) -> StateLock: ...

    @abstractmethod
    def _new_writer(self, loader: _Loader, opening: Opening) -> LogWriter: ...

    @abstractmethod
    def _store_generation(self, loader: _Loader, number: int, root: Root, units: Iterable[UnitSnapshot], sealer: Sealer) -> None:
        """All of a generation, which is the newest from then on. Raises OSError, FileExistsError where somebody else was first."""

    @abstractmethod
    def _remove_older_than_key(self, loader: _Loader, key: bytes) -> list[int]:
        """Take away what `key` does not open. Returns the generations, oldest first."""

    def open(
        self,
        stack: str,
        environment: str,
        mode: Mode,
        writer: Writer | None = None,
        *,
        organisation: str = "",
        accept_rollback: int | None = None,
        waiting: Waiting | None = None,
    ) -> StateSession:
        loader = self._loader(stack, environment)
        if mode is Mode.READ:
            found = self._read(loader, organisation, accept_rollback)
            if found.went_back and found.loaded.number:
                accepted(found.ledger, found.loaded.seen, None)
            return LedgerSession(found.ledger, warnings=found.merged.warnings, went_back=found.went_back)
        if writer is None:
            raise InternalError("A state is opened for writing and nobody says who writes.")
        self._prepare(loader)
        lock = self._acquire(loader, writer, waiting)
        try:
            return self._open_newest(loader, lock, writer, organisation, accept_rollback)
        except BaseException:
            lock.release()
            raise

    def _open_newest(self, loader: _Loader, lock: StateLock, writer: Writer, organisation: str, accept_rollback: int | None) -> LogWriter:
        """Once more where a writer that lost the lock finished a write at the last moment: we read it then."""
        for _ in range(_TRIES):
            try:
                return self._open_writer(loader, lock, writer, organisation, accept_rollback)
            except StateError as problem:
                if problem.diagnostics[0].code != "state-overtaken":
                    raise
        raise problems.overtaken()

    def generations(self, stack: str, environment: str) -> list[Generation]:
        loader = self._loader(stack, environment)
        return [self._generation(loader, number) for number in reversed(self._kept(loader))]

    def restore(self, stack: str, environment: str, generation: int, writer: Writer) -> None:
        self.put_back(stack, environment, self.past(stack, environment, generation), writer)

    def past(self, stack: str, environment: str, generation: int) -> Past:
        return custodies.past_of(self._loader(stack, environment), generation)

    def standing(self, stack: str, environment: str) -> Past | None:
        return custodies.standing(self._loader(stack, environment))

    def put_back(
        self, stack: str, environment: str, past: Past, writer: Writer, *, over: int | None = None, waiting: Waiting | None = None
    ) -> None:
        loader = self._loader(stack, environment)
        self._prepare(loader)
        with self._locked(loader, writer, waiting) as lock:
            lost = self._places(loader) if custodies.standing(loader) is None else []
            if lost and past.snapshot.lineage not in lost:
                raise other_lineage(lost[0], past.snapshot.lineage)
            custodies.put_back(loader, lock, past, writer, over, self._store_generation)
            if self.places is not None and not Ledger(past.snapshot, past.in_doubt).is_empty:
                self.places.note(loader.layout, past.snapshot.lineage)

    def rekey(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> None:
        keys = custodies.changing_keys(self.keys)
        loader = self._loader(stack, environment)
        with self._locked(loader, writer, waiting) as lock:
            shell = self._read(loader, "", None).ledger.shell
            problems.check_owner(shell, writer)
            keys.rotate(shell.lineage)
            # A writer who finds the state under an older key seals all of it anew before anything else.
            with self._open_newest(loader, lock, writer, "", None) as session:
                session.append(Run(_run_of(writer)))

    def retire(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> list[int]:
        keys = custodies.changing_keys(self.keys)
        loader = self._loader(stack, environment)
        with self._locked(loader, writer, waiting) as lock, self._open_newest(loader, lock, writer, "", None) as session:
            session.append(Run(_run_of(writer)))
            session.commit()
            lineage = session.snapshot.lineage
            gone = self._remove_older_than_key(loader, keys.keys(lineage)[0])
            keys.retire(lineage)
            return gone

    @contextlib.contextmanager
    def _locked(self, loader: _Loader, writer: Writer, waiting: Waiting | None) -> Iterator[StateLock]:
        lock = self._acquire(loader, writer, waiting)
        try:
            yield lock
        finally:
            lock.release()

    def _read(self, loader: _Loader, organisation: str, accept_rollback: int | None) -> _Found:
        try:
            loaded = loader.newest()
            lost = self._places(loader) if not loaded.number else []
            if lost:  # unless somebody began it after we looked: the note comes after the state
                loaded = loader.newest()
            ledger = loaded.ledger()
        except StateCorruptError as problem:
            raise problems.with_restorable(problem, loader.stack, loader.environment, self._restorable(loader)) from problem
        problems.check_organisation(loaded.snapshot, organisation)
        merged = spills.merge(self.spills, loader, loaded, ledger, anew=accept_rollback == 0)
        if not loaded.number:
            if lost and accept_rollback != 0:
                known = f"this machine recorded things there that were never removed (lineage {lost[0]})"
                raise problems.state_gone(loader.layout.where, known, loader.stack, loader.environment)
            return _Found(loaded, ledger, merged, went_back=bool(lost or merged.outdated))
        went_back = loaded.seen > ledger.serial
        if went_back and ledger.serial != accept_rollback:
            raise problems.rolled_back(ledger.serial, loaded.seen, accept_rollback)
        return _Found(loaded, ledger, merged, went_back=went_back)

    def _places(self, loader: _Loader) -> list[str]:
        """The lineages that lay here when this machine last wrote one."""
        return self.places.lineages(loader.layout) if self.places is not None else []

    def _open_writer(self, loader: _Loader, lock: StateLock, writer: Writer, organisation: str, accept_rollback: int | None) -> LogWriter:
        found = self._read(loader, organisation, accept_rollback)
        loaded, ledger = found.loaded, found.ledger
        warnings = list(found.merged.warnings)
        if not loaded.number:
            begun = start(loader.stack, loader.environment, organisation, uuid.uuid4().hex, writer.owner)
            ledger = Ledger(begun_anew(begun, writer) if found.went_back else begun)
        problems.check_owner(ledger.shell, writer)
        if lock.holder.fencing <= loaded.highest_fencing:
            lock.announce(loaded.highest_fencing + 1)
        warnings.extend(_tell_of_lock(lock, len(ledger.in_doubt)))
        if loaded.journal is not None and loaded.journal.torn:
            warnings.append(problems.torn_journal(loaded.journal.path))
        opening = Opening(
            loaded=loaded,
            ledger=ledger,
            lock=lock,
            keys=self.keys,
            writer=writer,
            warnings=warnings,
            spills=self.spills,
            merged=found.merged,
            notes=self.places,
            went_back=found.went_back,
        )
        return self._new_writer(loader, opening).start(loaded)

    def _kept(self, loader: _Loader) -> tuple[int, ...]:
        try:
            return loader.generations()[-GENERATIONS_KEPT:]
        except OSError as problem:
            raise problems.unreadable(loader.layout.where, problem) from problem

    def _generation(self, loader: _Loader, number: int) -> Generation:
        try:
            loaded = loader.load(number, mend=True)
            ledger = loaded.ledger()
        except BouwsteenError as problem:
            return Generation(number, problem=problem.diagnostics[0].detail)
        except OSError as problem:
            return Generation(number, problem=str(problem.strerror))
        return Generation(number, ledger.serial, loaded.written, loaded.run)

    def _restorable(self, loader: _Loader) -> list[Generation]:
        found = [self._generation(loader, number) for number in reversed(self._kept(loader))]
        return [item for item in found if not item.problem]


def _run_of(writer: Writer) -> RunRecord:
    return RunRecord(writer.run, writer.command, writer.who, writer.since, writer.since, "done")


def _tell_of_lock(lock: StateLock, doubts: int) -> list[Diagnostic]:
    """How the lock came to us, where its last holder did not let go of it itself."""
    previous = lock.previous
    if previous is None or previous.condition is Condition.RELEASED:
        return []
    if previous.condition is Condition.BROKEN:
        return [problems.lock_broken(previous.holder, previous.reason)]
    return [(problems.lock_expired if lock.expired else problems.lock_left)(previous.holder, doubts)]
