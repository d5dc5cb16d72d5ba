"""Signing in at an issuer and coming back: what is under way travels sealed in a cookie of the browser that began it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, set_cookie
from bouwsteen_service.openid import IssuerError, new_secret
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Seal
from bouwsteen_service.settings import ServiceSettings

LIFETIME: Final = 900
_ADDRESS_CHARACTERS: Final = 500
_AT_ONCE: Final = 5


@dataclass(frozen=True)
class SignIn:
    """A sign-in that is under way. `then`: where to go after it; `asked`: what the service wants to remember of it."""

    state: str
    nonce: str
    verifier: str
    then: str
    asked: Mapping[str, Any]


class Issuer(Protocol):
    """Where people are sent. `authorization_url` raises IssuerError."""

    async def authorization_url(
        self, *, state: str, nonce: str, verifier: str, scopes: tuple[str, ...], acr_values: str, language: str, login_hint: str = ""
    ) -> str: ...


class SignIns:
    """`seal` is for this purpose alone. `openid` is the one issuer; left out, each sign-in says its own."""

    def __init__(self, settings: ServiceSettings, seal: Seal, openid: Issuer | None = None) -> None:
        self._settings = settings
        self._seal = seal
        self._openid = openid

    async def begin(
        self,
        request: Request,
        then: str,
        *,
        scopes: tuple[str, ...],
        language: str,
        acr_values: str = "",
        asked: Mapping[str, Any] | None = None,
        issuer: Issuer | None = None,
        login_hint: str = "",
    ) -> Response:
        """Send the browser to the issuer. `login_hint` says as whom, as the issuer reads it. Raises ProblemError 503 where that does not
        answer."""
        sign_in = SignIn(new_secret(), new_secret(), new_secret(), then, dict(asked or {}))
        asks = issuer or self._openid
        if asks is None:
            raise ValueError("the sign-in has no issuer")
        try:
            target = await asks.authorization_url(
                state=sign_in.state,
                nonce=sign_in.nonce,
                verifier=sign_in.verifier,
                scopes=scopes,
                acr_values=acr_values,
                language=language,
                login_hint=login_hint,
            )
        except IssuerError as error:
            raise issuer_unavailable() from error
        response = RedirectResponse(target, 303)
        self._drop_abandoned(request, response)
        sealed = self._seal.seal(asdict(sign_in), LIFETIME)
        set_cookie(response, self._settings, _cookie_of(sign_in.state), sealed, max_age=LIFETIME)
        return response

    def find(self, request: Request) -> SignIn | None:
        """What the browser that comes back began here; None where it did not, or too long ago."""
        state = request.query_params.get("state", "")
        sealed = get_cookie(request, self._settings, _cookie_of(state))
        values = self._seal.open(sealed) if sealed else None
        if not isinstance(values, Mapping) or "asked" not in values:
            return None
        sign_in = SignIn(**values)
        return sign_in if hmac.compare_digest(sign_in.state.encode(), state.encode()) else None

    def end(self, request: Request, response: Response) -> None:
        """The browser needs what it began no more."""
        delete_cookie(response, self._settings, _cookie_of(request.query_params.get("state", "")))

    def _drop_abandoned(self, request: Request, response: Response) -> None:
        """Sign-ins that were begun and never ended must not fill the browser's cookie header."""
        begun = [name for name in request.cookies if name.startswith(self._settings.cookie_name("sign-in-"))]
        if len(begun) >= _AT_ONCE:
            for name in begun:
                response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=self._settings.secure)


def safe_path(text: str | None, fallback: str = "/") -> str:
    """A place on this site to go to, or the fallback: never another site."""
    if not text or len(text) > _ADDRESS_CHARACTERS or not text.startswith("/") or text.startswith("//"):
        return fallback
    if "\\" in text or any(ord(character) <= 32 or ord(character) == 127 for character in text):
        return fallback
    parts = urlsplit(text)
    return fallback if parts.scheme or parts.netloc else text


def issuer_unavailable() -> ProblemError:
    return ProblemError(503, "issuer-unavailable", "The identity provider does not answer.")


def _cookie_of(state: str) -> str:
    """A cookie for each sign-in: two tabs may sign in at the same time."""
    mark = "".join(character for character in state[:8] if character.isalnum())
    return f"sign-in-{mark}"
