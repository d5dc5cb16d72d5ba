"""The few things that a store does to a disk, each durable when it returns.

A file is written whole under another name and then given its own, or appended to; none is
ever changed in place. Tests put faults here: a full disk, a failing sync, a crash between two steps.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from pathlib import Path
from typing import Final

_NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class Disk:
    """All methods raise OSError, and FileExistsError where somebody else was first."""

    def names(self, folder: Path) -> list[str]:
        try:
            return os.listdir(folder)  # noqa: PTH208  names are all we need
        except FileNotFoundError:
            return []

    def read(self, path: Path, limit: int = -1) -> bytes:
        with path.open("rb") as file:
            return file.read(limit)

    def size(self, path: Path) -> int:
        return path.stat().st_size

    def make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, path: Path, data: bytes) -> None:
        """A new file with all of `data`, or no file. Raises FileExistsError when the name is taken."""
        temporary = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            try:
                self.write(fd, data)
                self.sync(fd)
            finally:
                os.close(fd)
            self.name(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        self.sync_folder(path.parent)

    def name(self, temporary: Path, path: Path) -> None:
        """Give a finished file its name, unless the name is taken."""
        try:
            path.hardlink_to(temporary)
        except OSError as problem:
            if problem.errno not in _NO_LINKS:
                raise
            # A file system without links. The lock keeps other writers away; only one that lost its lock could slip in here.
            if path.exists():
                raise FileExistsError(errno.EEXIST, "taken", str(path)) from problem
            temporary.rename(path)

    def open_for_append(self, path: Path) -> int:
        return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))

    def write(self, fd: int, data: bytes) -> None:
        """All of `data`; on an error a part may have been written."""
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]

    def sync(self, fd: int) -> None:
        """Bytes and size reach the disk. After an error nobody knows what did: never try again."""
        if sys.platform == "darwin":
            import fcntl  # noqa: PLC0415  not on Windows

            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        elif hasattr(os, "fdatasync"):
            os.fdatasync(fd)
        else:
            os.fsync(fd)

    def sync_folder(self, folder: Path) -> None:
        """A new name reaches the disk."""
        if sys.platform == "win32":
            return
        fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
