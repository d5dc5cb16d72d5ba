"""What may become of a payment and of a refund: one table each. What is not in it does not happen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Of a payment. Mollie has `authorized` too: money that is reserved and not yet taken, which none of the ways to pay here does."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    CANCELED = "canceled"
    EXPIRED = "expired"
    FAILED = "failed"


class RefundStatus(StrEnum):
    """`queued`: waits for the organisation to have so much. `processing`: with the bank, and no longer to be called back."""

    QUEUED = "queued"
    PENDING = "pending"
    PROCESSING = "processing"
    REFUNDED = "refunded"
    FAILED = "failed"
    CANCELED = "canceled"


class PayoutStatus(StrEnum):
    """`requested`: it can be called back. `initiated`: the file for the bank is made. `processing-at-bank`: the bank has the file."""

    REQUESTED = "requested"
    INITIATED = "initiated"
    PROCESSING_AT_BANK = "processing-at-bank"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    Status.OPEN: frozenset({Status.PENDING, Status.PAID, Status.CANCELED, Status.EXPIRED, Status.FAILED}),
    Status.PENDING: frozenset({Status.PAID, Status.CANCELED, Status.EXPIRED, Status.FAILED}),
    Status.PAID: frozenset(),
    Status.CANCELED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.FAILED: frozenset(),
}

NEXT_OF_REFUND: Final[Mapping[RefundStatus, frozenset[RefundStatus]]] = {
    RefundStatus.QUEUED: frozenset({RefundStatus.PENDING, RefundStatus.CANCELED}),
    RefundStatus.PENDING: frozenset({RefundStatus.PROCESSING, RefundStatus.CANCELED}),
    RefundStatus.PROCESSING: frozenset({RefundStatus.REFUNDED, RefundStatus.FAILED}),
    RefundStatus.REFUNDED: frozenset(),
    RefundStatus.FAILED: frozenset(),
    RefundStatus.CANCELED: frozenset(),
}

NEXT_OF_PAYOUT: Final[Mapping[PayoutStatus, frozenset[PayoutStatus]]] = {
    PayoutStatus.REQUESTED: frozenset({PayoutStatus.INITIATED, PayoutStatus.CANCELED}),
    PayoutStatus.INITIATED: frozenset({PayoutStatus.PROCESSING_AT_BANK}),
    PayoutStatus.PROCESSING_AT_BANK: frozenset({PayoutStatus.COMPLETED, PayoutStatus.FAILED}),
    PayoutStatus.COMPLETED: frozenset(),
    PayoutStatus.FAILED: frozenset(),
    PayoutStatus.CANCELED: frozenset(),
}

# What counts as given back, or on its way.
COUNTED_REFUNDS: Final = tuple(status.value for status in RefundStatus if status not in {RefundStatus.CANCELED, RefundStatus.FAILED})

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


def require_payout_transition(before: PayoutStatus, after: PayoutStatus) -> None:
    """Raises TransitionError."""
    if after not in NEXT_OF_PAYOUT[before]:
        raise TransitionError(before, after)


def require_refund_transition(before: RefundStatus, after: RefundStatus) -> None:
    """Raises TransitionError."""
    if after not in NEXT_OF_REFUND[before]:
        raise TransitionError(before, after)
