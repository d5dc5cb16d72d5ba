"""Refunds: part of what was paid, or all of it, goes back.

A refund that the organisation's balance does not hold is queued until it does. Then it is pending, and can be called back; processing,
with the bank; and refunded, or failed, when the money comes back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from payments_service.ids import REFUND, new_id
from payments_service.ledger import Account, balance, book
from payments_service.payments import Payment, Payments, find_payment, given_back
from payments_service.profiles import hold_profile
from payments_service.settings import DUPLICATE_SECONDS, QUEUE_SECONDS
from payments_service.statuses import COUNTED_REFUNDS, RefundStatus, Status, require_refund_transition
from payments_service.tables import refunds

_AT_ONCE: Final = 100
_BY_ITSELF: Final[Mapping[RefundStatus, RefundStatus]] = {
    RefundStatus.PENDING: RefundStatus.PROCESSING,
    RefundStatus.PROCESSING: RefundStatus.REFUNDED,
}
# What is booked (giving, receiving) when a refund goes from the one to the other. What is not here books nothing.
_BOOKINGS: Final[Mapping[tuple[RefundStatus, RefundStatus], tuple[Account, Account]]] = {
    (RefundStatus.QUEUED, RefundStatus.PENDING): (Account.ORGANISATION, Account.TRANSIT),
    (RefundStatus.PENDING, RefundStatus.CANCELED): (Account.TRANSIT, Account.ORGANISATION),
    (RefundStatus.PROCESSING, RefundStatus.REFUNDED): (Account.TRANSIT, Account.PAYERS),
    (RefundStatus.PROCESSING, RefundStatus.FAILED): (Account.TRANSIT, Account.ORGANISATION),
}
# As Mollie's documentation of refunds says: of the others nobody is told.
_TOLD: Final = frozenset({RefundStatus.PROCESSING, RefundStatus.REFUNDED, RefundStatus.FAILED})


class NotRefundableError(Exception):
    """The payment was not paid, or less is left of it than is to go back. `field` is what is wrong of the request, if anything."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__(text)
        self.field = field


class DuplicateRefundError(Exception):
    """The same refund of the same payment was asked for a moment ago."""


@dataclass(frozen=True, slots=True)
class Refund:
    """`amount` in cents. `due_at`: when it goes on by itself."""

    refund_id: str
    payment_id: str
    profile_id: str
    status: RefundStatus
    amount: int
    description: str
    metadata: Any
    created_at: float
    due_at: float


class Refunds:
    """`seconds`: how long a refund is on its way, half of it pending and half of it with the bank."""

    def __init__(self, database: Database, payments: Payments, clock: Clock, seconds: int) -> None:
        self._database = database
        self._payments = payments
        self._clock = clock
        self._half = seconds / 2

    def create(self, connection: Connection, payment: Payment, cents: int, description: str, metadata: Any) -> Refund:
        """Raises NotRefundableError, DuplicateRefundError."""
        held = find_payment(connection, payment.payment_id, locking=True)
        if held is None or held.status is not Status.PAID:
            raise NotRefundableError("The payment has not been paid, so nothing of it can go back", None)
        now, details = self._clock(), json.dumps(metadata)
        if _is_duplicate(connection, held.payment_id, cents, description, details, now - DUPLICATE_SECONDS):
            raise DuplicateRefundError
        if cents > held.amount - given_back(connection, held.payment_id):
            raise NotRefundableError("The amount is higher than what is left of the payment", "amount")
        hold_profile(connection, held.profile_id)
        waits = _has_queue(connection, held.profile_id) or balance(connection, held.profile_id, Account.ORGANISATION) < cents
        refund_id = new_id(REFUND)
        connection.execute(
            insert(refunds).values(
                refund_id=refund_id,
                payment_id=held.payment_id,
                profile_id=held.profile_id,
                status=RefundStatus.QUEUED.value,
                amount=cents,
                description=description,
                details=details,
                created_at=now,
                due_at=now + QUEUE_SECONDS,
            )
        )
        if not waits:
            return self.move(connection, held, refund_id, RefundStatus.PENDING)
        found = find_refund(connection, held.payment_id, refund_id)
        assert found is not None
        return found

    def move(self, connection: Connection, payment: Payment, refund_id: str, after: RefundStatus) -> Refund:
        """Carry a refund on, with its booking and its message. Raises TransitionError."""
        now = self._clock()
        refund = find_refund(connection, payment.payment_id, refund_id, locking=True)
        assert refund is not None
        require_refund_transition(refund.status, after)
        # From when it should have gone on, not from when somebody looked.
        begun = refund.due_at if after is RefundStatus.PROCESSING else now
        values = {"status": after.value, "due_at": begun + self._half}
        connection.execute(update(refunds).where(refunds.c.refund_id == refund_id).values(values))
        sides = _BOOKINGS.get((refund.status, after))
        if sides is not None:
            giving, receiving = sides
            book(connection, refund.profile_id, giving=giving, receiving=receiving, cents=refund.amount, subject=refund_id, now=now)
        if after in _TOLD:
            self._payments.tell(connection, payment, now)
        moved = find_refund(connection, payment.payment_id, refund_id)
        assert moved is not None
        return moved

    def finish(self) -> int:
        """Carry on what has waited long enough; how many. At most a hundred of each at once."""
        done = self._release()
        for before, after in _BY_ITSELF.items():
            now = self._clock()
            due = (refunds.c.status == before.value, refunds.c.due_at <= now)
            with self._database.reading() as connection:
                found = connection.execute(select(refunds.c.payment_id, refunds.c.refund_id).where(*due).limit(_AT_ONCE)).all()
            for payment_id, refund_id in found:
                with self._database.writing() as connection:
                    payment = find_payment(connection, payment_id, locking=True)
                    # It may have been called back in between.
                    refund = find_refund(connection, payment_id, refund_id, locking=True)
                    if payment is not None and refund is not None and refund.status is before:
                        self.move(connection, payment, refund_id, after)
            done += len(found)
        return done

    def _release(self) -> int:
        """Let go what was queued, the oldest first, as far as the organisations' balances reach; how many."""
        now = self._clock()
        due = (refunds.c.status == RefundStatus.QUEUED.value, refunds.c.due_at <= now)
        with self._database.reading() as connection:
            found = connection.execute(select(refunds.c.profile_id).where(*due).distinct().limit(_AT_ONCE)).scalars().all()
        return sum(self._release_of(profile_id, now) for profile_id in found)

    def _release_of(self, profile_id: str, now: float) -> int:
        mine = (refunds.c.profile_id == profile_id, refunds.c.status == RefundStatus.QUEUED.value)
        released = 0
        with self._database.writing() as connection:
            hold_profile(connection, profile_id)
            left = balance(connection, profile_id, Account.ORGANISATION)
            query = select(refunds).where(*mine).order_by(refunds.c.number).limit(_AT_ONCE).with_for_update()
            for row in connection.execute(query).mappings().all():
                left -= row["amount"]
                if left < 0:
                    break
                payment = find_payment(connection, row["payment_id"])
                assert payment is not None
                self.move(connection, payment, row["refund_id"], RefundStatus.PENDING)
                released += 1
            connection.execute(update(refunds).where(*mine).values(due_at=now + QUEUE_SECONDS))
        return released


def _is_duplicate(connection: Connection, payment_id: str, cents: int, description: str, details: str, since: float) -> bool:
    same = (refunds.c.payment_id == payment_id, refunds.c.amount == cents, refunds.c.description == description)
    lives = (refunds.c.details == details, refunds.c.created_at > since, refunds.c.status.in_(COUNTED_REFUNDS))
    return connection.execute(select(refunds.c.number).where(*same, *lives).limit(1)).first() is not None


def _has_queue(connection: Connection, profile_id: str) -> bool:
    mine = (refunds.c.profile_id == profile_id, refunds.c.status == RefundStatus.QUEUED.value)
    return connection.execute(select(refunds.c.number).where(*mine).limit(1)).first() is not None


def find_refund(connection: Connection, payment_id: str | None, refund_id: str, *, locking: bool = False) -> Refund | None:
    """By its id; with `payment_id` only where it is of this payment. `locking` holds it until the transaction ends."""
    query = select(refunds).where(refunds.c.refund_id == refund_id)
    if payment_id is not None:
        query = query.where(refunds.c.payment_id == payment_id)
    row = connection.execute(query.with_for_update() if locking else query).mappings().first()
    return None if row is None else read_refund(row)


def read_refund(row: RowMapping) -> Refund:
    values = {name: row[name] for name in Refund.__slots__ if name not in {"status", "metadata"}}
    return Refund(**values, status=RefundStatus(row["status"]), metadata=json.loads(row["details"]))
