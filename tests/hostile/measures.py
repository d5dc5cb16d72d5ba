"""What an input costs: CPU time of this process, and by how much its memory grew at most meanwhile."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

MARK_SECONDS: Final = 0.2  # on a machine of its own
MARK_BYTES: Final = 100 * 1024 * 1024
# Functions called for one answer, of Python and of C: the same on a busy machine as on a quiet one. Seconds are printed by
# `bench_hostile.py`; the greatest input that is allowed costs half of this (a folder of 1,900 files).
MARK_CALLS: Final = 500_000
_STATUS: Final = Path("/proc/self/status")
_CLEAR: Final = Path("/proc/self/clear_refs")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Measured(Generic[_Result]):
    """`seconds` of CPU, `bytes` of growth, native libraries included; and what came of it."""

    result: _Result
    seconds: float
    bytes: int


def measure(work: Callable[[], _Result]) -> Measured[_Result]:
    if _CLEAR.exists():
        _CLEAR.write_text("5")  # the peak of this process becomes what it has now
    before, started = _peak(), time.process_time()
    result = work()
    return Measured(result, time.process_time() - started, _peak() - before)


def _peak() -> int:
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
