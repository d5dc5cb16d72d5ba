"""When each stack is looked at though nothing happened to it. Pure.

Not all at once: the first look of each is anywhere within the period, and each next one a little before the period is over.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable

from bouwsteen_operator.keys import Key


class Sweep:
    """`period` is in seconds. `draw` gives numbers from 0 to 1."""

    def __init__(self, period: float, draw: Callable[[], float] = random.random) -> None:
        self._period = period
        self._draw = draw
        self._due: dict[Key, float] = {}
        self._times: list[tuple[float, Key]] = []

    def follow(self, keys: Iterable[Key], now: float) -> None:
        """These are all that there are."""
        known = set(keys)
        for key in self._due.keys() - known:
            del self._due[key]
        for key in sorted(known - self._due.keys()):
            self._set(key, now + self._period * self._draw())

    def due(self, now: float) -> list[Key]:
        """Those whose time has come, each once until its next one."""
        found = []
        while self._times and self._times[0][0] <= now:
            at, key = heapq.heappop(self._times)
            if self._due.get(key) == at:
                found.append(key)
                self._set(key, now + self._period * (0.8 + 0.2 * self._draw()))
        return found

    def _set(self, key: Key, at: float) -> None:
        self._due[key] = at
        heapq.heappush(self._times, (at, key))
