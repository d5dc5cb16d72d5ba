"""How fast requests go out: as fast as the server takes them, and no faster.

There is no rate of our own. Requests in flight are bounded; a server that says it is too
busy halves the bound for all threads, and each answer widens it again a little. So a
server that comes back after a fall is not run over by everybody who waited for it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Final

_LONGEST_WAIT: Final = 30.0  # seconds; what a server asks for beyond that is not believed
_FIRST_WAIT: Final = 0.1


class Pace:
    """A bound on requests in flight, for all threads of one client. `most` is what it grows to."""

    def __init__(self, most: int = 32, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._bound = float(most)
        self._in_flight = 0
        self._narrowed = float("-inf")
        self._changed = threading.Condition()

    @property
    def bound(self) -> int:
        return int(self._bound)

    def enter(self, until: float) -> bool:
        """Wait for a turn; False when there was none before `until` (monotonic)."""
        with self._changed:
            while self._in_flight >= int(self._bound):
                left = until - self._clock()
                if left <= 0:
                    return False
                self._changed.wait(left)
            self._in_flight += 1
            return True

    def leave(self, *, busy: bool) -> None:
        """`busy`: the server said that it has too much to do, or is not well."""
        with self._changed:
            self._in_flight -= 1
            if not busy:
                self._bound = min(self._most, self._bound + 1 / self._bound)
            elif (now := self._clock()) - self._narrowed > 1.0:
                # One refusal each second counts: those of the same moment tell the same.
                self._narrowed = now
                self._bound = max(1.0, self._bound / 2)
            self._changed.notify_all()


def wait_before(attempt: int, asked: float | None = None, draw: Callable[[], float] = random.random) -> float:
    """Seconds before try `attempt` (from 1): what the server asks and a part more, else doubling, anywhere between none and that."""
    if asked is not None:
        return min(asked, _LONGEST_WAIT) * (1 + draw() / 4)
    return float(min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT)) * draw()
