"""Sessions of people who signed in. The cookie holds a random token, the table its digest alone."""

import hashlib
import secrets
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from forms_service.storage.tables import sessions

LIFETIME: Final = 8 * 3600
IDLE: Final = 3600
# Seen less than this long ago: not worth a write.
_SEEN_STEP: Final = 60


def open_session(connection: Connection, principal: dict[str, Any], now: float) -> str:
    """A new session; the token that is returned is for the cookie and is stored nowhere."""
    token = secrets.token_urlsafe(32)
    row = {"digest": _digest(token), "principal": principal, "created_at": now, "seen_at": now, "expires_at": now + LIFETIME}
    connection.execute(insert(sessions).values(row))
    return token


def find_session(connection: Connection, token: str, now: float) -> tuple[dict[str, Any], bool] | None:
    """Who has this session, and whether `touch_session` is due; None when there is none or it ended."""
    row = connection.execute(select(sessions).where(sessions.c.digest == _digest(token))).mappings().first()
    if row is None or row["expires_at"] <= now or row["seen_at"] + IDLE <= now:
        return None
    return dict(row["principal"]), row["seen_at"] + _SEEN_STEP <= now


def touch_session(connection: Connection, token: str, now: float) -> None:
    """Record that the session is in use."""
    connection.execute(update(sessions).where(sessions.c.digest == _digest(token)).values(seen_at=now))


def close_session(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
