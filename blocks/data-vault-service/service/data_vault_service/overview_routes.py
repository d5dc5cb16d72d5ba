"""The pages under `/vault`: what somebody granted to whom, every time that it was read, and a button to take it back."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.rates import limits_of
from data_vault_service.consent_routes import RequestId
from data_vault_service.outgoing import VaultError
from data_vault_service.profiles import WEB_ID_CHARACTERS, check_web_id, read_profile
from data_vault_service.visitors import HOME, Desk, host_of, read_form, show, sign_in_path, visitor_of

PAGE_SIZE: Final = 20
_READINGS: Final = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


def create_overview_router(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    service = desk.service

    @router.get("/")
    async def root() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get(HOME)
    def home(
        request: Request, web_id: Annotated[str | None, Query(alias="webId", max_length=2 * WEB_ID_CHARACTERS)] = None, page: PageNumber = 1
    ) -> Response:
        visitor = visitor_of(desk, request)
        if visitor is None:
            return _welcome(desk, request, web_id)
        found, total = service.requests.of_citizen(visitor.citizen.web_id, page, PAGE_SIZE)
        counts = service.readings.counts([asked.id for asked in found])
        pages = max(-(-total // PAGE_SIZE), 1)
        return show(desk, request, "overview.html", visitor, found=found, counts=counts, page=page, pages=pages)

    @router.get(f"{HOME}/requests/{{request_id}}")
    def one(request: Request, request_id: RequestId, page: PageNumber = 1) -> Response:
        visitor = visitor_of(desk, request)
        if visitor is None:
            return RedirectResponse(HOME, 303)
        asked = service.requests.look_up(request_id, visitor.citizen.web_id)
        rows, total = service.readings.of_request(asked.id, page, _READINGS)
        pages = max(-(-total // _READINGS), 1)
        return show(desk, request, "request.html", visitor, asked=asked, rows=rows, total=total, page=page, pages=pages)

    @router.post(f"{HOME}/requests/{{request_id}}/withdraw")
    async def withdraw(request: Request, request_id: RequestId) -> Response:
        visitor = await run_in_threadpool(visitor_of, desk, request)
        await read_form(desk, request, visitor)
        if visitor is None:
            return RedirectResponse(HOME, 303)
        asked = await run_in_threadpool(service.requests.look_up, request_id, visitor.citizen.web_id)
        if await run_in_threadpool(service.requests.withdraw, asked):
            desk.decided.add("withdrawn")
        await run_in_threadpool(service.grants.take_back_now, asked)
        return RedirectResponse(f"{HOME}/requests/{asked.id}", 303)

    return router


def _welcome(desk: Desk, request: Request, web_id: str | None) -> Response:
    """The form for a WebID; with one, where its holder signs in: people see where they go."""
    doors: list[tuple[str, str]] = []
    fault = ""
    if web_id is not None:
        limits_of(request).admit_sign_in(request)
        try:
            check_web_id(web_id)
            issuers = read_profile(desk.service.outgoing, web_id).issuers
            doors = [(host_of(issuer), sign_in_path(web_id, HOME, issuer)) for issuer in issuers]
        except ValueError:
            fault = "address-refused"
        except VaultError as error:
            fault = error.code
    status = 422 if fault else 200
    return show(desk, request, "welcome.html", None, status=status, web_id=web_id or "", doors=doors, fault=fault)
