"""Texts for people, in the languages of the country: Dutch is the source, French and English follow.

A text is `{"nl": …, "fr": …, "en": …}`; Dutch is there always. A catalogue of texts is such a mapping per key.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request

Language = str
LocalText = Mapping[Language, str]

SOURCE_LANGUAGE: Final = "nl"
LANGUAGES: Final = ("nl", "fr", "en")
LANGUAGE_NAMES: Final[Mapping[Language, str]] = {"nl": "Nederlands", "fr": "Français", "en": "English"}

# A space at which a line would end badly, and a straight apostrophe.
_SPACE: Final = re.compile(" (?=[?!;:»])|(?<=«) ")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")


@functools.lru_cache(maxsize=4096)
def typeset(text: str, language: Language) -> str:
    """French as it is printed: no line ends before `?`, `:` or `»` nor after `«`, and an apostrophe is a curved one."""
    if language != "fr":
        return text
    return _APOSTROPHE.sub("\u2019", _SPACE.sub("\u00a0", text))


def choose(text: LocalText, language: Language) -> str:
    """The text in this language, else in Dutch."""
    translated = text.get(language)
    return typeset(translated, language) if translated else text[SOURCE_LANGUAGE]


def _accepted(header: str) -> list[Language]:
    """The languages of an Accept-Language header (at most 20 are read), most wanted first; `fr-BE` counts as `fr`."""
    weighted: list[tuple[float, Language]] = []
    for part in header.split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        try:
            weight = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        weighted.append((weight, tag.split("-")[0].strip().lower()))
    return [tag for weight, tag in sorted(weighted, key=lambda item: -item[0]) if weight > 0]


def choose_language(request: Request, available: Sequence[Language] = LANGUAGES, chosen: str = "") -> Language:
    """What the address asks (`lang`, then OpenID's `ui_locales`), else what was `chosen` before, else what the browser prefers, else the
    first available."""
    wanted = [request.query_params.get("lang", "")]
    wanted += [tag.split("-")[0].lower() for tag in request.query_params.get("ui_locales", "").split()[:20]]
    wanted += [chosen, *_accepted(request.headers.get("accept-language", ""))]
    return next((language for language in wanted if language in available), available[0])


class Texts:
    """A catalogue of texts by key. Placeholders are those of `str.format`, filled by name."""

    def __init__(self, *catalogues: Mapping[str, LocalText]) -> None:
        self._texts: dict[str, LocalText] = {}
        for catalogue in catalogues:
            self._texts |= catalogue

    def get(self, key: str, language: Language, **values: object) -> str:
        """Raises KeyError for a key that no catalogue has: a missing text is a fault of the program."""
        text = choose(self._texts[key], language)
        return text.format(**values) if values else text

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)
