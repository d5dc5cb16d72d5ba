"""The shape of a sentence in three languages."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """`en` as the message says it, its holes as `{name}`; the others with the same holes, in any order."""

    en: str
    nl: str
    fr: str
