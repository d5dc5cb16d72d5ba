"""The pages on which somebody pays: choose a way, and, for this is a simulator, what becomes of it.

Whoever has the address may pay: it holds the payment's id, which cannot be guessed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.addresses import origin_of
from bouwsteen_service.problems import ProblemError
from payments_service.communications import epc_text, qr_image, write_communication
from payments_service.ids import PAYMENT, is_id
from payments_service.methods import BANK_TRANSFER, BY_ID, Method, methods_for
from payments_service.page_forms import PageForms, read_fields
from payments_service.payment_links import find_payment_link
from payments_service.payments import Payment, find_payment
from payments_service.profiles import Profile, find_profile
from payments_service.services import PaymentsService
from payments_service.statuses import UNFINISHED, Status, TransitionError

logger = logging.getLogger(__name__)

_OUTCOMES: Final = (Status.PAID, Status.FAILED, Status.CANCELED, Status.EXPIRED)
_OUTCOMES_OF_TRANSFER: Final = (Status.PENDING, Status.CANCELED)
_OUTCOMES_OF_BANK: Final = (Status.PAID, Status.CANCELED, Status.EXPIRED)


def create_checkout_router(service: PaymentsService) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = CheckoutPages(service)

    @router.get("/", response_model=None)
    def home(request: Request) -> Response:
        return service.pages.render(request, "home.html", api_url=service.settings.api_url)

    @router.get("/checkout/{payment_id}", response_model=None)
    def checkout(request: Request, payment_id: str, method: str = "") -> Response:
        return pages.show(request, payment_id, method)

    @router.post("/checkout/{payment_id}", response_model=None)
    async def play(request: Request, payment_id: str) -> Response:
        return await run_in_threadpool(pages.play, request, payment_id, await read_fields(request))

    return router


class CheckoutPages:
    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._forms = PageForms(service)

    def show(self, request: Request, payment_id: str, method_id: str) -> Response:
        """What there is to do: choose a way to pay, say what becomes of it, transfer, or go back."""
        payment, profile, allowed = self._open(payment_id)
        facts = self._forms.facts(request, payment.amount, profile, payment.description)
        if payment.status not in UNFINISHED:
            return self._service.pages.render(request, "finished.html", **facts, payment=payment, back=_way_back(payment))
        if payment.communication is not None:
            return self._instruct(request, payment, profile, facts)
        method = BY_ID.get(payment.method or method_id)
        methods = methods_for(payment.amount, allowed)
        if method not in methods:
            return self._service.pages.render(request, "methods.html", **facts, payment=payment, methods=methods)
        assert method is not None
        outcomes = _OUTCOMES_OF_TRANSFER if method.method_id == BANK_TRANSFER else _OUTCOMES
        choices = {"method": method, "chosen": payment.method is not None, "outcomes": outcomes}
        return self._forms.render(request, "outcome.html", _targets(payment), **facts, payment=payment, **choices)

    def _instruct(self, request: Request, payment: Payment, profile: Profile, facts: Mapping[str, Any]) -> Response:
        """How to make the transfer, and a button that plays the bank."""
        assert payment.communication is not None
        communication = write_communication(payment.communication)
        return self._forms.render(
            request,
            "transfer.html",
            _targets(payment),
            **facts,
            payment=payment,
            account=profile.iban,
            communication=communication,
            image=qr_image(epc_text(profile.name, profile.iban, payment.amount, communication)),
            outcomes=_OUTCOMES_OF_BANK,
            back=payment.redirect_url,
        )

    def play(self, request: Request, payment_id: str, fields: Mapping[str, str]) -> Response:
        """Carry the payment on as the payer chose and send them back; for a transfer, to its instructions."""
        self._forms.require_own(request, fields)
        payment, _, allowed = self._open(payment_id)
        wanted = fields.get("outcome", "")
        outcomes: tuple[Status, ...]
        if payment.status is Status.PENDING:
            method, outcomes = BY_ID.get(payment.method or ""), _OUTCOMES_OF_BANK
        else:
            method = BY_ID.get(payment.method or fields.get("method", ""))
            transfers = method is not None and method.method_id == BANK_TRANSFER
            outcomes = _OUTCOMES_OF_TRANSFER if transfers else _OUTCOMES
        if payment.status in UNFINISHED:
            if method is None or method not in methods_for(payment.amount, allowed) or wanted not in outcomes:
                raise ProblemError(400, "unknown-choice", "There is no such choice for this payment.")
            payment = self._move(payment, Status(wanted), method)
        if payment.status in UNFINISHED:
            return RedirectResponse(f"/checkout/{payment_id}?lang={self._service.pages.language(request)}", 303)
        return RedirectResponse(_way_back(payment), 303)

    def _move(self, payment: Payment, after: Status, method: Method) -> Payment:
        try:
            with self._service.database.writing() as connection:
                moved = self._service.payments.move(connection, payment.payment_id, after, method=method.method_id)
        except TransitionError:
            # Somebody was faster: in another tab, the application that canceled it, the clock.
            return self._open(payment.payment_id)[0]
        logger.info("A payment moved on", extra={"fields": {"status": moved.status.value, "method": method.method_id}})
        return moved

    def _open(self, payment_id: str) -> tuple[Payment, Profile, tuple[str, ...]]:
        """(payment, profile, the ways to pay that its link allows; none: all). Raises ProblemError 404."""
        if is_id(PAYMENT, payment_id):
            self._service.payments.expire()
            with self._service.database.reading() as connection:
                payment = find_payment(connection, payment_id)
                if payment is not None:
                    link = None if payment.link_id is None else find_payment_link(connection, payment.link_id)
                    allowed = () if link is None else link.allowed_methods
                    return payment, find_profile(connection, payment.profile_id), allowed
        raise ProblemError(404, "unknown-payment", "There is no such payment.")


def _way_back(payment: Payment) -> str:
    if payment.status is Status.CANCELED and payment.cancel_url is not None:
        return payment.cancel_url
    return payment.redirect_url


def _targets(payment: Payment) -> list[str]:
    """Where the answer to a form may lead."""
    return sorted({origin_of(url) for url in (payment.redirect_url, payment.cancel_url) if url is not None})
