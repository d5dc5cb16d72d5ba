"""Text of others in Markdown that is shown as text and nothing else, on GitHub, GitLab and Forgejo.

What is written into a branch must not mention people, refer to issues, run the quick actions of GitLab, show
pictures of elsewhere, close our own elements, or hide a line. Every character that could mean something is written as
its number; behind what begins a reference stands a space of no width, because references are looked for after that.
"""

from __future__ import annotations

import re
from typing import Final

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ,;./()À-ÖØ-öø-ÿ…-]|(?<=[Ww]{3})\.")
_REFERENCES: Final = frozenset("@#!$%~&^")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")


def text(value: object, limit: int = 400) -> str:
    """A sentence that may hold names of others; what stands in backticks is shown as `code`."""
    parts = _one_line(value, limit).split("`")
    return "".join(_in_letters(part) if number % 2 and part.strip() else _UNSAFE.sub(_numbered, part) for number, part in enumerate(parts))


def code(value: object, limit: int = 120) -> str:
    """A name of others, in the letters of a machine."""
    shown = _one_line(value, limit)
    return _in_letters(shown) if shown else ""


def _in_letters(shown: str) -> str:
    return f"<code>{_UNSAFE.sub(lambda match: f'&#{ord(match[0])};', shown)}</code>"


def _numbered(match: re.Match[str]) -> str:
    number = f"&#{ord(match[0])};"
    return f"{number}&#8203;" if match[0] in _REFERENCES else number


def _one_line(value: object, limit: int) -> str:
    """Without characters that cannot be shown, and not longer than `limit` characters."""
    shown = _INVISIBLE.sub("", str(value)[: 4 * limit])
    shown = "".join(character if character.isprintable() else " " for character in shown)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
