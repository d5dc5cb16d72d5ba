"""Who is signed in, in which browser: the single sign-on session across all clients."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.seals import Clock
from identity_service.authorizations import Authorization
from identity_service.means import BY_SUFFIX, Means
from identity_service.people import BY_SLUG, Persona
from identity_service.settings import SESSION_IDLE_SECONDS, SESSION_SECONDS
from identity_service.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """`signed_in_at` in epoch seconds. `session_hash` is the digest of what the browser's cookie holds."""

    session_hash: str
    persona: Persona
    means: Means
    signed_in_at: float

    def serves(self, authorization: Authorization, now: float) -> bool:
        """Whether this request may go on without signing in again."""
        fresh = authorization.max_age is None or now - self.signed_in_at <= authorization.max_age
        again = authorization.hint.switches or not {"login", "select_account"}.isdisjoint(authorization.prompt)
        return fresh and not again and self.means in authorization.means and self.persona in authorization.personas(self.means)


class Sessions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, persona: Persona, means: Means, previous: str | None) -> tuple[str, Session]:
        """A new session with a new secret for the cookie; the browser's previous one ends."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        session = Session(digest(secret), persona, means, now)
        row = {"session_hash": session.session_hash, "persona": persona.slug, "means": means.suffix, "signed_in_at": now, "used_at": now}
        with self._database.writing() as connection:
            if previous is not None:
                connection.execute(delete(sessions).where(sessions.c.session_hash == digest(previous)))
            connection.execute(insert(sessions).values(row))
        return secret, session

    def find(self, secret: str | None) -> Session | None:
        """The session of a cookie, if it is alive."""
        if secret is None:
            return None
        now, session_hash = self._clock(), digest(secret)
        with self._database.reading() as connection:
            row = connection.execute(select(sessions).where(sessions.c.session_hash == session_hash)).mappings().first()
        if row is None or now - row["used_at"] > SESSION_IDLE_SECONDS or now - row["signed_in_at"] > SESSION_SECONDS:
            return None
        return Session(session_hash, BY_SLUG[row["persona"]], BY_SUFFIX[row["means"]], row["signed_in_at"])

    def touch(self, session: Session) -> None:
        with self._database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.session_hash == session.session_hash).values(used_at=self._clock()))

    def end(self, secret: str | None) -> None:
        if secret is not None:
            with self._database.writing() as connection:
                connection.execute(delete(sessions).where(sessions.c.session_hash == digest(secret)))
