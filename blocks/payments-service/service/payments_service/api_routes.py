"""The API under `/v2`: payments, refunds, methods, payment links. Whoever calls shows a key and sees its profile alone."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import JSONResponse, Response

from bouwsteen_service.rates import limits_of
from payments_service.api_operations import Operations
from payments_service.descriptions import refusals
from payments_service.documents import HAL
from payments_service.errors import PREFIX, ApiError
from payments_service.methods import BY_ID, METHODS
from payments_service.models import (
    MethodAnswer,
    MethodList,
    PaymentAnswer,
    PaymentChange,
    PaymentLinkAnswer,
    PaymentLinkRequest,
    PaymentList,
    PaymentRequest,
    RefundAnswer,
    RefundList,
    RefundRequest,
)
from payments_service.profiles import Caller
from payments_service.services import PaymentsService

_bearer = HTTPBearer(auto_error=False, description="A key of a binding: test_… or live_….")
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$", description="Sent twice with the same request, it works once."),
]
From = Annotated[str | None, Query(alias="from", max_length=64, description="The id of the first one of the page.")]
Limit = Annotated[int, Query(ge=1, le=250)]


class HalResponse(JSONResponse):
    media_type = HAL


def create_api_router(service: PaymentsService) -> APIRouter:
    router = APIRouter(prefix=PREFIX, default_response_class=HalResponse, responses=refusals(400, 401, 429), tags=["payments"])

    def authenticate(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
        limits = limits_of(request)
        key = "" if credentials is None else credentials.credentials
        limits.admit_attempt(request, key)
        caller = service.profiles.authenticate(key)
        if caller is None:
            limits.note_failure(request, key)
            raise ApiError(401, "Missing authentication, or failed to authenticate")
        limits.admit_client(caller.application_id, key)
        return caller

    current = Annotated[Caller, Depends(authenticate)]
    api = Operations(service)
    shape: dict[str, Any] = {"response_model_exclude_unset": True}

    @router.post("/payments", status_code=201, response_model=PaymentAnswer, responses=refusals(413, 422), **shape)
    def create_payment(caller: current, body: PaymentRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Ask for a payment; the payer goes to its `_links.checkout`."""
        return api.once(caller, idempotency_key, "payments", body, lambda connection: api.create_payment(connection, caller, body))

    @router.get("/payments", response_model=PaymentList, **shape)
    def list_payments(caller: current, start: From = None, limit: Limit = 50) -> Any:
        """The payments of the profile, the newest first."""
        return api.list_payments(caller, start, limit)

    @router.get("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404), **shape)
    def get_payment(caller: current, payment_id: str) -> Any:
        """A payment as it is now."""
        return api.get_payment(caller, payment_id)

    @router.patch("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404, 413, 422), **shape)
    def change_payment(caller: current, payment_id: str, body: PaymentChange) -> Any:
        """Change what a payment says; what is left out stays."""
        return api.change_payment(caller, payment_id, body)

    @router.delete("/payments/{payment_id}", response_model=PaymentAnswer, responses=refusals(404, 422), **shape)
    def cancel_payment(caller: current, payment_id: str) -> Any:
        """Cancel a payment that is not finished."""
        return api.cancel_payment(caller, payment_id)

    @router.post("/payments/{payment_id}/refunds", status_code=201, response_model=RefundAnswer, responses=refusals(404, 413, 422), **shape)
    def create_refund(caller: current, payment_id: str, body: RefundRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Give back what was paid, or part of it."""
        path = f"payments/{payment_id}/refunds"
        return api.once(caller, idempotency_key, path, body, lambda connection: api.create_refund(connection, caller, payment_id, body))

    @router.get("/payments/{payment_id}/refunds", response_model=RefundList, responses=refusals(404), **shape)
    def list_refunds(caller: current, payment_id: str, start: From = None, limit: Limit = 50) -> Any:
        """The refunds of a payment, the newest first."""
        return api.list_refunds(caller, payment_id, start, limit)

    @router.get("/payments/{payment_id}/refunds/{refund_id}", response_model=RefundAnswer, responses=refusals(404), **shape)
    def get_refund(caller: current, payment_id: str, refund_id: str) -> Any:
        """A refund as it is now."""
        return api.get_refund(caller, payment_id, refund_id)

    @router.delete("/payments/{payment_id}/refunds/{refund_id}", status_code=204, response_class=Response, responses=refusals(404, 422))
    def cancel_refund(caller: current, payment_id: str, refund_id: str) -> Response:
        """Call back a refund that is still on its way."""
        api.cancel_refund(caller, payment_id, refund_id)
        return Response(status_code=204)

    @router.get("/methods", response_model=MethodList, **shape)
    def list_methods(caller: current, locale: Annotated[str, Query(max_length=5)] = "nl_BE") -> Any:  # noqa: ARG001  who asks must be known
        """The ways to pay."""
        found = [api.method(method, locale) for method in METHODS]
        return {"count": len(found), "_embedded": {"methods": found}, "_links": {"self": service.documents.api_link("/methods")}}

    @router.get("/methods/{method_id}", response_model=MethodAnswer, responses=refusals(404), **shape)
    def get_method(caller: current, method_id: str, locale: Annotated[str, Query(max_length=5)] = "nl_BE") -> Any:  # noqa: ARG001  as above
        """One way to pay."""
        if method_id not in BY_ID:
            raise ApiError.absent("method")
        return api.method(BY_ID[method_id], locale)

    @router.post("/payment-links", status_code=201, response_model=PaymentLinkAnswer, responses=refusals(413, 422), **shape)
    def create_link(caller: current, body: PaymentLinkRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Make an address to hand out, behind which a payment begins."""
        return api.once(caller, idempotency_key, "payment-links", body, lambda connection: api.create_link(connection, caller, body))

    @router.get("/payment-links/{link_id}", response_model=PaymentLinkAnswer, responses=refusals(404), **shape)
    def get_link(caller: current, link_id: str) -> Any:
        """A payment link, and whether it was paid."""
        return api.get_link(caller, link_id)

    return router
