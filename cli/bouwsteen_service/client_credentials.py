"""OAuth 2 client credentials for services whose clients come by their broker: opaque tokens, kept as SHA-256, an hour each."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from fastapi import APIRouter, Request
from sqlalchemy import Column, Float, ForeignKey, String, Table, Text, delete, insert, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.metrics import Counter
from bouwsteen_service.oauth import Form, OAuthError, authenticate_within_limits, read_basic, read_form
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from bouwsteen_service.seals import Clock

logger = logging.getLogger(__name__)

TOKEN_SECONDS: Final = 3600
_PRIVATE: Final = {"cache-control": "no-store", "pragma": "no-cache"}


class Account(Protocol):
    """An application's account, one for each binding."""

    @property
    def client_id(self) -> str: ...

    @property
    def scopes(self) -> tuple[str, ...]: ...

    def has_secret(self, secret: str) -> bool: ...


_Account = TypeVar("_Account", bound=Account)


def token_columns(client_id: str) -> list[Column[Any]]:
    """The columns of tokens, to which a service may add its own. `client_id` names the column of its accounts, with their table."""
    return [
        Column("token_hash", String(64), primary_key=True),
        Column("client_id", ForeignKey(client_id, ondelete="CASCADE"), nullable=False, index=True),
        Column("scopes", Text, nullable=False),
        Column("expires_at", Float, nullable=False, index=True),
    ]


@dataclass(frozen=True, slots=True)
class Access(Generic[_Account]):
    """What a live token allows."""

    client: _Account
    scopes: tuple[str, ...]


class ClientCredentials(Generic[_Account]):
    """`tokens` has the columns of `token_columns`; `find_client` knows accounts by their id.

    A service whose tokens hold more extends this by `keep_with` and `find`.
    """

    def __init__(self, database: Database, tokens: Table, find_client: Callable[[str], _Account | None], realm: str, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._tokens = tokens
        self._find_client = find_client
        self._realm = realm

    def authenticate(self, authorization: str | None, form: Form) -> _Account:
        """The client that calls, by `client_secret_basic` or `client_secret_post`. Raises OAuthError."""
        if authorization is not None and "client_secret" in form:
            raise OAuthError("invalid_request", "The client uses more than one way to authenticate.")
        pair = (form.get("client_id", ""), form.get("client_secret", "")) if authorization is None else read_basic(authorization)
        client = None if pair is None else self._find_client(pair[0])
        if pair is None or client is None or not client.has_secret(pair[1]):
            challenge = {"www-authenticate": f'Basic realm="{self._realm}"'}
            raise OAuthError("invalid_client", "The client could not be authenticated.", status=401, headers=challenge)
        if form.get("client_id", client.client_id) != client.client_id:
            raise OAuthError("invalid_request", "The client_id of the body is not that of the header.")
        return client

    def issue(self, client: _Account, form: Form) -> dict[str, Any]:
        """The body of the token endpoint's answer. Raises OAuthError."""
        if "grant_type" not in form:
            raise OAuthError("invalid_request", "The grant_type is missing.")
        if form["grant_type"] != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The grant_type must be client_credentials.")
        asked = tuple(dict.fromkeys(form.get("scope", "").split(" "))) if form.get("scope") else client.scopes
        if not set(asked) <= set(client.scopes):
            raise OAuthError("invalid_scope", "A scope is not one that this client may ask for.")
        token = secrets.token_urlsafe(32)
        row = {"token_hash": digest(token), "client_id": client.client_id, "scopes": json.dumps(asked), **self.keep_with(form)}
        with self.database.writing() as connection:
            connection.execute(insert(self._tokens).values(**row, expires_at=self.clock() + TOKEN_SECONDS))
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": " ".join(asked)}

    def keep_with(self, form: Form) -> Mapping[str, Any]:  # noqa: ARG002  for those that extend this
        """More columns of a token, by the form that asks for it. Raises OAuthError."""
        return {}

    def find(self, token: str) -> Access[_Account] | None:
        columns = self._tokens.c
        with self.database.reading() as connection:
            row = connection.execute(select(self._tokens).where(columns.token_hash == digest(token))).mappings().first()
        if row is None or row["expires_at"] <= self.clock():
            return None
        client = self._find_client(row["client_id"])
        return None if client is None else Access(client, tuple(json.loads(row["scopes"])))

    def recognise(self, request: Request) -> Access[_Account]:
        """Who calls with a bearer token, within the limits of how often. Raises ProblemError 401 and 429."""
        challenge = {"www-authenticate": f'Bearer realm="{self._realm}"'}
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ProblemError(401, "token-missing", "A bearer token is needed.", headers=challenge)
        limits = limits_of(request)
        limits.admit_attempt(request, token)
        access = self.find(token.strip())
        if access is None:
            limits.note_failure(request, token)
            raise ProblemError(401, "token-unknown", "The token is not known or has expired.", headers=challenge)
        limits.admit_client(access.client.client_id, token)
        return access

    def admit(self, request: Request, scope: str) -> Access[_Account]:
        """Who calls with a bearer token that allows this. Raises ProblemError 401, 403 and 429."""
        access = self.recognise(request)
        if scope not in access.scopes:
            headers = {"www-authenticate": f'Bearer realm="{self._realm}", error="insufficient_scope", scope="{scope}"'}
            raise ProblemError(403, "scope-missing", f"The token does not have the scope {scope}.", headers=headers)
        return access

    def sweep(self) -> None:
        with self.database.writing() as connection:
            connection.execute(delete(self._tokens).where(self._tokens.c.expires_at <= self.clock()))


Handle = Callable[[Any, Form], dict[str, Any]]


def create_token_router(credentials: ClientCredentials[Any], refusals: Counter, introspect: Handle | None = None) -> APIRouter:
    """`POST /oauth/token`, and `POST /oauth/introspect` where somebody says what a token is to a client that asks."""
    router = APIRouter(prefix="/oauth")

    @router.post("/token", response_model=None)
    async def token(request: Request) -> Response:
        return await answer(request, credentials.issue)

    if introspect is not None:

        @router.post("/introspect", response_model=None)
        async def look(request: Request) -> Response:
            return await answer(request, introspect)

    async def answer(request: Request, handle: Handle) -> Response:
        try:
            form = await read_form(request)
            body = await run_in_threadpool(lambda: handle(authenticate(request, form), form))
        except OAuthError as error:
            refusals.add(error.code)
            logger.info("Refused", extra={"fields": {"error": error.code, "reason": error.description}})
            return JSONResponse(error.body, error.status, _PRIVATE | error.headers)
        return JSONResponse(body, headers=_PRIVATE)

    def authenticate(request: Request, form: Form) -> Any:
        authorization = request.headers.get("authorization")
        shown = authorization or form.get("client_secret", "")
        return authenticate_within_limits(request, shown, lambda: credentials.authenticate(authorization, form))

    return router
