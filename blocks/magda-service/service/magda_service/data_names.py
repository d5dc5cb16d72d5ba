"""The names of what may be asked of a person: those of the interface `person-data`, where their meanings stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

GIVEN_NAME: Final = "givenName"
FAMILY_NAME: Final = "familyName"
ADDRESS: Final = "address"
HOUSEHOLD: Final = "household"
CHILDREN: Final = "children"

DATA_NAMES: Final = (
    GIVEN_NAME,
    FAMILY_NAME,
    "birthDate",
    "birthPlace",
    "gender",
    "nationality",
    "civilStatus",
    ADDRESS,
    HOUSEHOLD,
    CHILDREN,
    "deathDate",
)
# What somebody's own record holds; the others are about people around them.
OWN: Final = tuple(name for name in DATA_NAMES if name not in {HOUSEHOLD, CHILDREN})


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of the interface."""
    wanted = set(names)
    return tuple(name for name in DATA_NAMES if name in wanted)
