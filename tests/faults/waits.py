"""Waiting for something that another process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

DEADLINE: Final = 60.0  # seconds


def until(condition: Callable[[], object]) -> None:
    """Return when it holds; against hanging alone there is a limit."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
