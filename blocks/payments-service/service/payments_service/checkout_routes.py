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
from bouwsteen_service.cookies import browser_id, new_browser_id, remember_browser
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.problems import ProblemError
from payments_service.amounts import show_cents
from payments_service.communications import epc_text, qr_image, write_communication
from payments_service.ids import LINK, PAYMENT, is_id
from payments_service.methods import BANK_TRANSFER, BY_ID, Method, methods_for
from payments_service.payment_links import PaymentLink, find_payment_link, paid_at
from payments_service.payments import NewPayment, Payment, find_payment
from payments_service.profiles import Profile, find_profile
from payments_service.services import PaymentsService
from payments_service.statuses import UNFINISHED, Status, TransitionError

logger = logging.getLogger(__name__)

_FIELDS: Final = 10
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
        return await run_in_threadpool(pages.play, request, payment_id, await _fields(request))

    @router.get("/pay/{link_id}", response_model=None)
    def link(request: Request, link_id: str) -> Response:
        return pages.show_link(request, link_id)

    @router.post("/pay/{link_id}", response_model=None)
    async def begin(request: Request, link_id: str) -> Response:
        return await run_in_threadpool(pages.begin, request, link_id, await _fields(request))

    return router


async def _fields(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=_FIELDS) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


class CheckoutPages:
    def __init__(self, service: PaymentsService) -> None:
        self._service = service

    def show(self, request: Request, payment_id: str, method_id: str) -> Response:
        """What there is to do: choose a way to pay, say what becomes of it, transfer, or go back."""
        payment, profile = self._open(payment_id)
        facts = self._facts(request, payment.amount, profile, payment.description)
        if payment.status not in UNFINISHED:
            return self._service.pages.render(request, "finished.html", **facts, payment=payment, back=_way_back(payment))
        if payment.communication is not None:
            return self._instruct(request, payment, profile, facts)
        method = BY_ID.get(payment.method or method_id)
        if method is None or payment.amount > method.most:
            return self._service.pages.render(request, "methods.html", **facts, payment=payment, methods=methods_for(payment.amount))
        outcomes = _OUTCOMES_OF_TRANSFER if method.method_id == BANK_TRANSFER else _OUTCOMES
        choices = {"method": method, "chosen": payment.method is not None, "outcomes": outcomes}
        return self._form(request, "outcome.html", _targets(payment), **facts, payment=payment, **choices)

    def _instruct(self, request: Request, payment: Payment, profile: Profile, facts: Mapping[str, Any]) -> Response:
        """How to make the transfer, and a button that plays the bank."""
        assert payment.communication is not None
        communication = write_communication(payment.communication)
        return self._form(
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
        self._require_own_form(request, fields)
        payment, _ = self._open(payment_id)
        wanted = fields.get("outcome", "")
        allowed: tuple[Status, ...]
        if payment.status is Status.PENDING:
            method, allowed = BY_ID.get(payment.method or ""), _OUTCOMES_OF_BANK
        else:
            method = BY_ID.get(payment.method or fields.get("method", ""))
            transfers = method is not None and method.method_id == BANK_TRANSFER
            allowed = _OUTCOMES_OF_TRANSFER if transfers else _OUTCOMES
        if payment.status in UNFINISHED:
            if method is None or payment.amount > method.most or wanted not in allowed:
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

    def show_link(self, request: Request, link_id: str) -> Response:
        link, profile, is_open = self._open_link(link_id)
        facts = self._facts(request, link.amount, profile, link.description)
        return self._form(request, "link.html", [], **facts, link=link, is_open=is_open)

    def begin(self, request: Request, link_id: str, fields: Mapping[str, str]) -> Response:
        """Begin a payment for the link and go to its checkout."""
        self._require_own_form(request, fields)
        link, _, is_open = self._open_link(link_id)
        if not is_open:
            return self.show_link(request, link_id)
        wanted = NewPayment(
            amount=link.amount,
            description=link.description,
            redirect_url=link.redirect_url or f"{self._service.settings.service.public_url}/pay/{link_id}",
            webhook_url=link.webhook_url,
            link_id=link_id,
        )
        with self._service.database.writing() as connection:
            payment = self._service.payments.create(connection, link.profile_id, link.application_id, wanted)
        return RedirectResponse(f"/checkout/{payment.payment_id}?lang={self._service.pages.language(request)}", 303)

    def _open(self, payment_id: str) -> tuple[Payment, Profile]:
        """Raises ProblemError 404."""
        if is_id(PAYMENT, payment_id):
            self._service.payments.expire()
            with self._service.database.reading() as connection:
                payment = find_payment(connection, payment_id)
                if payment is not None:
                    return payment, find_profile(connection, payment.profile_id)
        raise ProblemError(404, "unknown-payment", "There is no such payment.")

    def _open_link(self, link_id: str) -> tuple[PaymentLink, Profile, bool]:
        """(link, profile, whether it may be paid). Raises ProblemError 404."""
        with self._service.database.reading() as connection:
            link = find_payment_link(connection, link_id) if is_id(LINK, link_id) else None
            if link is None:
                raise ProblemError(404, "unknown-payment", "There is no such payment link.")
            over = link.expires_at is not None and link.expires_at <= self._service.clock()
            used = not link.reusable and paid_at(connection, link_id) is not None
            return link, find_profile(connection, link.profile_id), not over and not used

    def _facts(self, request: Request, cents: int, profile: Profile, description: str) -> dict[str, Any]:
        amount = show_cents(cents, self._service.pages.language(request))
        return {"amount": amount, "organisation": profile.name, "description": description, "is_test": profile.mode == "test"}

    def _form(self, request: Request, template: str, targets: list[str], **context: Any) -> Response:
        """A page with a form that this browser alone can send."""
        settings = self._service.settings.service
        browser = browser_id(request, settings) or new_browser_id()
        csrf = self._service.csrf.issue(browser)
        response = self._service.pages.render(request, template, form_targets=targets, csrf=csrf, **context)
        remember_browser(response, settings, browser)
        return response

    def _require_own_form(self, request: Request, fields: Mapping[str, str]) -> None:
        settings = self._service.settings.service
        require_same_origin(request, settings.public_url)
        self._service.csrf.require(fields.get(CSRF_FIELD), browser_id(request, settings) or "")


def _way_back(payment: Payment) -> str:
    if payment.status is Status.CANCELED and payment.cancel_url is not None:
        return payment.cancel_url
    return payment.redirect_url


def _targets(payment: Payment) -> list[str]:
    """Where the answer to a form may lead."""
    return sorted({origin_of(url) for url in (payment.redirect_url, payment.cancel_url) if url is not None})
