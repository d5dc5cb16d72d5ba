"""The outbox: what is to be sent about submissions, and what became of it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from bouwsteen_service.correlations import correlation_to_keep
from bouwsteen_service.outboxes import GIVEN_UP, WAITING, next_try
from forms_service.storage.tables import letters

SENT: Final = "sent"
UNDELIVERED: Final = "undelivered"
RECEIPT: Final = "receipt"
DECISION: Final = "decision"

__all__ = ["DECISION", "GIVEN_UP", "RECEIPT", "SENT", "UNDELIVERED", "WAITING"]

_FIRST_PAUSE: Final = 5
# Two to four days: longer than a weekend on which nobody is there to see that it does not arrive.
_MOST_ATTEMPTS: Final = 16
# Longer than a delivery takes: whoever dies in the middle of it leaves the letter to be sent again. One that takes longer is sent
# twice under the same key, and so arrives once.
_LEASE: Final = 30.0


@dataclass(frozen=True)
class Letter:
    """`fault` says in a word why the last try failed; `channel` (ebox, paper) how it went. A DECISION has what was decided."""

    id: str
    reference: str
    kind: str
    decision: str | None
    reason: str | None
    status: str
    attempts: int
    due_at: float
    created_at: float
    changed_at: float
    fault: str | None
    notification_id: str | None
    channel: str | None
    correlation_id: str | None


def add_receipt(connection: Connection, reference: str, correlation_id: str | None, now: float) -> None:
    """Write down that a receipt is to be sent, under the number of the request with which somebody set out to pay."""
    row = _new(reference, reference, RECEIPT, now) | {"correlation_id": correlation_id}
    connection.execute(insert(letters).values(row))


def add_decision(connection: Connection, reference: str, decision: str, reason: str | None, now: float) -> None:
    """Write down that somebody is to be told of a decision. One that nobody tried to send yet is not told any more."""
    drop_decision(connection, reference)
    mine = (letters.c.reference == reference, letters.c.kind == DECISION)
    last = connection.execute(select(func.max(letters.c.id)).where(*mine)).scalar_one()
    number = 1 if last is None else int(last.rpartition(".")[2]) + 1
    row = _new(f"{reference}.{number:04}", reference, DECISION, now) | {"decision": decision, "reason": reason}
    connection.execute(insert(letters).values(row))


def drop_decision(connection: Connection, reference: str) -> None:
    """A decision was taken back: nobody is told of it, unless they are being told already."""
    mine = (letters.c.reference == reference, letters.c.kind == DECISION)
    connection.execute(delete(letters).where(*mine, letters.c.status == WAITING, letters.c.attempts == 0))


def _new(letter_id: str, reference: str, kind: str, now: float) -> dict[str, Any]:
    times = {"due_at": now, "created_at": now, "changed_at": now}
    row = {"id": letter_id, "reference": reference, "kind": kind, "status": WAITING, "attempts": 0}
    return row | times | {"correlation_id": correlation_to_keep()}


def find_letter(connection: Connection, reference: str, kind: str) -> Letter | None:
    """The last letter of a kind about a submission."""
    mine = (letters.c.reference == reference, letters.c.kind == kind)
    row = connection.execute(select(letters).where(*mine).order_by(letters.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else Letter(**row)


def claim_letters(connection: Connection, now: float, limit: int) -> list[Letter]:
    """Letters to send now. Each is put off, so that nobody else takes it meanwhile and a dead sender leaves it."""
    due = (letters.c.status == WAITING, letters.c.due_at <= now)
    statement = select(letters).where(*due).order_by(letters.c.due_at).limit(limit).with_for_update(skip_locked=True)
    found = [Letter(**row) for row in connection.execute(statement).mappings()]
    mine = letters.c.id.in_([letter.id for letter in found])
    connection.execute(update(letters).where(mine).values(due_at=now + _LEASE, attempts=letters.c.attempts + 1))
    return found


def record_sent(connection: Connection, letter: Letter, notification_id: str, channel: str, status: str, now: float) -> None:
    """Write down that it was taken: SENT, or UNDELIVERED where it can reach nobody."""
    values = {"status": status, "notification_id": notification_id, "channel": channel, "fault": None, "changed_at": now}
    connection.execute(update(letters).where(letters.c.id == letter.id).values(values))


def record_fault(connection: Connection, letter: Letter, fault: str, now: float) -> bool:
    """Write down why it was not taken, and when it is tried again; whether it is given up instead."""
    again = next_try(letter.attempts + 1, _FIRST_PAUSE, now, _MOST_ATTEMPTS)
    values = {"fault": fault[:40], "changed_at": now} | ({"status": GIVEN_UP} if again is None else {"due_at": again})
    connection.execute(update(letters).where(letters.c.id == letter.id).values(values))
    return again is None


def revive_letters(connection: Connection, reference: str, now: float) -> bool:
    """Have those about a submission that were given up sent again, from the beginning; whether there were any."""
    mine = (letters.c.reference == reference, letters.c.status == GIVEN_UP)
    again = {"status": WAITING, "attempts": 0, "due_at": now, "changed_at": now}
    return connection.execute(update(letters).where(*mine).values(again)).rowcount > 0


def count_unsent(connection: Connection) -> dict[str, int]:
    """How many wait, and how many were given up."""
    counted = select(letters.c.status, func.count()).where(letters.c.status.in_((WAITING, GIVEN_UP))).group_by(letters.c.status)
    return {WAITING: 0, GIVEN_UP: 0} | {str(status): int(count) for status, count in connection.execute(counted)}
