"""How a client proves who it is at the token and introspection endpoints: a secret (basic or post) or a signed assertion."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.oauth import OAuthError, read_basic
from bouwsteen_service.seals import Clock
from identity_service.clients import BASIC, POST, SIGNED, Client, Clients
from identity_service.errors import invalid_client
from identity_service.settings import ASSERTION_SECONDS
from identity_service.tables import assertions

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LEEWAY_SECONDS: Final = 30
_ASSERTION_CHARACTERS: Final = 8192


class ClientAuthentication:
    """Finds the client of a request and proves it. `audience` is what an assertion must be addressed to."""

    def __init__(self, clients: Clients, database: Database, audience: str, clock: Clock) -> None:
        self._clients = clients
        self._database = database
        self._audience = audience
        self._clock = clock

    def authenticate(self, authorization: str | None, form: Mapping[str, str]) -> Client:
        """The proven client. Raises OAuthError: invalid_client, or invalid_request when two methods are used at once."""
        offered = {BASIC: authorization is not None, POST: "client_secret" in form, SIGNED: "client_assertion" in form}
        used = [method for method, present in offered.items() if present]
        if len(used) > 1:
            raise OAuthError("invalid_request", "The client uses more than one way to authenticate.")
        if used == [SIGNED]:
            return self._by_assertion(form)
        if used == [BASIC]:
            pair = read_basic(authorization or "")
            if pair is None:
                raise invalid_client("The Authorization header is not one of HTTP basic authentication.")
            client_id, secret = pair
            if form.get("client_id", client_id) != client_id:
                raise OAuthError("invalid_request", "The client_id of the body is not that of the header.")
            return self._by_secret(client_id, secret, BASIC)
        if used == [POST]:
            return self._by_secret(form.get("client_id", ""), form["client_secret"], POST)
        raise invalid_client("The client did not authenticate.")

    def _by_secret(self, client_id: str, secret: str, method: str) -> Client:
        client = self._clients.find(client_id)
        if client is None or client.auth_method not in {None, method} or not client.has_secret(secret):
            raise invalid_client()
        return client

    def _by_assertion(self, form: Mapping[str, str]) -> Client:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise OAuthError("invalid_request", f"The client_assertion_type must be {ASSERTION_TYPE}.")
        assertion = form["client_assertion"]
        client = self._clients.find(_claimed_client(assertion))
        if client is None or client.auth_method != SIGNED or client.jwks is None:
            raise invalid_client()
        try:
            keys = KeySet.import_key_set(cast("KeySetSerialization", dict(client.jwks)))
            claims = jwt.decode(assertion, keys, algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            raise invalid_client("The signature of the client_assertion is not right.") from None
        self._check(claims, client.client_id, form.get("client_id"))
        self._remember(client.client_id, claims["jti"], float(claims["exp"]))
        return client

    def _check(self, claims: Mapping[str, Any], client_id: str, stated: str | None) -> None:
        now = self._clock()
        audience = claims.get("aud")
        addressed = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != client_id or claims.get("sub") != client_id or stated not in {None, client_id}:
            raise invalid_client("The iss and sub of the client_assertion must both be the client_id.")
        if self._audience not in addressed:
            raise invalid_client("The aud of the client_assertion is not the one that this service expects.")
        if not _is_time(claims.get("exp")) or not now - _LEEWAY_SECONDS < claims["exp"] <= now + ASSERTION_SECONDS + _LEEWAY_SECONDS:
            raise invalid_client("The client_assertion has expired, or is valid for more than an hour.")
        if any(name in claims and (not _is_time(claims[name]) or claims[name] > now + _LEEWAY_SECONDS) for name in ("iat", "nbf")):
            raise invalid_client("The client_assertion is not valid yet.")
        if not isinstance(claims.get("jti"), str) or not claims["jti"]:
            raise invalid_client("The client_assertion needs a jti.")

    def _remember(self, client_id: str, jti: str, expires: float) -> None:
        """Raises OAuthError when the assertion was used before."""
        row = {"client_id": client_id, "jti": digest(jti), "expires_at": expires + _LEEWAY_SECONDS}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(assertions).values(row))
        except IntegrityError:
            raise invalid_client("The client_assertion was used before.") from None


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _claimed_client(assertion: str) -> str:
    """The `sub` as the assertion claims it, to find the key that can prove it."""
    if len(assertion) > _ASSERTION_CHARACTERS or assertion.count(".") != 2:
        raise invalid_client("The client_assertion is not a signed JWT.")
    payload = assertion.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        claims = None
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else ""
