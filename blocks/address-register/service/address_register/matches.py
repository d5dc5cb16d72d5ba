"""Addresses that are meant: from the beginning of a street's name, or one that is spelt a little differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from address_register.registers import Address, Registers, Street, plain

MOST: Final = 10
_BEGINNING: Final = 60.0
_INSIDE: Final = 50.0
_LEAST_LIKENESS: Final = 70.0
_UNKNOWN_NUMBER: Final = 0.5  # of the score, for a street without the house that is asked for


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody wrote so far; what is empty was not written."""

    street: str = ""
    municipality: str = ""
    nis: str = ""
    postal_code: str = ""
    house_number: str = ""
    box_number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A street, or an address of it. `score` is 0 to 100."""

    street: Street
    address: Address | None
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The best first. `warnings` are Dutch, as the register says them."""

    best: Sequence[Match]
    warnings: Sequence[str]


def match(registers: Registers, meant: Meant) -> Matches:
    streets = [(street, _likeness(meant.street, street)) for street in registers.streets.values() if _is_there(street, meant)]
    likely = {street.id: score for street, score in streets if score > 0}
    found = [Match(registers.streets[id_], None, score) for id_, score in likely.items()]
    warnings = []
    if meant.house_number:
        houses = list(_houses(registers, meant, likely))
        if not houses and found:
            warnings.append("Onbekend 'Huisnummer' of 'Busnummer'.")
        found = houses or [Match(each.street, None, each.score * _UNKNOWN_NUMBER) for each in found]
    if meant.street and not likely:
        warnings.append("Onbekende 'Straatnaam'.")
    best = sorted(found, key=lambda each: (-each.score, each.street.id, each.address.id if each.address else ""))
    return Matches(best[:MOST], warnings)


def _is_there(street: Street, meant: Meant) -> bool:
    home = street.municipality
    return (
        (not meant.municipality or plain(meant.municipality) in map(plain, [*home.names.values(), *street.postal_code.names]))
        and meant.nis in {"", home.nis}
        and meant.postal_code in {"", street.postal_code.code}
    )


def _likeness(written: str, street: Street) -> float:
    """In the language in which it is most alike; 0 for another street altogether."""
    if not written:
        return _INSIDE
    return max(_alike(plain(written), plain(name)) for name in street.names.values())


def _alike(written: str, name: str) -> float:
    if written == name:
        return 100.0
    part = len(written) / len(name)
    if name.startswith(written):
        return _BEGINNING + (100 - _BEGINNING) * part
    if written in name:
        return _INSIDE + (100 - _INSIDE) * part
    likeness = 100 * SequenceMatcher(None, written, name).ratio()
    return likeness if likeness >= _LEAST_LIKENESS else 0.0


def _houses(registers: Registers, meant: Meant, likely: dict[str, float]) -> Iterator[Match]:
    """A house without its boxes comes before them."""
    number, box = plain(meant.house_number), plain(meant.box_number)
    for address in registers.addresses.values():
        score = likely.get(address.street.id)
        if score is not None and plain(address.house_number) == number and (not box or plain(address.box_number) == box):
            yield Match(address.street, address, score)
