"""Which stack is reconciled next. Keyed, fair over organisations, and patient with what fails.

`Schedule` decides and knows no thread and no clock; `Queue` is the same for several workers. A key never runs twice at once: what
happens to it meanwhile marks it, and it runs again afterwards. Changes of people stand before sweeps, and sweeps leave room:
one worker in all, and one place of each organisation, where there is more than one.
"""

from __future__ import annotations

import enum
import heapq
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from bouwsteen_operator.keys import Key
from bouwsteen_operator.outcomes import Outcome

_DOUBLINGS: Final = 30  # beyond these any wait is the longest one


class Lane(enum.IntEnum):
    """The lower goes first."""

    CHANGE = 0  # somebody changed something and waits for it
    SWEEP = 1  # a look at what should be as it was


@dataclass(frozen=True, slots=True)
class Limits:
    """Reconciles at once, and waits in seconds. After `in_a_row` changes one sweep has its turn, so that sweeps do not wait for ever."""

    workers: int = 8
    per_organisation: int = 2
    first_wait: float = 1.0
    longest_wait: float = 300.0
    in_a_row: int = 16

    @property
    def sweeps(self) -> int:
        return max(1, self.workers - 1)

    @property
    def sweeps_per_organisation(self) -> int:
        return max(1, self.per_organisation - 1)


@dataclass(slots=True)
class _Entry:
    """A key that waits or runs. Exactly one of `running`, `due` (waits for a time) and neither (waits for its turn) holds."""

    organisation: str
    lane: Lane
    since: float  # when it was asked for
    running: bool = False
    due: float | None = None
    failures: int = 0
    again: Lane | None = None  # asked for while it runs


@dataclass(slots=True)
class _Turns:
    """The keys of one lane that may run, each organisation in turn."""

    keys: dict[str, dict[Key, None]] = field(default_factory=dict)
    order: deque[str] = field(default_factory=deque)

    def add(self, organisation: str, key: Key) -> None:
        if organisation not in self.keys:
            self.keys[organisation] = {}
            self.order.append(organisation)
        self.keys[organisation][key] = None

    def remove(self, organisation: str, key: Key) -> None:
        keys = self.keys[organisation]
        del keys[key]
        if not keys:
            del self.keys[organisation]
            self.order.remove(organisation)

    def take(self, may: Callable[[str], bool]) -> Key | None:
        """The oldest key of the first organisation that may have one; that organisation is the last one then."""
        for _ in range(len(self.order)):
            organisation = self.order[0]
            self.order.rotate(-1)
            if may(organisation):
                key = next(iter(self.keys[organisation]))
                self.remove(organisation, key)
                return key
        return None

    def __len__(self) -> int:
        return sum(map(len, self.keys.values()))


class Schedule:
    """Pure: `now` is handed in with each call, in seconds that never go back. `draw` gives numbers from 0 to 1."""

    def __init__(
        self, limits: Limits, organisation_of: Callable[[Key], str] = lambda key: key.namespace, draw: Callable[[], float] = random.random
    ) -> None:
        self._limits = limits
        self._organisation_of = organisation_of
        self._draw = draw
        self._entries: dict[Key, _Entry] = {}
        self._turns = {lane: _Turns() for lane in Lane}
        self._times: list[tuple[float, Key]] = []  # a heap, in which times that hold no longer stay until they come up
        self._running: dict[Lane, dict[str, int]] = {lane: {} for lane in Lane}
        self._in_a_row = 0

    def add(self, key: Key, lane: Lane, now: float) -> None:
        """Ask for a run. A change ends the wait of a key that failed; a sweep does not."""
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry(self._organisation_of(key), lane, now)
            self._turns[lane].add(entry.organisation, key)
        elif entry.running:
            entry.again = lane if entry.again is None else min(entry.again, lane)
        elif entry.due is not None:
            if lane is Lane.CHANGE:
                entry.failures = 0
                self._make_ready(key, entry, lane, now)
        elif lane < entry.lane:
            self._turns[entry.lane].remove(entry.organisation, key)
            self._make_ready(key, entry, lane, now)

    def take(self, now: float) -> Key | None:
        """What runs now, until `done` of it; None when nothing may."""
        self._wake(now)
        lanes = (Lane.SWEEP, Lane.CHANGE) if self._in_a_row >= self._limits.in_a_row else (Lane.CHANGE, Lane.SWEEP)
        for lane in lanes:
            if not self._has_room(lane):
                continue
            key = self._turns[lane].take(self._may(lane))
            if key is not None:
                entry = self._entries[key]
                entry.running = True
                running = self._running[lane]
                running[entry.organisation] = running.get(entry.organisation, 0) + 1
                self._in_a_row = self._in_a_row + 1 if lane is Lane.CHANGE else 0
                return key
        return None

    def done(self, key: Key, outcome: Outcome, now: float) -> None:
        """A run ended. What was asked for meanwhile comes at once, and after a failure within the first wait."""
        entry = self._entries[key]
        running = self._running[entry.lane]
        running[entry.organisation] -= 1
        if not running[entry.organisation]:
            del running[entry.organisation]
        entry.running = False
        entry.failures = min(entry.failures + 1, _DOUBLINGS) if outcome.failed else 0
        again, entry.again = entry.again, None
        if again is not None:
            entry.lane, entry.since = again, now
        if again is not None and not outcome.failed:
            self._make_ready(key, entry, again, now)
        elif outcome.failed:
            longest = self._limits.first_wait if again is Lane.CHANGE else self._limits.longest_wait
            wait = self._draw() * min(self._limits.first_wait * 2 ** (entry.failures - 1), longest)
            asked = outcome.again_after or 0.0
            self._delay(key, entry, now + (wait if again is Lane.CHANGE else max(wait, asked)))
        elif outcome.again_after is not None:
            self._delay(key, entry, now + outcome.again_after)
        else:
            del self._entries[key]

    def next_time(self) -> float | None:
        """When a key that waits for a time may run, at the earliest."""
        while self._times and self._is_past(*self._times[0]):
            heapq.heappop(self._times)
        return self._times[0][0] if self._times else None

    def depth(self, lane: Lane) -> int:
        """How many wait for their turn."""
        return len(self._turns[lane])

    @property
    def waiting(self) -> int:
        """How many wait for a time."""
        return sum(1 for entry in self._entries.values() if entry.due is not None)

    @property
    def running(self) -> int:
        return sum(sum(counts.values()) for counts in self._running.values())

    def lane_of(self, key: Key) -> Lane:
        return self._entries[key].lane

    def since(self, key: Key) -> float:
        """When the run that is under way was asked for."""
        return self._entries[key].since

    def __len__(self) -> int:
        return len(self._entries)

    def _may(self, lane: Lane) -> Callable[[str], bool]:
        limits = self._limits

        def has_place(organisation: str) -> bool:
            sweeps = self._running[Lane.SWEEP].get(organisation, 0)
            if lane is Lane.SWEEP and sweeps >= limits.sweeps_per_organisation:
                return False
            return sweeps + self._running[Lane.CHANGE].get(organisation, 0) < limits.per_organisation

        return has_place

    def _has_room(self, lane: Lane) -> bool:
        return lane is Lane.CHANGE or sum(self._running[Lane.SWEEP].values()) < self._limits.sweeps

    def _make_ready(self, key: Key, entry: _Entry, lane: Lane, now: float) -> None:
        entry.lane, entry.due, entry.since = lane, None, now
        self._turns[lane].add(entry.organisation, key)

    def _delay(self, key: Key, entry: _Entry, due: float) -> None:
        entry.due = due
        heapq.heappush(self._times, (due, key))

    def _wake(self, now: float) -> None:
        while (due := self.next_time()) is not None and due <= now:
            _, key = heapq.heappop(self._times)
            entry = self._entries[key]
            self._make_ready(key, entry, entry.lane, due)

    def _is_past(self, due: float, key: Key) -> bool:
        entry = self._entries.get(key)
        return entry is None or entry.due != due


@dataclass(frozen=True, slots=True)
class Turn:
    """What a worker is to do. `waited` is in seconds, since it was asked for."""

    key: Key
    lane: Lane
    waited: float


class Queue:
    """A schedule for several threads. It begins paused: only who leads works."""

    def __init__(self, schedule: Schedule, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._schedule = schedule
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._paused = True
        self._closed = False

    def add(self, keys: Iterable[Key], lane: Lane) -> None:
        with self._changed:
            now = self._monotonic()
            for key in keys:
                self._schedule.add(key, lane, now)
            self._changed.notify_all()

    def take(self) -> Turn | None:
        """Wait for a turn; None when the queue was closed."""
        with self._changed:
            while not self._closed:
                now = self._monotonic()
                key = None if self._paused else self._schedule.take(now)
                if key is not None:
                    return Turn(key, self._schedule.lane_of(key), max(now - self._schedule.since(key), 0.0))
                due = None if self._paused else self._schedule.next_time()
                self._changed.wait(None if due is None else max(due - now, 0.0) + 0.001)
            return None

    def done(self, key: Key, outcome: Outcome) -> None:
        with self._changed:
            self._schedule.done(key, outcome, self._monotonic())
            self._changed.notify_all()

    def pause(self) -> None:
        """Nothing starts any more; what is asked for is kept."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def close(self) -> None:
        """Nothing starts any more, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait_idle(self, seconds: float) -> bool:
        """Whether nothing runs any more within that time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._schedule.running == 0, seconds)

    def depths(self) -> dict[Lane, int]:
        with self._changed:
            return {lane: self._schedule.depth(lane) for lane in Lane}

    @property
    def waiting(self) -> int:
        with self._changed:
            return self._schedule.waiting

    @property
    def running(self) -> int:
        with self._changed:
            return self._schedule.running
