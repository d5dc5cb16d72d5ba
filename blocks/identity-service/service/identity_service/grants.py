"""What clients were granted, and the codes and tokens that stand for it.

A code and a refresh token work once. Whoever comes with one that was used already makes the whole grant worthless: one
of the two who hold it stole it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.oauth import OAuthError
from bouwsteen_service.seals import Clock
from identity_service import scopes
from identity_service.authorizations import Authorization
from identity_service.clients import Client
from identity_service.means import BY_SUFFIX, Means
from identity_service.people import BY_SLUG, Persona
from identity_service.sessions import Session
from identity_service.settings import ACCESS_TOKEN_SECONDS, CODE_SECONDS, REFRESH_TOKEN_SECONDS, SESSION_SECONDS
from identity_service.tables import assertions, codes, grants, sessions, tokens

ACCESS: Final = "access"
REFRESH: Final = "refresh"
_KEPT_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Grant:
    """`persona` is None where the client acts for itself. `tells_…`: what the ID token says beside the claims of its scopes."""

    grant_id: str
    client_id: str
    persona: Persona | None
    means: Means | None
    scopes: tuple[str, ...]
    nonce: str | None
    tells_means: bool
    tells_time: bool
    signed_in_at: float


@dataclass(frozen=True, slots=True)
class TokenSet:
    """New tokens, in the clear for the only time."""

    grant: Grant
    scopes: tuple[str, ...]
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A live access token, as introspection sees it. Times in epoch seconds."""

    grant: Grant
    scopes: tuple[str, ...]
    issued_at: float
    expires_at: float


class Grants:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, authorization: Authorization, session: Session) -> str:
        """Grant what was asked to the client; gives the code to send it."""
        code, now, grant_id = secrets.token_urlsafe(32), self._clock(), secrets.token_hex(16)
        with self._database.writing() as connection:
            connection.execute(
                insert(grants).values(
                    grant_id=grant_id,
                    client_id=authorization.client_id,
                    session_hash=session.session_hash,
                    persona=session.persona.slug,
                    means=session.means.suffix,
                    scopes=" ".join(authorization.scopes),
                    nonce=authorization.nonce,
                    tells_means=authorization.tells_means,
                    tells_time=authorization.max_age is not None,
                    signed_in_at=session.signed_in_at,
                    created_at=now,
                )
            )
            connection.execute(
                insert(codes).values(
                    code_hash=digest(code),
                    grant_id=grant_id,
                    redirect_uri=authorization.redirect_uri,
                    challenge=authorization.challenge,
                    challenge_method=authorization.challenge_method,
                    issued_at=now,
                )
            )
        return code

    def redeem(self, code: str, client: Client, redirect_uri: str, verifier: str | None) -> TokenSet:
        """Exchange a code. Raises OAuthError invalid_grant; a second use also revokes what the first one gave."""
        now = self._clock()
        refused = OAuthError("invalid_grant", "The code is not valid: it is unknown, expired, used, or was given to another request.")
        with self._database.writing() as connection:
            statement = select(codes, grants.c.client_id, grants.c.revoked_at).join(grants).where(codes.c.code_hash == digest(code))
            row = connection.execute(statement.with_for_update()).mappings().first()
            if row is not None and row["client_id"] == client.client_id and row["used_at"] is not None:
                _revoke(connection, row["grant_id"], now)
            elif row is not None and row["client_id"] == client.client_id and _fits(row, redirect_uri, verifier, now):
                connection.execute(update(codes).where(codes.c.code_hash == row["code_hash"]).values(used_at=now))
                grant = _read(connection, row["grant_id"])
                return self._issue(connection, grant, grant.scopes, with_refresh=scopes.OFFLINE in grant.scopes)
        raise refused

    def refresh(self, token: str, client: Client, asked: Sequence[str] | None) -> TokenSet:
        """Exchange a refresh token for a new pair. Raises OAuthError; a second use revokes the grant.

        A token past its time is `invalid_request`, as ACM answers. `asked` may narrow the scopes.
        """
        now = self._clock()
        with self._database.writing() as connection:
            row = _find_token(connection, token, REFRESH)
            if row is None or row["client_id"] != client.client_id or row["revoked_at"] is not None:
                raise OAuthError("invalid_grant", "The refresh token is not valid.")
            if row["used_at"] is None and row["expires_at"] <= now:
                raise OAuthError("invalid_request", "The refresh token has expired.")
            if row["used_at"] is None:
                grant = _read(connection, row["grant_id"])
                narrowed = grant.scopes if asked is None else tuple(asked)
                if not set(narrowed) <= set(grant.scopes):
                    raise OAuthError("invalid_scope", "The refresh token does not give all of these scopes.")
                connection.execute(update(tokens).where(tokens.c.token_hash == row["token_hash"]).values(used_at=now))
                return self._issue(connection, grant, narrowed, with_refresh=True)
            _revoke(connection, row["grant_id"], now)
        raise OAuthError("invalid_grant", "The refresh token was used before; all tokens of its sign-in are revoked.")

    def grant_to_client(self, client: Client, asked: Sequence[str]) -> TokenSet:
        """Client credentials. Raises OAuthError invalid_scope for scopes about people and for those it is not entitled to."""
        given = tuple(asked) or tuple(scope for scope in client.scopes if scopes.is_for_machines(scope))
        if not given or not set(given) <= set(client.scopes) or not all(scopes.is_for_machines(scope) for scope in given):
            raise OAuthError("invalid_scope", "The client is not entitled to these scopes for itself.")
        grant_id, now = secrets.token_hex(16), self._clock()
        row = {"grant_id": grant_id, "client_id": client.client_id, "persona": "", "means": "", "scopes": " ".join(given)}
        with self._database.writing() as connection:
            connection.execute(insert(grants).values(**row, tells_means=False, tells_time=False, signed_in_at=now, created_at=now))
            return self._issue(connection, _read(connection, grant_id), given, with_refresh=False)

    def find_access(self, token: str) -> AccessToken | None:
        """The access token if it is alive."""
        with self._database.reading() as connection:
            row = _find_token(connection, token, ACCESS)
            if row is None or row["revoked_at"] is not None or row["expires_at"] <= self._clock():
                return None
            grant = _read(connection, row["grant_id"])
        return AccessToken(grant, tuple(row["scopes"].split()), row["issued_at"], row["expires_at"])

    def sweep(self) -> None:
        """Forget what has no meaning any more."""
        now = self._clock()
        with self._database.writing() as connection:
            connection.execute(delete(assertions).where(assertions.c.expires_at < now))
            connection.execute(delete(sessions).where(sessions.c.signed_in_at < now - SESSION_SECONDS))
            connection.execute(delete(tokens).where(tokens.c.expires_at < now - _KEPT_SECONDS))
            alive = select(tokens.c.grant_id)
            old = or_(grants.c.created_at < now - _KEPT_SECONDS, grants.c.revoked_at < now - _KEPT_SECONDS)
            connection.execute(delete(grants).where(old, grants.c.grant_id.not_in(alive)))

    def _issue(self, connection: Connection, grant: Grant, given: Sequence[str], *, with_refresh: bool) -> TokenSet:
        now = self._clock()
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32) if with_refresh else None
        lives = ((access, ACCESS, ACCESS_TOKEN_SECONDS), (refresh, REFRESH, REFRESH_TOKEN_SECONDS))
        for token, kind, seconds in lives:
            if token is not None:
                row = {"token_hash": digest(token), "kind": kind, "grant_id": grant.grant_id, "scopes": " ".join(given)}
                connection.execute(insert(tokens).values(**row, issued_at=now, expires_at=now + seconds))
        return TokenSet(grant, tuple(given), access, refresh)


def _fits(row: RowMapping, redirect_uri: str, verifier: str | None, now: float) -> bool:
    in_time = now - row["issued_at"] <= CODE_SECONDS and row["revoked_at"] is None
    return in_time and row["redirect_uri"] == redirect_uri and _proves(row["challenge"], row["challenge_method"], verifier)


def _proves(challenge: str | None, method: str | None, verifier: str | None) -> bool:
    """PKCE. A verifier where no challenge was sent is a sign of a code that was put in another's hands."""
    if challenge is None or verifier is None:
        return challenge is None and verifier is None
    if method == "S256":
        verifier = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(verifier.encode(), challenge.encode())


def _revoke(connection: Connection, grant_id: str, now: float) -> None:
    connection.execute(update(grants).where(grants.c.grant_id == grant_id, grants.c.revoked_at.is_(None)).values(revoked_at=now))


def _find_token(connection: Connection, token: str, kind: str) -> RowMapping | None:
    statement = select(tokens, grants.c.client_id, grants.c.revoked_at).join(grants)
    found = statement.where(tokens.c.token_hash == digest(token), tokens.c.kind == kind).with_for_update()
    return connection.execute(found).mappings().first()


def _read(connection: Connection, grant_id: str) -> Grant:
    row: Any = connection.execute(select(grants).where(grants.c.grant_id == grant_id)).mappings().one()
    return Grant(
        grant_id=row["grant_id"],
        client_id=row["client_id"],
        persona=BY_SLUG.get(row["persona"]),
        means=BY_SUFFIX.get(row["means"]),
        scopes=tuple(row["scopes"].split()),
        nonce=row["nonce"],
        tells_means=row["tells_means"],
        tells_time=row["tells_time"],
        signed_in_at=row["signed_in_at"],
    )
