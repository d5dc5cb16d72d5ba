"""Where the time of a run goes: seconds by phase, and counts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping


class Statistics:
    """Phases follow each other: one begins where the other ends. `now` tells seconds of a clock that never goes back.

    Counting is safe from several threads; phases belong to the thread that runs the command.
    """

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._seconds: dict[str, float] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._phase = ""
        self._since = now()

    def begin(self, phase: str) -> None:
        """A phase that comes back adds to what it took before."""
        now = self._now()
        if self._phase:
            self.add(self._phase, now - self._since)
        self._phase, self._since = phase, now

    def add(self, phase: str, seconds: float) -> None:
        """A phase that somebody else measured."""
        self._seconds[phase] = self._seconds.get(phase, 0.0) + seconds

    def end(self) -> None:
        self.begin("")

    def count(self, what: str, number: int = 1) -> None:
        with self._lock:
            self._counts[what] += number

    @property
    def seconds(self) -> Mapping[str, float]:
        """Of the phases that ended, in the order in which they first began."""
        return dict(self._seconds)

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._counts)
