"""What somebody finds in their eBox, of all who sent to it: the portal of the federation reads every registry."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from bouwsteen_service.sessions import Sessions
from ebox_service.errors import absent
from ebox_service.federations import Federation
from ebox_service.mailboxes import Content, Mailboxes
from ebox_service.tables import attachments, deliveries, message_types, messages, sender_organisations, sessions
from ebox_service.tokens import CITIZEN, ENTERPRISE, Box

PAGE_SIZE: Final = 20
_ENTREPRENEUR: Final = "EA"
_sessions: Final = Sessions(sessions)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eBox is open, and how to call who reads it: a person, or the enterprise that they act for."""

    box: Box
    name: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(Box(**values["box"]), values["name"])


def read_reader(claims: Mapping[str, Any]) -> Reader | None:
    """The reader in the claims of an ID token; None for somebody without a number of their own."""
    if claims.get("vo_doelgroepcode") == _ENTREPRENEUR:
        box, name = Box(ENTERPRISE, str(claims.get("vo_orgcode"))), str(claims.get("vo_orgnaam", ""))
    else:
        box, name = Box(CITIZEN, str(claims.get("rrn"))), f"{claims.get('given_name', '')} {claims.get('family_name', '')}"
    shown = "".join(character for character in name[:200] if character.isprintable()).strip()
    return Reader(box, shown or box.value) if box.is_well_formed else None


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of messages, the newest first."""

    messages: Sequence[Mapping[str, Any]]
    total: int
    unread: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE_SIZE), 1)


class Portal:
    def __init__(self, database: Database, mailboxes: Mailboxes, federation: Federation, clock: Clock) -> None:
        self._database = database
        self._mailboxes = mailboxes
        self._federation = federation
        self._clock = clock

    def enter(self, reader: Reader, former: str | None) -> str:
        """Open a session, whatever the browser brought; gives its token. Whoever had no eBox opens one."""
        with self._database.writing() as connection:
            if former is not None:
                _sessions.close(connection, former)
            token = _sessions.open(connection, reader.to_json(), self._clock())
        self._federation.note_visit(reader.box)
        return token

    def recognise(self, token: str) -> Reader | None:
        now = self._clock()
        with self._database.reading() as connection:
            found = _sessions.find(connection, token, now)
        if found is None:
            return None
        principal, is_touch_due = found
        if "box" not in principal:
            return None  # that of somebody who looks after letters
        if is_touch_due:
            with self._database.writing() as connection:
                _sessions.touch(connection, token, now)
        return Reader.from_json(principal)

    def leave(self, token: str) -> None:
        with self._database.writing() as connection:
            _sessions.close(connection, token)

    def sweep(self) -> None:
        with self._database.writing() as connection:
            _sessions.sweep(connection, self._clock())

    def overview(self, box: Box, page: int) -> Overview:
        here = self._in_box(box)
        counted = select(func.count(), func.count(deliveries.c.read_at)).select_from(deliveries.join(messages)).where(*here)
        newest = _SHOWN.where(*here).order_by(deliveries.c.received_at.desc(), messages.c.message_id)
        with self._database.reading() as connection:
            total, read = connection.execute(counted).one()
            rows = connection.execute(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).mappings().all()
            files = _count_files(connection, [row["message_id"] for row in rows])
        return Overview([_shown(row) | {"files": files.get(row["message_id"], 0)} for row in rows], total, total - read)

    def open(self, box: Box, message_id: str) -> dict[str, Any]:
        """A message with its body and its files: to see a body that is the main content is to read the message.

        Raises StatusError 404 for what is not in this box.
        """
        with self._database.reading() as connection:
            row = self._find(connection, box, message_id)
            enclosed = select(attachments).where(attachments.c.message_id == message_id).order_by(attachments.c.position)
            files = [dict(file) for file in connection.execute(enclosed).mappings()]
        body = None if row["body"] is None else self._mailboxes.body(row["share_key"], box, message_id)
        payment = None if row["payment"] is None else json.loads(row["payment"])
        business = json.loads(row["document"]).get("businessDataList", {}).get("items", [])
        # What a reference is made of is the sender's to say; people are shown its texts.
        told = [] if payment is None else payment.get("reference", {}).values()
        return _shown(row) | {
            "body": body,
            "enclosures": files,
            "payment": payment,
            "references": [text for text in told if isinstance(text, str)],
            "business": business,
            "expires_at": row["expires_at"],
        }

    def download(self, box: Box, message_id: str, attachment_id: str) -> Content:
        """One of its files: a main content makes the message read. Raises StatusError 404."""
        with self._database.reading() as connection:
            row = self._find(connection, box, message_id)
        return self._mailboxes.content(row["share_key"], box, message_id, attachment_id)

    def _in_box(self, box: Box) -> list[ColumnElement[bool]]:
        return [
            deliveries.c.box_type == box.type,
            deliveries.c.box_value == box.value,
            deliveries.c.visible.is_(True),
            messages.c.expires_at > self._clock(),
        ]

    def _find(self, connection: Connection, box: Box, message_id: str) -> RowMapping:
        row = connection.execute(_SHOWN.where(*self._in_box(box), messages.c.message_id == message_id)).mappings().first()
        if row is None:
            raise absent("message")
        return row


_KIND: Final = (message_types.c.share_key == messages.c.share_key) & (message_types.c.message_type_id == messages.c.message_type_id)
_SHOWN: Final = (
    select(messages, deliveries, sender_organisations.c.short_name, message_types.c.name.label("kind"))
    .select_from(deliveries.join(messages))
    .join(sender_organisations, sender_organisations.c.share_key == messages.c.share_key)
    .join(message_types, _KIND)
)


def _shown(row: RowMapping) -> dict[str, Any]:
    """Texts are {nl, fr, de}."""
    return {
        "id": row["message_id"],
        "subject": json.loads(row["document"])["subject"],
        "sender": json.loads(row["short_name"]),
        "kind": json.loads(row["kind"]),
        "received_at": row["received_at"],
        "is_read": row["read_at"] is not None,
    }


def _count_files(connection: Connection, message_ids: Sequence[str]) -> dict[str, int]:
    statement = select(attachments.c.message_id, func.count()).where(attachments.c.message_id.in_(message_ids))
    return {str(message_id): int(number) for message_id, number in connection.execute(statement.group_by(attachments.c.message_id))}
