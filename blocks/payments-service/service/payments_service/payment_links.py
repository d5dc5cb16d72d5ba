"""Payment links: an address to hand out, behind which a payment begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from payments_service.ids import LINK, new_id
from payments_service.statuses import UNFINISHED, Status
from payments_service.tables import payment_links, payments

_NOT_COLUMNS: Final = frozenset({"allowed_methods"})


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """`amount` in cents; without one the payer says how much, from `minimum_amount`. `reusable`: it may be paid more than once.

    `archived`: it may not be paid any more. Without `expires_at` it stays open. No `allowed_methods`: all.
    """

    link_id: str
    profile_id: str
    application_id: str
    amount: int | None
    minimum_amount: int | None
    description: str
    redirect_url: str | None
    webhook_url: str | None
    reusable: bool
    archived: bool
    allowed_methods: tuple[str, ...]
    created_at: float
    expires_at: float | None

    @property
    def least(self) -> int:
        """Cents that a payer has to pay at least."""
        return self.amount or self.minimum_amount or 1


@dataclass(frozen=True, slots=True)
class NewPaymentLink:
    amount: int | None
    description: str
    minimum_amount: int | None = None
    redirect_url: str | None = None
    webhook_url: str | None = None
    reusable: bool = False
    allowed_methods: tuple[str, ...] = ()
    expires_at: float | None = None


def create_payment_link(connection: Connection, profile_id: str, application_id: str, wanted: NewPaymentLink, now: float) -> PaymentLink:
    values = {name: getattr(wanted, name) for name in NewPaymentLink.__slots__ if name not in _NOT_COLUMNS}
    row = values | {"link_id": new_id(LINK), "profile_id": profile_id, "application_id": application_id, "created_at": now}
    connection.execute(insert(payment_links).values(row | {"archived": False, "allowed_methods": json.dumps(wanted.allowed_methods)}))
    found = find_payment_link(connection, row["link_id"])
    assert found is not None
    return found


def change_payment_link(connection: Connection, link_id: str, values: Mapping[str, Any]) -> PaymentLink:
    """`values` by the names of PaymentLink."""
    columns = {name: json.dumps(value) if name in _NOT_COLUMNS else value for name, value in values.items()}
    connection.execute(update(payment_links).where(payment_links.c.link_id == link_id).values(columns))
    changed = find_payment_link(connection, link_id)
    assert changed is not None
    return changed


def remove_payment_link(connection: Connection, link_id: str) -> bool:
    """False, and nothing happens, when a payment was begun through it. It has to be held."""
    if connection.execute(select(payments.c.number).where(payments.c.link_id == link_id).limit(1)).first() is not None:
        return False
    connection.execute(delete(payment_links).where(payment_links.c.link_id == link_id))
    return True


def find_payment_link(connection: Connection, link_id: str, *, profile_id: str | None = None, locking: bool = False) -> PaymentLink | None:
    """With `profile_id` only where it is of this profile. `locking` holds it until the transaction ends."""
    query = select(payment_links).where(payment_links.c.link_id == link_id)
    if profile_id is not None:
        query = query.where(payment_links.c.profile_id == profile_id)
    row = connection.execute(query.with_for_update() if locking else query).mappings().first()
    return None if row is None else read_payment_link(row)


def read_payment_link(row: RowMapping) -> PaymentLink:
    values = {name: row[name] for name in PaymentLink.__slots__ if name not in _NOT_COLUMNS}
    return PaymentLink(**values, allowed_methods=tuple(json.loads(row["allowed_methods"])))


def paid_at(connection: Connection, link_id: str) -> float | None:
    """When somebody paid through the link for the first time; None where nobody did."""
    return paid_times(connection, [link_id]).get(link_id)


def paid_times(connection: Connection, link_ids: list[str]) -> dict[str, float]:
    """By link, when somebody paid through it for the first time; those that nobody paid are left out."""
    mine = (payments.c.link_id.in_(link_ids), payments.c.status == Status.PAID.value)
    first = select(payments.c.link_id, func.min(payments.c.status_at)).where(*mine).group_by(payments.c.link_id)
    return {str(link_id): float(moment) for link_id, moment in connection.execute(first)}


def begun_through(connection: Connection, link_id: str) -> str | None:
    """The id of a payment that was begun through the link and is not finished."""
    mine = (payments.c.link_id == link_id, payments.c.status.in_([status.value for status in UNFINISHED]))
    found = connection.execute(select(payments.c.payment_id).where(*mine).limit(1)).scalar()
    return None if found is None else str(found)
