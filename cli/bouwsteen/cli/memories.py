"""How this process uses memory."""

from __future__ import annotations

import atexit
import gc
import sys

_MANY = 500_000  # new objects before Python looks for garbage; its own 700 are meant for programs that make little
_SOME = 5_000


def collect_rarely() -> None:
    """Look for garbage less often: a command makes very many values that all stay, and few that refer to each other in a ring.

    Nor at the end: Python looks through everything that is left once more before it gives all memory back, an eighth of a
    plan of 3,000 resources.
    """
    gc.set_threshold(_MANY, 20, 100)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def collect_steadily() -> None:
    """Look for garbage as a process that stays has to: what a command leaves lying until it ends would grow and grow there.

    What is there by now, mostly modules, stays, and is not looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SOME, 10, 10)


def peak_bytes() -> int:
    """The most memory that this process has held at once; 0 where the system does not tell."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
