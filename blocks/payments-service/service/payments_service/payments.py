"""Payments: made, changed, and carried from one status to the next with what follows from it: the books, and who is told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bouwsteen_service.correlations import continuing, correlation_to_keep
from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from payments_service import events
from payments_service.communications import new_communication
from payments_service.documents import Documents
from payments_service.ids import PAYMENT, new_id
from payments_service.ledger import Account, book
from payments_service.methods import BY_ID
from payments_service.payment_links import find_payment_link, paid_at
from payments_service.profiles import Profile, find_profile, webhook_of
from payments_service.settings import CHECKOUT_SECONDS
from payments_service.statuses import COUNTED_REFUNDS, UNFINISHED, Status, TransitionError, require_transition
from payments_service.tables import payments, refunds

_AT_ONCE: Final = 100  # payments that expire in one transaction
_UNFINISHED: Final = tuple(status.value for status in UNFINISHED)


@dataclass(frozen=True, slots=True)
class Payment:
    """`amount` in cents; `communication` is that of a bank transfer, twelve digits; times are epoch seconds."""

    payment_id: str
    profile_id: str
    application_id: str
    link_id: str | None
    status: Status
    status_at: float
    method: str | None
    amount: int
    description: str
    redirect_url: str
    cancel_url: str | None
    webhook_url: str | None
    metadata: Any
    locale: str | None
    communication: str | None
    correlation_id: str | None
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What whoever asks for a payment says about it."""

    amount: int
    description: str
    redirect_url: str
    cancel_url: str | None = None
    webhook_url: str | None = None
    metadata: Any = None
    method: str | None = None
    locale: str | None = None
    link_id: str | None = None


class Payments:
    def __init__(self, database: Database, documents: Documents, clock: Clock) -> None:
        self._database = database
        self._documents = documents
        self._clock = clock

    def create(self, connection: Connection, profile_id: str, application_id: str, wanted: NewPayment) -> Payment:
        now = self._clock()
        payment_id = new_id(PAYMENT)
        connection.execute(
            insert(payments).values(
                payment_id=payment_id,
                profile_id=profile_id,
                application_id=application_id,
                link_id=wanted.link_id,
                status=Status.OPEN.value,
                status_at=now,
                method=wanted.method,
                amount=wanted.amount,
                description=wanted.description,
                redirect_url=wanted.redirect_url,
                cancel_url=wanted.cancel_url,
                webhook_url=wanted.webhook_url,
                details=json.dumps(wanted.metadata),
                locale=wanted.locale,
                correlation_id=correlation_to_keep(),
                created_at=now,
                expires_at=now + (CHECKOUT_SECONDS if wanted.method is None else BY_ID[wanted.method].seconds),
            )
        )
        found = find_payment(connection, payment_id)
        assert found is not None
        return found

    def change(self, connection: Connection, payment: Payment, values: Mapping[str, Any]) -> Payment:
        """`values` by the names of Payment. The status has a way of its own: `move`."""
        columns = {("details" if name == "metadata" else name): value for name, value in values.items()}
        if "details" in columns:
            columns["details"] = json.dumps(columns["details"])
        if columns:
            connection.execute(update(payments).where(payments.c.payment_id == payment.payment_id).values(columns))
        changed = find_payment(connection, payment.payment_id)
        assert changed is not None
        return changed

    def move(self, connection: Connection, payment_id: str, after: Status, *, method: str | None = None) -> Payment:
        """Carry a payment on, with its bookings and messages. Raises TransitionError when that cannot be, also because it expired."""
        now = self._clock()
        payment = find_payment(connection, payment_id, locking=True)
        assert payment is not None
        if payment.expires_at <= now and after is not Status.EXPIRED:
            raise TransitionError(Status.EXPIRED, after)
        require_transition(payment.status, after)
        values: dict[str, Any] = {"status": after.value, "status_at": now}
        if method is not None:
            values["method"] = method
        if after is Status.PENDING and method is not None:
            values |= {"communication": new_communication(), "expires_at": now + BY_ID[method].seconds}
        connection.execute(update(payments).where(payments.c.payment_id == payment_id).values(values))
        moved = find_payment(connection, payment_id)
        assert moved is not None
        if after is Status.PAID:
            sides = {"giving": Account.PAYERS, "receiving": Account.ORGANISATION}
            book(connection, moved.profile_id, **sides, cents=moved.amount, subject=payment_id, now=now)
        self.tell(connection, moved, now)
        with continuing(moved.correlation_id):
            self._announce(connection, moved, now)
        return moved

    def _announce(self, connection: Connection, moved: Payment, now: float) -> None:
        """Tell the application what became of a payment, and of the link through which it was begun when that is paid."""
        url = webhook_of(connection, moved.application_id)
        if url is None:
            return
        profile = find_profile(connection, moved.profile_id)
        document = self.document(connection, moved, profile)
        events.announce(connection, moved.profile_id, moved.application_id, url, f"payment.{moved.status.value}", document, now)
        if moved.link_id is not None and moved.status is Status.PAID:
            link = find_payment_link(connection, moved.link_id)
            if link is not None and paid_at(connection, link.link_id) == moved.status_at:
                document = self._documents.payment_link(link, profile.mode, moved.status_at)
                events.announce(connection, moved.profile_id, moved.application_id, url, "payment-link.paid", document, now)

    @staticmethod
    def tell(connection: Connection, payment: Payment, now: float) -> None:
        """Signal to the payment's own webhook that something changed."""
        with continuing(payment.correlation_id):
            events.signal(connection, payment.profile_id, payment.webhook_url, payment.payment_id, now)

    def document(self, connection: Connection, payment: Payment, profile: Profile) -> dict[str, Any]:
        return self.documents(connection, [payment], profile)[0]

    def documents(self, connection: Connection, found: Sequence[Payment], profile: Profile) -> list[dict[str, Any]]:
        """Of payments of one profile, in their order; one query for all."""
        back = _given_back_of(connection, [payment.payment_id for payment in found])
        return [self._documents.payment(payment, profile, back.get(payment.payment_id, 0)) for payment in found]

    def expire(self) -> int:
        """Expire what was not paid in time; how many. At most a hundred at once."""
        now = self._clock()
        due = (payments.c.status.in_(_UNFINISHED), payments.c.expires_at <= now)
        with self._database.reading() as connection:
            found = connection.execute(select(payments.c.payment_id).where(*due).limit(_AT_ONCE)).scalars().all()
        for payment_id in found:
            with self._database.writing() as connection:
                # Somebody may have paid in between.
                payment = find_payment(connection, payment_id, locking=True)
                if payment is not None and payment.status in UNFINISHED and payment.expires_at <= now:
                    self.move(connection, payment_id, Status.EXPIRED)
        return len(found)


def find_payment(connection: Connection, payment_id: str, *, profile_id: str | None = None, locking: bool = False) -> Payment | None:
    """By its id; with `profile_id` only where it is of this profile. `locking` holds it until the transaction ends."""
    query = select(payments).where(payments.c.payment_id == payment_id)
    if profile_id is not None:
        query = query.where(payments.c.profile_id == profile_id)
    if locking:
        query = query.with_for_update()
    row = connection.execute(query).mappings().first()
    return None if row is None else read_payment(row)


def read_payment(row: RowMapping) -> Payment:
    values = {name: row[name] for name in Payment.__slots__ if name not in {"status", "metadata"}}
    return Payment(**values, status=Status(row["status"]), metadata=json.loads(row["details"]))


def given_back(connection: Connection, payment_id: str) -> int:
    """Cents of a payment that were given back or are on their way."""
    return _given_back_of(connection, [payment_id]).get(payment_id, 0)


def _given_back_of(connection: Connection, payment_ids: Sequence[str]) -> dict[str, int]:
    """By payment; those of which nothing went back are left out."""
    counted = (refunds.c.payment_id.in_(payment_ids), refunds.c.status.in_(COUNTED_REFUNDS))
    query = select(refunds.c.payment_id, func.sum(refunds.c.amount)).where(*counted).group_by(refunds.c.payment_id)
    return {str(payment_id): int(cents) for payment_id, cents in connection.execute(query)}
