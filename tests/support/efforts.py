"""How much work a piece of code does, counted rather than timed: the same on a busy machine as on a quiet one."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_calls(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called while `work` runs in this thread."""
    count = 0

    def see(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[int], Callable[[], object]], small: int, large: int) -> float:
    """The power of the size by which the work grows: 1 is linear, 2 is quadratic.

    `work(size)` prepares; what it returns is counted.
    """
    return math.log(count_calls(work(large)) / count_calls(work(small))) / math.log(large / small)
