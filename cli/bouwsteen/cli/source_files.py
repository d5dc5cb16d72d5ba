"""The lines that diagnostics point at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

LARGEST: Final = 1 << 20  # bytes


def read_source(directory: Path) -> Callable[[str], str | None]:
    """A function from a file's name, as diagnostics say it, to its text; None where it is not there, not text or too large."""

    @cache
    def read(name: str) -> str | None:
        path = directory / name
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                return None
            return path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None

    return read
