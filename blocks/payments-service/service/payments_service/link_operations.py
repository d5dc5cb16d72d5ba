"""What the API does with payment links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from payments_service.callers import require_known_return
from payments_service.errors import ApiError
from payments_service.ids import LINK, is_id
from payments_service.listings import Page
from payments_service.methods import methods_for
from payments_service.models import PaymentLinkChange, PaymentLinkRequest
from payments_service.payment_links import (
    NewPaymentLink,
    PaymentLink,
    change_payment_link,
    create_payment_link,
    find_payment_link,
    paid_at,
    paid_times,
    read_payment_link,
    remove_payment_link,
)
from payments_service.payments import read_payment
from payments_service.profiles import Caller
from payments_service.services import PaymentsService
from payments_service.tables import payment_links, payments


class LinkOperations:
    """Each raises ApiError where the answer is no."""

    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._documents = service.documents

    def create(self, connection: Connection, caller: Caller, body: PaymentLinkRequest) -> dict[str, Any]:
        require_known_return(caller, body.redirect_url, "redirectUrl")
        now, expires_at = self._service.clock(), body.expires_at
        if expires_at is not None and (expires_at.tzinfo is None or expires_at.timestamp() <= now):
            raise ApiError(422, "The expiresAt must be later than now, with a time zone", "expiresAt")
        if body.amount is not None and body.minimum_amount is not None:
            raise ApiError(422, "The minimumAmount is for links without an amount", "minimumAmount")
        wanted = NewPaymentLink(
            amount=None if body.amount is None else body.amount.cents,
            minimum_amount=None if body.minimum_amount is None else body.minimum_amount.cents,
            description=body.description,
            redirect_url=body.redirect_url,
            webhook_url=body.webhook_url,
            reusable=bool(body.reusable),
            allowed_methods=tuple(body.allowed_methods or ()),
            expires_at=None if expires_at is None else expires_at.timestamp(),
        )
        link = create_payment_link(connection, caller.profile.profile_id, caller.application_id, wanted, now)
        _require_method(link)
        return self._documents.payment_link(link, caller.profile.mode, None)

    def list(self, caller: Caller, start: str | None, limit: int) -> dict[str, Any]:
        mine = payment_links.c.profile_id == caller.profile.profile_id
        with self._service.database.reading() as connection:
            page = Page(connection, payment_links, payment_links.c.link_id, mine, start, limit)
            links = [read_payment_link(row) for row in page.rows]
            paid = paid_times(connection, [link.link_id for link in links])
        found = [self._documents.payment_link(link, caller.profile.mode, paid.get(link.link_id)) for link in links]
        return page.document(self._documents, "payment_links", "/payment-links", found)

    def get(self, caller: Caller, link_id: str) -> dict[str, Any]:
        with self._on_link(caller, link_id) as (connection, link):
            return self._documents.payment_link(link, caller.profile.mode, paid_at(connection, link_id))

    def list_payments(self, caller: Caller, link_id: str, start: str | None, limit: int) -> dict[str, Any]:
        self._service.payments.expire()
        with self._on_link(caller, link_id) as (connection, _):
            page = Page(connection, payments, payments.c.payment_id, payments.c.link_id == link_id, start, limit)
            found = self._service.payments.documents(connection, [read_payment(row) for row in page.rows], caller.profile)
        return page.document(self._documents, "payments", f"/payment-links/{link_id}/payments", found)

    def change(self, caller: Caller, link_id: str, body: PaymentLinkChange) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
        if not values:
            raise ApiError(422, "At least one body parameter must be provided")
        if "allowed_methods" in values:
            values["allowed_methods"] = tuple(values["allowed_methods"] or ())
        with self._on_link(caller, link_id, writing=True) as (connection, link):
            if body.minimum_amount is not None:
                if link.amount is not None:
                    raise ApiError(422, "The minimumAmount is for links without an amount", "minimumAmount")
                values["minimum_amount"] = body.minimum_amount.cents
            changed = change_payment_link(connection, link_id, values)
            _require_method(changed)
            return self._documents.payment_link(changed, caller.profile.mode, paid_at(connection, link_id))

    def remove(self, caller: Caller, link_id: str) -> None:
        with self._on_link(caller, link_id, writing=True) as (connection, _):
            if not remove_payment_link(connection, link_id):
                raise ApiError(422, "Payment link cannot be deleted.")

    @contextmanager
    def _on_link(self, caller: Caller, link_id: str, *, writing: bool = False) -> Iterator[tuple[Connection, PaymentLink]]:
        """A transaction with the caller's link, held where it is `writing`."""
        database, profile_id = self._service.database, caller.profile.profile_id
        with database.writing() if writing else database.reading() as connection:
            known = is_id(LINK, link_id)
            link = find_payment_link(connection, link_id, profile_id=profile_id, locking=writing) if known else None
            if link is None:
                raise ApiError.absent("payment link")
            yield connection, link


def _require_method(link: PaymentLink) -> None:
    if not methods_for(link.least, link.allowed_methods):
        raise ApiError(422, "The amount is higher than the maximum of these methods", "allowedMethods")
