"""Paying for a submission: set out to pay, come back, and be believed only by what the payment service itself says.

An attempt is written down before the payment service is asked, and its id is the idempotency key of that question: whoever is
killed in between asks again and gets the same payment. A new attempt begins only when the last one is known to be over without
money, so nobody pays twice. That somebody came back from paying, or that a webhook arrived, is a reason to ask, never an answer.
"""

import logging
from typing import Final

from sqlalchemy import Connection

from bouwsteen_service.correlations import continuing
from forms_service.checkouts import CheckoutError, Checkouts, Payment
from forms_service.contexts import FormsContext
from forms_service.storage import form_documents, letters, payment_attempts, submissions
from forms_service.storage.payment_attempts import ASKED, PAID, UNDECIDED, PaymentAttempt
from forms_service.storage.submissions import Submission
from forms_service.submitting import form_of_text

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 20


def set_out(context: FormsContext, reference: str) -> PaymentAttempt | None:
    """The attempt with which a submission can be paid now; None where nothing is to be paid. It raises `CheckoutError`."""
    look_again(context, reference)
    with context.database.writing() as connection:
        submission = submissions.lock_submission(connection, reference)
        if submission is None or not submission.awaits_payment or submission.fee is None:
            return None
        attempt = payment_attempts.find_last_attempt(connection, reference)
        if attempt is None or attempt.is_over:
            attempt = payment_attempts.begin_attempt(connection, reference, submission.fee, context.clock())
        text = form_documents.find_form_text(connection, submission.form_digest) or ""
    return _ask(context, submission, attempt, text) if attempt.status == ASKED else attempt


def _ask(context: FormsContext, submission: Submission, attempt: PaymentAttempt, form_text: str) -> PaymentAttempt:
    fee = form_of_text(form_text).fee
    what = fee.description.in_language(submission.language) if fee else ""
    place = place_of(submission)
    payment = _checkouts(context).ask(
        attempt.id, attempt.amount, f"{what} {submission.reference}", submission.language, f"{context.settings.service.public_url}{place}"
    )
    if not _belongs(payment, attempt):
        raise CheckoutError("another-payment")
    with context.database.writing() as connection:
        known = payment_attempts.lock_attempt(connection, attempt.id)
        # Whoever asked at the same moment got the same answer, and may have been faster.
        if known is not None and known.status == ASKED:
            payment_attempts.record_answer(connection, known, payment.id, payment.checkout_url, payment.status, context.clock())
        return payment_attempts.find_last_attempt(connection, attempt.reference) or attempt


def place_of(submission: Submission) -> str:
    """The page of a submission for whoever is in front of the screen: the clerk where it was filled in at the desk."""
    return f"/clerk/submissions/{submission.reference}" if submission.channel == "desk" else f"/submissions/{submission.reference}"


def look_again(context: FormsContext, reference: str) -> None:
    """Ask about the last attempt of a submission. It raises `CheckoutError`."""
    with context.database.reading() as connection:
        attempt = payment_attempts.find_last_attempt(connection, reference)
    if attempt is not None and attempt.status in UNDECIDED:
        _verify(context, attempt)


def verify_due(context: FormsContext) -> int:
    """Ask about what is due: a webhook said something, or none came. How many were asked about."""
    if context.checkouts is None:
        return 0
    with context.database.reading() as connection:
        due = payment_attempts.list_due_attempts(connection, context.clock(), _AT_ONCE)
    for attempt in due:
        with continuing(attempt.correlation_id):
            _verify_or_put_off(context, attempt)
    return len(due)


def _verify_or_put_off(context: FormsContext, attempt: PaymentAttempt) -> None:
    try:
        _verify(context, attempt)
    except CheckoutError as error:
        logger.warning("A payment could not be verified", extra={"fields": {"reason": str(error)}})
        with context.database.writing() as connection:
            payment_attempts.put_off(connection, attempt, context.clock())


def hear(context: FormsContext, payment_id: str) -> None:
    """A payment is said to have changed: it is asked about soon, which is written down first."""
    with context.database.writing() as connection:
        payment_attempts.hasten(connection, payment_id, context.clock())


def _verify(context: FormsContext, attempt: PaymentAttempt) -> None:
    payment = _checkouts(context).find(attempt.payment_id or "")
    if not _belongs(payment, attempt):
        logger.error("A payment is not the one that was asked for", extra={"fields": {"attempt": attempt.id}})
        raise CheckoutError("another-payment")
    with context.database.writing() as connection:
        _settle(context, connection, attempt, payment)


def _belongs(payment: Payment, attempt: PaymentAttempt) -> bool:
    return payment.amount == attempt.amount and payment.attempt == attempt.id


def _settle(context: FormsContext, connection: Connection, attempt: PaymentAttempt, payment: Payment) -> None:
    """Write down how an attempt stands; once, whoever finds out first."""
    submission = submissions.lock_submission(connection, attempt.reference)
    known = payment_attempts.lock_attempt(connection, attempt.id)
    if submission is None or known is None or known.status not in UNDECIDED:
        return
    now = context.clock()
    payment_attempts.record_answer(connection, known, payment.id, payment.checkout_url, payment.status, now)
    if payment.status != known.status:
        context.paid.add(payment.status)
    if payment.status != PAID:
        return
    if not submissions.complete_payment(connection, attempt.reference, payment.id, now):
        logger.error("A submission was paid that did not wait for it", extra={"fields": {"attempt": attempt.id}})
    elif context.notifications is not None and submission.applicant.get("insz"):
        letters.add_receipt(connection, attempt.reference, attempt.correlation_id, now)


def _checkouts(context: FormsContext) -> Checkouts:
    if context.checkouts is None:
        raise CheckoutError("no-payments-wired")
    return context.checkouts
