"""Sending what the outbox holds: each receipt and each decision at least once, and under one key, so that it arrives once.

The service that sends may be slow, away, or say no: nothing is lost by it, the letter waits for its next try, and people read on the
page of their submission how it stands, where they can take the receipt along themselves. After days it is given up, which clerks see
on the page of the submission, where they can have it sent again.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bouwsteen_service.correlations import continuing
from bouwsteen_service.texts import Texts
from forms_service.contexts import FormsContext
from forms_service.displays import show_amount
from forms_service.notifications import Document, Message, NotificationError
from forms_service.principals import find_enterprise_number
from forms_service.receipts import describe_decision, describe_receipt, write_pdf
from forms_service.storage import form_documents, letters, submissions
from forms_service.storage.letters import DECISION, SENT, UNDELIVERED, Letter
from forms_service.submitting import form_of_text
from forms_service.wording import TEXTS

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 8
_SENDERS: Final = 4
_texts: Final = Texts(TEXTS)


def count_unsent(context: FormsContext) -> dict[str, int]:
    """How many wait, and how many were given up."""
    with context.database.reading() as connection:
        return letters.count_unsent(connection)


def send_due(context: FormsContext) -> int:
    """Send what is due; how many were tried."""
    if context.notifications is None:
        return 0
    with context.database.writing() as connection:
        claimed = letters.claim_letters(connection, context.clock(), _AT_ONCE)
    if claimed:
        with ThreadPoolExecutor(_SENDERS, thread_name_prefix="letters") as senders:
            list(senders.map(lambda letter: _send_under_its_number(context, letter), claimed))
    return len(claimed)


def _send_under_its_number(context: FormsContext, letter: Letter) -> None:
    with continuing(letter.correlation_id):
        _send(context, letter)


def _send(context: FormsContext, letter: Letter) -> None:
    assert context.notifications is not None
    try:
        outcome = context.notifications.send(_write(context, letter))
    except NotificationError as error:
        with context.database.writing() as connection:
            is_over = letters.record_fault(connection, letter, str(error), context.clock())
        level = logging.ERROR if is_over else logging.WARNING
        fields = {"kind": letter.kind, "reason": str(error), "attempts": letter.attempts + 1, "given_up": is_over}
        logger.log(level, "A letter was not taken", extra={"fields": fields})
        return
    status = SENT if outcome.is_delivered else UNDELIVERED
    with context.database.writing() as connection:
        letters.record_sent(connection, letter, outcome.id, outcome.channel, status, context.clock())
    context.told.add(outcome.channel if outcome.channel in {"ebox", "paper"} else "other", status)


def _write(context: FormsContext, letter: Letter) -> Message:
    with context.database.reading() as connection:
        submission = submissions.find_submission(connection, letter.reference)
        assert submission is not None, "a letter goes with its submission"
        text = form_documents.find_form_text(connection, submission.form_digest) or ""
    form = form_of_text(text)
    decided = letter.kind == DECISION
    paper = describe_decision(context, submission, form, letter) if decided else describe_receipt(context, submission, form)
    words = f"letter.decision.{letter.decision}" if decided else "letter"

    def say(key: str, language: str) -> str:
        return _texts.get(
            key,
            language,
            form=form.title.in_language(language),
            amount=show_amount(submission.fee or "", language),
            reference=submission.reference,
            reason=letter.reason or "",
            organisation=context.settings.title,
        )

    return Message(
        key=letter.id,
        reference=submission.reference,
        national_number=str(submission.applicant["insz"]),
        enterprise_number=find_enterprise_number(submission.applicant),
        subject={language: say(f"{words}.subject", language) for language in ("nl", "fr", "en")},
        body=say(f"{words}.body", submission.language),
        language=submission.language,
        document=Document(f"{letter.id}.pdf", write_pdf(paper)),
    )
