"""Calls to services whose tokens come by client credentials: the one that tells people things, the registers, the vault of citizens.

A token is used until shortly before it ends, and once more asked for where it is refused. What is answered is bounded.
"""

import threading
from collections.abc import Mapping
from typing import Any, Final

import httpx

from bouwsteen_service.bindings import Binding
from bouwsteen_service.correlations import outgoing_headers
from bouwsteen_service.seals import Clock

MAXIMUM_BYTES: Final = 262_144
# A token is not used in its last moments: it would end on its way.
_MARGIN: Final = 30.0


class ServiceError(Exception):
    """It was not reached, or answered what makes no sense. The text says which, in a word."""


class ServiceClient:
    """Speaks to the service of a binding with `url`, `tokenUrl`, `clientId`, `clientSecret` and `scopes`. `transport` is for tests."""

    def __init__(self, binding: Binding, *, clock: Clock, timeout: httpx.Timeout, transport: httpx.BaseTransport | None = None) -> None:
        self._url = binding.text("url").rstrip("/")
        self._token_url = binding.text("tokenUrl")
        self._client = (binding.text("clientId"), binding["clientSecret"])
        self._scopes = " ".join(str(scope) for scope in binding.json("scopes", []))
        self._clock = clock
        self._http = httpx.Client(timeout=timeout, transport=transport, follow_redirects=False, trust_env=False)
        self._lock = threading.Lock()
        self._token = ""
        self._token_ends = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> httpx.Response:
        """The answer, whatever its status. It raises `ServiceError` where there is none, or one that is too long."""
        try:
            answer = self._send(method, path, self._known_token(), headers, content)
            if answer.status_code == 401:
                answer = self._send(method, path, self._new_token(), headers, content)
        except httpx.HTTPError as error:
            raise ServiceError(type(error).__name__) from error
        if len(answer.content) > MAXIMUM_BYTES:
            raise ServiceError("long-answer")
        return answer

    def _send(self, method: str, path: str, token: str, headers: Mapping[str, str] | None, content: Any) -> httpx.Response:
        sent = {**outgoing_headers(), **(headers or {}), "authorization": f"Bearer {token}"}
        return self._http.request(method, self._url + path, headers=sent, **content)

    def _known_token(self) -> str:
        with self._lock:
            if self._token and self._clock() < self._token_ends - _MARGIN:
                return self._token
        return self._new_token()

    def _new_token(self) -> str:
        client_id, secret = self._client
        form = {"grant_type": "client_credentials", "scope": self._scopes}
        answer = self._http.post(self._token_url, data=form, auth=(client_id, secret.get_secret_value()), headers=outgoing_headers())
        document = read_object(answer) if answer.status_code == 200 and len(answer.content) <= MAXIMUM_BYTES else {}
        token, lifetime = document.get("access_token"), document.get("expires_in")
        if not isinstance(token, str) or not token:
            raise ServiceError(f"token-status-{answer.status_code}")
        with self._lock:
            self._token, self._token_ends = token, self._clock() + (lifetime if isinstance(lifetime, (int, float)) else 0)
        return token


def read_object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. It raises `ServiceError`."""
    try:
        document = answer.json()
    except ValueError as error:
        raise ServiceError("strange-answer") from error
    if not isinstance(document, dict):
        raise ServiceError("strange-answer")
    return document
