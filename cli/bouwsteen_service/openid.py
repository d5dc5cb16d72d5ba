"""The relying party: OpenID Connect code flow with PKCE against the bound issuer, as ACM/IDM speaks it.

Nothing of an ID token is believed before its signature, issuer, audience, time and nonce were checked.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import SecretStr

from bouwsteen_service.addresses import check_address
from bouwsteen_service.bindings import Binding
from bouwsteen_service.correlations import outgoing_headers
from bouwsteen_service.seals import Clock

logger = logging.getLogger(__name__)

TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
LEEWAY: Final = 30
_SHORTEST_RSA: Final = 2048  # bits; NIST SP 800-131A allows none shorter for signatures
_KEYS_COOL_DOWN: Final = 10.0
_MAXIMUM_BYTES: Final = 262_144


class IssuerError(Exception):
    """The issuer could not be reached or answered with something that is not OpenID Connect."""


class SignInError(Exception):
    """Somebody could not be signed in. `code` names why, and holds nothing of the token."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Metadata:
    """What the discovery document says, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    introspection_endpoint: str | None
    uses_basic: bool

    @property
    def origin(self) -> str:
        """The origin to which a browser is sent."""
        parts = urlsplit(self.authorization_endpoint)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Client:
    """The registration at the issuer, from the binding."""

    issuer: str
    client_id: str
    client_secret: SecretStr
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, binding: Binding) -> Client:
        """Of an `oidc-client` binding. Raises ServiceConfigurationError."""
        scopes = tuple(str(scope) for scope in binding.json("scopes", []))
        return cls(binding.text("issuer"), binding.text("clientId"), binding["clientSecret"], scopes)


class OpenIdClient:
    """Speaks to the issuer. `transport` is for tests."""

    def __init__(self, client: Client, redirect_uri: str, *, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.client = client
        self.redirect_uri = redirect_uri
        self._clock = clock
        self._http = httpx.AsyncClient(timeout=TIMEOUT, transport=transport, follow_redirects=False)
        self._metadata: Metadata | None = None
        self._keys: KeySet | None = None
        self._keys_read_at = 0.0
        self._lock = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @property
    def known_metadata(self) -> Metadata | None:
        """What is known of the issuer without asking."""
        return self._metadata

    async def metadata(self) -> Metadata:
        """The issuer's metadata, read once. It raises `IssuerError`."""
        if self._metadata is None:
            document = await self._get_json(f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._metadata = read_metadata(document, self.client.issuer)
        return self._metadata

    async def authorization_url(
        self, *, state: str, nonce: str, verifier: str, scopes: tuple[str, ...], acr_values: str, language: str, login_hint: str = ""
    ) -> str:
        """Where to send the browser."""
        metadata = await self.metadata()
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self.allowed_scopes(scopes)),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "acr_values": acr_values,
            "ui_locales": language,
            "login_hint": login_hint,
        }
        return f"{metadata.authorization_endpoint}?{urlencode({name: value for name, value in query.items() if value})}"

    def allowed_scopes(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """What is asked, without what this client may not ask: the issuer would refuse the whole request."""
        return tuple(scope for scope in wanted if scope == "openid" or not self.client.scopes or scope in self.client.scopes)

    async def end_session_url(self, return_to: str) -> str:
        """Where to send the browser to end the session at the issuer too; `return_to` where the issuer has no such place."""
        metadata = await self.metadata()
        if metadata.end_session_endpoint is None:
            return return_to
        query = urlencode({"client_id": self.client.client_id, "post_logout_redirect_uri": return_to})
        return f"{metadata.end_session_endpoint}?{query}"

    async def exchange(self, code: str, verifier: str, nonce: str) -> Mapping[str, Any]:
        """The checked claims of the ID token for an authorization code. It raises `SignInError` or `IssuerError`."""
        metadata = await self.metadata()
        body = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri, "code_verifier": verifier}
        answer = await self._post(metadata, metadata.token_endpoint, body)
        if answer is None or not isinstance(answer.get("id_token"), str):
            raise SignInError("exchange-refused")
        return await self._verify(metadata, answer["id_token"], nonce)

    async def introspect(self, token: str) -> Mapping[str, Any] | None:
        """What the issuer says of an access token; None when it is not active. It raises `IssuerError`."""
        metadata = await self.metadata()
        if metadata.introspection_endpoint is None:
            raise IssuerError("The issuer has no introspection endpoint")
        answer = await self._post(metadata, metadata.introspection_endpoint, {"token": token})
        if answer is None:
            raise IssuerError("The issuer refused to introspect")
        expires = answer.get("exp")
        is_expired = isinstance(expires, (int, float)) and expires <= self._clock()
        return answer if answer.get("active") is True and not is_expired else None

    async def _verify(self, metadata: Metadata, token: str, nonce: str) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(token, await self._known_keys(metadata), algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:
            # A key that is not known: the issuer may have rotated its keys.
            decoded = await self._decode_with_new_keys(metadata, token)
        except (JoseError, ValueError) as error:
            raise SignInError("token-not-signed") from error
        check_claims(decoded.claims, metadata.issuer, self.client.client_id, nonce, self._clock())
        return decoded.claims

    async def _decode_with_new_keys(self, metadata: Metadata, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._refreshed_keys(metadata), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError) as error:
            raise SignInError("token-not-signed") from error

    async def _known_keys(self, metadata: Metadata) -> KeySet:
        return self._keys if self._keys is not None else await self._refreshed_keys(metadata)

    async def _refreshed_keys(self, metadata: Metadata) -> KeySet:
        """Read the keys again, but not more than once in a while: tokens with made-up key ids must not become a load on the issuer."""
        async with self._lock:
            if self._keys is None or self._clock() - self._keys_read_at >= _KEYS_COOL_DOWN:
                document = await self._get_json(metadata.jwks_uri)
                try:
                    self._keys = KeySet.import_key_set(public_signing_keys(document))
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise IssuerError("The issuer's keys cannot be read") from error
                self._keys_read_at = self._clock()
            return self._keys

    async def _get_json(self, url: str) -> Any:
        status, content = await self._ask("GET", url, headers=outgoing_headers() | {"accept": "application/json"})
        if status != 200:
            raise IssuerError(f"The issuer answered {status}")
        return _read_json(content)

    async def _ask(self, method: str, url: str, **options: Any) -> tuple[int, bytes]:
        """(status, content), read no further than an answer may be long: it may be packed, and unpack without end."""
        content = bytearray()
        try:
            async with self._http.stream(method, url, **options) as answer:
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > _MAXIMUM_BYTES:
                        raise IssuerError("The issuer's answer is too long")
                return answer.status_code, bytes(content)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            logger.warning("The issuer cannot be reached", extra={"fields": {"error": type(error).__name__}})
            raise IssuerError("The issuer cannot be reached") from error

    async def _post(self, metadata: Metadata, url: str, body: Mapping[str, str]) -> dict[str, Any] | None:
        """The JSON answer to a call with client authentication; None when the issuer refuses (400, 401, 403)."""
        secret = self.client.client_secret.get_secret_value()
        headers = outgoing_headers() | {"accept": "application/json"}
        fields = dict(body)
        if metadata.uses_basic:
            headers["authorization"] = _basic(self.client.client_id, secret)
        else:
            fields |= {"client_id": self.client.client_id, "client_secret": secret}
        status, content = await self._ask("POST", url, data=fields, headers=headers)
        if status in {400, 401, 403}:
            logger.warning("The issuer refused a call", extra={"fields": {"status": status}})
            return None
        if status != 200:
            raise IssuerError(f"The issuer answered {status}")
        document = _read_json(content)
        if not isinstance(document, dict):
            raise IssuerError("The issuer did not answer with an object")
        return document


def challenge_of(verifier: str) -> str:
    """The PKCE challenge (S256) of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def new_secret() -> str:
    """A value for state, nonce or verifier: 256 random bits, 43 characters."""
    return secrets.token_urlsafe(32)


def _basic(client_id: str, secret: str) -> str:
    """Basic authentication; both parts are form-encoded first (RFC 6749 section 2.3.1)."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise IssuerError("The issuer did not answer with JSON") from error


def read_metadata(document: Any, issuer: str) -> Metadata:
    """A discovery document that has to be of this issuer. Raises IssuerError."""
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise IssuerError("The discovery document is of another issuer")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    given = [name for name in ("end_session_endpoint", "introspection_endpoint") if document.get(name) is not None]
    if not all(_is_address(document.get(name)) for name in (*needed, *given)):
        raise IssuerError("The discovery document misses endpoints")
    if issuer.startswith("https://") and any(not document[name].startswith("https://") for name in (*needed, *given)):
        raise IssuerError("The discovery document leads away from TLS")
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not isinstance(methods, list):
        raise IssuerError("The discovery document cannot be read")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=document["authorization_endpoint"],
        token_endpoint=document["token_endpoint"],
        jwks_uri=document["jwks_uri"],
        end_session_endpoint=document.get("end_session_endpoint"),
        introspection_endpoint=document.get("introspection_endpoint"),
        uses_basic="client_secret_basic" in methods,
    )


def _is_address(value: Any) -> bool:
    """Whether a browser may be sent there, or a call: http is a matter of the issuer's own address, which the binding gives."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        return False
    try:
        check_address(f"https://{value.partition('://')[2]}")
    except ValueError:
        return False
    return True


def public_signing_keys(document: Any) -> Any:
    """The keys that may verify a signature; symmetric and short ones are left out, whatever the issuer published.

    Raises ValueError, TypeError, KeyError.
    """
    keys = document["keys"]
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise ValueError("not a set of keys")
    signing = [key for key in keys if key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"]
    return {"keys": [key for key in signing if key["kty"] != "RSA" or _modulus_bits(key["n"]) >= _SHORTEST_RSA]}


def _modulus_bits(modulus: str) -> int:
    """The length of an RSA key by its modulus, in base64url. Raises ValueError, TypeError."""
    padded = modulus + "=" * (-len(modulus) % 4)
    return int.from_bytes(base64.urlsafe_b64decode(padded)).bit_length()


def check_claims(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str, now: float) -> None:
    """Whether an ID token whose signature is right is of this issuer, for this client, of this sign-in. Raises SignInError."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    expires, issued = claims.get("exp"), claims.get("iat")
    checks = {
        "token-issuer": claims.get("iss") == issuer,
        "token-audience": client_id in audiences and claims.get("azp", client_id) == client_id,
        "token-expired": isinstance(expires, (int, float)) and expires > now - LEEWAY,
        "token-early": isinstance(issued, (int, float)) and issued < now + LEEWAY,
        "token-nonce": isinstance(claims.get("nonce"), str) and secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()),
        "token-subject": isinstance(claims.get("sub"), str) and bool(claims["sub"]),
    }
    failed = next((code for code, is_right in checks.items() if not is_right), None)
    if failed is not None:
        raise SignInError(failed)
