"""How long a lock lasts without a sign of life: a pulse for who holds it, a watch for who waits.

No clock on the wall has a say, as it may jump. The holder counts, and whoever waits measures with its own steady clock how long
the count stands still. It adds up only the time between looks that follow each other closely: a waiting process that
was itself paused, perhaps with its whole machine, has seen nothing in between.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

_LONGEST_LOOK: Final = 2.0  # seconds between two looks that count; longer, the watcher was away


@dataclass(frozen=True, slots=True)
class Lease:
    """In seconds. Several renewals fit in one lease, so that a busy machine does not lose it."""

    seconds: int = 30
    renewal: float = 5.0


@dataclass(slots=True)
class Watch:
    """One waiter's view on one lock."""

    monotonic: Callable[[], float]
    _sign: Hashable = None
    _looked: float = 0.0
    _still: float = field(default=0.0)

    def still(self, sign: Hashable) -> float:
        """For how many seconds, at least, `sign` has been the same at every look."""
        now = self.monotonic()
        if sign != self._sign:
            self._sign, self._still = sign, 0.0
        else:
            self._still += min(max(now - self._looked, 0.0), _LONGEST_LOOK)
        self._looked = now
        return self._still


class Pulse:
    """Renews a lease until it is stopped. A thread of its own: it beats also while all others wait."""

    def __init__(self, renewal: float, beat: Callable[[], None]) -> None:
        self._renewal = renewal
        self._beat = beat
        self._stopped = threading.Event()
        # A daemon: a program that ends without letting go is as dead as one that was killed.
        self._thread = threading.Thread(target=self._run, name="bouwsteen-lock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when it beats no more."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._renewal):
            with contextlib.suppress(OSError):  # the next one may succeed, and without any somebody takes over, which is safe
                self._beat()
