"""What services that give tokens by OAuth 2 have in common: how they say no, and how a client proves itself within limits."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request

from bouwsteen_service.rates import TooManyRequestsError, limits_of

Form = Mapping[str, str]

_FORM: Final = "application/x-www-form-urlencoded"
_FORM_BYTES: Final = 64 * 1024  # a signed assertion has a few thousand
_FORM_FIELDS: Final = 50


class OAuthError(Exception):
    """`code` is the protocol's, `description` is for developers and holds nothing secret or personal."""

    def __init__(self, code: str, description: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, str]:
        return {"error": self.code, "error_description": self.description}


class Client(Protocol):
    @property
    def client_id(self) -> str: ...


_Client = TypeVar("_Client", bound=Client)


async def read_form(request: Request) -> Form:
    """The fields of a request for a token. Raises OAuthError for another kind of body, a repeated field, and one that is too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise OAuthError("invalid_request", f"The body must be {_FORM}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_BYTES:
            raise OAuthError("invalid_request", f"The body may have {_FORM_BYTES} bytes.")
    try:
        items = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FORM_FIELDS, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", f"The body is not a form, or has more than {_FORM_FIELDS} fields.") from None
    if len(dict(items)) != len(items):
        raise OAuthError("invalid_request", "A parameter is given more than once.")
    return dict(items)


def authenticate_within_limits(request: Request, credentials: str, authenticate: Callable[[], _Client]) -> _Client:
    """The client that `authenticate` finds by these credentials. Raises OAuthError; 429 where it has to wait."""
    limits = limits_of(request)
    try:
        limits.admit_attempt(request, credentials)
        client = authenticate()
        limits.admit_client(client.client_id, credentials)
    except TooManyRequestsError as problem:
        raise OAuthError("temporarily_unavailable", problem.detail, status=429, headers=problem.headers) from None
    except OAuthError as error:
        if error.status == 401:
            limits.note_failure(request, credentials)
        raise
    return client


def read_basic(header: str) -> tuple[str, str] | None:
    """(client id, secret) of an Authorization header as OAuth 2 writes it (RFC 6749, 2.3.1); None for any other."""
    scheme, _, encoded = header.partition(" ")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    client_id, separator, secret = pair.partition(":")
    if scheme.lower() != "basic" or not separator:
        return None
    return unquote_plus(client_id), unquote_plus(secret)
