"""The outbox: what is to be sent about submissions, and what became of it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from forms_service.storage.tables import letters

WAITING: Final = "waiting"
SENT: Final = "sent"
UNDELIVERED: Final = "undelivered"
RECEIPT: Final = "receipt"
DECISION: Final = "decision"

_FIRST_PAUSE: Final = 5.0
_GROWTH: Final = 3
_LONGEST_PAUSE: Final = 6 * 3600.0
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


def add_receipt(connection: Connection, reference: str, now: float) -> None:
    """Write down that a receipt is to be sent."""
    connection.execute(insert(letters).values(_new(reference, reference, RECEIPT, now)))


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
    return {"id": letter_id, "reference": reference, "kind": kind, "status": WAITING, "attempts": 0} | times


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


def record_fault(connection: Connection, letter: Letter, fault: str, now: float) -> None:
    """Write down why it was not taken; it is tried again, each time after a longer pause, without end."""
    pause = min(_FIRST_PAUSE * _GROWTH ** min(letter.attempts, 20), _LONGEST_PAUSE)
    values = {"fault": fault[:40], "due_at": now + pause, "changed_at": now}
    connection.execute(update(letters).where(letters.c.id == letter.id).values(values))
