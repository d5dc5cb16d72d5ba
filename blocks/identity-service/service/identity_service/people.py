"""The people who can sign in: those that all simulators know, in the capacities that they have here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from bouwsteen_service.sample_people import SAMPLE_PEOPLE, SamplePerson
from bouwsteen_service.texts import LocalText

_NAMESPACE: Final = uuid.UUID("5f0f1f5e-2f0c-5d35-9b2b-2f6f9c1f7a11")

CITIZEN: Final = "BUR"
ENTREPRENEUR: Final = "EA"
LOCAL_AUTHORITY: Final = "LB"
ASSOCIATION: Final = "VER"

GROUP_NAMES: Final = {
    CITIZEN: "Burger",
    ENTREPRENEUR: "Economische actor",
    LOCAL_AUTHORITY: "Lokaal bestuur",
    ASSOCIATION: "Feitelijke vereniging",
}


class Person(SamplePerson):
    """One of them, with the ids that the sign-in service knows them by."""

    __slots__ = ()

    @property
    def subject(self) -> str:
        """The person's id in ACM: the same for ever and for every client."""
        return uuid.uuid5(_NAMESPACE, f"acm:{self.slug}").hex

    @property
    def directory_id(self) -> str:
        """The person's id in the Flemish directory (`vo_id`)."""
        return str(uuid.uuid5(_NAMESPACE, f"vo:{self.slug}"))


@dataclass(frozen=True, slots=True)
class Persona:
    """A person in one capacity: what somebody chooses after signing in.

    `organisation_code` and `organisation_name` stay empty for a citizen, and for staff, whose organisation is the one of
    the application that they sign in to. `has_roles`: whether they hold the application's role there.
    """

    slug: str
    person: Person
    group: str
    hint: LocalText
    organisation_code: str = ""
    organisation_name: str = ""
    has_roles: bool = False


_JAN, _AMELIE, _SOFIE, _NOOR, _MARIA, _ELS, _TOM = (
    Person(each.slug, each.given_name, each.family_name, each.register_number) for each in SAMPLE_PEOPLE
)

_AS_CITIZEN: Final = {"nl": "Burger", "fr": "Citoyenne ou citoyen", "en": "Citizen"}
_SPEAKS_FRENCH: Final = {"nl": "Burger, Franstalig", "fr": "Citoyenne, francophone", "en": "Citizen, speaks French"}
_BORN_2004: Final = {"nl": "Burger, geboren in 2004", "fr": "Citoyenne, née en 2004", "en": "Citizen, born in 2004"}
_BORN_1948: Final = {"nl": "Burger, geboren in 1948", "fr": "Citoyenne, née en 1948", "en": "Citizen, born in 1948"}

PERSONAS: Final = (
    Persona("jan-peeters", _JAN, CITIZEN, _AS_CITIZEN),
    Persona(
        "amelie-dubois", _AMELIE, CITIZEN, {"nl": "Burger, Franstalig", "fr": "Citoyenne, francophone", "en": "Citizen, speaks French"}
    ),
    Persona("sofie-de-smet", _SOFIE, CITIZEN, _AS_CITIZEN),
    Persona(
        "noor-el-amrani", _NOOR, CITIZEN, {"nl": "Burger, geboren in 2004", "fr": "Citoyenne, née en 2004", "en": "Citizen, born in 2004"}
    ),
    Persona(
        "maria-claes", _MARIA, CITIZEN, {"nl": "Burger, geboren in 1948", "fr": "Citoyenne, née en 1948", "en": "Citizen, born in 1948"}
    ),
    Persona(
        "sofie-de-smet-bakkerij",
        _SOFIE,
        ENTREPRENEUR,
        {
            "nl": "Onderneemster, voor Bakkerij De Smet bv",
            "fr": "Entrepreneuse, pour Bakkerij De Smet bv",
            "en": "Entrepreneur, for Bakkerij De Smet bv",
        },
        organisation_code="1999999052",
        organisation_name="Bakkerij De Smet bv",
    ),
    Persona(
        "noor-el-amrani-feestcomite",
        _NOOR,
        ASSOCIATION,
        {
            "nl": "Bestuurslid, voor de feitelijke vereniging Feestcomité Herstappe",
            "fr": "Membre de l'association de fait Feestcomité Herstappe",
            "en": "Committee member, for the association Feestcomité Herstappe",
        },
        organisation_code="V0001234",
        organisation_name="Feestcomité Herstappe",
    ),
    Persona(
        "els-janssens",
        _ELS,
        LOCAL_AUTHORITY,
        {
            "nl": "Medewerker van {organisation}, behandelt aanvragen",
            "fr": "Agente de {organisation}, traite les demandes",
            "en": "Staff of {organisation}, handles requests",
        },
        has_roles=True,
    ),
    Persona(
        "tom-wouters",
        _TOM,
        LOCAL_AUTHORITY,
        {
            "nl": "Medewerker van {organisation}, zonder rol in deze toepassing",
            "fr": "Agent de {organisation}, sans rôle dans cette application",
            "en": "Staff of {organisation}, without a role in this application",
        },
    ),
)

BY_SLUG: Final = {persona.slug: persona for persona in PERSONAS}
