"""Central information of the eBox federation: who has an eBox and how they want their mail, and who keeps messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert, select, tuple_, update

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from ebox_service.errors import absent
from ebox_service.languages import translate
from ebox_service.models import write_moment
from ebox_service.recipients import digital_boxes
from ebox_service.settings import EboxSettings
from ebox_service.tables import recipients
from ebox_service.tokens import CITIZEN, ENTERPRISE, Box

# As this API writes them: (eboxType, eboxIdType).
BOX_TYPES: Final[Mapping[str, tuple[str, str]]] = {ENTERPRISE: ("ENTERPRISE", "EnterpriseNumber"), CITIZEN: ("CITIZEN", "SSIN")}
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    ENTERPRISE: translate("Berichten aan ondernemingen", "Messages aux entreprises", "Nachrichten an Unternehmen"),
    CITIZEN: translate("Berichten aan burgers", "Messages aux citoyens", "Nachrichten an Bürger"),
}


class Federation:
    def __init__(self, database: Database, settings: EboxSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def preferences(self, boxes: Sequence[Box]) -> list[dict[str, Any]]:
        """Of those who have an eBox, in the order asked; nothing of the others."""
        with self._database.reading() as connection:
            found = digital_boxes(connection, boxes)
            known = _recipients(connection, boxes)
        return [_preference(box, known.get(box)) for box in dict.fromkeys(boxes) if box in found]

    def prefer(self, box: Box, *, exclusively: bool) -> dict[str, Any]:
        """Whether somebody wants no paper any more. Raises StatusError 404 for who has no eBox."""
        with self._database.writing() as connection:
            if box not in digital_boxes(connection, [box]):
                raise absent("eBox")
            _save(connection, box, self._clock(), {"exclusively_ebox": exclusively})
            return _preference(box, _recipients(connection, [box])[box])

    def note_visit(self, box: Box) -> None:
        """Somebody looks into their eBox; the first time it is opened."""
        now = self._clock()
        with self._database.writing() as connection:
            _save(connection, box, now, {"connected_at": now})

    def providers(self) -> list[dict[str, Any]]:
        """This service, for each kind of box."""
        return [self.provider(kind) for kind in _NAMES]

    def provider(self, provider_id: str) -> dict[str, Any]:
        if provider_id not in _NAMES:
            raise absent("message provider")
        name = dict(_NAMES[provider_id])
        return {
            "messageProviderId": provider_id,
            "messageProviderName": name,
            "messageProviderDescription": name,
            "messageProviderUrl": f"{self._settings.service.public_url}/ebox/{provider_id}/v2",
            "messageProviderActivationDate": "2026-12-01",
            "messageProviderTechnicalContact": "Digitaal Vlaanderen",
            "apiSupportedVersion": "2.1",
        }


def _recipients(connection: Connection, boxes: Sequence[Box]) -> dict[Box, Mapping[str, Any]]:
    pairs = [(box.type, box.value) for box in boxes]
    statement = select(recipients).where(tuple_(recipients.c.box_type, recipients.c.box_value).in_(pairs))
    return {Box(row["box_type"], row["box_value"]): dict(row) for row in connection.execute(statement).mappings()}


def _save(connection: Connection, box: Box, now: float, values: Mapping[str, Any]) -> None:
    here = (recipients.c.box_type == box.type, recipients.c.box_value == box.value)
    if connection.execute(update(recipients).where(*here).values(values)).rowcount == 0:
        new = {"box_type": box.type, "box_value": box.value, "opened_at": now, "exclusively_ebox": False}
        connection.execute(insert(recipients).values(new | dict(values)))


def _preference(box: Box, known: Mapping[str, Any] | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "eboxId": {"eboxType": BOX_TYPES[box.type][0], "eboxIdValue": box.value},
        "exclusivelyEbox": known is not None and known["exclusively_ebox"],
    }
    connected = None if known is None else known["connected_at"]
    return shown if connected is None else shown | {"lastConnectionDate": write_moment(connected)}
