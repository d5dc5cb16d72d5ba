"""What a box holds, as its reader is shown it. A reader sees the messages of one registry: those that one share sent."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, false, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from ebox_service.errors import absent
from ebox_service.events import READ, announce
from ebox_service.models import MessageIdEboxId, MessageToUpdate, write_moment
from ebox_service.tables import attachment_contents, attachments, boxes, deliveries, messages
from ebox_service.tokens import Box

_KILOBYTE: Final = 1024
_WORDS: Final = {"nl": messages.c.words_nl, "fr": messages.c.words_fr, "de": messages.c.words_de}


def text_of(words: str) -> str:
    """Words as they are searched in: small letters, one way to write each."""
    return unicodedata.normalize("NFKC", words).casefold()


@dataclass(frozen=True, slots=True)
class Filters:
    """Times are epoch seconds. `words` are looked for in the language `language`."""

    received_before: float | None = None
    received_after: float | None = None
    expired_before: float | None = None
    expired_after: float | None = None
    is_read: bool | None = None
    visible: bool | None = None
    registered: bool | None = None
    message_type_id: str | None = None
    organisation_id: str | None = None
    application_id: str | None = None
    words: str | None = None
    language: str = "nl"

    def conditions(self) -> list[ColumnElement[bool]]:
        read_at = deliveries.c.read_at
        equal = {
            deliveries.c.visible: self.visible,
            messages.c.message_type_id: self.message_type_id,
            messages.c.organisation_id: self.organisation_id,
            messages.c.application_id: self.application_id,
        }
        found = [column == wanted for column, wanted in equal.items() if wanted is not None]
        for column, before, after in (
            (deliveries.c.received_at, self.received_before, self.received_after),
            (messages.c.expires_at, self.expired_before, self.expired_after),
        ):
            found += [] if before is None else [column < before]
            found += [] if after is None else [column >= after]
        if self.is_read is not None:
            found.append(read_at.is_not(None) if self.is_read else read_at.is_(None))
        if self.words is not None:
            found.append(_WORDS[self.language].contains(text_of(self.words), autoescape=True))
        # No message here is registered mail.
        return [*found, false()] if self.registered else found


@dataclass(frozen=True, slots=True)
class Content:
    """An attachment's bytes."""

    file_name: str
    data: bytes


class Mailboxes:
    """`url` is the address of the registry as it was asked, for links."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def summary(self, share_key: str, box: Box) -> dict[str, Any]:
        """An Ebox. It tells of the look before this one."""
        with self._database.writing() as connection:
            here = self._in_box(share_key, box)
            joined = deliveries.join(messages)
            counted = (
                select(func.count(), func.count(deliveries.c.read_at), func.max(deliveries.c.received_at)).select_from(joined).where(*here)
            )
            total, read, latest = connection.execute(counted).one()
            sized = select(func.coalesce(func.sum(attachments.c.size), 0)).select_from(joined.join(attachments)).where(*here)
            size = connection.execute(sized).scalar_one()
            consulted = _look(connection, share_key, box, self._clock())
        answer = {"numberOfMessages": total, "numberOfUnreadMessages": total - read, "eboxSize": _kilobytes(int(size))}
        times = {"lastReceiptDate": latest, "lastConsultationDate": consulted}
        return answer | {name: write_moment(moment) for name, moment in times.items() if moment is not None}

    def search(self, share_key: str, box: Box, filters: Filters, page: int, size: int, url: str) -> dict[str, Any]:
        """Messages, newest first. A filter that nothing fits gives an empty list."""
        with self._database.writing() as connection:
            _look(connection, share_key, box, self._clock())
            conditions = [*self._in_box(share_key, box), *filters.conditions()]
            joined = deliveries.join(messages)
            total = connection.execute(select(func.count()).select_from(joined).where(*conditions)).scalar_one()
            statement = select(messages, deliveries).select_from(joined).where(*conditions)
            newest = statement.order_by(deliveries.c.received_at.desc(), messages.c.message_id).limit(size).offset((page - 1) * size)
            rows = connection.execute(newest).mappings().all()
            files = _attachments_of(connection, [row["message_id"] for row in rows])
        return {"items": [_message(row, files.get(row["message_id"], []), url) for row in rows], "totalItems": total}

    def message(self, share_key: str, box: Box, message_id: str, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            row = self._find(connection, share_key, box, message_id)
            return _message(row, _attachments_of(connection, [message_id]).get(message_id, []), url)

    def attachments(self, share_key: str, box: Box, message_id: str, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            self._find(connection, share_key, box, message_id)
            return _attachment_list(_attachments_of(connection, [message_id]).get(message_id, []), url)

    def attachment(self, share_key: str, box: Box, message_id: str, attachment_id: str, url: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            self._find(connection, share_key, box, message_id)
            return _attachment(_find_attachment(connection, message_id, attachment_id), url)

    def content(self, share_key: str, box: Box, message_id: str, attachment_id: str) -> Content:
        """Opening a main content makes the message read."""
        with self._database.writing() as connection:
            row = self._find(connection, share_key, box, message_id)
            attachment = _find_attachment(connection, message_id, attachment_id)
            data = select(attachment_contents.c.content).where(attachment_contents.c.attachment_id == attachment_id)
            content = Content(attachment["file_name"], bytes(connection.execute(data).scalar_one()))
            if attachment["is_main"]:
                self._mark_read(connection, row)
        return content

    def body(self, share_key: str, box: Box, message_id: str) -> dict[str, str]:
        """As with an attachment: a main body that is opened makes the message read."""
        with self._database.writing() as connection:
            row = self._find(connection, share_key, box, message_id)
            if row["body"] is None:
                raise absent("body")
            if row["body_is_main"]:
                self._mark_read(connection, row)
        text: dict[str, str] = json.loads(row["body"])
        return text

    def payment(self, share_key: str, box: Box, message_id: str) -> dict[str, Any]:
        with self._database.reading() as connection:
            row = self._find(connection, share_key, box, message_id)
        if row["payment"] is None:
            raise absent("payment data")
        return _payment(row["payment"])

    def show(self, share_key: str, box: Box, changes: Sequence[MessageToUpdate]) -> None:
        """Make messages visible or not: all of them, or none where one is not there."""
        with self._database.writing() as connection:
            for change in changes:
                self._find(connection, share_key, box, change.message_id)
                here = _delivery(change.message_id, box)
                connection.execute(update(deliveries).where(here).values(visible=change.visible))

    def statuses(self, share_key: str, asked: Sequence[MessageIdEboxId]) -> list[dict[str, Any]]:
        """Of messages that this share sent, in the order asked. Raises StatusError 404 where one is not there."""
        keys = [(item.message_id, item.ebox_id.ebox_type, item.ebox_id.ebox_id_value) for item in asked]
        columns = deliveries.c
        here = tuple_(columns.message_id, columns.box_type, columns.box_value).in_(keys)
        statement = (
            select(deliveries, messages.c.expires_at)
            .join(messages)
            .where(here, messages.c.share_key == share_key, messages.c.expires_at > self._clock())
        )
        with self._database.reading() as connection:
            rows = {(row["message_id"], row["box_type"], row["box_value"]): row for row in connection.execute(statement).mappings()}
        if any(key not in rows for key in keys):
            raise absent("message in such a box")
        return [
            {
                "messageId": key[0],
                "eboxId": {"eboxType": key[1], "eboxIdValue": key[2]},
                "expirationDate": write_moment(rows[key]["expires_at"]),
                "readStatus": rows[key]["read_at"] is not None,
                "visible": rows[key]["visible"],
            }
            for key in keys
        ]

    def _in_box(self, share_key: str, box: Box) -> list[ColumnElement[bool]]:
        """What has expired is no longer there."""
        return [
            messages.c.share_key == share_key,
            messages.c.expires_at > self._clock(),
            deliveries.c.box_type == box.type,
            deliveries.c.box_value == box.value,
        ]

    def _find(self, connection: Connection, share_key: str, box: Box, message_id: str) -> RowMapping:
        here = [*self._in_box(share_key, box), messages.c.message_id == message_id]
        row = connection.execute(select(messages, deliveries).select_from(deliveries.join(messages)).where(*here)).mappings().first()
        if row is None:
            raise absent("message")
        return row

    def _mark_read(self, connection: Connection, row: RowMapping) -> None:
        """Its sender is told of the first time."""
        now, box = self._clock(), Box(row["box_type"], row["box_value"])
        unread = (_delivery(row["message_id"], box), deliveries.c.read_at.is_(None))
        if connection.execute(update(deliveries).where(*unread).values(read_at=now)).rowcount:
            announce(connection, READ, row, [box], now)


def _delivery(message_id: str, box: Box) -> ColumnElement[bool]:
    return and_(deliveries.c.message_id == message_id, deliveries.c.box_type == box.type, deliveries.c.box_value == box.value)


def _look(connection: Connection, share_key: str, box: Box, now: float) -> float | None:
    """Note that the box is looked into; gives when it was before."""
    here = and_(boxes.c.share_key == share_key, boxes.c.box_type == box.type, boxes.c.box_value == box.value)
    before: float | None = connection.execute(select(boxes.c.consulted_at).where(here)).scalar()
    if connection.execute(update(boxes).where(here).values(consulted_at=now)).rowcount == 0:
        # Somebody else may look for the first time at this very moment.
        with contextlib.suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(boxes).values(share_key=share_key, box_type=box.type, box_value=box.value, consulted_at=now))
    return before


def _attachments_of(connection: Connection, message_ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = {}
    statement = select(attachments).where(attachments.c.message_id.in_(message_ids)).order_by(attachments.c.position)
    for row in connection.execute(statement).mappings():
        found.setdefault(row["message_id"], []).append(row)
    return found


def _find_attachment(connection: Connection, message_id: str, attachment_id: str) -> RowMapping:
    columns = attachments.c
    statement = select(attachments).where(columns.message_id == message_id, columns.attachment_id == attachment_id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise absent("attachment")
    return row


def _message(row: RowMapping, files: Sequence[RowMapping], url: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(row["document"]) | {
        "messageId": row["message_id"],
        "receiptDate": write_moment(row["received_at"]),
        "expirationDate": write_moment(row["expires_at"]),
        "readStatus": row["read_at"] is not None,
        "visible": row["visible"],
        "registeredMail": False,
        "messageTypeId": row["message_type_id"],
        "senderOrganizationId": row["organisation_id"],
        "senderApplicationId": row["application_id"],
        "attachments": _attachment_list(files, url),
        "bodyMainContent": row["body_is_main"],
        "replyAuthorized": row["reply_authorised"],
    }
    return shown if row["payment"] is None else shown | {"paymentData": _payment(row["payment"])}


def _payment(text: str) -> dict[str, Any]:
    kept: Mapping[str, Any] = json.loads(text)
    amounts = {"amount": kept["amountCents"] / 100, "vatAmount": kept["vatAmountCents"] / 100}
    return {name: value for name, value in kept.items() if not name.endswith("Cents")} | amounts


def _attachment_list(files: Sequence[RowMapping], url: str) -> dict[str, Any]:
    return {"items": [_attachment(row, url) for row in files], "totalItems": len(files)}


def _attachment(row: RowMapping, url: str) -> dict[str, Any]:
    shown = {
        "attachmentId": row["attachment_id"],
        "fileName": row["file_name"],
        "mainContent": row["is_main"],
        "mediaType": row["media_type"],
        "size": _kilobytes(row["size"]),
        "digest": {"digestMethod": "sha_256", "digestValue": row["sha256"]},
        "attachmentSigned": row["is_signed"],
        "contentHref": f"{url}/ebox/messages/{row['message_id']}/attachments/{row['attachment_id']}/content",
    }
    return shown if row["title"] is None else shown | {"attachmentTitle": json.loads(row["title"])}


def _kilobytes(size: int) -> float:
    return round(size / _KILOBYTE, 3)
