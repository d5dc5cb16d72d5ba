"""Cookies that only the service reads: HttpOnly, SameSite=Lax, Secure over TLS, named per instance."""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bouwsteen_service.settings import ServiceSettings

_BROWSER: Final = "browser"


def get_cookie(request: Request, settings: ServiceSettings, purpose: str) -> str | None:
    return request.cookies.get(settings.cookie_name(purpose))


def set_cookie(response: Response, settings: ServiceSettings, purpose: str, value: str, *, max_age: int | None = None) -> None:
    """`max_age` in seconds; left out, the cookie ends with the browser."""
    name = settings.cookie_name(purpose)
    response.set_cookie(name, value, max_age=max_age, path="/", httponly=True, samesite="lax", secure=settings.secure)


def delete_cookie(response: Response, settings: ServiceSettings, purpose: str) -> None:
    response.delete_cookie(settings.cookie_name(purpose), path="/", httponly=True, samesite="lax", secure=settings.secure)


def browser_id(request: Request, settings: ServiceSettings) -> str | None:
    """The random id that `remember_browser` gave this browser: the subject of a form's token before anybody has signed in."""
    return get_cookie(request, settings, _BROWSER)


def new_browser_id() -> str:
    return secrets.token_urlsafe(18)


def remember_browser(response: Response, settings: ServiceSettings, value: str) -> None:
    set_cookie(response, settings, _BROWSER, value)
