"""Waiting for somebody else's run to end, and telling for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bouwsteen.engine.reporters import Reporter
from bouwsteen.errors import CancelledError
from bouwsteen.state.ports import Holder

_LOOK_SECONDS: Final = 0.25  # between two looks at a lock that somebody has


class LockWait:
    """Implements `ports.Waiting`. `pause` sleeps so many seconds, and is true when a person stopped the run meanwhile."""

    def __init__(self, seconds: float, monotonic: Callable[[], float], reporter: Reporter, pause: Callable[[float], bool]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._reporter = reporter
        self._pause = pause
        self._since: float | None = None  # when somebody was first met there: what came before was no waiting

    def __call__(self, holder: Holder | None) -> bool:
        """False when the time is up. Raises CancelledError when a person stopped the run."""
        now = self._monotonic()
        self._since = now if self._since is None else self._since
        waited = now - self._since
        if waited >= self._seconds:
            return False
        self._reporter.lock_awaited(holder, waited)
        if self._pause(min(_LOOK_SECONDS, self._seconds - waited)):
            raise CancelledError.because("stopped", "The run was stopped", "It was still waiting for the lock, and did nothing.")
        return True
