"""What a client receives for its grant, and what introspection says of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from identity_service import scopes
from identity_service.clients import Client
from identity_service.grants import AccessToken, Grant, TokenSet
from identity_service.settings import ACCESS_TOKEN_SECONDS

Sign = Callable[[dict[str, Any]], str]


def token_response(tokens: TokenSet, client: Client, *, issuer: str, now: float, sign: Sign, refreshed: bool) -> dict[str, Any]:
    """The body of the token endpoint's answer."""
    body: dict[str, Any] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_SECONDS,
        "scope": " ".join(tokens.scopes),
    }
    if tokens.refresh_token is not None:
        body["refresh_token"] = tokens.refresh_token
    if scopes.OPENID in tokens.scopes:
        body["id_token"] = sign(id_token_claims(tokens, client, issuer=issuer, now=now, refreshed=refreshed))
    return body


def id_token_claims(tokens: TokenSet, client: Client, *, issuer: str, now: float, refreshed: bool) -> dict[str, Any]:
    """`acr` only where the client sent acr_values, `auth_time` only where it sent max_age, the nonce only the first time."""
    grant = tokens.grant
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": client.client_id,
        "azp": client.client_id,
        "iat": int(now),
        "exp": int(now) + ACCESS_TOKEN_SECONDS,
        "at_hash": _half_hash(tokens.access_token),
        **_person_claims(grant, client, tokens.scopes),
    }
    if grant.nonce is not None and not refreshed:
        claims["nonce"] = grant.nonce
    if grant.tells_means and grant.means is not None:
        claims["acr"] = grant.means.urn
    if grant.tells_time:
        claims["auth_time"] = int(grant.signed_in_at)
    return claims


def introspection(token: AccessToken, client: Client, *, issuer: str) -> dict[str, Any]:
    """What an application learns of a live access token; `client` is the one it was issued to."""
    grant = token.grant
    claims = scopes.machine_claims(client.share, client.client_id) if grant.persona is None else _person_claims(grant, client, token.scopes)
    return {
        "sub": client.client_id,
        **claims,
        "active": True,
        "iss": issuer,
        "client_id": client.client_id,
        "aud": client.client_id,
        "scope": " ".join(token.scopes),
        "token_type": "Bearer",
        "iat": int(token.issued_at),
        "exp": int(token.expires_at),
    }


def _person_claims(grant: Grant, client: Client, given: tuple[str, ...]) -> dict[str, Any]:
    if grant.persona is None or grant.means is None:
        return {}
    return {"sub": grant.persona.person.subject, **scopes.person_claims(grant.persona, client.share, given, grant.means)}


def _half_hash(token: str) -> str:
    """`at_hash`: the left half of the SHA-256 of the access token."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
