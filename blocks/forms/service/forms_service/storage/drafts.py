"""Forms that were begun and not submitted."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from forms_service.storage.tables import drafts


@dataclass(frozen=True)
class Draft:
    """A draft. `desk` is set when a clerk fills it in for somebody: who that is and why."""

    id: str
    form_id: str
    owner: str
    answers: Mapping[str, Any]
    desk: Mapping[str, Any] | None
    prefill: Mapping[str, Any] | None
    created_at: float
    changed_at: float
    expires_at: float


def begin_draft(
    connection: Connection,
    form_id: str,
    owner: str,
    now: float,
    lifetime: float,
    answers: Mapping[str, Any],
    desk: Mapping[str, Any] | None = None,
) -> str:
    """A new draft; its id is random."""
    identifier = secrets.token_hex(16)
    connection.execute(
        insert(drafts).values(
            id=identifier,
            form_id=form_id,
            owner=owner,
            answers=dict(answers),
            desk=None if desk is None else dict(desk),
            created_at=now,
            changed_at=now,
            expires_at=now + lifetime,
        )
    )
    return identifier


def find_draft(connection: Connection, identifier: str, owner: str, now: float, *, lock: bool = False) -> Draft | None:
    """A draft of this owner that has not expired. `lock` keeps other writers out until the transaction ends."""
    statement = select(drafts).where(drafts.c.id == identifier, drafts.c.owner == owner, drafts.c.expires_at > now)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else _draft(row)


def find_any_draft(connection: Connection, identifier: str, now: float) -> Draft | None:
    """Whoever has it: for what a service tells of it."""
    row = connection.execute(select(drafts).where(drafts.c.id == identifier, drafts.c.expires_at > now)).mappings().first()
    return None if row is None else _draft(row)


def is_kept(connection: Connection, identifier: str) -> bool:
    """Whether there is such a draft, whoever has it."""
    return connection.execute(select(drafts.c.id).where(drafts.c.id == identifier)).first() is not None


def list_drafts(connection: Connection, owner: str, now: float) -> list[Draft]:
    """The drafts of one owner, last changed first; at most 100."""
    statement = select(drafts).where(drafts.c.owner == owner, drafts.c.expires_at > now).order_by(drafts.c.changed_at.desc()).limit(100)
    return [_draft(row) for row in connection.execute(statement).mappings()]


def save_answers(connection: Connection, identifier: str, answers: Mapping[str, Any], now: float, lifetime: float) -> None:
    """Replace the answers of a draft; its time begins anew."""
    values = {"answers": dict(answers), "changed_at": now, "expires_at": now + lifetime}
    connection.execute(update(drafts).where(drafts.c.id == identifier).values(values))


def save_prefill(connection: Connection, identifier: str, prefill: Mapping[str, Any]) -> None:
    """Replace what was found about whoever asks."""
    connection.execute(update(drafts).where(drafts.c.id == identifier).values(prefill=dict(prefill)))


def remove_draft(connection: Connection, identifier: str, owner: str) -> None:
    """Remove a draft of this owner, if there is one."""
    connection.execute(delete(drafts).where(drafts.c.id == identifier, drafts.c.owner == owner))


def adopt_draft(connection: Connection, identifier: str, former: str, owner: str) -> None:
    """Give what a browser began before signing in to the person who signed in."""
    connection.execute(update(drafts).where(drafts.c.id == identifier, drafts.c.owner == former).values(owner=owner))


def _draft(row: RowMapping) -> Draft:
    return Draft(**row)
