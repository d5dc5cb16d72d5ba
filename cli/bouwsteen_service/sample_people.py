"""The people that simulators know, said once. None exists: their register numbers are MAGDA's test numbers (month raised by 60).

Who signs in at the identity service is found under the same number in the person data, in eBox and in a data vault.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

_RAISED_BY: Final = 60


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """`register_number` has 11 digits."""

    slug: str
    given_name: str
    family_name: str
    register_number: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def birth_date(self) -> dt.date:
        return birth_date_of(self.register_number)


def is_register_number(text: str) -> bool:
    """Eleven digits whose last two check the others, for a birth before 2000 or after."""
    if len(text) != 11 or not (text.isascii() and text.isdigit()):
        return False
    return int(text[9:]) in {97 - int(text[:9]) % 97, 97 - int(f"2{text[:9]}") % 97}


def birth_date_of(register_number: str) -> dt.date:
    """The birth date that a test number says. Raises ValueError where it says none."""
    first, check = register_number[:9], int(register_number[9:])
    century = 1900 if check == 97 - int(first) % 97 else 2000
    return dt.date(century + int(first[:2]), int(first[2:4]) - _RAISED_BY, int(first[4:6]))


JAN: Final = SamplePerson("jan-peeters", "Jan", "Peeters", "84631200101")
AMELIE: Final = SamplePerson("amelie-dubois", "Amélie", "Dubois", "91710500225")
SOFIE: Final = SamplePerson("sofie-de-smet", "Sofie", "De Smet", "79672300476")
NOOR: Final = SamplePerson("noor-el-amrani", "Noor", "El Amrani", "04613000622")
MARIA: Final = SamplePerson("maria-claes", "Maria", "Claes", "48690200865")
ELS: Final = SamplePerson("els-janssens", "Els", "Janssens", "86651701092")
TOM: Final = SamplePerson("tom-wouters", "Tom", "Wouters", "93720800380")

SAMPLE_PEOPLE: Final = (JAN, AMELIE, SOFIE, NOOR, MARIA, ELS, TOM)
