"""The pages under `/letters`: staff see what of their organisation went on paper, how far it is, and what reached nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, set_cookie
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.sign_ins import safe_path
from ebox_service.desks import LETTERS, SCOPES, TOKEN_CHARACTERS, Desk, Key, absences, leave_issuer, refuse, show
from ebox_service.print_rooms import ACR_VALUES, SCOPE, Clerk, read_clerk
from ebox_service.registry_requests import download
from ebox_service.settings import ATTACHMENTS

_COOKIE: Final = "print-room"


@dataclass(frozen=True, slots=True)
class Visitor:
    clerk: Clerk
    session: str

    @property
    def name(self) -> str:
        return self.clerk.name


def create_print_room_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=LETTERS, include_in_schema=False)

    def visit(request: Request) -> Visitor | None:
        token = get_cookie(request, desk.settings, _COOKIE)
        clerk = desk.print_room.recognise(token) if token and len(token) <= TOKEN_CHARACTERS else None
        return None if clerk is None or token is None else Visitor(clerk, token)

    current = Depends(visit)

    @router.get("")
    def letters(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return desk.pages.render(request, "letters_welcome.html")
        return show(desk, request, visitor, "letters.html", place=LETTERS, post=desk.print_room.look(visitor.clerk, page), page=page)

    @router.get("/login")
    async def login(request: Request, then: Annotated[str | None, Query(alias="next")] = None) -> Response:
        asked = {"place": LETTERS}
        scopes = (*SCOPES, SCOPE)
        language = desk.pages.language(request)
        return await desk.sign_ins.begin(
            request, safe_path(then, LETTERS), scopes=scopes, language=language, acr_values=ACR_VALUES, asked=asked
        )

    @router.get("/{letter_id}")
    def letter(request: Request, letter_id: Key, visitor: Visitor | None = current) -> Response:
        if visitor is None:
            return RedirectResponse(f"{LETTERS}/login?next={request.url.path}", 303)
        with absences():
            found = desk.print_room.find(visitor.clerk, letter_id)
        return show(desk, request, visitor, "letter.html", place=LETTERS, letter=found)

    @router.get("/{letter_id}/enclosures/{position}")
    def enclosure(
        request: Request, letter_id: Key, position: Annotated[int, Path(ge=0, lt=ATTACHMENTS)], visitor: Visitor | None = current
    ) -> Response:
        if visitor is None:
            return RedirectResponse(f"{LETTERS}/login?next={request.url.path}", 303)
        with absences():
            found = desk.print_room.enclosure(visitor.clerk, letter_id, position)
        return download(found.data, found.file_name)

    @router.post("/logout")
    async def logout(request: Request, visitor: Visitor | None = current) -> Response:
        require_same_origin(request, desk.settings.public_url)
        form = await request.form(max_files=0, max_fields=5)
        token = form.get(CSRF_FIELD)
        if visitor is not None:
            desk.csrf.require(token if isinstance(token, str) else None, visitor.session)
            await run_in_threadpool(desk.print_room.leave, visitor.session)
        response = await leave_issuer(desk, LETTERS, signed_in=visitor is not None)
        delete_cookie(response, desk.settings, _COOKIE)
        return response

    return router


def welcome_clerk(desk: Desk, request: Request, then: str, claims: Mapping[str, Any]) -> Response:
    """Who comes back from the sign-in service, and wanted to see letters."""
    clerk = read_clerk(claims)
    if clerk is None:
        return refuse(desk, request, "no-role", 403, again=LETTERS)
    token = desk.print_room.enter(clerk, get_cookie(request, desk.settings, _COOKIE))
    response = RedirectResponse(then, 303)
    set_cookie(response, desk.settings, _COOKIE, token)
    return response
