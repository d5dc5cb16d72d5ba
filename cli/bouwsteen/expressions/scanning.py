"""Where an expression ends: just enough of CEL's tokens to step over strings and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OPENING: Final = "${"
ESCAPED: Final = "$${"
MAX_EXPRESSION: Final = 4096  # characters
MAX_TEXT: Final = 65_536  # characters

_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_PREFIX: Final = re.compile(r"(?:[bB]?[rR]?|[rR][bB])(?=[\"'])")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # "text", "word", "mark"
    start: int
    end: int
    raw: str

    @property
    def plain_text(self) -> str | None:
        """What a string literal says, where that needs no decoding."""
        if self.kind != "text" or self.raw[0] not in "\"'" or "\\" in self.raw or len(self.raw) < 2 or self.raw[1:3] == self.raw[0] * 2:
            return None
        return self.raw[1:-1]


def tokens(text: str, start: int = 0, end: int = MAX_TEXT) -> Iterator[Token | None]:
    """Tokens between two places, without white space and comments; None, and no more, at an unclosed quote. Linear time."""
    end = min(end, len(text))
    place = start
    while place < end:
        character = text[place]
        if character.isspace():
            place += 1
        elif text.startswith("//", place):
            newline = text.find("\n", place, end)
            place = end if newline < 0 else newline
        elif (prefix := _PREFIX.match(text, place)) is not None or character == "`":
            closed = _end_of_quote(text, place, prefix.end() if prefix else place, end)
            if closed < 0:
                yield None
                return
            yield Token("text", place, closed, text[place:closed])
            place = closed
        else:
            word = _WORD.match(text, place)
            after = word.end() if word else place + 1
            yield Token("word" if word else "mark", place, after, text[place:after])
            place = after


def _end_of_quote(text: str, start: int, opening: int, end: int) -> int:
    """Where the literal that starts here ends, or -1 when that is not before `end`."""
    quote = text[opening]
    closing = quote * 3 if quote != "`" and text.startswith(quote * 3, opening) else quote
    is_raw = quote == "`" or "r" in text[start:opening].lower()
    place = opening + len(closing)
    while place < end:
        if text.startswith(closing, place):
            return place + len(closing)
        if text[place] == "\n" and len(closing) == 1:
            return -1
        place += 2 if text[place] == "\\" and not is_raw else 1
    return -1


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a template's text: literal, or the expression between `${` and `}`.

    `start` is where the part's text begins. `fault` is "unclosed" or "too-large" and ends the list.
    """

    text: str
    start: int
    is_expression: bool = False
    fault: str = ""


def split(text: str) -> list[Piece]:
    """The pieces of a template. `$${` has become `${` in literal ones."""
    pieces: list[Piece] = []
    literal: list[str] = []
    place = 0
    while (found := text.find(OPENING, place)) >= 0:
        if found > place and text[found - 1] == "$":
            literal.append(text[place : found - 1] + OPENING)
            place = found + len(OPENING)
            continue
        literal.append(text[place:found])
        if joined := "".join(literal):
            pieces.append(Piece(joined, place))
        literal = []
        expression = _expression_at(text, found + len(OPENING))
        pieces.append(expression)
        if expression.fault:
            return pieces
        place = expression.start + len(expression.text) + 1
    literal.append(text[place:])
    if joined := "".join(literal):
        pieces.append(Piece(joined, place))
    return pieces


def _expression_at(text: str, start: int) -> Piece:
    end = start + MAX_EXPRESSION + 1
    depth = 0
    for token in tokens(text, start, end):
        if token is None:
            break
        if token.raw == "{":
            depth += 1
        elif token.raw == "}":
            if depth == 0:
                return Piece(text[start : token.start], start, is_expression=True)
            depth -= 1
    is_cut = end < len(text)
    return Piece("", start, is_expression=True, fault="too-large" if is_cut else "unclosed")
