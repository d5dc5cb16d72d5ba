"""One text of the catalogue."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    nl: str
    fr: str
    en: str
