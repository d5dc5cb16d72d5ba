"""Where output goes, and what that place can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Look


@dataclass(frozen=True, slots=True)
class Terminal:
    """Standard output and error, with the look of each."""

    out: TextIO
    err: TextIO
    look: Look
    error_look: Look
    interactive: bool  # a person sees output as it comes
    answers: bool  # a person can be asked something

    @classmethod
    def standard(cls, color: bool | None, texts: Texts, environment: Mapping[str, str] = os.environ) -> Terminal:
        return cls(
            out=sys.stdout,
            err=sys.stderr,
            look=_look(sys.stdout, color, texts),
            error_look=_look(sys.stderr, color, texts),
            interactive=_is_terminal(sys.stdout) and environment.get("TERM") != "dumb",
            answers=_is_terminal(sys.stdin) and _is_terminal(sys.stderr),
        )

    def print(self, text: str) -> None:
        _write(self.out, text)

    def complain(self, text: str) -> None:
        """To standard error, where it does not mix with data."""
        _write(self.err, text)


def _write(stream: TextIO, text: str) -> None:
    text = text if text.endswith("\n") else text + "\n"
    try:
        stream.write(text)
    except UnicodeEncodeError:
        # An old terminal, or a locale without accents: legible is better than nothing.
        stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
    stream.flush()


def _look(stream: TextIO, color: bool | None, texts: Texts) -> Look:
    terminal = _is_terminal(stream)
    # Where nobody looks, lines are not broken, so that output does not depend on a window.
    width = shutil.get_terminal_size().columns if terminal else None
    return Look(texts, color=terminal if color is None else color, unicode=_speaks_unicode(stream), width=width)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # replaced or closed
        return False


def _speaks_unicode(stream: TextIO) -> bool:
    try:
        "±→│".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError, AttributeError):
        return False
    return True
