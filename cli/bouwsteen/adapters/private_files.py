"""Files and folders that only their owner may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path


def make_private_folder(path: Path) -> Path:
    """`path` as a folder of mode 0700, parents included where they are missing.

    Raises FileNotFoundError where another run takes one of them away meanwhile, FileExistsError where something else stands in its place.
    """
    missing = [parent for parent in (path, *path.parents) if not parent.exists()]
    for folder in reversed(missing):
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:  # another run was first, and may have taken it away again
            if not stat.S_ISDIR(folder.stat().st_mode):
                raise
    return path


def write_private_file(path: Path, data: bytes) -> None:
    """Replace `path` (0600). A reader sees the old bytes or the new, also after a power cut."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def create_private_file(path: Path | str, data: bytes, mode: int = 0o600) -> None:
    """Write a file that must not exist yet. Never follows a link. Raises FileExistsError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)


def remove_tree(path: Path) -> None:
    """Remove a folder of ours, whatever its rights. Links in it are removed, never followed. Nothing when there is none."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for folder, _, _ in os.walk(path):
        # `os.walk` does not enter links, so this is always a folder of the tree itself.
        Path(folder).chmod(0o700)
    shutil.rmtree(path)


def remove_empty_folders(folder: Path, top: Path) -> None:
    """Take away `folder` and those above it, up to and with `top`, as far as they are empty."""
    while folder == top or top in folder.parents:
        if folder.is_symlink():
            return
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass  # another run took it away
        except OSError:
            return  # something is in it, or was put there this moment
        folder = folder.parent
