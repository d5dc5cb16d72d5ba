"""Ending what a test has started, whatever state it is in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

import psutil

PAUSE = 10.0  # seconds that the ended are waited for


def end_all(find: Callable[[], Iterable[psutil.Process]]) -> None:
    """SIGKILL to all that `find` finds, until it finds nothing: a supervisor starts anew what was ended before itself.

    Those that ended in the meantime are no matter.
    """
    while found := list(find()):
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(found, timeout=PAUSE)
