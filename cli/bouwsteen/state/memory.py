"""A store that forgets when the program ends: for tests of whoever uses a store, and for trying out.

Keeps the promises of the ports, fencing and history included, and sends every entry through its bytes
and back, so that what cannot be recorded fails here too.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bouwsteen.errors import InternalError, StateError
from bouwsteen.state import formats, problems
from bouwsteen.state.journals import Begin, Entry, Ledger
from bouwsteen.state.ports import Generation, Holder, Mode, StateSession, Waiting, Writer
from bouwsteen.state.restorations import Past, restored
from bouwsteen.state.sessions import LedgerSession
from bouwsteen.state.snapshots import EnvironmentSnapshot, start


@dataclass(frozen=True, slots=True)
class _Past:
    snapshot: EnvironmentSnapshot
    in_doubt: tuple[Begin, ...]
    written: str
    run: str


@dataclass(slots=True)
class _Kept:
    """What stays of one environment between sessions."""

    ledger: Ledger
    fencing: int = 0
    holder: Holder | None = None
    past: list[_Past] = field(default_factory=list)


class MemoryWriter(LedgerSession):
    def __init__(self, kept: _Kept, writer: Writer, lock: str, before: Callable[[Entry], None]) -> None:
        super().__init__(kept.ledger, Mode.WRITE)
        self.fencing = kept.fencing
        self._kept = kept
        self._writer = writer
        self._lock = lock
        self._before = before
        self._changed = False
        self._failure: StateError | None = None
        self._closed = False

    def check(self) -> None:
        with self._guard:
            self._check_usable()

    def append(self, *entries: Entry) -> None:
        with self._guard:
            self._check_usable()
            self._ledger.check(*entries)
            for entry in entries:
                try:
                    self._before(entry)
                except StateError as problem:
                    self._failure = problem
                    raise
                self._ledger.apply(formats.read_entry(formats.write_entry(entry), "memory"))
                self._changed = True

    def commit(self) -> None:
        with self._guard:
            self._check_usable()
            if self._changed:
                past = _Past(self._ledger.snapshot(), self._ledger.in_doubt, self._writer.since, self._writer.run)
                self._kept.past.append(past)
                self._changed = False

    def close(self) -> None:
        with self._guard:
            if self._closed:
                return
            try:
                if self._failure is None and self._holds():
                    self.commit()
            finally:
                self._closed = True
                if self._holds():
                    self._kept.holder = None

    def _holds(self) -> bool:
        return self._kept.holder is not None and self._kept.holder.lock == self._lock

    def _check_usable(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._closed:
            raise problems.closed()
        if not self._holds():
            self._failure = problems.lock_lost()
            raise self._failure


def _no_hook(_: Entry) -> None:
    """Nothing happens before an entry."""


class MemoryStore:
    """Implements `StateStore`, `StateLocks` and `StateHistory`.

    `before` is called with each entry before it is kept; a StateError out of it finishes the session as a failed
    disk would, anything else leaves the entry out, as a crash would. `abandon` drops a session as a kill would.
    """

    def __init__(self, before: Callable[[Entry], None] = _no_hook, new_lineage: Callable[[], str] = lambda: uuid.uuid4().hex) -> None:
        self.before = before
        self._new_lineage = new_lineage
        self._states: dict[tuple[str, str], _Kept] = {}
        self._guard = threading.Lock()

    def open(
        self,
        stack: str,
        environment: str,
        mode: Mode,
        writer: Writer | None = None,
        *,
        organisation: str = "",
        accept_rollback: int | None = None,  # noqa: ARG002  memory cannot be set back
        waiting: Waiting | None = None,
    ) -> StateSession:
        while mode is Mode.WRITE and waiting is not None and (holder := self.holder(stack, environment)) is not None:
            if not waiting(holder):
                raise problems.locked(holder, stack, environment)
        with self._guard:
            kept = self._states.get((stack, environment))
            if kept is not None:
                problems.check_organisation(kept.ledger.shell, organisation)
            if mode is Mode.READ:
                return LedgerSession(_copy(kept.ledger) if kept else Ledger(EnvironmentSnapshot(stack, environment)))
            if writer is None:
                raise InternalError("A state is opened for writing and nobody says who writes.")
            if kept is None:
                kept = _Kept(Ledger(start(stack, environment, organisation, self._new_lineage(), writer.owner)))
                self._states[stack, environment] = kept
            return self._open_writer(kept, writer)

    def environments(self, stack: str) -> list[str]:
        return sorted(environment for (name, environment), kept in self._states.items() if name == stack and kept.ledger.serial)

    def stacks(self) -> list[str]:
        return sorted({name for (name, _), kept in self._states.items() if kept.ledger.serial})

    def holder(self, stack: str, environment: str) -> Holder | None:
        kept = self._states.get((stack, environment))
        return kept.holder if kept else None

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:  # noqa: ARG002  nobody asks memory why
        with self._guard:
            kept = self._states.get((stack, environment))
            if kept is None or kept.holder is None or kept.holder.lock != lock:
                raise problems.other_lock(kept.holder if kept else None)
            kept.holder = None

    def abandon(self, stack: str, environment: str) -> None:
        """Whoever holds the lock dies without closing."""
        self._states[stack, environment].holder = None

    def generations(self, stack: str, environment: str) -> list[Generation]:
        past: Sequence[_Past] = self._states[stack, environment].past if (stack, environment) in self._states else ()
        found = [Generation(number, item.snapshot.serial, item.written, item.run) for number, item in enumerate(past, 1)]
        return found[::-1]

    def restore(self, stack: str, environment: str, generation: int, writer: Writer) -> None:
        with self._guard:
            kept = self._states.get((stack, environment))
            if kept is None or not 1 <= generation <= len(kept.past):
                raise problems.no_generation(stack, environment, generation)
            if kept.holder is not None:
                raise problems.locked(kept.holder)
            past = kept.past[generation - 1]
            kept.ledger = restored(Past(past.snapshot, past.in_doubt), kept.ledger.snapshot(), 0, writer)
            kept.past.append(_Past(kept.ledger.snapshot(), kept.ledger.in_doubt, writer.since, writer.run))

    def _open_writer(self, kept: _Kept, writer: Writer) -> MemoryWriter:
        if kept.holder is not None:
            raise problems.locked(kept.holder)
        problems.check_owner(kept.ledger.shell, writer)
        kept.fencing += 1
        lock = uuid.uuid4().hex
        kept.holder = Holder(lock, writer.owner, writer.run, writer.who, writer.command, writer.since, fencing=kept.fencing, alive=True)
        return MemoryWriter(kept, writer, lock, self.before)


def _copy(ledger: Ledger) -> Ledger:
    return Ledger(ledger.snapshot(), ledger.in_doubt)
