"""The pages under `/mailbox`: somebody signs in, sees their messages, reads one, downloads what comes with it."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, set_cookie
from bouwsteen_service.csrf import CSRF_FIELD, CsrfTokens, require_same_origin
from bouwsteen_service.openid import IssuerError, OpenIdClient, SignInError
from bouwsteen_service.pages import Pages
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from bouwsteen_service.settings import ServiceSettings
from bouwsteen_service.sign_ins import SignIns, issuer_unavailable, safe_path
from ebox_service.errors import StatusError
from ebox_service.portals import Portal, Reader, read_reader
from ebox_service.registry_requests import download

logger = logging.getLogger(__name__)

HOME: Final = "/mailbox"
CALLBACK: Final = f"{HOME}/callback"
SCOPES: Final = ("openid", "profile", "rrn", "vo")
_COOKIE: Final = "session"
_TOKEN_CHARACTERS: Final = 64
_ZONE: Final = zoneinfo.ZoneInfo("Europe/Brussels")
_CENTS: Final = 100
# Ends before the punctuation of the sentence that it stands in. Without encryption only what is on this machine, as in a simulation.
_ADDRESS: Final = re.compile(r"(?:https://|http://127\.0\.0\.1[:/])[A-Za-z0-9/._~:?#@!$&'*+,;=%-]{0,1000}[A-Za-z0-9/_~=&%-]")

Key = Annotated[str, Path(max_length=64, pattern="^[0-9A-Za-z-]+$")]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages need."""

    settings: ServiceSettings
    pages: Pages
    portal: Portal
    openid: OpenIdClient
    sign_ins: SignIns
    csrf: CsrfTokens


@dataclass(frozen=True, slots=True)
class Visitor:
    reader: Reader
    session: str


def create_portal_router(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def visit(request: Request) -> Visitor | None:
        token = get_cookie(request, desk.settings, _COOKIE)
        reader = desk.portal.recognise(token) if token and len(token) <= _TOKEN_CHARACTERS else None
        return None if reader is None or token is None else Visitor(reader, token)

    current = Depends(visit)

    @router.get("/")
    async def root() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get(HOME)
    def home(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return desk.pages.render(request, "welcome.html")
        return _show(desk, request, visitor, "mailbox.html", overview=desk.portal.overview(visitor.reader.box, page), page=page)

    @router.get(f"{HOME}/messages/{{message_id}}")
    def message(request: Request, message_id: Key, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return RedirectResponse(f"{HOME}/login?next={request.url.path}", 303)
        with _absences():
            opened = desk.portal.open(visitor.reader.box, message_id)
        return _show(desk, request, visitor, "message.html", message=opened)

    @router.get(f"{HOME}/messages/{{message_id}}/files/{{file_id}}")
    def file(request: Request, message_id: Key, file_id: Key, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return RedirectResponse(f"{HOME}/login?next={request.url.path}", 303)
        with _absences():
            found = desk.portal.download(visitor.reader.box, message_id, file_id)
        return download(found.data, found.file_name)

    _add_session_routes(router, desk, current)
    return router


def _add_session_routes(router: APIRouter, desk: Desk, current: Any) -> None:
    @router.get(f"{HOME}/login")
    async def login(request: Request, then: Annotated[str | None, Query(alias="next")] = None) -> Response:
        return await desk.sign_ins.begin(request, safe_path(then, HOME), scopes=SCOPES, language=desk.pages.language(request))

    @router.get(CALLBACK)
    async def callback(request: Request) -> Response:
        limits_of(request).admit_sign_in(request)
        sign_in = desk.sign_ins.find(request)
        if sign_in is None:
            return _refuse(desk, request, "expired", 400)
        code = request.query_params.get("code", "")
        if not code:
            response: Response = _refuse(desk, request, "cancelled", 403)
        else:
            try:
                claims = await desk.openid.exchange(code, sign_in.verifier, sign_in.nonce)
                response = await run_in_threadpool(_welcome, desk, request, sign_in.then, claims)
            except SignInError as error:
                logger.warning("A sign-in failed", extra={"fields": {"reason": error.code}})
                response = _refuse(desk, request, "error", 400)
            except IssuerError as error:
                raise issuer_unavailable() from error
        desk.sign_ins.end(request, response)
        return response

    @router.post(f"{HOME}/logout")
    async def logout(request: Request, visitor: Visitor | None = current) -> Response:
        require_same_origin(request, desk.settings.public_url)
        form = await request.form(max_files=0, max_fields=5)
        token = form.get(CSRF_FIELD)
        home = f"{desk.settings.public_url}{HOME}"
        target = home
        if visitor is not None:
            desk.csrf.require(token if isinstance(token, str) else None, visitor.session)
            await run_in_threadpool(desk.portal.leave, visitor.session)
            try:
                target = await desk.openid.end_session_url(home)
            except IssuerError:
                logger.warning("Somebody signed out here and not at the issuer")
        response = RedirectResponse(target, 303)
        delete_cookie(response, desk.settings, _COOKIE)
        return response


def _welcome(desk: Desk, request: Request, then: str, claims: Mapping[str, Any]) -> Response:
    reader = read_reader(claims)
    if reader is None:
        return _refuse(desk, request, "nobody", 403)
    token = desk.portal.enter(reader, get_cookie(request, desk.settings, _COOKIE))
    response = RedirectResponse(then, 303)
    set_cookie(response, desk.settings, _COOKIE, token)
    return response


def _refuse(desk: Desk, request: Request, reason: str, status: int) -> HTMLResponse:
    return desk.pages.render(request, "sign_in_failed.html", status=status, reason=f"failed.{reason}")


def _show(desk: Desk, request: Request, visitor: Visitor, template: str, **values: Any) -> HTMLResponse:
    language = desk.pages.language(request)
    known = desk.openid.known_metadata
    return desk.pages.render(
        request,
        template,
        form_targets=[] if known is None else [known.origin],
        reader=visitor.reader,
        csrf_field=CSRF_FIELD,
        csrf_token=desk.csrf.issue(visitor.session),
        # The federation has no English: pages in English show what was sent, which is Dutch before all.
        say=lambda text: text.get(language) or text["nl"],
        said_in="" if language != "en" else "nl",
        moment=_moment,
        day=lambda at: _moment(at)[:10],
        iso=lambda at: dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds"),
        pieces=find_links,
        euros=lambda cents: f"{cents // _CENTS},{cents % _CENTS:02}",
        **values,
    )


def find_links(line: str) -> Iterator[tuple[str, bool]]:
    """(text, whether it is an address) for each stretch of a line: what is written in full is all that becomes a link."""
    end = 0
    for found in _ADDRESS.finditer(line):
        if before := line[end : found.start()]:
            yield before, False
        yield found[0], True
        end = found.end()
    if rest := line[end:]:
        yield rest, False


def _moment(at: float) -> str:
    """`26/11/2026 14:05`, in Belgian time."""
    return dt.datetime.fromtimestamp(at, _ZONE).strftime("%d/%m/%Y %H:%M")


@contextlib.contextmanager
def _absences() -> Iterator[None]:
    """What is not in this box is a page that does not exist."""
    try:
        yield
    except StatusError as error:
        if error.status != 404:
            raise
        raise ProblemError(404, "not-found", "There is no such message in this eBox.") from None
