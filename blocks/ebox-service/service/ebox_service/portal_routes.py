"""The pages under `/mailbox`: somebody signs in, sees their messages, reads one, downloads what comes with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, set_cookie
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.openid import IssuerError, SignInError
from bouwsteen_service.rates import limits_of
from bouwsteen_service.sign_ins import issuer_unavailable, safe_path
from ebox_service.desks import HOME, LETTERS, SCOPES, TOKEN_CHARACTERS, Desk, Key, absences, leave_issuer, refuse, show
from ebox_service.portals import Reader, read_reader
from ebox_service.print_room_routes import welcome_clerk
from ebox_service.registry_requests import download

logger = logging.getLogger(__name__)

CALLBACK: Final = f"{HOME}/callback"
_COOKIE: Final = "session"


@dataclass(frozen=True, slots=True)
class Visitor:
    reader: Reader
    session: str

    @property
    def name(self) -> str:
        return self.reader.name


def create_portal_router(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def visit(request: Request) -> Visitor | None:
        token = get_cookie(request, desk.settings, _COOKIE)
        reader = desk.portal.recognise(token) if token and len(token) <= TOKEN_CHARACTERS else None
        return None if reader is None or token is None else Visitor(reader, token)

    current = Depends(visit)

    @router.get("/")
    async def root() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get(HOME)
    def home(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return desk.pages.render(request, "welcome.html")
        return show(desk, request, visitor, "mailbox.html", overview=desk.portal.overview(visitor.reader.box, page), page=page)

    @router.get(f"{HOME}/messages/{{message_id}}")
    def message(request: Request, message_id: Key, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return RedirectResponse(f"{HOME}/login?next={request.url.path}", 303)
        with absences():
            opened = desk.portal.open(visitor.reader.box, message_id)
        return show(desk, request, visitor, "message.html", message=opened)

    @router.get(f"{HOME}/messages/{{message_id}}/files/{{file_id}}")
    def file(request: Request, message_id: Key, file_id: Key, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return RedirectResponse(f"{HOME}/login?next={request.url.path}", 303)
        with absences():
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
            return refuse(desk, request, "expired", 400)
        code = request.query_params.get("code", "")
        if not code:
            response: Response = refuse(desk, request, "cancelled", 403)
        else:
            try:
                claims = await desk.openid.exchange(code, sign_in.verifier, sign_in.nonce)
                enter = welcome_clerk if sign_in.asked.get("place") == LETTERS else _welcome
                response = await run_in_threadpool(enter, desk, request, sign_in.then, claims)
            except SignInError as error:
                logger.warning("A sign-in failed", extra={"fields": {"reason": error.code}})
                response = refuse(desk, request, "error", 400)
            except IssuerError as error:
                raise issuer_unavailable() from error
        desk.sign_ins.end(request, response)
        return response

    @router.post(f"{HOME}/logout")
    async def logout(request: Request, visitor: Visitor | None = current) -> Response:
        require_same_origin(request, desk.settings.public_url)
        form = await request.form(max_files=0, max_fields=5)
        token = form.get(CSRF_FIELD)
        if visitor is not None:
            desk.csrf.require(token if isinstance(token, str) else None, visitor.session)
            await run_in_threadpool(desk.portal.leave, visitor.session)
        response = await leave_issuer(desk, HOME, signed_in=visitor is not None)
        delete_cookie(response, desk.settings, _COOKIE)
        return response


def _welcome(desk: Desk, request: Request, then: str, claims: Mapping[str, Any]) -> Response:
    reader = read_reader(claims)
    if reader is None:
        return refuse(desk, request, "nobody", 403)
    token = desk.portal.enter(reader, get_cookie(request, desk.settings, _COOKIE))
    response = RedirectResponse(then, 303)
    set_cookie(response, desk.settings, _COOKIE, token)
    return response
