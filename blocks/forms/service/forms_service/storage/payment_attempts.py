"""Each time that somebody set out to pay for a submission, and what is known of it."""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from bouwsteen_service.correlations import correlation_to_keep
from forms_service.storage.tables import payment_attempts

# Written down, and not yet known to have reached the payment service.
ASKED: Final = "asked"
UNDECIDED: Final = ("open", "pending")
PAID: Final = "paid"
UNPAID: Final = ("canceled", "expired", "failed")

_FIRST_PAUSE: Final = 15.0
_LONGEST_PAUSE: Final = 3600.0


@dataclass(frozen=True)
class PaymentAttempt:
    """`amount` is in euro, as "12.50". `id` is the idempotency key with which the payment is asked for."""

    id: str
    reference: str
    number: int
    amount: str
    status: str
    payment_id: str | None
    checkout_url: str | None
    created_at: float
    checked_at: float
    due_at: float
    correlation_id: str | None

    @property
    def is_over(self) -> bool:
        """Whether nobody can pay with it any more, and nobody did."""
        return self.status in UNPAID


def begin_attempt(connection: Connection, reference: str, amount: str, now: float) -> PaymentAttempt:
    """Write a new attempt down. The caller holds the submission."""
    last = connection.execute(select(func.max(payment_attempts.c.number)).where(payment_attempts.c.reference == reference)).scalar() or 0
    attempt = PaymentAttempt(secrets.token_hex(16), reference, last + 1, amount, ASKED, None, None, now, now, now, correlation_to_keep())
    connection.execute(insert(payment_attempts).values(vars(attempt)))
    return attempt


def find_last_attempt(connection: Connection, reference: str) -> PaymentAttempt | None:
    """The newest attempt for a submission."""
    statement = (
        select(payment_attempts).where(payment_attempts.c.reference == reference).order_by(payment_attempts.c.number.desc()).limit(1)
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else PaymentAttempt(**row)


def lock_attempt(connection: Connection, identifier: str) -> PaymentAttempt | None:
    """An attempt that nobody else changes until the transaction ends."""
    row = connection.execute(select(payment_attempts).where(payment_attempts.c.id == identifier).with_for_update()).mappings().first()
    return None if row is None else PaymentAttempt(**row)


def record_answer(
    connection: Connection, attempt: PaymentAttempt, payment_id: str, checkout_url: str | None, status: str, now: float
) -> None:
    """Write down what the payment service said, and when to ask again."""
    values = {
        "payment_id": payment_id,
        "checkout_url": checkout_url or attempt.checkout_url,
        "status": status,
        "checked_at": now,
        "due_at": _next_check(attempt, now),
    }
    connection.execute(update(payment_attempts).where(payment_attempts.c.id == attempt.id).values(values))


def put_off(connection: Connection, attempt: PaymentAttempt, now: float) -> None:
    """Ask again later: the payment service said nothing that counts."""
    values = {"checked_at": now, "due_at": _next_check(attempt, now)}
    connection.execute(update(payment_attempts).where(payment_attempts.c.id == attempt.id).values(values))


def hasten(connection: Connection, payment_id: str, now: float) -> None:
    """Ask at once: something is said to have changed. Nothing where no undecided attempt has this payment."""
    mine = (payment_attempts.c.payment_id == payment_id, payment_attempts.c.status.in_(UNDECIDED))
    connection.execute(update(payment_attempts).where(*mine).values(due_at=now))


def list_due_attempts(connection: Connection, now: float, limit: int) -> list[PaymentAttempt]:
    """Undecided attempts about which to ask, the longest due first."""
    due = (payment_attempts.c.status.in_(UNDECIDED), payment_attempts.c.due_at <= now)
    statement = select(payment_attempts).where(*due).order_by(payment_attempts.c.due_at).limit(limit)
    return [PaymentAttempt(**row) for row in connection.execute(statement).mappings()]


def _next_check(attempt: PaymentAttempt, now: float) -> float:
    """The older, the rarer: half its age, from a quarter of a minute to an hour."""
    return now + min(max((now - attempt.created_at) / 2, _FIRST_PAUSE), _LONGEST_PAUSE)
