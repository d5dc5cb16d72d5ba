"""Ctrl-C and the signals that ask a program to end.

While a verb works on the world, a first one asks it to finish what is in flight and record
it, a second one to let go at once. Elsewhere a first one ends the program.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import sys
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


@contextlib.contextmanager
def stopping_signals(request: Callable[[], None], on_first: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Within, a first signal calls `request()` and `on_first()`, a second `request()` again, a third raises KeyboardInterrupt.

    They are called from another thread: a handler may have interrupted a print, or a lock,
    halfway in the main one.
    """
    count = itertools.count(1)

    def handle(_: int, __: FrameType | None) -> None:
        number = next(count)
        if number > 2:
            raise KeyboardInterrupt

        def tell() -> None:
            request()
            if number == 1:
                on_first()

        threading.Thread(target=tell, name="stopping", daemon=True).start()

    with _handlers(handle, (signal.SIGINT, *_ENDING)):
        yield


@contextlib.contextmanager
def answering_signals() -> Iterator[None]:
    """Within, a signal is the answer: while a person is asked, nothing is under way that it could spoil."""
    with _handlers(_interrupt, (signal.SIGINT, *_ENDING)):
        yield


def read_answer() -> str:
    """A line that a person types. A signal ends the wait however early it comes.

    Python looks for signals between its own steps; one that comes after the last of them and
    before the system waits for a key would be seen only when a key is pressed. So the wait is
    for the line or for the signal itself, and the line is read once it is there.
    """
    if _can_wait():
        with _signal_pipe() as signalled:
            select.select([sys.stdin, signalled], [], [])
    return input()


def _can_wait() -> bool:
    return threading.current_thread() is threading.main_thread() and sys.platform != "win32"  # its select knows sockets alone


@contextlib.contextmanager
def _signal_pipe() -> Iterator[int]:
    """A file descriptor that can be read once a signal has come."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)


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
