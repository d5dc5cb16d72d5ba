"""Texts in the three languages of the federation: nl, fr and de are always filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("nl", "fr", "de")

Translated = Mapping[str, str]


def fill(text: Translated) -> dict[str, str]:
    """All three languages: one that is missing is told in the first that is there. Nothing where none is."""
    known = next((text[language] for language in LANGUAGES if text.get(language)), None)
    return {} if known is None else {language: text.get(language) or known for language in LANGUAGES}


def translate(nl: str, fr: str, de: str) -> dict[str, str]:
    """A text of the service's own. The federation speaks German where pages speak English."""
    return {"nl": nl, "fr": fr, "de": de}
