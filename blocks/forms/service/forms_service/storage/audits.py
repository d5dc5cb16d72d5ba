"""The audit log: every reading and every change of a submission by a clerk. Entries are added and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from forms_service.principals import Principal
from forms_service.storage.tables import audit_entries


@dataclass(frozen=True)
class AuditEntry:
    """Who did what to which submission, and when."""

    id: int
    at: float
    clerk: str
    clerk_name: str
    action: str
    reference: str
    detail: str | None


def record(connection: Connection, clerk: Principal, action: str, references: Iterable[str], now: float, detail: str | None = None) -> None:
    """Add an entry for each submission."""
    rows = [
        {"at": now, "clerk": clerk.subject, "clerk_name": clerk.name, "action": action, "reference": reference, "detail": detail}
        for reference in references
    ]
    if rows:
        connection.execute(insert(audit_entries), rows)


def list_entries(connection: Connection, reference: str | None, offset: int, limit: int) -> list[AuditEntry]:
    """One page of entries, newest first; with `reference`, of one submission."""
    statement = select(audit_entries).order_by(audit_entries.c.id.desc()).offset(offset).limit(limit)
    if reference is not None:
        statement = statement.where(audit_entries.c.reference == reference)
    return [AuditEntry(**row) for row in connection.execute(statement).mappings()]


def count_entries(connection: Connection, reference: str | None) -> int:
    """How many entries there are."""
    statement = select(func.count()).select_from(audit_entries)
    if reference is not None:
        statement = statement.where(audit_entries.c.reference == reference)
    return connection.execute(statement).scalar_one()
