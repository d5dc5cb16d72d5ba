"""How names of others stand in messages. This module is a leaf."""

from __future__ import annotations


def quoted(name: object, limit: int = 80) -> str:
    """A name or text as it stands in a message: in backticks, on one line, never long."""
    text = "".join(character if character.isprintable() else "\ufffd" for character in str(name))
    return f"`{text if len(text) <= limit else text[: limit - 1] + '…'}`"
