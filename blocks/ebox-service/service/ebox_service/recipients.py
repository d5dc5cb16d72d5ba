"""Who has a digital box. The test people that have one from the start, and whoever opened one since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select, tuple_

from ebox_service.tables import recipients, sender_organisations
from ebox_service.tokens import CITIZEN, ENTERPRISE, Box

# The people of the sign-in simulator; Maria Claes, born in 1948, never opened an eBox.
DIGITAL: Final = frozenset(
    {
        Box(CITIZEN, "84631200101"),  # Jan Peeters
        Box(CITIZEN, "91710500225"),  # Amélie Dubois
        Box(CITIZEN, "79672300476"),  # Sofie De Smet
        Box(CITIZEN, "04613000622"),  # Noor El Amrani
        Box(ENTERPRISE, "1999999052"),  # Bakkerij De Smet bv
    }
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where paper reaches somebody."""

    name: str
    street: str
    postcode: str
    municipality: str


# What the registers would say of the test people. Streets and numbers are invented.
HOMES: Final[Mapping[Box, Home]] = {
    Box(CITIZEN, "84631200101"): Home("Jan Peeters", "Voorbeeldstraat 1", "3717", "Herstappe"),
    Box(CITIZEN, "91710500225"): Home("Amélie Dubois", "Voorbeeldstraat 2", "3717", "Herstappe"),
    Box(CITIZEN, "79672300476"): Home("Sofie De Smet", "Voorbeeldlaan 3", "3000", "Leuven"),
    Box(CITIZEN, "04613000622"): Home("Noor El Amrani", "Voorbeeldlaan 4", "3000", "Leuven"),
    Box(CITIZEN, "48690200865"): Home("Maria Claes", "Voorbeeldstraat 5", "3717", "Herstappe"),
    Box(ENTERPRISE, "1999999052"): Home("Bakkerij De Smet bv", "Voorbeeldlaan 3", "3000", "Leuven"),
}


def digital_boxes(connection: Connection, asked: Iterable[Box]) -> set[Box]:
    """Those of `asked` that somebody opens: known from the start, opened since, or of an organisation that takes part here."""
    wanted = set(asked)
    pairs = [(box.type, box.value) for box in wanted]
    opened = select(recipients.c.box_type, recipients.c.box_value).where(tuple_(recipients.c.box_type, recipients.c.box_value).in_(pairs))
    numbers = [box.value for box in wanted if box.type == ENTERPRISE]
    present = select(sender_organisations.c.organisation_id).where(sender_organisations.c.organisation_id.in_(numbers))
    return (
        wanted & DIGITAL
        | {Box(kind, value) for kind, value in connection.execute(opened)}
        | {Box(ENTERPRISE, value) for value in connection.execute(present).scalars()}
    )
