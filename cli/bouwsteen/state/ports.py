"""What the engine may ask of a store, in small protocols, and what a writer must say of itself.

A store keeps one state per environment of a stack. Reading never writes anything, not even
a lock. One writer at a time; the others are refused and told who it is. Whoever lost its
lock cannot make anything durable any more, whether it knows or not.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.state.journals import Begin, End, Entry
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot


class Mode(enum.StrEnum):
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wants to write. `owner` is `cli` or `operator/<name>`; `since` is RFC 3339; `command` holds no secret."""

    owner: str
    run: str
    who: str
    command: str
    since: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lock. `alive` is None where it cannot be told (another machine).

    `held` is how long it had the lock at its last sign of life, in whole seconds by its own steady clock; `since` is by
    its wall clock, for people, and decides nothing. Without a sign of life for `lease` seconds, by the steady clock of
    whoever waits, the lock may be taken over; 0 is never.
    """

    lock: str  # identity of this one lock, asked for to break it
    owner: str
    run: str
    who: str
    command: str
    since: str
    host: str = ""
    pid: int = 0
    fencing: int = 0
    held: int = 0
    lease: int = 0
    alive: bool | None = None


# Somebody else has the lock: called again and again, each time after a look. Waits a moment (a second at most); False gives up.
Waiting = Callable[[Holder | None], bool]


@dataclass(frozen=True, slots=True)
class Generation:
    """One kept state of the past. `problem` is empty when it can be restored."""

    number: int
    serial: int = 0
    written: str = ""
    run: str = ""
    problem: str = ""


class StateSession(Protocol):
    """One reader's or writer's hold on an environment. Safe for use by several threads."""

    @property
    def mode(self) -> Mode: ...

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        """What was mended at opening, such as the torn end of a journal."""

    @property
    def went_back(self) -> bool:
        """Whether an older state was accepted at opening: what it says of the world is not to be believed unseen."""

    @property
    def fencing(self) -> int:
        """Rises with every writer; 0 for a reader."""

    @property
    def snapshot(self) -> EnvironmentSnapshot:
        """The environment with every durable entry in it. Costs its size after a change: not for each step."""

    @property
    def in_doubt(self) -> tuple[Begin, ...]:
        """Calls that began and have no end, of this and of earlier runs."""

    def record(self, address: Address, generation: int = 1) -> ResourceRecord | None:
        """One record as it stands, at a cost that does not depend on the size of the state."""

    def unit(self, instance: str) -> UnitSnapshot | None: ...

    def check(self) -> None:
        """Raise StateError when nothing could be recorded any more: asked just before each call to the world.

        A run that was paused may have lost its lock meanwhile, and whoever has it counts on nothing happening behind its back.
        """

    def append(self, *entries: Entry) -> None:
        """Return when `entries` are durable, in this order; several at once cost no more than one.

        Raises StateError when they are not: afterwards the session refuses everything, since what it
        knows may not be what is on record.
        """

    def follow(self, end: End) -> None:
        """Record `end` with what is appended next, at the latest at the end of the session.

        For a call whose work is found again by its name alone: cut off before, it is in doubt, and the world tells. `record`
        knows it at once. Raises as `append`.
        """

    def commit(self) -> None:
        """Fold the journal into the units that changed. Nothing to do where nothing was appended."""

    def close(self) -> None:
        """Commit, unless the session failed, and let go of the lock. Closing twice is fine."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None: ...


class StateStore(Protocol):
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
        """Open for reading, or for writing by `writer`. A state that never was is empty, not an error.

        `accept_rollback` is the serial of an older state that is known to be older, and that one is to go on from.
        With `waiting`, a lock that somebody holds is waited for, and taken over when its holder gives no sign of life.

        Raises StateLockedError (somebody else writes), StateOwnerError (not ours to write),
        StateCorruptError (names what can be restored), StateError with code `state-rolled-back`, `state-key-missing`,
        `state-key-wrong`, `state-format-newer`, `state-organisation` or `state-unreadable`.
        """

    def environments(self, stack: str) -> list[str]:
        """The environments of a stack that have a state, sorted."""

    def stacks(self) -> list[str]: ...


class StateLocks(Protocol):
    def holder(self, stack: str, environment: str) -> Holder | None:
        """Who writes just now."""

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:
        """Take the lock from a holder that hangs; it cannot write any more. Raises StateError unless `lock` is its identity."""


class StateHistory(Protocol):
    def generations(self, stack: str, environment: str) -> list[Generation]:
        """What is kept of the past, newest first."""

    def restore(self, stack: str, environment: str, generation: int, writer: Writer) -> None:
        """Make an earlier generation the newest one. Raises StateCorruptError when it cannot be read."""


class KeySource(Protocol):
    """Where the keys of a lineage come from, and how far its serial has come, as known outside the store."""

    def keys(self, lineage: str) -> Sequence[bytes]:
        """32 bytes each: the present one first, then those that may still be needed to read. Empty when there is none."""

    def create(self, lineage: str) -> bytes:
        """The key of a new lineage, kept durably before this returns."""

    def read_mark(self, lineage: str) -> int:
        """The highest serial seen, 0 when none was."""

    def open_mark(self, lineage: str) -> SerialMark: ...


class SerialMark(Protocol):
    def raise_to(self, serial: int) -> None:
        """Remember; cheap, and durable at `close` at the latest."""

    def close(self) -> None: ...
