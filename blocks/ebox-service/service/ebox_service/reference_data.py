"""Kinds of messages, applications and organisations that send: what a portal shows beside a message."""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, func, select

from bouwsteen_service.calendars import local_time
from bouwsteen_service.databases import Database
from ebox_service.errors import absent
from ebox_service.languages import Translated, translate
from ebox_service.logos import draw_logo
from ebox_service.tables import message_types, sender_applications, sender_organisations

LOGO: Final = "logo"
DEFAULT_TYPE: Final = "letter"
_LAST_MOMENT: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class MessageType:
    """`validity`: a number of days, months or years; a message without a date of its own expires after it."""

    name: Translated
    validity_number: int
    validity_unit: str

    def row(self) -> dict[str, Any]:
        return {"name": json.dumps(dict(self.name)), "validity_number": self.validity_number, "validity_unit": self.validity_unit}


MESSAGE_TYPES: Final[Mapping[str, MessageType]] = {
    DEFAULT_TYPE: MessageType(translate("Brief", "Lettre", "Brief"), 2, "year"),
    "decision": MessageType(translate("Beslissing", "Décision", "Bescheid"), 10, "year"),
    "certificate": MessageType(translate("Attest", "Attestation", "Bescheinigung"), 5, "year"),
    "invoice": MessageType(translate("Betaalverzoek", "Demande de paiement", "Zahlungsaufforderung"), 3, "year"),
    "reminder": MessageType(translate("Herinnering", "Rappel", "Erinnerung"), 6, "month"),
}


def expiry(start: float, number: int, unit: str) -> float:
    """When something that lives `number` days, months or years from `start` ends, by the calendar in Belgium.

    The 31st becomes the last day of a shorter month.
    """
    moment = local_time(start)
    if unit == "day":
        return (moment + timedelta(days=number)).timestamp()
    months = moment.year * 12 + moment.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year > 9999:
        return _LAST_MOMENT
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day).timestamp()


class ReferenceData:
    """Documents as the API shows them. `url` is the address under which they are asked, for links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def types(self, share_key: str, page: int, size: int) -> dict[str, Any]:
        with self._database.reading() as connection:
            shown = _Shown(connection, share_key)
            statement = select(message_types).where(message_types.c.share_key == share_key).order_by(message_types.c.message_type_id)
            return _paged(connection, statement, page, size, shown.type)

    def type(self, share_key: str, type_id: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            here = (message_types.c.share_key == share_key) & (message_types.c.message_type_id == type_id)
            row = connection.execute(select(message_types).where(here)).mappings().first()
            if row is None:
                raise absent("message type")
            return _Shown(connection, share_key).type(row)

    def applications(self, share_key: str, page: int, size: int, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            shown = _Shown(connection, share_key, url)
            columns = sender_applications.c
            statement = select(sender_applications).where(columns.share_key == share_key).order_by(columns.application_id)
            return _paged(connection, statement, page, size, shown.application)

    def application(self, share_key: str, application_id: str, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            return _Shown(connection, share_key, url).application(_application(connection, share_key, application_id))

    def organisations(self, share_key: str, page: int, size: int, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            statement = select(sender_organisations).where(sender_organisations.c.share_key == share_key)
            return _paged(connection, statement, page, size, _Shown(connection, share_key, url).organisation)

    def organisation(self, share_key: str, organisation_id: str, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            return _Shown(connection, share_key, url).organisation(_organisation(connection, share_key, organisation_id))

    def application_logo(self, share_key: str, application_id: str, image_id: str) -> bytes:
        with self._database.reading() as connection:
            row = _application(connection, share_key, application_id)
        return _logo(row["name"], image_id)

    def organisation_logo(self, share_key: str, organisation_id: str, image_id: str) -> bytes:
        with self._database.reading() as connection:
            row = _organisation(connection, share_key, organisation_id)
        return _logo(row["short_name"], image_id)


class _Shown:
    """Rows of one share as documents, each with the ids of the others: all kinds go with all applications of a share."""

    def __init__(self, connection: Connection, share_key: str, url: str = "") -> None:
        self._url = url
        kinds = select(message_types.c.message_type_id).where(message_types.c.share_key == share_key)
        applications = select(sender_applications.c.application_id).where(sender_applications.c.share_key == share_key)
        organisations = select(sender_organisations.c.organisation_id).where(sender_organisations.c.share_key == share_key)
        self._types = sorted(connection.execute(kinds).scalars())
        self._applications = sorted(connection.execute(applications).scalars())
        self._organisations = list(connection.execute(organisations).scalars())

    def type(self, row: RowMapping) -> dict[str, Any]:
        return {
            "messageTypeId": row["message_type_id"],
            "messageTypeName": json.loads(row["name"]),
            "validityPeriod": {"validityPeriodNumber": row["validity_number"], "validityPeriodUnit": row["validity_unit"]},
            "senderOrganizationIds": self._organisations,
            "senderApplicationIds": self._applications,
        }

    def application(self, row: RowMapping) -> dict[str, Any]:
        return {
            "applicationId": row["application_id"],
            "applicationName": json.loads(row["name"]),
            "applicationLogos": [_image(row["name"], f"{self._url}/senderApplications/{row['application_id']}")],
            "senderOrganizationIds": self._organisations,
            "messageTypeIds": self._types,
        }

    def organisation(self, row: RowMapping) -> dict[str, Any]:
        return {
            "organizationId": row["organisation_id"],
            "organizationShortName": json.loads(row["short_name"]),
            "organizationLongName": json.loads(row["long_name"]),
            "organizationLogos": [_image(row["short_name"], f"{self._url}/senderOrganizations/{row['organisation_id']}")],
            "senderApplicationIds": self._applications,
            "messageTypeIds": self._types,
        }


def _application(connection: Connection, share_key: str, application_id: str) -> RowMapping:
    columns = sender_applications.c
    statement = select(sender_applications).where(columns.share_key == share_key, columns.application_id == application_id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise absent("sender application")
    return row


def _organisation(connection: Connection, share_key: str, organisation_id: str) -> RowMapping:
    columns = sender_organisations.c
    statement = select(sender_organisations).where(columns.share_key == share_key, columns.organisation_id == organisation_id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise absent("sender organisation")
    return row


def _image(name: str, url: str) -> dict[str, Any]:
    """Sizes are kilobytes of 1024 bytes."""
    size = round(len(draw_logo(json.loads(name)["nl"])) / 1024, 3)
    return {"imageId": LOGO, "size": size, "mediaType": "image/svg+xml", "language": "nl", "contentHref": f"{url}/images/{LOGO}/content"}


def _logo(name: str, image_id: str) -> bytes:
    if image_id != LOGO:
        raise absent("image")
    return draw_logo(json.loads(name)["nl"])


def _paged(connection: Connection, statement: Select[Any], page: int, size: int, show: Any) -> dict[str, Any]:
    total = connection.execute(select(func.count()).select_from(statement.order_by(None).subquery())).scalar_one()
    rows = connection.execute(statement.limit(size).offset((page - 1) * size)).mappings().all()
    return {"items": [show(row) for row in rows], "totalItems": total}
