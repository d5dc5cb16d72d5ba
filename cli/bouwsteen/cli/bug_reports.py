"""What is kept of an error that cannot happen: where in the program, never with which values."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from bouwsteen.errors import InternalError


def write_report(error: BaseException, verb: str) -> Path | None:
    """A file that only its owner reads, or None where none can be written.

    Messages of exceptions are left out, but for our own: they may hold values of documents,
    and with them secrets. So are arguments; `verb` is the name of the command alone.
    """
    try:
        handle, name = tempfile.mkstemp(prefix="bouwsteen-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(report_text(error, verb))
    except OSError:
        return None
    return Path(name)


def report_text(error: BaseException, verb: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415  only after an error

    lines = [
        f"bouwsteen {version('bouwsteen')}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        f"verb: {verb}",
        *_chain(error),
    ]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> list[str]:
    """Outermost first, each with its frames; a cause seen before ends the chain."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        text = f": {current}" if isinstance(current, InternalError) else ""
        lines += ["", f"{kind.__module__}.{kind.__qualname__}{text}"]
        lines += [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(current.__traceback__)]
        current = current.__cause__ or current.__context__
    return lines


def _short(filename: str) -> str:
    """Without the folders of this machine: from the package on."""
    for folder in sorted(sys.path, key=len, reverse=True):
        if folder and filename.startswith(folder + os.sep):
            return filename[len(folder) + 1 :]
    return Path(filename).name
