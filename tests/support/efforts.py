"""How much work a piece of code does, counted rather than timed: the same on a busy machine as on a quiet one."""

from __future__ import annotations

import math
import sys
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_calls(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called while `work` runs, in this thread and in those that it starts."""
    counts: Counter[int] = Counter()  # by thread, since two that add to one number may lose some

    def see(_frame: FrameType, event: str, _argument: Any) -> None:
        if event in {"call", "c_call"}:
            counts[threading.get_ident()] += 1

    before = sys.getprofile()
    threading.setprofile(see)
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
    return counts.total()


def growth(work: Callable[[int], Callable[[], object]], small: int, large: int) -> float:
    """The power of the size by which the work grows: 1 is linear, 2 is quadratic.

    `work(size)` prepares; what it returns is counted.
    """
    return math.log(count_calls(work(large)) / count_calls(work(small))) / math.log(large / small)
