"""OAuth 2 client credentials for applications: a token is sealed, and holds who it is for; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr

from bouwsteen_service.oauth import OAuthError, read_basic
from bouwsteen_service.seals import Clock, Seal
from data_vault_service.settings import ACCESS_TOKEN_SECONDS
from data_vault_service.shares import Client, Shares

SCOPE: Final = "vault.read"
Form = Mapping[str, str]


class AccessTokens:
    def __init__(self, shares: Shares, secret: SecretStr, clock: Clock) -> None:
        self._shares = shares
        self._seal = Seal(secret, "access-tokens", clock=clock)

    def issue(self, client: Client, form: Form) -> dict[str, Any]:
        """The body of the token endpoint's answer. Raises OAuthError."""
        if "grant_type" not in form:
            raise OAuthError("invalid_request", "The grant_type is missing.")
        if form["grant_type"] != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The grant_type must be client_credentials.")
        if not set(form.get("scope", SCOPE).split()) <= {SCOPE}:
            raise OAuthError("invalid_scope", "A scope is not one that this client may ask for.")
        token = self._seal.seal(client.client_id, ACCESS_TOKEN_SECONDS)
        return {"access_token": token, "token_type": "Bearer", "expires_in": ACCESS_TOKEN_SECONDS, "scope": SCOPE}

    def find(self, token: str) -> Client | None:
        """Whose token it is, as long as their account is there."""
        client_id = self._seal.open(token)
        return self._shares.find(client_id) if isinstance(client_id, str) else None

    def authenticate(self, authorization: str | None, form: Form) -> Client:
        """The client that calls. Raises OAuthError."""
        if authorization is not None and "client_secret" in form:
            raise OAuthError("invalid_request", "The client uses more than one way to authenticate.")
        pair = (form.get("client_id", ""), form.get("client_secret", "")) if authorization is None else read_basic(authorization)
        if pair is None:
            raise _invalid_client()
        client_id, secret = pair
        if form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "The client_id of the body is not that of the header.")
        client = self._shares.find(client_id)
        if client is None or not client.has_secret(secret):
            raise _invalid_client()
        return client


def _invalid_client() -> OAuthError:
    headers = {"www-authenticate": 'Basic realm="data-vault"'}
    return OAuthError("invalid_client", "The client could not be authenticated.", status=401, headers=headers)
