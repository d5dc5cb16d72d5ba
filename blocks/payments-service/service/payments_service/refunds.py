"""Refunds: part of what was paid, or all of it, goes back. For a while it is on its way and can be called back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from payments_service.ids import REFUND, new_id
from payments_service.ledger import Account, book
from payments_service.payments import Payment, Payments, find_payment, given_back
from payments_service.statuses import RefundStatus, Status, require_refund_transition
from payments_service.tables import refunds

_AT_ONCE: Final = 100


class NotRefundableError(Exception):
    """The payment was not paid, or less is left of it than is to go back. `field` is what is wrong of the request, if anything."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Refund:
    """`amount` in cents. `due_at`: when it arrives."""

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
    """`seconds`: how long a refund is on its way."""

    def __init__(self, database: Database, payments: Payments, clock: Clock, seconds: int) -> None:
        self._database = database
        self._payments = payments
        self._clock = clock
        self._seconds = seconds

    def create(self, connection: Connection, payment: Payment, cents: int, description: str, metadata: Any) -> Refund:
        """Raises NotRefundableError."""
        held = find_payment(connection, payment.payment_id, locking=True)
        if held is None or held.status is not Status.PAID:
            raise NotRefundableError("The payment has not been paid, so nothing of it can go back", None)
        if cents > held.amount - given_back(connection, held.payment_id):
            raise NotRefundableError("The amount is higher than what is left of the payment", "amount")
        now, refund_id = self._clock(), new_id(REFUND)
        connection.execute(
            insert(refunds).values(
                refund_id=refund_id,
                payment_id=held.payment_id,
                profile_id=held.profile_id,
                status=RefundStatus.PENDING.value,
                amount=cents,
                description=description,
                details=json.dumps(metadata),
                created_at=now,
                due_at=now + self._seconds,
            )
        )
        sides = {"giving": Account.ORGANISATION, "receiving": Account.TRANSIT}
        book(connection, held.profile_id, **sides, cents=cents, subject=refund_id, now=now)
        found = find_refund(connection, held.payment_id, refund_id)
        assert found is not None
        return found

    def move(self, connection: Connection, payment: Payment, refund_id: str, after: RefundStatus) -> Refund:
        """Raises TransitionError."""
        now = self._clock()
        refund = find_refund(connection, payment.payment_id, refund_id, locking=True)
        assert refund is not None
        require_refund_transition(refund.status, after)
        connection.execute(update(refunds).where(refunds.c.refund_id == refund_id).values(status=after.value))
        receiving = Account.PAYERS if after is RefundStatus.REFUNDED else Account.ORGANISATION
        book(connection, refund.profile_id, giving=Account.TRANSIT, receiving=receiving, cents=refund.amount, subject=refund_id, now=now)
        self._payments.tell(connection, payment, now)
        moved = find_refund(connection, payment.payment_id, refund_id)
        assert moved is not None
        return moved

    def finish(self) -> int:
        """Let arrive what has been on its way long enough; how many. At most a hundred at once."""
        now = self._clock()
        due = (refunds.c.status == RefundStatus.PENDING.value, refunds.c.due_at <= now)
        with self._database.reading() as connection:
            found = connection.execute(select(refunds.c.payment_id, refunds.c.refund_id).where(*due).limit(_AT_ONCE)).all()
        for payment_id, refund_id in found:
            with self._database.writing() as connection:
                payment = find_payment(connection, payment_id, locking=True)
                # It may have been called back in between.
                refund = find_refund(connection, payment_id, refund_id, locking=True)
                if payment is not None and refund is not None and refund.status is RefundStatus.PENDING:
                    self.move(connection, payment, refund_id, RefundStatus.REFUNDED)
        return len(found)


def find_refund(connection: Connection, payment_id: str, refund_id: str, *, locking: bool = False) -> Refund | None:
    query = select(refunds).where(refunds.c.refund_id == refund_id, refunds.c.payment_id == payment_id)
    row = connection.execute(query.with_for_update() if locking else query).mappings().first()
    return None if row is None else read_refund(row)


def read_refund(row: RowMapping) -> Refund:
    values = {name: row[name] for name in Refund.__slots__ if name not in {"status", "metadata"}}
    return Refund(**values, status=RefundStatus(row["status"]), metadata=json.loads(row["details"]))
