"""Removing what has had its time."""

from sqlalchemy import Connection, delete, exists, or_

from bouwsteen_service.sessions import IDLE
from forms_service.storage.payment_attempts import UNPAID
from forms_service.storage.submissions import AWAITING_PAYMENT
from forms_service.storage.tables import drafts, payment_attempts, sessions, submissions


def purge(connection: Connection, now: float, draft_lifetime: float) -> tuple[int, int, int]:
    """Remove expired drafts and sessions, and what was never paid; how many of each.

    What is not paid goes as a draft goes, but never while somebody could still be paying.
    """
    removed_drafts = connection.execute(delete(drafts).where(drafts.c.expires_at <= now)).rowcount
    ended = or_(sessions.c.expires_at <= now, sessions.c.seen_at <= now - IDLE)
    removed_sessions = connection.execute(delete(sessions).where(ended)).rowcount
    of_submission = payment_attempts.c.reference == submissions.c.reference
    in_hand = exists().where(of_submission, payment_attempts.c.status.not_in(UNPAID), payment_attempts.c.payment_id.is_not(None))
    unpaid = (submissions.c.status == AWAITING_PAYMENT, submissions.c.received_at <= now - draft_lifetime, ~in_hand)
    removed_submissions = connection.execute(delete(submissions).where(*unpaid)).rowcount
    return removed_drafts, removed_sessions, removed_submissions
