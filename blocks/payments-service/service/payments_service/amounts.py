"""Money: whole cents inside, an exact decimal text outside (`"10.00"`), in euro. Never a binary fraction."""

from __future__ import annotations

import re
from typing import Final

CURRENCY: Final = "EUR"
MOST_CENTS: Final = 999_999_999_99  # what an EPC QR code can carry
PATTERN: Final = r"^(0|[1-9][0-9]{0,8})\.[0-9]{2}$"
_WRITTEN: Final = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?", re.ASCII)
_VALUE: Final = re.compile(PATTERN.removeprefix("^").removesuffix("$"), re.ASCII)


def parse_cents(value: str) -> int:
    """`"10.00"` is 1000. Raises ValueError for any other way of writing it."""
    if not _VALUE.fullmatch(value):
        raise ValueError("an amount is written with two decimals after a point")
    return int(value.replace(".", ""))


def read_cents(text: str) -> int | None:
    """What a person writes: `12`, `12,5`, `12.50`, `€ 12,50`. None where it is no amount."""
    found = _WRITTEN.fullmatch(text.replace("€", "").strip())
    return None if found is None else int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def write_cents(cents: int) -> str:
    """1000 is `"10.00"`. `cents` is not negative."""
    return f"{cents // 100}.{cents % 100:02d}"


def show_cents(cents: int, language: str) -> str:
    """For people: `€ 1.234,50`, `1 234,50 €`, `€1,234.50`."""
    whole, rest = f"{cents // 100:,}", f"{cents % 100:02d}"
    if language == "en":
        return f"€{whole}.{rest}"
    if language == "fr":
        return whole.replace(",", "\u202f") + f",{rest}\u00a0€"
    return "€\u00a0" + whole.replace(",", ".") + f",{rest}"
