"""Text for a terminal, made of parts with a style.

Every part is cleaned of control characters when it is put on the sheet: what a document
or a service says can never move the cursor or colour the screen of who reads it.
"""

from __future__ import annotations

import enum
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bouwsteen.cli.texts import Texts


class Style(enum.StrEnum):
    """SGR codes. Colours of the sixteen that every terminal lets its user choose."""

    PLAIN = ""
    BOLD = "1"
    DIM = "2"
    HEADING = "1;4"
    GOOD = "32"
    ADDED = "32"
    CHANGED = "33"
    REPLACED = "35"
    REMOVED = "31"
    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "36"


class Styled(NamedTuple):
    text: str
    style: Style


Part = str | Styled

# Characters that change the order in which others are shown.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """`text` on one line with control characters written out."""
    if text.isprintable() and (text.isascii() or _REORDERING.isdisjoint(text)):
        return text
    return "".join(character if _harmless(character) else _written_out(character) for character in text)


def _harmless(character: str) -> bool:
    return character not in _REORDERING and not unicodedata.category(character).startswith(("C", "Zl", "Zp"))


def _written_out(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character) or character.encode("unicode_escape", "surrogatepass").decode("ascii")


@dataclass(frozen=True, slots=True)
class Look:
    """What the place can show. `width` None: lines are never broken."""

    texts: Texts
    color: bool = False
    unicode: bool = True
    width: int | None = None

    def glyph(self, character: str, fallback: str) -> str:
        return character if self.unicode else fallback

    def paint(self, part: Part) -> str:
        if isinstance(part, str):
            return clean(part)
        text = clean(part.text)
        return f"\x1b[{part.style.value}m{text}\x1b[0m" if self.color and part.style.value and text else text


@dataclass(slots=True)
class Sheet:
    look: Look
    lines: list[str] = field(default_factory=list)

    def line(self, *parts: Part, indent: int = 0) -> None:
        self.lines.append((" " * indent + "".join(map(self.look.paint, parts))).rstrip())

    def gap(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def paragraph(self, text: str, indent: int = 0, style: Style = Style.PLAIN) -> None:
        """Prose, broken at the width; lines that start with four spaces are commands and stay whole."""
        for row in text.splitlines():
            if self.look.width is None or row.startswith("    "):
                self.line(Styled(row, style), indent=indent)
                continue
            for piece in textwrap.wrap(row, max(self.look.width - indent, 30), break_on_hyphens=False, break_long_words=False) or [""]:
                self.line(Styled(piece, style), indent=indent)

    def table(self, rows: Sequence[Sequence[Part]], heading: Sequence[str] = (), indent: int = 0, spacing: int = 2) -> None:
        """Aligned columns. A row may be shorter than the others."""
        everything: list[Sequence[Part]] = [[Styled(each, Style.DIM) for each in heading], *rows] if heading else list(rows)
        widths = [
            max((cell_width(row[column]) for row in everything if column < len(row) - 1), default=0)
            for column in range(_columns(everything))
        ]
        for row in everything:
            parts: list[Part] = []
            for column, cell in enumerate(row):
                parts.append(cell)
                if column < len(row) - 1:
                    parts.append(" " * (widths[column] - cell_width(cell) + spacing))
            self.line(*parts, indent=indent)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n" if self.lines else ""


def _columns(rows: Sequence[Sequence[Part]]) -> int:
    return max(map(len, rows), default=0)


def cell_width(part: Part) -> int:
    """How many columns a part takes: wide characters take two, combining ones none."""
    text = clean(part if isinstance(part, str) else part.text)
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
