"""Tokens that prove that a form was posted from a page of ours, by the browser that it was shown to.

A token is bound to a subject, the id of the session or of the browser's own cookie; nothing is stored. Beside it stands
a check of the headers that a browser adds by itself.
"""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from typing import Final

from pydantic import SecretStr
from starlette.requests import Request

from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Clock, derive_key

CSRF_FIELD: Final = "csrf"


class CsrfTokens:
    """Issues and checks tokens. `lifetime` in seconds: how long a page may stay open before its form is refused."""

    def __init__(self, secret: SecretStr, *, lifetime: int = 4 * 3600, clock: Clock = time.time) -> None:
        self._key = derive_key(secret, "csrf")
        self._lifetime = lifetime
        self._clock = clock

    def _sign(self, subject: str, expires: str) -> str:
        return hmac.new(self._key, f"{expires}:{subject}".encode(), sha256).hexdigest()

    def issue(self, subject: str) -> str:
        expires = str(int(self._clock()) + self._lifetime)
        return f"{expires}.{self._sign(subject, expires)}"

    def accepts(self, token: str, subject: str) -> bool:
        expires, _, signature = token.partition(".")
        if not subject or not expires.isascii() or not expires.isdigit() or len(expires) > 12:
            return False
        return hmac.compare_digest(signature.encode(), self._sign(subject, expires).encode()) and int(expires) >= self._clock()

    def require(self, token: str | None, subject: str) -> None:
        """Raises ProblemError 403."""
        if not self.accepts(token or "", subject):
            raise ProblemError(403, "form-expired", "The form has expired or was not sent from this page.")


def require_same_origin(request: Request, public_url: str) -> None:
    """Refuse what a browser says comes from another site. Raises ProblemError 403.

    A client that sends neither header is no browser and holds no cookies to abuse; the token is the other half.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if (origin is not None and origin != _origin(public_url)) or (site is not None and site not in {"same-origin", "none"}):
        raise ProblemError(403, "other-origin", "The form was sent from another site.")


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0]}"
