"""How a submission with a fee stands, as people read it: what is to be paid, what was, and where the receipt is."""

from dataclasses import dataclass

from sqlalchemy import Connection

from forms_service.contexts import FormsContext
from forms_service.displays import show_amount, show_moment
from forms_service.storage import letters, payment_attempts
from forms_service.storage.letters import DECISION, GIVEN_UP, RECEIPT, SENT, UNDELIVERED, Letter
from forms_service.storage.payment_attempts import ASKED, PAID
from forms_service.storage.submissions import Submission


@dataclass(frozen=True)
class Standing:
    """`payment` is due, pending, canceled, expired, failed or paid; `receipt` none, waiting, late, given-up, ebox,
    paper or undelivered.

    `link` is where to pay, where a form of ours may not lead there by itself. `attempts` counts how often somebody set out to pay.
    """

    amount: str
    payment: str
    receipt: str
    link: str | None = None
    payment_id: str | None = None
    paid_on: str = ""
    attempts: int = 0
    fault: str | None = None


def describe_standing(context: FormsContext, connection: Connection, submission: Submission, language: str) -> Standing | None:
    """How it stands with paying; None for a submission that costs nothing."""
    if submission.fee is None:
        return None
    attempt = payment_attempts.find_last_attempt(connection, submission.reference)
    letter = letters.find_letter(connection, submission.reference, RECEIPT)
    page = None if attempt is None or attempt.is_over else attempt.checkout_url
    elsewhere = page is not None and context.checkouts is not None and not context.checkouts.leads_there(page)
    return Standing(
        amount=show_amount(submission.fee, language),
        payment=PAID if submission.paid_at is not None else _name_status(attempt.status if attempt else ASKED),
        receipt=_way_of(letter),
        link=page if elsewhere else None,
        payment_id=submission.payment_id or (attempt.payment_id if attempt else None),
        paid_on="" if submission.paid_at is None else show_moment(context.local_time(submission.paid_at), language),
        attempts=attempt.number if attempt else 0,
        fault=letter.fault if letter else None,
    )


def describe_decision(connection: Connection, reference: str) -> str:
    """How the letter about the last decision stands: none, waiting, late, given-up, ebox, paper or undelivered."""
    return _way_of(letters.find_letter(connection, reference, DECISION))


def _way_of(letter: Letter | None) -> str:
    if letter is None:
        return "none"
    if letter.status == SENT:
        return letter.channel or "ebox"
    if letter.status in {UNDELIVERED, GIVEN_UP}:
        return letter.status
    return "late" if letter.fault else "waiting"


def describe_payment(submission: Submission, language: str) -> tuple[str, str] | None:
    """(the amount, due or paid) of a submission in a list; None for one that costs nothing."""
    if submission.fee is None:
        return None
    return show_amount(submission.fee, language), "due" if submission.paid_at is None else PAID


def _name_status(status: str) -> str:
    return "due" if status in {ASKED, "open", PAID} else status
