"""What the sample holds, and looking things up in it. The municipalities and postal codes exist; the streets are made up."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Self, TypeVar

SAMPLE: Final = Path(__file__).with_name("sample")
IN_USE: Final = "inGebruik"
REALISED: Final = "gerealiseerd"
# A street's addresses have its number, then three digits of their own.
_PER_STREET: Final = 1000


@dataclass(frozen=True, slots=True)
class Municipality:
    """`names` by language, that of the municipality first; `facilities` are the languages that it serves besides."""

    nis: str
    names: Mapping[str, str]
    facilities: Sequence[str]

    @property
    def language(self) -> str:
        return next(iter(self.names))

    @property
    def name(self) -> str:
        return self.names[self.language]


@dataclass(frozen=True, slots=True)
class PostalCode:
    code: str
    municipality: Municipality
    names: Sequence[str]
    nuts3: str


@dataclass(frozen=True, slots=True)
class Street:
    id: str
    municipality: Municipality
    postal_code: PostalCode
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.names[self.municipality.language]


@dataclass(frozen=True, slots=True)
class Address:
    """`house` is the address of the whole house, for one with a box number."""

    id: str
    street: Street
    house_number: str
    box_number: str = ""
    house: str = ""

    @property
    def text(self) -> str:
        box = f" bus {self.box_number}" if self.box_number else ""
        return f"{self.street.name} {self.house_number}{box}, {self.street.postal_code.code} {self.street.municipality.name}"


_Item = TypeVar("_Item")
# A value that is asked for, and how to read those that an item has.
Wanted = tuple[str, Callable[[_Item], Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Page(Generic[_Item]):
    """`has_more`: there is a next one."""

    items: Sequence[_Item]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Registers:
    """Each by its identifier, in the order of the sample."""

    municipalities: Mapping[str, Municipality]
    postal_codes: Mapping[str, PostalCode]
    streets: Mapping[str, Street]
    addresses: Mapping[str, Address]

    @classmethod
    def load(cls, folder: Path = SAMPLE) -> Self:
        municipalities = {
            row["nis"]: Municipality(row["nis"], _names(row["language"], row["name"], row["otherNames"]), _parts(row["facilities"]))
            for row in _rows(folder / "municipalities.csv")
        }
        postal_codes = {
            row["code"]: PostalCode(row["code"], municipalities[row["nis"]], _parts(row["names"]), row["nuts3"])
            for row in _rows(folder / "postal_codes.csv")
        }
        streets: dict[str, Street] = {}
        addresses: dict[str, Address] = {}
        for row in _rows(folder / "streets.csv"):
            home = municipalities[row["nis"]]
            street = Street(row["id"], home, postal_codes[row["postalCode"]], _names(home.language, row["name"], row["otherNames"]))
            streets[street.id] = street
            addresses |= {address.id: address for address in _addresses(street, row)}
        return cls(municipalities, postal_codes, streets, addresses)


def find(items: Mapping[str, _Item], wanted: Sequence[Wanted[_Item]], offset: int, limit: int) -> Page[_Item]:
    """The items that have every wanted value; a value that is empty is not wanted. Capitals and accents do not count."""
    tests = [(plain(value), read) for value, read in wanted if value]
    found = [item for item in items.values() if all(value in map(plain, read(item)) for value, read in tests)]
    return Page(found[offset : offset + limit], offset + limit < len(found))


def _addresses(street: Street, row: Mapping[str, str]) -> Iterator[Address]:
    houses = {str(number): f"{int(street.id) * _PER_STREET + number}" for number in range(int(row["from"]), int(row["to"]) + 1)}
    for number, id_ in houses.items():
        yield Address(id_, street, number)
    for place, part in enumerate(_parts(row["boxes"])):
        number, box = part.split(":")
        yield Address(f"{int(street.id) * _PER_STREET + len(houses) + 1 + place}", street, number, box, houses[number])


def _names(language: str, name: str, others: str) -> dict[str, str]:
    return {language: name} | dict(part.split(":", 1) for part in _parts(others))


def _parts(text: str) -> list[str]:
    return text.split("|") if text else []


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Without capitals and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).strip()
