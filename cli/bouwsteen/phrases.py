"""How names of others stand in messages. This module is a leaf."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

# Who has more names than these, or longer ones, gets no hint: looking for it would cost more than it helps.
_MOST_NAMES = 100
_LONGEST_NAME = 80


def quoted(name: object, limit: int = 80) -> str:
    """A name or text as it stands in a message: in backticks, on one line, never long."""
    text = "".join(character if character.isprintable() else "\ufffd" for character in str(name))
    return f"`{text if len(text) <= limit else text[: limit - 1] + '…'}`"


def did_you_mean(name: object, known: Iterable[str], most: int = 1) -> str:
    """A question with at most so many of the nearest known names, and a space behind it; or nothing.

    Both may be anybody's, so little is looked at.
    """
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return ""
    near = difflib.get_close_matches(name, islice((each for each in known if len(each) <= _LONGEST_NAME), _MOST_NAMES), n=most)
    return f"Did you mean {' or '.join(map(quoted, near))}? " if near else ""
