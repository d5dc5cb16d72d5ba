"""The print room: the letters of an application, as they go into their envelopes."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from bouwsteen_service.databases import Database
from ebox_service.errors import absent
from ebox_service.languages import LANGUAGES
from ebox_service.mailboxes import Content
from ebox_service.models import write_moment
from ebox_service.senders import Client
from ebox_service.settings import EboxSettings
from ebox_service.tables import attachment_contents, attachments, letters, messages, notifications, sender_organisations

_JOINED: Final = letters.join(notifications).join(messages, messages.c.message_id == notifications.c.message_id)
_SENT: Final = (
    select(letters, notifications, messages.c.body, sender_organisations.c.long_name)
    .select_from(_JOINED)
    .join(sender_organisations, sender_organisations.c.share_key == notifications.c.share_key)
)


class Letters:
    def __init__(self, database: Database, settings: EboxSettings) -> None:
        self._database = database
        self._settings = settings

    def list(self, client: Client, page: int, size: int) -> dict[str, Any]:
        """LetterStates, the newest first."""
        newest = _SENT.where(*_own(client)).order_by(notifications.c.created_at.desc(), letters.c.notification_id)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(_JOINED).where(*_own(client))).scalar_one()
            rows = connection.execute(newest.limit(size).offset((page - 1) * size)).mappings().all()
            return {"items": [self._state(connection, row) for row in rows], "totalItems": total}

    def find(self, client: Client, letter_id: str) -> dict[str, Any]:
        """A LetterState. Raises StatusError 404 for a letter of another application too."""
        with self._database.reading() as connection:
            return self._state(connection, _find(connection, client, letter_id))

    def enclosure(self, client: Client, letter_id: str, position: int) -> Content:
        """One of the files that go with it."""
        with self._database.reading() as connection:
            message_id = _find(connection, client, letter_id)["message_id"]
            wanted = (attachments.c.message_id == message_id, attachments.c.position == position)
            statement = select(attachments.c.file_name, attachment_contents.c.content).join(attachment_contents).where(*wanted)
            row = connection.execute(statement).first()
        if row is None:
            raise absent("enclosure")
        return Content(row[0], bytes(row[1]))

    def _state(self, connection: Connection, row: RowMapping) -> dict[str, Any]:
        url = f"{self._settings.notification_url}/v1/letters/{row['notification_id']}"
        enclosed = select(attachments).where(attachments.c.message_id == row["message_id"]).order_by(attachments.c.position)
        moments = {"printedAt": row["printed_at"], "postedAt": row["posted_at"]}
        body = json.loads(row["body"])
        return {
            "id": row["notification_id"],
            "status": row["status"],
            "address": {name: row[name] for name in ("name", "street", "postcode", "municipality")},
            "language": row["language"],
            "sender": json.loads(row["long_name"])["nl"],
            "subject": row["subject"],
            "body": body[row["language"] if row["language"] in LANGUAGES else "nl"],
            "enclosures": _enclosures(connection.execute(enclosed).mappings().all(), url),
            "createdAt": write_moment(row["created_at"]),
            **({"reference": row["reference"]} if row["reference"] else {}),
            **{name: write_moment(moment) for name, moment in moments.items() if moment is not None},
        }


def _own(client: Client) -> tuple[ColumnElement[bool], ...]:
    return notifications.c.share_key == client.share_key, notifications.c.application_id == client.application_id


def _find(connection: Connection, client: Client, letter_id: str) -> RowMapping:
    row = connection.execute(_SENT.where(*_own(client), letters.c.notification_id == letter_id)).mappings().first()
    if row is None:
        raise absent("letter")
    return row


def _enclosures(files: Sequence[RowMapping], url: str) -> list[dict[str, Any]]:
    return [
        {
            "name": file["file_name"],
            "mediaType": file["media_type"],
            "size": file["size"],
            "digest": base64.urlsafe_b64decode(file["sha256"] + "=").hex(),
            "href": f"{url}/enclosures/{file['position']}",
        }
        for file in files
    ]
