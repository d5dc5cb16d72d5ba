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
    """Hold `path` while the block runs. Its holder may remove it: whoever waited for it starts anew.

    Raises FileLockTimeoutError, and FileNotFoundError when the folder is not there (any more).
    """
    deadline = time.monotonic() + seconds
    descriptor = _lock(path, deadline)
    while not _stands_at(path, descriptor):
        os.close(descriptor)
        descriptor = _lock(path, deadline)
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path, deadline: float) -> int:
    import fcntl  # noqa: PLC0415  not there on Windows, where this module must still import

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise FileLockTimeoutError(str(path)) from None
                time.sleep(0.02)
            else:
                return descriptor
    except BaseException:
        os.close(descriptor)
        raise


def _stands_at(path: Path, descriptor: int) -> bool:
    """A lock on a file that was removed meanwhile keeps nobody out."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
