"""What staff of an organisation see of its paper: letters on their way, and what reached nobody.

Who they are the sign-in service says, and of which organisations they handle post a role of theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from bouwsteen_service.sessions import Sessions
from ebox_service.errors import absent
from ebox_service.mailboxes import Content
from ebox_service.notifications import FAILED
from ebox_service.tables import attachment_contents, attachments, letters, messages, notifications, sender_organisations, sessions

SCOPE: Final = "bouwsteen_ebox"
PAGE_SIZE: Final = 20
_ROLE: Final = f"{SCOPE}-gebruiker:"
_NAMESPACE: Final = "urn:be:vlaanderen:authmech:"
# Means of level 25 and up, the strongest first.
MEANS: Final = ("eid", "eidashigh", "itsme", "csamtotp", "csamsms", "eidassubstantial")
ACR_VALUES: Final = " ".join(_NAMESPACE + name for name in MEANS)
_CODE_CHARACTERS: Final = 20
_sessions: Final = Sessions(sessions)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who handles the post of organisations, which `codes` name."""

    name: str
    codes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"clerk": asdict(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self | None:
        """None for the session of somebody who reads their own mail."""
        kept = values.get("clerk")
        return None if kept is None else cls(kept["name"], tuple(kept["codes"]))


def read_clerk(claims: Mapping[str, Any]) -> Clerk | None:
    """The clerk in the claims of an ID token; None for somebody without the role, or with a means that is too weak."""
    held = claims.get(f"{SCOPE}_rol_3d")
    roles = [role for role in (held if isinstance(held, list) else [held]) if isinstance(role, str) and role.startswith(_ROLE)]
    codes = tuple(code for code in (role.removeprefix(_ROLE) for role in roles) if _is_code(code))
    if not codes or str(claims.get("acr", "")) not in ACR_VALUES.split():
        return None
    name = f"{claims.get('given_name', '')} {claims.get('family_name', '')}"
    return Clerk("".join(character for character in name[:200] if character.isprintable()).strip() or codes[0], codes)


def _is_code(code: str) -> bool:
    return 0 < len(code) <= _CODE_CHARACTERS and code.isascii() and code.isalnum()


@dataclass(frozen=True, slots=True)
class Post:
    """A page of letters, the newest first, and the newest of what reached nobody."""

    letters: Sequence[Mapping[str, Any]]
    total: int
    lost: Sequence[Mapping[str, Any]]
    organisations: Sequence[str]

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE_SIZE), 1)


class PrintRoom:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def enter(self, clerk: Clerk, former: str | None) -> str:
        """Open a session, whatever the browser brought; gives its token."""
        with self._database.writing() as connection:
            if former is not None:
                _sessions.close(connection, former)
            return _sessions.open(connection, clerk.to_json(), self._clock())

    def recognise(self, token: str) -> Clerk | None:
        now = self._clock()
        with self._database.reading() as connection:
            found = _sessions.find(connection, token, now)
        if found is None:
            return None
        principal, is_touch_due = found
        if is_touch_due:
            with self._database.writing() as connection:
                _sessions.touch(connection, token, now)
        return Clerk.from_json(principal)

    def leave(self, token: str) -> None:
        with self._database.writing() as connection:
            _sessions.close(connection, token)

    def look(self, clerk: Clerk, page: int) -> Post:
        mine = _of(clerk)
        newest = _SENT.where(mine).order_by(notifications.c.created_at.desc(), letters.c.notification_id)
        failed = _TOLD.where(mine, notifications.c.status == FAILED).order_by(notifications.c.created_at.desc()).limit(PAGE_SIZE)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(_PAPER).where(mine)).scalar_one()
            rows = connection.execute(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).mappings().all()
            lost = connection.execute(failed).mappings().all()
            names = connection.execute(select(sender_organisations.c.long_name).where(mine)).scalars().all()
        return Post(
            [_shown(row) for row in rows],
            total,
            [{"subject": _subject(row), "reference": row["reference"], "reason": row["reason"], "at": row["created_at"]} for row in lost],
            sorted({json.loads(name)["nl"] for name in names}),
        )

    def find(self, clerk: Clerk, letter_id: str) -> dict[str, Any]:
        """A letter with its body and its enclosures. Raises StatusError 404 for one of another organisation too."""
        with self._database.reading() as connection:
            row = connection.execute(_SENT.where(_of(clerk), letters.c.notification_id == letter_id)).mappings().first()
            if row is None:
                raise absent("letter")
            enclosed = select(attachments).where(attachments.c.message_id == row["message_id"]).order_by(attachments.c.position)
            files = [dict(file) for file in connection.execute(enclosed).mappings()]
        body = {} if row["body"] is None else json.loads(row["body"])
        return _shown(row) | {"body": body.get(row["language"]) or body.get("nl", ""), "enclosures": files}

    def enclosure(self, clerk: Clerk, letter_id: str, position: int) -> Content:
        """One of the files that go with a letter. Raises StatusError 404."""
        statement = (
            select(attachments.c.file_name, attachment_contents.c.content)
            .select_from(_PAPER.join(attachments, attachments.c.message_id == messages.c.message_id).join(attachment_contents))
            .where(_of(clerk), letters.c.notification_id == letter_id, attachments.c.position == position)
        )
        with self._database.reading() as connection:
            row = connection.execute(statement).first()
        if row is None:
            raise absent("enclosure")
        return Content(row[0], bytes(row[1]))


_MESSAGES: Final = notifications.join(messages, messages.c.message_id == notifications.c.message_id).join(
    sender_organisations, sender_organisations.c.share_key == notifications.c.share_key
)
_PAPER: Final = _MESSAGES.join(letters, letters.c.notification_id == notifications.c.notification_id)
_SENT: Final = select(letters, notifications, messages.c.body).select_from(_PAPER)
_TOLD: Final = select(notifications, messages.c.document).select_from(_MESSAGES)


def _of(clerk: Clerk) -> ColumnElement[bool]:
    return or_(*(sender_organisations.c.codes.contains(f" {code} ", autoescape=True) for code in clerk.codes))


def _subject(row: RowMapping) -> str:
    subject: str = json.loads(row["document"])["subject"]["nl"]
    return subject


def _shown(row: RowMapping) -> dict[str, Any]:
    names = ("name", "street", "postcode", "municipality", "language", "subject", "reference", "status")
    moments = ("created_at", "printed_at", "posted_at")
    return {"id": row["notification_id"]} | {name: row[name] for name in (*names, *moments)}
