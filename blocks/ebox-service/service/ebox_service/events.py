"""What an application is told of the messages that it sent, where it registered an address: the events of the eBox federation.

Each event names a message and one of its recipients, and holds nothing of what the message says. It is signed with the secrets of
all accounts of the application: during a rotation the receiver may hold either.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import SIGNATURE_HEADER, Headers, put, sign_with_time
from bouwsteen_service.seals import Clock, Seal
from ebox_service.models import write_moment
from ebox_service.tables import deliveries, events, messages, oauth_clients, sender_applications
from ebox_service.tokens import Box

NEW: Final = "newDocument"
REMINDER: Final = "newDocumentReminder"
READ: Final = "readDocument"
EXPIRES: Final = "documentExpirationAlert"
# A message that nobody opened: after how long the sender is reminded of it, and how long before its end once more.
REMINDER_SECONDS: Final = 7 * 24 * 3600
ALERT_SECONDS: Final = 7 * 24 * 3600
_AT_ONCE: Final = 500


def announce(connection: Connection, kind: str, message: RowMapping | Mapping[str, Any], boxes: Sequence[Box], now: float) -> None:
    """Tell of a message (its row) in these boxes, in the transaction in which it happens."""
    url = _address_of(connection, message["share_key"], message["application_id"])
    for box in boxes if url is not None else ():
        event_id = str(uuid.uuid4())
        body = {
            "id": event_id,
            "type": kind,
            "createdAt": write_moment(now),
            "messageId": message["message_id"],
            "eboxId": {"eboxType": box.type, "eboxIdValue": box.value},
            "senderApplicationId": message["application_id"],
        }
        owner = {"share_key": message["share_key"], "application_id": message["application_id"]}
        put(connection, events, event_id, str(url), json.dumps(body), now, **owner)


def sign_events(seal: Seal, clock: Clock) -> Callable[[Connection, Mapping[str, Any]], Headers]:
    """The headers of an event. The signature is of the time of the try, a point and the body: what is old can be told from it."""

    def headers(connection: Connection, event: Mapping[str, Any]) -> Headers:
        mine = (oauth_clients.c.share_key == event["share_key"], oauth_clients.c.application_id == event["application_id"])
        sealed = connection.execute(select(oauth_clients.c.sealed_events_secret).where(*mine)).scalars().all()
        secrets = [str(seal.open(text)) for text in sealed if text is not None]
        return [("content-type", "application/json"), (SIGNATURE_HEADER, sign_with_time(secrets, event["body"], int(clock())))]

    return headers


class Reminders:
    """Tells senders of messages that nobody opened, once some time after they came and once some time before they go."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self) -> int:
        """How many events were written."""
        now = self._clock()
        late = (deliveries.c.reminded_at.is_(None), deliveries.c.received_at <= now - REMINDER_SECONDS)
        ending = (deliveries.c.alerted_at.is_(None), messages.c.expires_at <= now + ALERT_SECONDS)
        told = 0
        with self._database.writing() as connection:
            for kind, column, due in ((REMINDER, "reminded_at", late), (EXPIRES, "alerted_at", ending)):
                rows = _unread(connection, now, due)
                for row in rows:
                    box = Box(row["box_type"], row["box_value"])
                    announce(connection, kind, row, [box], now)
                    here = (deliveries.c.message_id == row["message_id"], deliveries.c.box_type == box.type)
                    connection.execute(update(deliveries).where(*here, deliveries.c.box_value == box.value).values({column: now}))
                told += len(rows)
        return told


def _unread(connection: Connection, now: float, due: Sequence[ColumnElement[bool]]) -> Sequence[RowMapping]:
    """Of the applications that want to know."""
    columns = (messages.c.share_key, messages.c.application_id, deliveries)
    wanted = (
        (sender_applications.c.share_key == messages.c.share_key)
        & (sender_applications.c.application_id == messages.c.application_id)
        & sender_applications.c.events_url.is_not(None)
    )
    statement = select(*columns).select_from(deliveries.join(messages).join(sender_applications, wanted))
    unread = (deliveries.c.read_at.is_(None), messages.c.expires_at > now)
    return connection.execute(statement.where(*unread, *due).limit(_AT_ONCE)).mappings().all()


def _address_of(connection: Connection, share_key: str, application_id: str) -> str | None:
    columns = sender_applications.c
    here = (columns.share_key == share_key, columns.application_id == application_id)
    return connection.execute(select(columns.events_url).where(*here)).scalar_one_or_none()
