"""What may become of a payment and of a refund: one table each. What is not in it does not happen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Of a payment. `authorized`: the money is reserved and not yet taken."""

    OPEN = "open"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    CANCELED = "canceled"
    EXPIRED = "expired"
    FAILED = "failed"


class RefundStatus(StrEnum):
    PENDING = "pending"
    REFUNDED = "refunded"
    CANCELED = "canceled"


NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    Status.OPEN: frozenset({Status.PENDING, Status.AUTHORIZED, Status.PAID, Status.CANCELED, Status.EXPIRED, Status.FAILED}),
    Status.PENDING: frozenset({Status.AUTHORIZED, Status.PAID, Status.CANCELED, Status.EXPIRED, Status.FAILED}),
    Status.AUTHORIZED: frozenset({Status.PAID, Status.CANCELED, Status.EXPIRED, Status.FAILED}),
    Status.PAID: frozenset(),
    Status.CANCELED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.FAILED: frozenset(),
}

NEXT_OF_REFUND: Final[Mapping[RefundStatus, frozenset[RefundStatus]]] = {
    RefundStatus.PENDING: frozenset({RefundStatus.REFUNDED, RefundStatus.CANCELED}),
    RefundStatus.REFUNDED: frozenset(),
    RefundStatus.CANCELED: frozenset(),
}

# What a payment still waits for; it expires when that does not come.
UNFINISHED: Final = tuple(status for status, following in NEXT.items() if following)


class TransitionError(Exception):
    """The one may not become the other."""

    def __init__(self, before: StrEnum, after: StrEnum) -> None:
        super().__init__(f"{before} may not become {after}")
        self.before = before
        self.after = after


def require_transition(before: Status, after: Status) -> None:
    """Raises TransitionError."""
    if after not in NEXT[before]:
        raise TransitionError(before, after)


def require_refund_transition(before: RefundStatus, after: RefundStatus) -> None:
    """Raises TransitionError."""
    if after not in NEXT_OF_REFUND[before]:
        raise TransitionError(before, after)
