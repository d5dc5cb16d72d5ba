"""The pages on which somebody plays the bank, for this is a simulator: money that it has arrives, or comes back.

Whoever has the address may: it holds the id of a refund or a pay-out, which cannot be guessed and which its application alone knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.problems import ProblemError
from payments_service.ids import PAYOUT, REFUND, is_id
from payments_service.page_forms import PageForms, read_fields
from payments_service.payments import find_payment
from payments_service.payouts import Payout, find_payout
from payments_service.profiles import find_profile
from payments_service.refunds import Refund, find_refund
from payments_service.services import PaymentsService
from payments_service.statuses import PayoutStatus, RefundStatus, TransitionError


def create_bank_router(service: PaymentsService) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = BankPages(service)

    @router.get("/refund/{refund_id}", response_model=None)
    def refund(request: Request, refund_id: str) -> Response:
        return pages.show_refund(request, refund_id)

    @router.post("/refund/{refund_id}", response_model=None)
    async def play_refund(request: Request, refund_id: str) -> Response:
        return await run_in_threadpool(pages.play_refund, request, refund_id, await read_fields(request))

    @router.get("/payout/{payout_id}", response_model=None)
    def payout(request: Request, payout_id: str) -> Response:
        return pages.show_payout(request, payout_id)

    @router.post("/payout/{payout_id}", response_model=None)
    async def play_payout(request: Request, payout_id: str) -> Response:
        return await run_in_threadpool(pages.play_payout, request, payout_id, await read_fields(request))

    return router


class BankPages:
    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._forms = PageForms(service)

    def show_refund(self, request: Request, refund_id: str) -> Response:
        refund = self._refund(refund_id)
        with self._service.database.reading() as connection:
            payment = find_payment(connection, refund.payment_id)
            profile = find_profile(connection, refund.profile_id)
        assert payment is not None
        facts = self._forms.facts(request, refund.amount, profile, refund.description or payment.description)
        standing: dict[str, Any] = {"state": refund.status.value, "at_bank": refund.status is RefundStatus.PROCESSING}
        return self._forms.render(request, "bank.html", **facts, **standing, kind="refund", action=f"/refund/{refund_id}", account=None)

    def play_refund(self, request: Request, refund_id: str, fields: Mapping[str, str]) -> Response:
        self._forms.require_own(request, fields)
        returned, refund = _is_returned(fields), self._refund(refund_id)
        after = RefundStatus.FAILED if returned else RefundStatus.REFUNDED
        with self._service.database.writing() as connection:
            payment = find_payment(connection, refund.payment_id, locking=True)
            assert payment is not None
            try:
                self._service.refunds.move(connection, payment, refund_id, after)
            except TransitionError:
                raise ProblemError(400, "unknown-choice", "The bank does not have this refund.") from None
        return self._back(request, f"/refund/{refund_id}")

    def show_payout(self, request: Request, payout_id: str) -> Response:
        payout = self._payout(payout_id)
        with self._service.database.reading() as connection:
            profile = find_profile(connection, payout.profile_id)
        facts = self._forms.facts(request, payout.amount, profile, payout.description or payout.payout_id)
        standing: dict[str, Any] = {"state": payout.status.value, "at_bank": payout.status is PayoutStatus.PROCESSING_AT_BANK}
        action = f"/payout/{payout_id}"
        return self._forms.render(request, "bank.html", **facts, **standing, kind="payout", action=action, account=payout.account)

    def play_payout(self, request: Request, payout_id: str, fields: Mapping[str, str]) -> Response:
        self._forms.require_own(request, fields)
        returned = _is_returned(fields)
        self._payout(payout_id)
        after = PayoutStatus.FAILED if returned else PayoutStatus.COMPLETED
        with self._service.database.writing() as connection:
            try:
                self._service.payouts.move(connection, payout_id, after, reason="returned" if returned else None)
            except TransitionError:
                raise ProblemError(400, "unknown-choice", "The bank does not have this payout.") from None
        return self._back(request, f"/payout/{payout_id}")

    def _back(self, request: Request, path: str) -> Response:
        return RedirectResponse(f"{path}?lang={self._service.pages.language(request)}", 303)

    def _refund(self, refund_id: str) -> Refund:
        """As it is now. Raises ProblemError 404."""
        if is_id(REFUND, refund_id):
            self._service.refunds.finish()
            with self._service.database.reading() as connection:
                refund = find_refund(connection, None, refund_id)
            if refund is not None:
                return refund
        raise ProblemError(404, "unknown-payment", "There is no such refund.")

    def _payout(self, payout_id: str) -> Payout:
        """As it is now. Raises ProblemError 404."""
        if is_id(PAYOUT, payout_id):
            self._service.payouts.carry_on()
            with self._service.database.reading() as connection:
                payout = find_payout(connection, payout_id)
            if payout is not None:
                return payout
        raise ProblemError(404, "unknown-payment", "There is no such payout.")


def _is_returned(fields: Mapping[str, str]) -> bool:
    """Raises ProblemError where the form says neither."""
    if fields.get("outcome") not in {"arrived", "returned"}:
        raise ProblemError(400, "unknown-choice", "There is no such choice.")
    return fields["outcome"] == "returned"
