"""The API under `/v2/payment-links`."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from payments_service.api_parameters import SHAPE, From, IdempotencyKey, Limit, api_router
from payments_service.callers import Callers
from payments_service.descriptions import refusals
from payments_service.link_operations import LinkOperations
from payments_service.models import PaymentLinkAnswer, PaymentLinkChange, PaymentLinkList, PaymentLinkRequest, PaymentList
from payments_service.profiles import Caller
from payments_service.services import PaymentsService


def create_link_router(service: PaymentsService, callers: Callers) -> APIRouter:
    router = api_router("payment links")
    current = Annotated[Caller, callers.current]
    api = LinkOperations(service)

    @router.post("/payment-links", status_code=201, response_model=PaymentLinkAnswer, responses=refusals(413, 422), **SHAPE)
    def create_link(caller: current, body: PaymentLinkRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Make an address to hand out, behind which a payment begins."""
        return callers.once(caller, idempotency_key, "payment-links", body, lambda connection: api.create(connection, caller, body))

    @router.get("/payment-links", response_model=PaymentLinkList, **SHAPE)
    def list_links(caller: current, start: From = None, limit: Limit = 50) -> Any:
        """The payment links of the profile, the newest first."""
        return api.list(caller, start, limit)

    @router.get("/payment-links/{link_id}", response_model=PaymentLinkAnswer, responses=refusals(404), **SHAPE)
    def get_link(caller: current, link_id: str) -> Any:
        """A payment link, and whether it was paid."""
        return api.get(caller, link_id)

    @router.patch("/payment-links/{link_id}", response_model=PaymentLinkAnswer, responses=refusals(404, 413, 422), **SHAPE)
    def change_link(caller: current, link_id: str, body: PaymentLinkChange) -> Any:
        """Change what a payment link says, or archive it: then nobody can pay through it. What is left out stays."""
        return api.change(caller, link_id, body)

    @router.delete("/payment-links/{link_id}", status_code=204, response_class=Response, responses=refusals(404, 422))
    def remove_link(caller: current, link_id: str) -> Response:
        """Delete a payment link through which no payment was begun."""
        api.remove(caller, link_id)
        return Response(status_code=204)

    @router.get("/payment-links/{link_id}/payments", response_model=PaymentList, responses=refusals(404), **SHAPE)
    def list_payments_of_link(caller: current, link_id: str, start: From = None, limit: Limit = 50) -> Any:
        """The payments that were begun through a link, the newest first."""
        return api.list_payments(caller, link_id, start, limit)

    return router
