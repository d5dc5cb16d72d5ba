"""Payment links: an address to hand out, behind which a payment begins."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from payments_service.ids import LINK, new_id
from payments_service.statuses import Status
from payments_service.tables import payment_links, payments


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """`amount` in cents. `reusable`: it may be paid more than once. Without `expires_at` it stays open."""

    link_id: str
    profile_id: str
    application_id: str
    amount: int
    description: str
    redirect_url: str | None
    webhook_url: str | None
    reusable: bool
    created_at: float
    expires_at: float | None


@dataclass(frozen=True, slots=True)
class NewPaymentLink:
    amount: int
    description: str
    redirect_url: str | None = None
    webhook_url: str | None = None
    reusable: bool = False
    expires_at: float | None = None


def create_payment_link(connection: Connection, profile_id: str, application_id: str, wanted: NewPaymentLink, now: float) -> PaymentLink:
    link = PaymentLink(
        link_id=new_id(LINK),
        profile_id=profile_id,
        application_id=application_id,
        amount=wanted.amount,
        description=wanted.description,
        redirect_url=wanted.redirect_url,
        webhook_url=wanted.webhook_url,
        reusable=wanted.reusable,
        created_at=now,
        expires_at=wanted.expires_at,
    )
    connection.execute(insert(payment_links).values({name: getattr(link, name) for name in PaymentLink.__slots__}))
    return link


def find_payment_link(connection: Connection, link_id: str, *, profile_id: str | None = None, locking: bool = False) -> PaymentLink | None:
    """With `profile_id` only where it is of this profile. `locking` holds it until the transaction ends."""
    query = select(payment_links).where(payment_links.c.link_id == link_id)
    if profile_id is not None:
        query = query.where(payment_links.c.profile_id == profile_id)
    row = connection.execute(query.with_for_update() if locking else query).mappings().first()
    return None if row is None else PaymentLink(**{name: row[name] for name in PaymentLink.__slots__})


def paid_at(connection: Connection, link_id: str) -> float | None:
    """When somebody paid through the link for the first time; None where nobody did."""
    first = select(func.min(payments.c.status_at)).where(payments.c.link_id == link_id, payments.c.status == Status.PAID.value)
    found = connection.execute(first).scalar_one()
    return None if found is None else float(found)
