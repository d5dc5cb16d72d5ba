"""Writing what a person asked for: whole or not at all, with the permissions of any file of theirs."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from bouwsteen.errors import BouwsteenError


def write_text(path: Path, text: str) -> None:
    """Replace or create `path`. Raises BouwsteenError when the system refuses."""
    _write(path, text, None)


def write_private_text(path: Path, text: str) -> None:
    """The same for its owner alone, whatever it was before."""
    _write(path, text, 0o600)


def _write(path: Path, text: str, mode: int | None) -> None:
    try:
        _replace(path, text.encode("utf-8"), mode)
    except OSError as problem:
        raise BouwsteenError.because(
            "file-not-written",
            "A file cannot be written",
            f"Writing {path} failed: {problem.strerror}.",
            "Check that the folder exists and is yours to write in.",
        ) from problem


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _mode(path) if mode is None else mode)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _mode(path: Path) -> int:
    """As it was, else what the person's umask leaves."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
