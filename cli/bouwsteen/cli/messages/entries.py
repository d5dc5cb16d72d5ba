"""What the catalogue holds of one code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bouwsteen.cli.texts.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One code, explained to who meets it.

    `title` is the summary; in English it is the very summary that the code is reported with. `cause` says when it
    happens and why it is refused, `remedy` what to do: full sentences, a command alone on a line with four spaces
    before it. `exits` are the exit codes that a command can end with because of it; () for what only warns.
    `wrong` and `right` are a document or command as it should not and as it should be, the same in each language.
    `since` is the version that reported it first.
    """

    title: Text
    cause: Text
    remedy: Text
    exits: tuple[int, ...]
    wrong: str = ""
    right: str = ""
    since: str = "0.1"


Entries = Mapping[str, Entry]
