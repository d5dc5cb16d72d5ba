"""People who signed in at their own server: their sessions here, and the tokens with which the adapter works for them there.

The tokens are kept, sealed, for as long as something granted may have to be taken back; not a moment longer.
"""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import asdict, dataclass
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import Connection, delete, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.openid import IssuerError
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.sessions import Sessions
from data_vault_service.access_requests import ALLOWED, LEFT, PLANNED, REMOVING
from data_vault_service.issuers import Issuers, TokenRefusedError
from data_vault_service.outgoing import VaultError
from data_vault_service.proofs import Tokens
from data_vault_service.tables import access_data, access_requests, citizens, sessions

logger = logging.getLogger(__name__)

_MARGIN: Final = 30
# The Community Solid Server forgets a refresh token that lay unused for a day; nothing that an issuer says tells how long.
KEEP_ALIVE_SECONDS: Final = 6 * 3600
# Where an issuer was away.
_AGAIN_SECONDS: Final = 1800
_AT_ONCE: Final = 50
_TURNS: Final = 64
_sessions: Final = Sessions(sessions)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody whose WebID was proved by the issuer that it names."""

    web_id: str
    issuer: str


class SignInGoneError(Exception):
    """The adapter may do nothing more for this person at their server until they sign in again."""


class Citizens:
    def __init__(self, database: Database, issuers: Issuers, secret: SecretStr, clock: Clock) -> None:
        self._database = database
        self._issuers = issuers
        self._seal = Seal(secret, "citizen-tokens", clock=clock)
        self._clock = clock
        self._turns = [threading.Lock() for _ in range(_TURNS)]

    def enter(self, citizen: Citizen, tokens: Tokens, former: str | None) -> str:
        """Open a session, whatever the browser brought; gives its token. What was left undone can be done now."""
        now = self._clock()
        with self._database.writing() as connection:
            if former is not None:
                _sessions.close(connection, former)
            self._keep(connection, citizen, tokens)
            theirs = select(access_requests.c.request_id).where(access_requests.c.web_id == citizen.web_id)
            undone = (access_data.c.state == LEFT, access_data.c.request_id.in_(theirs))
            connection.execute(access_data.update().where(*undone).values(state=REMOVING, attempts=0, due_at=now))
            return _sessions.open(connection, asdict(citizen), now)

    def recognise(self, token: str) -> Citizen | None:
        now = self._clock()
        with self._database.reading() as connection:
            found = _sessions.find(connection, token, now)
        if found is None:
            return None
        principal, is_touch_due = found
        if is_touch_due:
            with self._database.writing() as connection:
                _sessions.touch(connection, token, now)
        return Citizen(**principal)

    def leave(self, token: str, citizen: Citizen) -> None:
        with self._database.writing() as connection:
            _sessions.close(connection, token)
            self._forget(connection, citizen.web_id)

    def tokens(self, web_id: str) -> Tokens:
        """Tokens that work at the citizen's server now. Raises SignInGoneError, VaultError."""
        with self._database.reading() as connection:
            row = connection.execute(select(citizens).where(citizens.c.web_id == web_id)).mappings().first()
        kept = None if row is None else self._seal.open(row["sealed_tokens"])
        if row is None or kept is None:
            raise SignInGoneError
        tokens = Tokens(**kept)
        return tokens if tokens.expires_at > self._clock() + _MARGIN else self._refresh(web_id, self._clock() + _MARGIN)

    def keep_alive(self) -> None:
        """Renew what lies unused, before its issuer forgets it: something granted may have to be taken back weeks from now.

        What an issuer gives no more is forgotten: who granted something has to sign in again to have it taken back.
        """
        now = self._clock()
        oldest = select(citizens.c.web_id).where(citizens.c.updated_at < now - KEEP_ALIVE_SECONDS)
        with self._database.reading() as connection:
            found = connection.execute(oldest.order_by(citizens.c.updated_at).limit(_AT_ONCE)).scalars().all()
        for web_id in found:
            try:
                self._refresh(web_id, math.inf)
            except SignInGoneError:
                with self._database.writing() as connection:
                    connection.execute(delete(citizens).where(citizens.c.web_id == web_id))
            except VaultError as error:
                logger.warning("Tokens could not be renewed", extra={"fields": {"fault": error.code}})
                later = now - KEEP_ALIVE_SECONDS + _AGAIN_SECONDS
                with self._database.writing() as connection:
                    connection.execute(update(citizens).where(citizens.c.web_id == web_id).values(updated_at=later))

    def _refresh(self, web_id: str, until: float) -> Tokens:
        """Tokens that work until then, one at a time for each person: a refresh token works once. Raises SignInGoneError, VaultError."""
        with self._turns[hash(web_id) % len(self._turns)]:
            with self._database.reading() as connection:
                row = connection.execute(select(citizens).where(citizens.c.web_id == web_id)).mappings().first()
            kept = None if row is None else self._seal.open(row["sealed_tokens"])
            if row is None or kept is None:
                raise SignInGoneError
            tokens = Tokens(**kept)
            if tokens.expires_at > until:
                return tokens  # somebody else renewed them meanwhile
            try:
                fresh = self._issuers.refresh(row["issuer"], tokens)
            except TokenRefusedError:
                raise SignInGoneError from None
            except IssuerError as error:
                raise VaultError(503, "issuer-unavailable", "The issuer of the WebID does not answer.") from error
            with self._database.writing() as connection:
                self._keep(connection, Citizen(web_id, row["issuer"]), fresh)
            return fresh

    def sweep(self) -> None:
        """Forget sessions that ended, and tokens that are needed no more."""
        now = self._clock()
        with self._database.writing() as connection:
            _sessions.sweep(connection, now)
            for web_id in connection.execute(select(citizens.c.web_id)).scalars().all():
                if not any(row["principal"]["web_id"] == web_id for row in connection.execute(select(sessions.c.principal)).mappings()):
                    self._forget(connection, web_id)

    def _keep(self, connection: Connection, citizen: Citizen, tokens: Tokens) -> None:
        sealed: dict[str, Any] = {"access": tokens.access, "key": dict(tokens.key), "expires_at": tokens.expires_at}
        sealed["refresh"] = tokens.refresh
        connection.execute(delete(citizens).where(citizens.c.web_id == citizen.web_id))
        row = {"web_id": citizen.web_id, "issuer": citizen.issuer, "sealed_tokens": self._seal.seal(sealed), "updated_at": self._clock()}
        connection.execute(insert(citizens).values(row))

    def _forget(self, connection: Connection, web_id: str) -> None:
        """The tokens, unless there is something that only they can take back."""
        needed = (access_requests.c.web_id == web_id, access_data.c.state.in_((PLANNED, ALLOWED, REMOVING)))
        statement = select(access_data.c.request_id).join(access_requests).where(*needed).limit(1)
        if connection.execute(statement).first() is None:
            connection.execute(delete(citizens).where(citizens.c.web_id == web_id))
