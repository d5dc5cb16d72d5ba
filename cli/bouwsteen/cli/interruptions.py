"""Ctrl-C and the signals that ask a program to end.

While a verb works, a first one asks it to finish what is in flight and record it; a second
one ends it at once. Elsewhere a first one ends the program.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

# Closing the terminal window sends SIGHUP; a supervisor of jobs sends SIGTERM. Windows knows neither as we do.
_ENDING = tuple(number for name in ("SIGHUP", "SIGTERM") if (number := getattr(signal, name, None)) is not None)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def ending_signals() -> Iterator[None]:
    """SIGHUP and SIGTERM end the program the way Ctrl-C does, so that everything open is closed."""
    with _handlers(_interrupt, _ENDING):
        yield


class Interruption:
    """Whether a person or a signal asked to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def stopped(self) -> bool:
        return self._asked.is_set()

    @contextlib.contextmanager
    def listening(self, on_stop: Callable[[], None] = lambda: None) -> Iterator[Interruption]:
        """Within, a first signal sets `stopped()` and calls `on_stop` from another thread; a second raises KeyboardInterrupt."""

        def handle(_: int, __: FrameType | None) -> None:
            if self._asked.is_set():
                raise KeyboardInterrupt
            self._asked.set()
            # A handler may have interrupted a print halfway: telling is left to a thread.
            threading.Thread(target=on_stop, name="stopping", daemon=True).start()

        with _handlers(handle, (signal.SIGINT, *_ENDING)):
            yield self


@contextlib.contextmanager
def _handlers(handle: Callable[[int, FrameType | None], None], numbers: tuple[int, ...]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What is ignored stays ignored: nohup means it.
    before = {number: signal.getsignal(number) for number in numbers if signal.getsignal(number) is not signal.SIG_IGN}
    try:
        for number in before:
            signal.signal(number, handle)
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
