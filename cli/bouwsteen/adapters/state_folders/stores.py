"""The folder store: opens sessions, and goes back to what is kept of the past."""

from __future__ import annotations

import contextlib
import functools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bouwsteen.adapters import state_locks
from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.lock_files import Condition
from bouwsteen.adapters.state_folders import custodies, spills
from bouwsteen.adapters.state_folders.disks import Disk
from bouwsteen.adapters.state_folders.generations import GENERATIONS_KEPT
from bouwsteen.adapters.state_folders.layouts import layout, sort_files
from bouwsteen.adapters.state_folders.loading import Loaded, Loader
from bouwsteen.adapters.state_folders.places import PlaceFolder
from bouwsteen.adapters.state_folders.sessions import FolderWriter
from bouwsteen.adapters.state_folders.spills import Merged, SpillFolder
from bouwsteen.adapters.state_locks import LEASE, FileLock
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import BouwsteenError, InternalError, StateCorruptError, StateError
from bouwsteen.state import problems
from bouwsteen.state.journals import Ledger, Run
from bouwsteen.state.ports import Generation, Holder, KeySource, Mode, StateSession, Waiting, Writer
from bouwsteen.state.restorations import Past, accepted, begun_anew, other_lineage
from bouwsteen.state.sessions import LedgerSession
from bouwsteen.state.snapshots import RunRecord, start

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """The newest state, and the same with its journal and with what was kept aside. `went_back`: an older one, or none, was accepted."""

    loaded: Loaded
    ledger: Ledger
    merged: Merged
    went_back: bool = False


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Implements `Custody`, all ports of a store, on `root`, usually `.bouwsteen/state`."""

    root: Path
    keys: KeySource
    disk: Disk = field(default_factory=Disk)
    lease: Lease = LEASE
    spills: SpillFolder | None = None  # without, what cannot be recorded is left to be looked up in the world
    places: PlaceFolder | None = None  # without, a folder that vanished is one in which nothing ever was

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
        self._make_folder(loader)
        lock = self._acquire(loader, writer, waiting)
        try:
            return self._open_newest(loader, lock, writer, organisation, accept_rollback)
        except BaseException:
            lock.release()
            raise

    def _open_newest(self, loader: Loader, lock: FileLock, writer: Writer, organisation: str, accept_rollback: int | None) -> FolderWriter:
        """Once more where a writer that lost the lock finished a file at the last moment: we read it then."""
        for _ in range(_TRIES):
            try:
                return self._open_writer(loader, lock, writer, organisation, accept_rollback)
            except StateError as problem:
                if problem.diagnostics[0].code != "state-overtaken":
                    raise
        raise problems.overtaken()

    def environments(self, stack: str) -> list[str]:
        folder = layout(self.root, stack, "any").folder.parent
        return [name for name in sorted(self.disk.names(folder)) if sort_files(self.disk.names(folder / name)).generations]

    def stacks(self) -> list[str]:
        return [name for name in sorted(self.disk.names(self.root)) if self.environments(name)]

    def holder(self, stack: str, environment: str) -> Holder | None:
        return state_locks.holder_of(layout(self.root, stack, environment).lock)

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:
        state_locks.break_lock(layout(self.root, stack, environment).lock, lock, reason)

    def generations(self, stack: str, environment: str) -> list[Generation]:
        loader = self._loader(stack, environment)
        kept = sort_files(self.disk.names(loader.layout.folder)).generations[-GENERATIONS_KEPT:]
        return [self._generation(loader, number) for number in reversed(kept)]

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
        self._make_folder(loader)
        with self._locked(loader, writer, waiting) as lock:
            lost = self._places(loader) if custodies.standing(loader) is None else []
            if lost and past.snapshot.lineage not in lost:
                raise other_lineage(lost[0], past.snapshot.lineage)
            custodies.put_back(loader, lock, past, writer, over)
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
            gone = custodies.remove_older_than_key(loader, keys.keys(lineage)[0])
            keys.retire(lineage)
            return gone

    @contextlib.contextmanager
    def _locked(self, loader: Loader, writer: Writer, waiting: Waiting | None) -> Iterator[FileLock]:
        lock = self._acquire(loader, writer, waiting)
        try:
            yield lock
        finally:
            lock.release()

    def _loader(self, stack: str, environment: str) -> Loader:
        return Loader(self.disk, layout(self.root, stack, environment), self.keys, stack, environment)

    def _acquire(self, loader: Loader, writer: Writer, waiting: Waiting | None) -> FileLock:
        busy = functools.partial(problems.locked, stack=loader.stack, environment=loader.environment)
        return state_locks.acquire(loader.layout.lock, writer, waiting=waiting, lease=self.lease, busy=busy)

    def _make_folder(self, loader: Loader) -> None:
        try:
            self.disk.make_folder(loader.layout.folder)
        except OSError as problem:
            raise problems.write_failed(loader.layout.folder, problem) from problem

    def _read(self, loader: Loader, organisation: str, accept_rollback: int | None) -> _Found:
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
                raise problems.state_gone(loader.layout.folder, known, loader.stack, loader.environment)
            return _Found(loaded, ledger, merged, bool(lost or merged.outdated))
        went_back = loaded.seen > ledger.serial
        if went_back and ledger.serial != accept_rollback:
            raise problems.rolled_back(ledger.serial, loaded.seen, accept_rollback)
        return _Found(loaded, ledger, merged, went_back)

    def _places(self, loader: Loader) -> list[str]:
        """The lineages that lay here when this machine last wrote one."""
        return self.places.lineages(loader.layout) if self.places is not None else []

    def _open_writer(self, loader: Loader, lock: FileLock, writer: Writer, organisation: str, accept_rollback: int | None) -> FolderWriter:
        found = self._read(loader, organisation, accept_rollback)
        loaded, ledger = found.loaded, found.ledger
        warnings = list(found.merged.warnings)
        if not loaded.number:
            begun = start(loader.stack, loader.environment, organisation, uuid.uuid4().hex, writer.owner)
            ledger = Ledger(begun_anew(begun, writer) if found.went_back else begun)
        problems.check_owner(ledger.shell, writer)
        _announce(lock, loaded)
        warnings.extend(_tell_of_lock(lock, len(ledger.in_doubt)))
        if loaded.journal is not None and loaded.journal.torn:
            warnings.append(problems.torn_journal(loaded.journal.path))
        return FolderWriter(
            loader=loader,
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

    def _generation(self, loader: Loader, number: int) -> Generation:
        try:
            loaded = loader.load(number, mend=True)
            ledger = loaded.ledger()
        except BouwsteenError as problem:
            return Generation(number, problem=problem.diagnostics[0].detail)
        except OSError as problem:
            return Generation(number, problem=str(problem.strerror))
        return Generation(number, ledger.serial, loaded.written, loaded.run)

    def _restorable(self, loader: Loader) -> list[Generation]:
        kept = sort_files(self.disk.names(loader.layout.folder)).generations[-GENERATIONS_KEPT:]
        found = [self._generation(loader, number) for number in reversed(kept)]
        return [item for item in found if not item.problem]


def _run_of(writer: Writer) -> RunRecord:
    return RunRecord(writer.run, writer.command, writer.who, writer.since, writer.since, "done")


def _tell_of_lock(lock: FileLock, doubts: int) -> list[Diagnostic]:
    """How the lock came to us, where its last holder did not let go of it itself."""
    previous = lock.previous
    if previous is None or previous.condition is Condition.RELEASED:
        return []
    if previous.condition is Condition.BROKEN:
        return [problems.lock_broken(previous.holder, previous.reason)]
    return [(problems.lock_expired if lock.expired else problems.lock_left)(previous.holder, doubts)]


def _announce(lock: FileLock, loaded: Loaded) -> None:
    """A fencing token above every one that left a trace."""
    highest = max(loaded.fencing, loaded.journal.header.fencing if loaded.journal else 0)
    if lock.holder.fencing <= highest:
        lock.announce(highest + 1)
