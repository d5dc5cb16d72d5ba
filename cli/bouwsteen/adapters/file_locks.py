"""One at a time, between processes and between threads, by a lock that dies with its holder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLockTimeoutError(Exception):
    """Somebody else held the lock all the time that we waited."""


@contextmanager
def exclusive_lock(path: Path, seconds: float = 60.0) -> Iterator[None]:
    """Hold `path` while the block runs. The file stays: removing it would let two in."""
    import fcntl  # noqa: PLC0415  not there on Windows, where this module must still import

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise FileLockTimeoutError(str(path)) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)
