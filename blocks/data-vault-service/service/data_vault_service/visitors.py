"""Who looks at a page, and what every page for citizens has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from starlette.responses import HTMLResponse

from bouwsteen_service.calendars import show_time
from bouwsteen_service.cookies import browser_id, get_cookie, new_browser_id, remember_browser
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.metrics import Counter
from data_vault_service.citizens import Citizen
from data_vault_service.data import DATA
from data_vault_service.services import VaultService

HOME: Final = "/vault"
SIGN_IN: Final = "/sign-in"
SESSION: Final = "session"
_TOKEN_CHARACTERS: Final = 64
_FIELDS: Final = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages need. `decided` counts what citizens decide."""

    service: VaultService
    decided: Counter


@dataclass(frozen=True, slots=True)
class Visitor:
    citizen: Citizen
    session: str


def visitor_of(desk: Desk, request: Request) -> Visitor | None:
    token = get_cookie(request, desk.service.settings.service, SESSION)
    citizen = desk.service.citizens.recognise(token) if token and len(token) <= _TOKEN_CHARACTERS else None
    return None if citizen is None or token is None else Visitor(citizen, token)


def show(
    desk: Desk,
    request: Request,
    template: str,
    visitor: Visitor | None,
    *,
    status: int = 200,
    form_targets: Sequence[str] = (),
    **values: Any,
) -> HTMLResponse:
    """A page, with a token for its forms: of the session, else of the browser, which is then remembered."""
    settings, pages = desk.service.settings.service, desk.service.pages
    known = browser_id(request, settings)
    browser = known or new_browser_id()
    subject = browser if visitor is None else visitor.session
    language = pages.language(request)
    response = pages.render(
        request,
        template,
        status=status,
        form_targets=form_targets,
        citizen=None if visitor is None else visitor.citizen,
        csrf_field=CSRF_FIELD,
        csrf_token=desk.service.csrf.issue(subject),
        title_of=lambda name: DATA[name].title.get(language, DATA[name].title["nl"]),
        moment=show_time,
        iso=lambda at: dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds"),
        **values,
    )
    if known is None:
        remember_browser(response, settings, browser)
    return response


async def read_form(desk: Desk, request: Request, visitor: Visitor | None) -> Mapping[str, str]:
    """The fields of a form of ours. Raises ProblemError 403 for one that is not."""
    settings = desk.service.settings.service
    require_same_origin(request, settings.public_url)
    form = await request.form(max_files=0, max_fields=_FIELDS)
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    subject = (browser_id(request, settings) or "") if visitor is None else visitor.session
    desk.service.csrf.require(fields.get(CSRF_FIELD), subject)
    return fields


def sign_in_path(web_id: str, then: str, issuer: str = "") -> str:
    """Where somebody is sent to their issuer."""
    asked = {"webId": web_id, "next": then} | ({"issuer": issuer} if issuer else {})
    return f"{SIGN_IN}?{urlencode(asked)}"


def host_of(address: str) -> str:
    """As people read it."""
    return urlsplit(address).netloc
