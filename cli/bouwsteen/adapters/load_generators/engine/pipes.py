"""Telling the parent how it goes."""

from __future__ import annotations

import os

from bouwsteen.loadtest.progress import Progress, format_progress

PARENT_LOST = 70


def write_progress(pipe: int, progress: Progress) -> bool:
    """Whether it went out. A reader that is slow misses lines; it must never hold up the run.

    The pipe is non-blocking and a line fits in it whole, so it is written or dropped.
    """
    try:
        os.write(pipe, format_progress(progress))
    except BlockingIOError:
        return False
    except BrokenPipeError:
        os._exit(PARENT_LOST)
    return True
