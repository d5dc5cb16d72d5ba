"""Sessions of people who signed in. The cookie holds a random token, the table its digest alone. Times are seconds."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select, update

LIFETIME: Final = 8 * 3600
IDLE: Final = 3600
# Seen less than this long ago: not worth a write.
_SEEN_STEP: Final = 60


class Sessions:
    """`table` has the columns digest (its key), principal (JSON), created_at, seen_at and expires_at."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, connection: Connection, principal: dict[str, Any], now: float) -> str:
        """A new session; the token that is returned is for the cookie and is stored nowhere."""
        token = secrets.token_urlsafe(32)
        row = {"digest": _digest(token), "principal": principal, "created_at": now, "seen_at": now, "expires_at": now + LIFETIME}
        connection.execute(insert(self._table).values(row))
        return token

    def find(self, connection: Connection, token: str, now: float) -> tuple[dict[str, Any], bool] | None:
        """Who has this session, and whether `touch` is due; None when there is none or it ended."""
        row = connection.execute(select(self._table).where(self._table.c.digest == _digest(token))).mappings().first()
        if row is None or row["expires_at"] <= now or row["seen_at"] + IDLE <= now:
            return None
        return dict(row["principal"]), row["seen_at"] + _SEEN_STEP <= now

    def touch(self, connection: Connection, token: str, now: float) -> None:
        """Record that the session is in use."""
        connection.execute(update(self._table).where(self._table.c.digest == _digest(token)).values(seen_at=now))

    def close(self, connection: Connection, token: str) -> None:
        """End a session."""
        connection.execute(delete(self._table).where(self._table.c.digest == _digest(token)))

    def sweep(self, connection: Connection, now: float) -> None:
        """Forget those that ended."""
        table = self._table
        connection.execute(delete(table).where((table.c.expires_at <= now) | (table.c.seen_at <= now - IDLE)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
