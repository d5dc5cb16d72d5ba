"""The page of a payment link: what is to be paid, how much where that is the payer's to say, and on to the checkout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.problems import ProblemError
from payments_service.amounts import MOST_CENTS, read_cents, show_cents
from payments_service.ids import LINK, is_id
from payments_service.methods import METHODS
from payments_service.page_forms import PageForms, read_fields
from payments_service.payment_links import PaymentLink, begun_through, find_payment_link, paid_at
from payments_service.payments import NewPayment, find_payment
from payments_service.profiles import Profile, find_profile
from payments_service.services import PaymentsService
from payments_service.statuses import Status


def create_link_pages(service: PaymentsService) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = LinkPages(service)

    @router.get("/pay/{link_id}", response_model=None)
    def link(request: Request, link_id: str) -> Response:
        return pages.show(request, link_id)

    @router.post("/pay/{link_id}", response_model=None)
    async def begin(request: Request, link_id: str) -> Response:
        return await run_in_threadpool(pages.begin, request, link_id, await read_fields(request))

    return router


class LinkPages:
    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._forms = PageForms(service)

    def show(self, request: Request, link_id: str, entered: str = "", *, wrong: bool = False) -> Response:
        """`entered`: the amount that the payer wrote, and `wrong` whether it was none."""
        with self._service.database.reading() as connection:
            link, profile, is_open = self._open(connection, link_id)
        facts = self._forms.facts(request, link.amount, profile, link.description)
        language = self._service.pages.language(request)
        bounds = {"least": show_cents(link.least, language), "most": show_cents(_most(link), language)}
        return self._forms.render(request, "link.html", **facts, **bounds, link=link, is_open=is_open, entered=entered, wrong=wrong)

    def begin(self, request: Request, link_id: str, fields: Mapping[str, str]) -> Response:
        """Begin a payment for the link and go to its checkout; where it may be paid once alone, to the one that is under way."""
        self._forms.require_own(request, fields)
        self._service.payments.expire()
        entered = fields.get("amount", "")
        with self._service.database.writing() as connection:
            link, _, is_open = self._open(connection, link_id, locking=True)
            cents = link.amount or read_cents(entered)
            fits = cents is not None and link.least <= cents <= _most(link)
            payment_id = self._payment_of(connection, replace(link, amount=cents)) if is_open and fits else None
        if payment_id is None:
            return self.show(request, link_id, entered, wrong=is_open)
        return RedirectResponse(f"/checkout/{payment_id}?lang={self._service.pages.language(request)}", 303)

    def _payment_of(self, connection: Connection, link: PaymentLink) -> str:
        """The payment to go to; `link` is held and has an amount."""
        assert link.amount is not None
        if not link.reusable:
            begun = begun_through(connection, link.link_id)
            payment = None if begun is None else find_payment(connection, begun, locking=True)
            if payment is not None:
                if payment.amount == link.amount or payment.status is not Status.OPEN:
                    return payment.payment_id
                self._service.payments.move(connection, payment.payment_id, Status.CANCELED)
        wanted = NewPayment(
            amount=link.amount,
            description=link.description,
            redirect_url=link.redirect_url or f"{self._service.settings.service.public_url}/pay/{link.link_id}",
            webhook_url=link.webhook_url,
            link_id=link.link_id,
        )
        return self._service.payments.create(connection, link.profile_id, link.application_id, wanted).payment_id

    def _open(self, connection: Connection, link_id: str, *, locking: bool = False) -> tuple[PaymentLink, Profile, bool]:
        """(link, profile, whether it may be paid). Raises ProblemError 404."""
        link = find_payment_link(connection, link_id, locking=locking) if is_id(LINK, link_id) else None
        if link is None:
            raise ProblemError(404, "unknown-payment", "There is no such payment link.")
        over = link.archived or (link.expires_at is not None and link.expires_at <= self._service.clock())
        used = not link.reusable and paid_at(connection, link_id) is not None
        return link, find_profile(connection, link.profile_id), not over and not used


def _most(link: PaymentLink) -> int:
    """Cents that can be paid at most by the ways that the link allows."""
    return min(MOST_CENTS, max(method.most for method in METHODS if not link.allowed_methods or method.method_id in link.allowed_methods))
