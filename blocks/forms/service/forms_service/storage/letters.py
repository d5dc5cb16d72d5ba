"""The outbox: what is to be sent about submissions, and what became of it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, select, update

from forms_service.storage.tables import letters

WAITING: Final = "waiting"
SENT: Final = "sent"
UNDELIVERED: Final = "undelivered"

_FIRST_PAUSE: Final = 5.0
_GROWTH: Final = 3
_LONGEST_PAUSE: Final = 6 * 3600.0
# Longer than a delivery takes: whoever dies in the middle of it leaves the letter to be sent again. One that takes longer is sent
# twice under the same key, and so arrives once.
_LEASE: Final = 30.0


@dataclass(frozen=True)
class Letter:
    """`fault` says in a word why the last try failed; `channel` (ebox, paper) how it went."""

    reference: str
    status: str
    attempts: int
    due_at: float
    created_at: float
    changed_at: float
    fault: str | None
    notification_id: str | None
    channel: str | None


def add_letter(connection: Connection, reference: str, now: float) -> None:
    """Write down that a receipt is to be sent."""
    row = {"reference": reference, "status": WAITING, "attempts": 0, "due_at": now, "created_at": now, "changed_at": now}
    connection.execute(insert(letters).values(row))


def find_letter(connection: Connection, reference: str) -> Letter | None:
    """The letter about a submission."""
    row = connection.execute(select(letters).where(letters.c.reference == reference)).mappings().first()
    return None if row is None else Letter(**row)


def claim_letters(connection: Connection, now: float, limit: int) -> list[Letter]:
    """Letters to send now. Each is put off, so that nobody else takes it meanwhile and a dead sender leaves it."""
    due = (letters.c.status == WAITING, letters.c.due_at <= now)
    statement = select(letters).where(*due).order_by(letters.c.due_at).limit(limit).with_for_update(skip_locked=True)
    found = [Letter(**row) for row in connection.execute(statement).mappings()]
    mine = letters.c.reference.in_([letter.reference for letter in found])
    connection.execute(update(letters).where(mine).values(due_at=now + _LEASE, attempts=letters.c.attempts + 1))
    return found


def record_sent(connection: Connection, reference: str, notification_id: str, channel: str, status: str, now: float) -> None:
    """Write down that it was taken: SENT, or UNDELIVERED where it can reach nobody."""
    values = {"status": status, "notification_id": notification_id, "channel": channel, "fault": None, "changed_at": now}
    connection.execute(update(letters).where(letters.c.reference == reference).values(values))


def record_fault(connection: Connection, letter: Letter, fault: str, now: float) -> None:
    """Write down why it was not taken; it is tried again, each time after a longer pause, without end."""
    pause = min(_FIRST_PAUSE * _GROWTH ** min(letter.attempts, 20), _LONGEST_PAUSE)
    values = {"fault": fault[:40], "due_at": now + pause, "changed_at": now}
    connection.execute(update(letters).where(letters.c.reference == letter.reference).values(values))
