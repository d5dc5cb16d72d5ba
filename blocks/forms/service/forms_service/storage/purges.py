"""Removing what has had its time."""

from sqlalchemy import Connection, delete, or_

from bouwsteen_service.sessions import IDLE
from forms_service.storage.tables import drafts, sessions


def purge(connection: Connection, now: float) -> tuple[int, int]:
    """Remove expired drafts and sessions; how many of each."""
    removed_drafts = connection.execute(delete(drafts).where(drafts.c.expires_at <= now)).rowcount
    ended = or_(sessions.c.expires_at <= now, sessions.c.seen_at <= now - IDLE)
    removed_sessions = connection.execute(delete(sessions).where(ended)).rowcount
    return removed_drafts, removed_sessions
