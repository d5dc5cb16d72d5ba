"""The people of the registers: those who sign in, with the people around them, and some whose source does not do as it should.

None exists. Their numbers are test numbers, their addresses are those of the sample of the block `address-register`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen_service.sample_people import AMELIE, ELS, JAN, MARIA, NOOR, SOFIE, TOM, SamplePerson

# How a source behaves when somebody is asked after.
ANSWERS: Final = "answers"
SLOW: Final = "slow"
DOWN: Final = "down"
REFUSES: Final = "refuses"
CONDUCTS: Final = (ANSWERS, SLOW, DOWN, REFUSES)

REFERENCE: Final = "reference"
PARTNER: Final = "partner"
CHILD: Final = "child"
PARENT: Final = "parent"
OTHER: Final = "other"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resident:
    """`household` says who lives together. `parents` are slugs."""

    person: SamplePerson
    record: Record
    household: str
    relation: str = REFERENCE
    source: str = "RR"
    conduct: str = ANSWERS
    parents: tuple[str, ...] = field(default_factory=tuple)


def _at(street: str, number: str, postcode: str, municipality: str, box: str = "") -> Record:
    address = {"street": street, "houseNumber": number, "postcode": postcode, "municipality": municipality, "country": "BE"}
    return address | ({"box": box} if box else {})


def _record(gender: str, birth_place: str, civil_status: str, address: Record, nationality: str = "BE") -> Record:
    about = {"gender": gender, "birthPlace": birth_place, "civilStatus": civil_status}
    return about | {"nationality": nationality, "address": address}


LOTTE: Final = SamplePerson("lotte-maes", "Lotte", "Maes", "86671900650")
FIEN: Final = SamplePerson("fien-peeters", "Fien", "Peeters", "15640200845")
WOUT: Final = SamplePerson("wout-peeters", "Wout", "Peeters", "18703001183")
LOUIS: Final = SamplePerson("louis-dubois", "Louis", "Dubois", "20621401560")
MATS: Final = SamplePerson("mats-de-smet", "Mats", "De Smet", "08690900319")
SAMIRA: Final = SamplePerson("samira-bennani", "Samira", "Bennani", "76712101095")
OSCAR: Final = SamplePerson("oscar-lambrecht", "Oscar", "Lambrecht", "31650600152")
INGRID: Final = SamplePerson("ingrid-schulz", "Ingrid", "Schulz", "88680800443")
# Their names say how their source behaves.
SLOW_ONE: Final = SamplePerson("toon-traag", "Toon", "Traag", "70610100123")
DOWN_ONE: Final = SamplePerson("uma-uitval", "Uma", "Uitval", "70610200289")
REFUSED_ONE: Final = SamplePerson("wannes-weiger", "Wannes", "Weiger", "70610300358")

_PEETERS: Final = _at("Voorbeeldstraat", "12", "3717", "Herstappe")
_DUBOIS: Final = _at("Testplein", "3", "3717", "Herstappe")
_CLAES: Final = _at("Voorbeeldstraat", "5", "3717", "Herstappe")
_DE_SMET: Final = _at("Proefdreef", "8", "3000", "Leuven")
_BENNANI: Final = _at("Modellaan", "1", "3010", "Leuven", "0101")
_JANSSENS: Final = _at("Schetspad", "4", "3012", "Leuven")
_WOUTERS: Final = _at("Oefenhof", "7", "1780", "Wemmel")
_TROUBLE: Final = _at("Voorbeeldstraat", "24", "3717", "Herstappe")

RESIDENTS: Final = (
    Resident(JAN, _record("M", "Tongeren", "married", _PEETERS), "peeters"),
    Resident(LOTTE, _record("F", "Leuven", "married", _PEETERS), "peeters", PARTNER),
    Resident(FIEN, _record("F", "Tongeren", "unmarried", _PEETERS), "peeters", CHILD, parents=(JAN.slug, LOTTE.slug)),
    Resident(WOUT, _record("M", "Tongeren", "unmarried", _PEETERS), "peeters", CHILD, parents=(JAN.slug, LOTTE.slug)),
    Resident(AMELIE, _record("F", "Liège", "unmarried", _DUBOIS), "dubois"),
    Resident(LOUIS, _record("M", "Liège", "unmarried", _DUBOIS), "dubois", CHILD, parents=(AMELIE.slug,)),
    Resident(MARIA, _record("F", "Herstappe", "widowed", _CLAES), "claes"),
    Resident(SOFIE, _record("F", "Leuven", "divorced", _DE_SMET), "de-smet"),
    Resident(MATS, _record("M", "Leuven", "unmarried", _DE_SMET), "de-smet", CHILD, parents=(SOFIE.slug,)),
    Resident(SAMIRA, _record("F", "Rabat", "divorced", _BENNANI, "MA"), "bennani"),
    Resident(NOOR, _record("F", "Leuven", "unmarried", _BENNANI), "bennani", CHILD, parents=(SAMIRA.slug,)),
    Resident(ELS, _record("F", "Hasselt", "legal-cohabitation", _JANSSENS), "janssens"),
    Resident(TOM, _record("M", "Aalst", "unmarried", _WOUTERS), "wouters"),
    Resident(OSCAR, _record("M", "Herstappe", "widowed", _CLAES) | {"deathDate": "2021-02-17"}, "lambrecht"),
    # In no population register of Belgium: known to social security alone.
    Resident(
        INGRID,
        _record("F", "Aachen", "unmarried", _at("Musterweg", "3", "52062", "Aachen") | {"country": "DE"}, "DE"),
        "schulz",
        source="KSZ",
    ),
    Resident(SLOW_ONE, _record("M", "Herstappe", "unmarried", _TROUBLE), "traag", conduct=SLOW),
    Resident(DOWN_ONE, _record("F", "Herstappe", "unmarried", _TROUBLE), "uitval", conduct=DOWN),
    Resident(REFUSED_ONE, _record("M", "Herstappe", "unmarried", _TROUBLE), "weiger", conduct=REFUSES),
)
