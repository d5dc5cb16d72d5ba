"""Pay-outs: all that is an organisation's and still here goes to its bank account.

A pay-out holds the bookings that it is made of, each of which no other can hold, and takes their sum off the balance in the transaction
that makes it: whatever is killed when, nothing is paid out twice. One that is canceled or that fails lets them go again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, func, insert, literal, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from payments_service import events
from payments_service.documents import Documents
from payments_service.ids import PAYOUT, new_id
from payments_service.ledger import Account, book
from payments_service.profiles import Profile, find_profile, hold_profile, webhook_of
from payments_service.statuses import PayoutStatus, require_payout_transition
from payments_service.tables import ledger_entries, payout_items, payouts

_AT_ONCE: Final = 100
_BY_ITSELF: Final[Mapping[PayoutStatus, PayoutStatus]] = {
    PayoutStatus.REQUESTED: PayoutStatus.INITIATED,
    PayoutStatus.INITIATED: PayoutStatus.PROCESSING_AT_BANK,
    PayoutStatus.PROCESSING_AT_BANK: PayoutStatus.COMPLETED,
}
_MOMENTS: Final[Mapping[PayoutStatus, str]] = {
    PayoutStatus.INITIATED: "initiated_at",
    PayoutStatus.COMPLETED: "completed_at",
    PayoutStatus.CANCELED: "canceled_at",
}
_RETURNED: Final = frozenset({PayoutStatus.CANCELED, PayoutStatus.FAILED})


class NoPayoutError(Exception):
    """There is nothing to pay out, or a pay-out waits already."""


@dataclass(frozen=True, slots=True)
class Payout:
    """`amount` in cents. `due_at`: when it goes on by itself. `reason`: why it has its status, in a word of Mollie's."""

    payout_id: str
    profile_id: str
    application_id: str
    status: PayoutStatus
    reason: str
    amount: int
    description: str | None
    account: str
    name: str
    created_at: float
    due_at: float
    initiated_at: float | None
    completed_at: float | None
    canceled_at: float | None


class Payouts:
    """`seconds`: how long a pay-out can be called back, and as long again it is at the bank."""

    def __init__(self, database: Database, documents: Documents, clock: Clock, seconds: int) -> None:
        self._database = database
        self._documents = documents
        self._clock = clock
        self._seconds = seconds

    def create(self, connection: Connection, profile: Profile, application_id: str, description: str | None) -> Payout:
        """Of the whole balance, to the account that the profile has now. Raises NoPayoutError."""
        now = self._clock()
        hold_profile(connection, profile.profile_id)
        waits = (payouts.c.profile_id == profile.profile_id, payouts.c.status == PayoutStatus.REQUESTED.value)
        if connection.execute(select(payouts.c.number).where(*waits).limit(1)).first() is not None:
            raise NoPayoutError("A payout is already scheduled for this balance")
        payout_id = new_id(PAYOUT)
        row = {
            "payout_id": payout_id,
            "profile_id": profile.profile_id,
            "application_id": application_id,
            "status": PayoutStatus.REQUESTED.value,
            "reason": PayoutStatus.REQUESTED.value,
            "amount": 0,
            "description": description,
            "account": profile.iban,
            "name": profile.name,
            "created_at": now,
            "due_at": now + self._seconds,
        }
        connection.execute(insert(payouts).values(row))
        cents = _hold_bookings(connection, profile.profile_id, payout_id)
        if cents <= 0:
            raise NoPayoutError("The balance has insufficient funds")
        connection.execute(update(payouts).where(payouts.c.payout_id == payout_id).values(amount=cents))
        sides = {"giving": Account.ORGANISATION, "receiving": Account.PAYOUTS}
        book(connection, profile.profile_id, **sides, cents=cents, subject=payout_id, now=now)
        made = find_payout(connection, payout_id)
        assert made is not None
        return made

    def move(self, connection: Connection, payout_id: str, after: PayoutStatus, *, reason: str | None = None) -> Payout:
        """Carry a pay-out on, with its booking and its message. Raises TransitionError."""
        now = self._clock()
        payout = find_payout(connection, payout_id, locking=True)
        assert payout is not None
        require_payout_transition(payout.status, after)
        # The file for the bank goes at once; the bank takes its time.
        begun = now if after is PayoutStatus.INITIATED else now + self._seconds
        values: dict[str, Any] = {"status": after.value, "due_at": begun, "reason": reason or after.value.replace("-", "_")}
        if after in _MOMENTS:
            values[_MOMENTS[after]] = now
        connection.execute(update(payouts).where(payouts.c.payout_id == payout_id).values(values))
        if after in _RETURNED:
            connection.execute(delete(payout_items).where(payout_items.c.payout_id == payout_id))
            sides = {"giving": Account.PAYOUTS, "receiving": Account.ORGANISATION}
            book(connection, payout.profile_id, **sides, cents=payout.amount, subject=payout_id, now=now)
        moved = find_payout(connection, payout_id)
        assert moved is not None
        url = webhook_of(connection, moved.application_id)
        document = self._documents.payout(moved, find_profile(connection, moved.profile_id).mode)
        events.announce(connection, moved.profile_id, moved.application_id, url, f"payout.{after.value}", document, now)
        return moved

    def carry_on(self) -> int:
        """Carry on what has waited long enough; how many. At most a hundred of each status at once."""
        done = 0
        for before, after in _BY_ITSELF.items():
            now = self._clock()
            due = (payouts.c.status == before.value, payouts.c.due_at <= now)
            with self._database.reading() as connection:
                found = connection.execute(select(payouts.c.payout_id).where(*due).limit(_AT_ONCE)).scalars().all()
            for payout_id in found:
                with self._database.writing() as connection:
                    # It may have been called back in between.
                    payout = find_payout(connection, payout_id, locking=True)
                    if payout is not None and payout.status is before:
                        self.move(connection, payout_id, after)
            done += len(found)
        return done


def _hold_bookings(connection: Connection, profile_id: str, payout_id: str) -> int:
    """Let the pay-out hold every booking of the organisation's account that none holds; their sum in cents.

    What pay-outs themselves booked there is no part: it is their sum, going and coming back.
    """
    entry = ledger_entries.c
    mine = (entry.profile_id == profile_id, entry.account == Account.ORGANISATION.value, ~entry.subject.startswith(PAYOUT, autoescape=True))
    held = select(payout_items.c.entry_number).where(payout_items.c.entry_number == entry.number).exists()
    connection.execute(
        insert(payout_items).from_select(["entry_number", "payout_id"], select(entry.number, literal(payout_id)).where(*mine, ~held))
    )
    total = select(func.coalesce(func.sum(entry.amount), 0)).join(payout_items, payout_items.c.entry_number == entry.number)
    return int(connection.execute(total.where(payout_items.c.payout_id == payout_id)).scalar_one())


def find_payout(connection: Connection, payout_id: str, *, profile_id: str | None = None, locking: bool = False) -> Payout | None:
    """By its id; with `profile_id` only where it is of this profile. `locking` holds it until the transaction ends."""
    query = select(payouts).where(payouts.c.payout_id == payout_id)
    if profile_id is not None:
        query = query.where(payouts.c.profile_id == profile_id)
    row = connection.execute(query.with_for_update() if locking else query).mappings().first()
    return None if row is None else read_payout(row)


def read_payout(row: RowMapping) -> Payout:
    values = {name: row[name] for name in Payout.__slots__ if name != "status"}
    return Payout(**values, status=PayoutStatus(row["status"]))
