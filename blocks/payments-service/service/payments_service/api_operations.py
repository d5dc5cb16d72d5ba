"""What the API does with payments and refunds, without HTTP: each operation for one caller, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection

from bouwsteen_service.texts import choose
from payments_service.callers import require_known_return
from payments_service.documents import write_amount
from payments_service.errors import ApiError
from payments_service.ids import PAYMENT, REFUND, is_id
from payments_service.listings import Page
from payments_service.methods import BY_ID, Method
from payments_service.models import PaymentChange, PaymentRequest, RefundRequest
from payments_service.payments import NewPayment, Payment, find_payment, read_payment
from payments_service.profiles import Caller
from payments_service.refunds import DuplicateRefundError, NotRefundableError, find_refund, read_refund
from payments_service.services import PaymentsService
from payments_service.statuses import RefundStatus, Status, TransitionError
from payments_service.tables import payments, refunds

_LOCALE_LANGUAGE: Final = slice(0, 2)


class Operations:
    """Each raises ApiError where the answer is no."""

    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._documents = service.documents

    # Payments

    def create_payment(self, connection: Connection, caller: Caller, body: PaymentRequest) -> dict[str, Any]:
        require_known_return(caller, body.redirect_url, "redirectUrl")
        require_known_return(caller, body.cancel_url, "cancelUrl")
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
            found = self._service.payments.documents(connection, [read_payment(row) for row in page.rows], caller.profile)
        return page.document(self._documents, "payments", "/payments", found)

    def change_payment(self, caller: Caller, payment_id: str, body: PaymentChange) -> dict[str, Any]:
        values = {name: getattr(body, name) for name in body.model_fields_set}
        require_known_return(caller, values.get("redirect_url"), "redirectUrl")
        require_known_return(caller, values.get("cancel_url"), "cancelUrl")
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
        except DuplicateRefundError:
            raise ApiError(409, "A duplicate refund has been detected") from None
        return self._documents.refund(refund, caller.profile.mode)

    def list_refunds(self, caller: Caller, payment_id: str, start: str | None, limit: int) -> dict[str, Any]:
        self._service.refunds.finish()
        with self._on_payment(caller, payment_id) as (connection, payment):
            page = Page(connection, refunds, refunds.c.refund_id, refunds.c.payment_id == payment.payment_id, start, limit)
            found = [self._documents.refund(read_refund(row), caller.profile.mode) for row in page.rows]
        return page.document(self._documents, "refunds", f"/payments/{payment_id}/refunds", found)

    def list_all_refunds(self, caller: Caller, start: str | None, limit: int) -> dict[str, Any]:
        self._service.refunds.finish()
        with self._service.database.reading() as connection:
            page = Page(connection, refunds, refunds.c.refund_id, refunds.c.profile_id == caller.profile.profile_id, start, limit)
            found = [self._documents.refund(read_refund(row), caller.profile.mode) for row in page.rows]
        return page.document(self._documents, "refunds", "/refunds", found)

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
            "_links": self._documents.links(f"/methods/{method.method_id}", "get-method"),
        }

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
