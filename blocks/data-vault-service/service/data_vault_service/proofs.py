"""Keys and proofs by which tokens are bound to who holds them (DPoP, RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey

from bouwsteen_service.seals import Clock
from data_vault_service.outgoing import Answer, Outgoing

_CURVE: Final = "P-256"
_NONCE: Final = "dpop-nonce"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a server of Solid gave: `key` is the private JWK that its tokens are bound to. `expires_at` is epoch seconds."""

    access: str = field(repr=False)
    key: Mapping[str, Any] = field(repr=False)
    expires_at: float
    refresh: str | None = field(default=None, repr=False)


def new_key() -> Mapping[str, Any]:
    return dict(ECKey.generate_key(_CURVE).as_dict(private=True))


def send_proved(
    outgoing: Outgoing,
    clock: Clock,
    key: Mapping[str, Any],
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
    token: str | None = None,
) -> Answer:
    """A call with a proof, and with a token where there is one. A server that wants a nonce of its own in the proof gets it."""
    nonce: str | None = None
    shown = {} if token is None else {"authorization": f"DPoP {token}"}
    for _ in range(2):
        proof = _prove(key, clock, method, url, token, nonce)
        answer = outgoing.send(method, url, headers={**headers, **shown, "dpop": proof}, content=content)
        wanted = answer.headers.get(_NONCE)
        if answer.status not in {400, 401} or wanted is None or wanted == nonce:
            break
        nonce = wanted
    return answer


def _prove(key: Mapping[str, Any], clock: Clock, method: str, url: str, token: str | None, nonce: str | None) -> str:
    private = ECKey.import_key(dict(key))
    claims: dict[str, Any] = {"htm": method, "htu": url.partition("?")[0], "jti": str(uuid.uuid4()), "iat": int(clock())}
    if token is not None:
        claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    if nonce is not None:
        claims["nonce"] = nonce
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": private.as_dict(private=False)}, claims, private)
