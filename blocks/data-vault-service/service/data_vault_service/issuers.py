"""An issuer of Solid-OIDC: where it signs people in, and the tokens that it gives, each bound to a key (DPoP)."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.addresses import check_address
from bouwsteen_service.openid import (
    ALGORITHMS,
    IssuerError,
    Metadata,
    SignInError,
    challenge_of,
    check_claims,
    public_signing_keys,
    read_metadata,
)
from bouwsteen_service.seals import Clock
from data_vault_service.outgoing import Outgoing, VaultError
from data_vault_service.proofs import Tokens, new_key, send_proved

logger = logging.getLogger(__name__)

# `offline_access`: the adapter must take back what somebody granted when its period is over, also when they are away.
SCOPES: Final = ("openid", "webid", "offline_access")
_JSON: Final = {"accept": "application/json"}
_FORM: Final = {**_JSON, "content-type": "application/x-www-form-urlencoded"}
_LIFETIME: Final = 300


class TokenRefusedError(Exception):
    """The issuer gives no token for this any more."""


@dataclass(frozen=True, slots=True)
class Issuers:
    """`client_id` and `callback` are the adapter's own."""

    outgoing: Outgoing
    client_id: str
    callback: str
    clock: Clock

    def discover(self, issuer: str) -> Metadata:
        """Raises IssuerError, VaultError."""
        document = self._get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        said = document.get("issuer") if isinstance(document, dict) else None
        # WebIDs name an issuer with and without the slash at its end.
        same = isinstance(said, str) and said.rstrip("/") == issuer.rstrip("/")
        metadata = read_metadata(document, said if same and isinstance(said, str) else issuer)
        for address in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
            try:
                check_address(address)
            except ValueError as error:
                raise IssuerError("The discovery document holds an address that may not be called") from error
        return metadata

    def exchange(self, issuer: str, code: str, verifier: str, nonce: str) -> tuple[Tokens, str]:
        """(tokens, WebID) for an authorization code. Raises SignInError, IssuerError, VaultError."""
        metadata = self.discover(issuer)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.callback, "code_verifier": verifier}
        try:
            answer, tokens = self._ask(metadata, new_key(), form | {"client_id": self.client_id})
        except TokenRefusedError as error:
            raise SignInError("exchange-refused") from error
        claims = self._read_id_token(metadata, answer.get("id_token"))
        check_claims(claims, metadata.issuer, self.client_id, nonce, self.clock())
        web_id = claims.get("webid", claims["sub"])
        if not isinstance(web_id, str):
            raise SignInError("token-webid")
        return tokens, web_id

    def refresh(self, issuer: str, tokens: Tokens) -> Tokens:
        """Raises TokenRefusedError where the issuer gives none any more, IssuerError, VaultError."""
        if tokens.refresh is None:
            raise TokenRefusedError
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh, "client_id": self.client_id}
        _, fresh = self._ask(self.discover(issuer), tokens.key, form)
        return fresh if fresh.refresh is not None else Tokens(fresh.access, fresh.key, fresh.expires_at, tokens.refresh)

    def authenticate(self, issuer: str, client_id: str, secret: str) -> Tokens:
        """By client credentials. Raises TokenRefusedError, IssuerError, VaultError."""
        pair = base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()
        form = {"grant_type": "client_credentials", "scope": "webid"}
        return self._ask(self.discover(issuer), new_key(), form, {"authorization": f"Basic {pair}"})[1]

    def _ask(
        self, metadata: Metadata, key: Mapping[str, Any], form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Any], Tokens]:
        sent = {**_FORM, **(headers or {})}
        answer = send_proved(
            self.outgoing, self.clock, key, "POST", metadata.token_endpoint, headers=sent, content=urlencode(form).encode()
        )
        if answer.status in {400, 401, 403}:
            logger.warning("An issuer gave no token", extra={"fields": {"status": answer.status, "grant": form["grant_type"]}})
            raise TokenRefusedError
        document = _parse(answer.content) if answer.is_success else None
        if not isinstance(document, dict) or not isinstance(document.get("access_token"), str):
            raise IssuerError("The issuer did not answer with a token")
        lasts, refresh = document.get("expires_in"), document.get("refresh_token")
        seconds = float(lasts) if isinstance(lasts, int | float) and not isinstance(lasts, bool) else _LIFETIME
        kept = refresh if isinstance(refresh, str) else None
        return document, Tokens(document["access_token"], key, self.clock() + seconds, kept)

    def _read_id_token(self, metadata: Metadata, token: Any) -> Mapping[str, Any]:
        if not isinstance(token, str):
            raise SignInError("token-missing")
        try:
            keys = KeySet.import_key_set(public_signing_keys(self._get_json(metadata.jwks_uri)))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IssuerError("The issuer's keys cannot be read") from error
        try:
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        except (JoseError, ValueError) as error:
            raise SignInError("token-not-signed") from error

    def _get_json(self, url: str) -> Any:
        answer = self.outgoing.send("GET", url, headers=_JSON)
        if answer.status != 200:
            raise IssuerError("The issuer does not say what it offers")
        return _parse(answer.content)


@dataclass(frozen=True, slots=True)
class Door:
    """One issuer, as somebody is sent to it."""

    issuers: Issuers
    issuer: str

    async def authorization_url(
        self, *, state: str, nonce: str, verifier: str, scopes: tuple[str, ...], acr_values: str, language: str, login_hint: str = ""
    ) -> str:
        """Raises IssuerError."""
        try:
            metadata = await run_in_threadpool(self.issuers.discover, self.issuer)
        except VaultError as error:
            raise IssuerError("The issuer cannot be reached") from error
        query = {
            "response_type": "code",
            "client_id": self.issuers.client_id,
            "redirect_uri": self.issuers.callback,
            "scope": " ".join(scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            # Without it an issuer gives nothing that lasts.
            "prompt": "consent",
            "acr_values": acr_values,
            "ui_locales": language,
            "login_hint": login_hint,
        }
        separator = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{separator}{urlencode({name: value for name, value in query.items() if value})}"


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise IssuerError("The issuer did not answer with JSON") from None
