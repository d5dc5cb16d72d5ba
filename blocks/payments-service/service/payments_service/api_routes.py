"""The API under `/v2`: payments, refunds, methods. Whoever calls shows a key and sees its profile alone."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from payments_service.api_operations import Operations
from payments_service.api_parameters import SHAPE, From, IdempotencyKey, Limit, api_router
from payments_service.callers import Callers
from payments_service.descriptions import refusals
from payments_service.errors import ApiError
from payments_service.methods import BY_ID, METHODS
from payments_service.models import (
    MethodAnswer,
    MethodList,
    PaymentAnswer,
    PaymentChange,
    PaymentList,
    PaymentRequest,
    RefundAnswer,
    RefundList,
    RefundRequest,
)
from payments_service.profiles import Caller
from payments_service.services import PaymentsService


def create_api_router(service: PaymentsService, callers: Callers) -> APIRouter:
    router = api_router("payments")

    current = Annotated[Caller, callers.current]
    api = Operations(service)

    @router.post("/payments", status_code=201, response_model=PaymentAnswer, responses=refusals(413, 422), **SHAPE)
    def create_payment(caller: current, body: PaymentRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Ask for a payment; the payer goes to its `_links.checkout`."""
        return callers.once(caller, idempotency_key, "payments", body, lambda connection: api.create_payment(connection, caller, body))

    @router.get("/payments", response_model=PaymentList, **SHAPE)
    def list_payments(caller: current, start: From = None, limit: Limit = 50) -> Any:
        """The payments of the profile, the newest first."""
        return api.list_payments(caller, start, limit)

    @router.get("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404), **SHAPE)
    def get_payment(caller: current, payment_id: str) -> Any:
        """A payment as it is now."""
        return api.get_payment(caller, payment_id)

    @router.patch("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404, 413, 422), **SHAPE)
    def change_payment(caller: current, payment_id: str, body: PaymentChange) -> Any:
        """Change what a payment says; what is left out stays."""
        return api.change_payment(caller, payment_id, body)

    @router.delete("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404, 422), **SHAPE)
    def cancel_payment(caller: current, payment_id: str) -> Any:
        """Cancel a payment that is not finished."""
        return api.cancel_payment(caller, payment_id)

    refused = refusals(404, 409, 413, 422)

    @router.post("/payments/{payment_id}/refunds", status_code=201, response_model=RefundAnswer, responses=refused, **SHAPE)
    def create_refund(caller: current, payment_id: str, body: RefundRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Give back what was paid, or part of it."""
        path = f"payments/{payment_id}/refunds"
        return callers.once(caller, idempotency_key, path, body, lambda connection: api.create_refund(connection, caller, payment_id, body))

    @router.get("/payments/{payment_id}/refunds", response_model=RefundList, responses=refusals(404), **SHAPE)
    def list_refunds(caller: current, payment_id: str, start: From = None, limit: Limit = 50) -> Any:
        """The refunds of a payment, the newest first."""
        return api.list_refunds(caller, payment_id, start, limit)

    @router.get("/payments/{payment_id}/refunds/{refund_id}", response_model=RefundAnswer, responses=refusals(404), **SHAPE)
    def get_refund(caller: current, payment_id: str, refund_id: str) -> Any:
        """A refund as it is now."""
        return api.get_refund(caller, payment_id, refund_id)

    @router.delete("/payments/{payment_id}/refunds/{refund_id}", status_code=204, response_class=Response, responses=refusals(404, 422))
    def cancel_refund(caller: current, payment_id: str, refund_id: str) -> Response:
        """Call back a refund that is still on its way."""
        api.cancel_refund(caller, payment_id, refund_id)
        return Response(status_code=204)

    @router.get("/refunds", response_model=RefundList, **SHAPE)
    def list_all_refunds(caller: current, start: From = None, limit: Limit = 50) -> Any:
        """The refunds of the profile, the newest first."""
        return api.list_all_refunds(caller, start, limit)

    @router.get("/methods", response_model=MethodList, **SHAPE)
    def list_methods(caller: current, locale: Annotated[str, Query(max_length=5)] = "nl_BE") -> Any:  # noqa: ARG001  who asks must be known
        """The ways to pay."""
        found = [api.method(method, locale) for method in METHODS]
        return {"count": len(found), "_embedded": {"methods": found}, "_links": service.documents.links("/methods", "list-methods")}

    @router.get("/methods/{method_id}", response_model=MethodAnswer, responses=refusals(404), **SHAPE)
    def get_method(caller: current, method_id: str, locale: Annotated[str, Query(max_length=5)] = "nl_BE") -> Any:  # noqa: ARG001  as above
        """One way to pay."""
        if method_id not in BY_ID:
            raise ApiError.absent("method")
        return api.method(BY_ID[method_id], locale)

    return router
