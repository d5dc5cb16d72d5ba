"""Setting out to pay, the receipt, and what the payment service tells."""

import logging
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.problems import ProblemError
from forms_service import payments
from forms_service.checkouts import PAYMENT_ID, SIGNATURE_HEADER, CheckoutError
from forms_service.contexts import FormsContext, context_of
from forms_service.receipts import describe_receipt, write_pdf
from forms_service.routes.lookups import find_any, find_own
from forms_service.routes.signed_events import read_signed
from forms_service.storage.submissions import Submission
from forms_service.visitors import CurrentClerk, CurrentPost, CurrentVisitor

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@router.post("/submissions/{reference}/pay")
def pay(request: Request, reference: str, visitor: CurrentVisitor, _: CurrentPost) -> Response:
    """Go to where this submission can be paid: the same place as before, unless that payment is over."""
    context = context_of(request)
    submission, _form = find_own(context, visitor, reference)
    return go_and_pay(context, submission)


@router.post("/clerk/submissions/{reference}/pay")
def pay_at_desk(request: Request, reference: str, _: CurrentPost, clerk: CurrentClerk) -> Response:
    """The same, for somebody at the desk."""
    logger.info("A clerk lets somebody pay", extra={"fields": {"clerk": clerk.subject}})
    context = context_of(request)
    with context.database.reading() as connection:
        submission, _form = find_any(connection, reference)
    if submission.channel != "desk":
        raise ProblemError(404, "no-such-submission", "Only what was filled in at the desk is paid there.")
    return go_and_pay(context, submission)


def go_and_pay(context: FormsContext, submission: Submission) -> Response:
    """To the page where people pay; to the submission where there is nothing to pay, or nowhere to go at the moment."""
    place = payments.place_of(submission)
    try:
        attempt = payments.set_out(context, submission.reference)
    except CheckoutError as error:
        logger.warning("Nobody can pay at the moment", extra={"fields": {"reason": str(error)}})
        return RedirectResponse(f"{place}?payment=unavailable", 303)
    if attempt is None or attempt.checkout_url is None or context.checkouts is None:
        return RedirectResponse(place, 303)
    # A browser lets a form of ours lead to the places that the page named. Elsewhere it goes by a link on the next page.
    return RedirectResponse(attempt.checkout_url if context.checkouts.leads_there(attempt.checkout_url) else place, 303)


def look_again(context: FormsContext, submission: Submission) -> bool:
    """Ask how a submission that waits for payment stands. False where the payment service does not say."""
    try:
        payments.look_again(context, submission.reference)
    except CheckoutError as error:
        logger.warning("A payment could not be verified", extra={"fields": {"reason": str(error)}})
        return False
    return True


@router.get("/submissions/{reference}/receipt.pdf")
def read_receipt(request: Request, reference: str, visitor: CurrentVisitor) -> Response:
    """The receipt, for whoever paid."""
    context = context_of(request)
    submission, form = find_own(context, visitor, reference)
    if submission.paid_at is None:
        raise ProblemError(404, "no-receipt", "There is no receipt for this submission.")
    content = write_pdf(describe_receipt(context, submission, form))
    name = f'attachment; filename="{submission.reference}.pdf"'
    return Response(content, media_type="application/pdf", headers={"content-disposition": name, "cache-control": "no-store"})


@router.post("/payments/events", status_code=204)
async def hear(request: Request) -> Response:
    """A payment is said to have changed. Whoever says so must have signed it; what became of the payment is asked, not read here."""
    context = context_of(request)
    body = await read_signed(
        request, context.checkouts, SIGNATURE_HEADER, without="This counter takes no payments.", by="the payment service"
    )
    payment_id = _read_payment_id(body)
    if payment_id is not None:
        await run_in_threadpool(payments.hear, context, payment_id)
    return Response(status_code=204)


def _read_payment_id(body: bytes) -> str | None:
    try:
        event: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    found = event.get("entityId") if isinstance(event, dict) else None
    return found if isinstance(found, str) and PAYMENT_ID.fullmatch(found) else None
