"""The demonstration people: none can be a real person."""

from __future__ import annotations

import pytest
from stdnum.be import vat

from identity_service.people import ENTREPRENEUR, PERSONAS, Persona


def mod_97_is_right(number: str, century: str) -> bool:
    return int(number[9:]) == 97 - int(century + number[:9]) % 97


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.slug)
def test_register_numbers_are_test_numbers(persona: Persona) -> None:
    number = persona.person.register_number
    assert len(number) == 11
    assert 61 <= int(number[2:4]) <= 72
    assert 1 <= int(number[4:6]) <= 31
    assert mod_97_is_right(number, "") or mod_97_is_right(number, "2")


def test_the_one_born_after_2000_has_the_other_check_digits() -> None:
    noor = next(persona.person for persona in PERSONAS if persona.slug == "noor-el-amrani")
    assert mod_97_is_right(noor.register_number, "2")
    assert not mod_97_is_right(noor.register_number, "")


def test_the_enterprise_number_is_well_formed_and_out_of_the_range_in_use() -> None:
    numbers = {persona.organisation_code for persona in PERSONAS if persona.group == ENTREPRENEUR}
    assert numbers == {"1999999052"}
    assert all(int(number[8:]) == 97 - int(number[:8]) % 97 for number in numbers)
    assert all(vat.is_valid(number) for number in numbers)


def test_a_person_in_two_capacities_is_one_person() -> None:
    both = [persona for persona in PERSONAS if persona.person.name == "Sofie De Smet"]
    assert len(both) == 2
    assert len({persona.person.subject for persona in both}) == 1
    assert len({persona.person.subject for persona in PERSONAS}) == len({persona.person.slug for persona in PERSONAS})


def test_subjects_are_for_ever() -> None:
    subjects = {persona.person.slug: persona.person.subject for persona in PERSONAS}
    assert subjects["els-janssens"] == "b81f6ac838065d0e894b39d1c88c74a2"
