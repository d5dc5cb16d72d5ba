"""What the API does, without HTTP: each operation for one caller, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Table, select

from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.texts import choose
from payments_service.documents import write_amount
from payments_service.errors import ApiError
from payments_service.ids import LINK, PAYMENT, REFUND, is_id
from payments_service.methods import BY_ID, Method
from payments_service.models import PaymentChange, PaymentLinkRequest, PaymentRequest, RefundRequest
from payments_service.payment_links import NewPaymentLink, create_payment_link, find_payment_link, paid_at
from payments_service.payments import NewPayment, Payment, find_payment, read_payment
from payments_service.profiles import Caller
from payments_service.refunds import NotRefundableError, find_refund, read_refund
from payments_service.services import PaymentsService
from payments_service.statuses import RefundStatus, Status, TransitionError
from payments_service.tables import kept_answers, payments, refunds

_LOCALE_LANGUAGE: Final = slice(0, 2)


class Operations:
    """Each raises ApiError where the answer is no."""

    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._documents = service.documents

    def once(
        self, caller: Caller, key: str | None, path: str, body: BaseModel, make: Callable[[Connection], dict[str, Any]]
    ) -> dict[str, Any]:
        """What `make` answers; with a key that was used for the same request before, what it answered then."""
        request = f"{path} {json.dumps(body.model_dump(mode='json'), sort_keys=True)}"
        database, now = self._service.database, self._service.clock()
        try:
            answer, _ = kept_answers.once(database, caller.profile.profile_id, key, request, make, now)
        except KeyReusedError:
            raise ApiError(422, "The idempotency key was used for another request") from None
        return answer

    # Payments

    def create_payment(self, connection: Connection, caller: Caller, body: PaymentRequest) -> dict[str, Any]:
        self._check_return(caller, body.redirect_url, "redirectUrl")
        self._check_return(caller, body.cancel_url, "cancelUrl")
        if body.method is not None and body.amount.cents > BY_ID[body.method].most:
            raise ApiError(422, "The amount is higher than the maximum of this method", "amount")
        wanted = NewPayment(
            amount=body.amount.cents,
            description=body.description,
            redirect_url=body.redirect_url,
            cancel_url=body.cancel_url,
            webhook_url=body.webhook_url,
            metadata=body.metadata,
            method=body.method,
            locale=body.locale,
        )
        payment = self._service.payments.create(connection, caller.profile.profile_id, caller.application_id, wanted)
        return self._service.payments.document(connection, payment, caller.profile)

    def get_payment(self, caller: Caller, payment_id: str) -> dict[str, Any]:
        with self._on_payment(caller, payment_id) as (connection, payment):
            return self._service.payments.document(connection, payment, caller.profile)

    def list_payments(self, caller: Caller, start: str | None, limit: int) -> dict[str, Any]:
        self._service.payments.expire()
        mine = payments.c.profile_id == caller.profile.profile_id
        with self._service.database.reading() as connection:
            page = Page(connection, payments, payments.c.payment_id, mine, start, limit)
            found = [self._service.payments.document(connection, read_payment(row), caller.profile) for row in page.rows]
        return self._documents.page("payments", page.path("/payments", start), found, *page.neighbours("/payments"))

    def change_payment(self, caller: Caller, payment_id: str, body: PaymentChange) -> dict[str, Any]:
        values = {name: getattr(body, name) for name in body.model_fields_set}
        self._check_return(caller, values.get("redirect_url"), "redirectUrl")
        self._check_return(caller, values.get("cancel_url"), "cancelUrl")
        with self._on_payment(caller, payment_id, writing=True) as (connection, payment):
            changed = self._service.payments.change(connection, payment, values)
            return self._service.payments.document(connection, changed, caller.profile)

    def cancel_payment(self, caller: Caller, payment_id: str) -> dict[str, Any]:
        with self._on_payment(caller, payment_id, writing=True) as (connection, payment):
            try:
                canceled = self._service.payments.move(connection, payment.payment_id, Status.CANCELED)
            except TransitionError:
                raise ApiError(422, "The payment cannot be canceled any more") from None
            return self._service.payments.document(connection, canceled, caller.profile)

    # Refunds

    def create_refund(self, connection: Connection, caller: Caller, payment_id: str, body: RefundRequest) -> dict[str, Any]:
        payment = self._find_payment(connection, caller, payment_id)
        try:
            refund = self._service.refunds.create(connection, payment, body.amount.cents, body.description, body.metadata)
        except NotRefundableError as error:
            raise ApiError(422, str(error), error.field) from None
        return self._documents.refund(refund, caller.profile.mode)

    def list_refunds(self, caller: Caller, payment_id: str, start: str | None, limit: int) -> dict[str, Any]:
        self._service.refunds.finish()
        with self._on_payment(caller, payment_id) as (connection, payment):
            page = Page(connection, refunds, refunds.c.refund_id, refunds.c.payment_id == payment.payment_id, start, limit)
            found = [self._documents.refund(read_refund(row), caller.profile.mode) for row in page.rows]
        path = f"/payments/{payment_id}/refunds"
        return self._documents.page("refunds", page.path(path, start), found, *page.neighbours(path))

    def get_refund(self, caller: Caller, payment_id: str, refund_id: str) -> dict[str, Any]:
        self._service.refunds.finish()
        with self._on_payment(caller, payment_id) as (connection, payment):
            refund = find_refund(connection, payment.payment_id, refund_id) if is_id(REFUND, refund_id) else None
            if refund is None:
                raise ApiError.absent("refund")
            return self._documents.refund(refund, caller.profile.mode)

    def cancel_refund(self, caller: Caller, payment_id: str, refund_id: str) -> None:
        self._service.refunds.finish()
        with self._on_payment(caller, payment_id, writing=True) as (connection, payment):
            if not is_id(REFUND, refund_id) or find_refund(connection, payment.payment_id, refund_id) is None:
                raise ApiError.absent("refund")
            try:
                self._service.refunds.move(connection, payment, refund_id, RefundStatus.CANCELED)
            except TransitionError:
                raise ApiError(422, "The refund cannot be canceled any more") from None

    # Methods

    def method(self, method: Method, locale: str) -> dict[str, Any]:
        return {
            "resource": "method",
            "id": method.method_id,
            "description": choose(method.title, locale[_LOCALE_LANGUAGE]),
            "minimumAmount": write_amount(1),
            "maximumAmount": write_amount(method.most),
            "status": "activated",
            "_links": {"self": self._documents.api_link(f"/methods/{method.method_id}")},
        }

    # Payment links

    def create_link(self, connection: Connection, caller: Caller, body: PaymentLinkRequest) -> dict[str, Any]:
        self._check_return(caller, body.redirect_url, "redirectUrl")
        now, expires_at = self._service.clock(), body.expires_at
        if expires_at is not None and (expires_at.tzinfo is None or expires_at.timestamp() <= now):
            raise ApiError(422, "The expiresAt must be later than now, with a time zone", "expiresAt")
        wanted = NewPaymentLink(
            amount=body.amount.cents,
            description=body.description,
            redirect_url=body.redirect_url,
            webhook_url=body.webhook_url,
            reusable=body.reusable,
            expires_at=None if expires_at is None else expires_at.timestamp(),
        )
        link = create_payment_link(connection, caller.profile.profile_id, caller.application_id, wanted, now)
        return self._documents.payment_link(link, caller.profile.mode, None)

    def get_link(self, caller: Caller, link_id: str) -> dict[str, Any]:
        with self._service.database.reading() as connection:
            link = find_payment_link(connection, link_id, profile_id=caller.profile.profile_id) if is_id(LINK, link_id) else None
            if link is None:
                raise ApiError.absent("payment link")
            return self._documents.payment_link(link, caller.profile.mode, paid_at(connection, link_id))

    # All

    @contextmanager
    def _on_payment(self, caller: Caller, payment_id: str, *, writing: bool = False) -> Iterator[tuple[Connection, Payment]]:
        """A transaction with the caller's payment, as it is now: what is over is expired first."""
        self._service.payments.expire()
        database = self._service.database
        with database.writing() if writing else database.reading() as connection:
            yield connection, self._find_payment(connection, caller, payment_id)

    @staticmethod
    def _find_payment(connection: Connection, caller: Caller, payment_id: str) -> Payment:
        known = find_payment(connection, payment_id, profile_id=caller.profile.profile_id) if is_id(PAYMENT, payment_id) else None
        if known is None:
            raise ApiError.absent("payment")
        return known

    @staticmethod
    def _check_return(caller: Caller, url: str | None, field: str) -> None:
        if url is not None and not caller.may_return_to(url):
            raise ApiError(422, "The address is at an origin that was not registered for this key", field)


class Page:
    """Rows of a table from the newest to the oldest, from the one with the id `start`. Raises ApiError where it is not among them."""

    def __init__(
        self, connection: Connection, table: Table, id_column: Column[str], mine: ColumnElement[bool], start: str | None, limit: int
    ) -> None:
        self._limit, self._id = limit, id_column.name
        number = table.c.number
        newest = select(table).where(mine)
        if start is not None:
            known = start.isascii() and start.isprintable() and connection.execute(select(number).where(mine, id_column == start)).scalar()
            if not known:
                raise ApiError(400, "Invalid cursor value", "from")
            newest = newest.where(number <= known)
        found = list(connection.execute(newest.order_by(number.desc()).limit(limit + 1)).mappings())
        self.rows: list[RowMapping] = found[:limit]
        self._next = found[limit][self._id] if len(found) > limit else None
        self._previous = None
        if start is not None and self.rows:
            newer = select(table).where(mine, number > self.rows[0]["number"]).order_by(number).limit(limit)
            before = list(connection.execute(newer).mappings())
            self._previous = before[-1][self._id] if before else None

    def path(self, base: str, start: str | None) -> str:
        return f"{base}?" + (f"from={start}&" if start else "") + f"limit={self._limit}"

    def neighbours(self, base: str) -> tuple[str | None, str | None]:
        """The addresses of the page before and of the page after."""
        found = [None if start is None else self.path(base, start) for start in (self._previous, self._next)]
        return found[0], found[1]
