"""The pages under `/consent`: a citizen sees who asks what, for which purpose and how long, and gives or refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.addresses import origin_of
from data_vault_service.access_requests import GRANTED, REFUSED, REQUESTED, Asked
from data_vault_service.citizens import SignInGoneError
from data_vault_service.data import DATA
from data_vault_service.grants import Vault
from data_vault_service.visitors import Desk, Visitor, host_of, read_form, show, sign_in_path, visitor_of

_FIELD: Final = "value-"
_VALUE_CHARACTERS: Final = 254
# The button by which a request comes into a state.
_DECISIONS: Final = {GRANTED: "grant", REFUSED: "refuse"}
RequestId = Annotated[str, Path(max_length=43, pattern="^[0-9A-Za-z_-]+$")]


def create_consent_router(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/consent/{request_id}")
    def consent(request: Request, request_id: RequestId) -> Response:
        asked = desk.service.requests.look_up(request_id)
        return _page(desk, request, asked, visitor_of(desk, request))

    @router.post("/consent/{request_id}")
    async def decide(request: Request, request_id: RequestId) -> Response:
        asked = await run_in_threadpool(desk.service.requests.look_up, request_id)
        visitor = await run_in_threadpool(visitor_of, desk, request)
        form = await read_form(desk, request, visitor)
        return await run_in_threadpool(_decide, desk, request, asked, visitor, form)

    return router


def _decide(desk: Desk, request: Request, asked: Asked, visitor: Visitor | None, form: Mapping[str, str]) -> Response:
    """Whoever has the address may refuse; only the holder of the WebID, signed in, can give."""
    if asked.status != REQUESTED:
        # Sent once more, because no answer came to the first: it goes on as after that.
        is_same = form.get("decision") == _DECISIONS.get(asked.status)
        return _go_on(desk, asked.id) if is_same else _page(desk, request, asked, visitor)
    if form.get("decision") == "refuse":
        if desk.service.requests.refuse(asked):
            desk.decided.add("refused")
        return _go_on(desk, asked.id)
    if form.get("decision") != "grant" or visitor is None or visitor.citizen.web_id != asked.row["web_id"]:
        return _page(desk, request, asked, visitor)
    return _grant(desk, request, asked, visitor, form)


def _grant(desk: Desk, request: Request, asked: Asked, visitor: Visitor, form: Mapping[str, str]) -> Response:
    try:
        vault = desk.service.grants.look(asked)
        given = {name: form.get(f"{_FIELD}{name}", "").strip()[: _VALUE_CHARACTERS + 1] for name in asked.names}
        typed = {name: DATA[name].clean(text) for name, text in given.items() if text and not vault.is_there[name]}
        wrong = {name for name, value in typed.items() if value is None}
        nothing = not any(vault.is_there.values()) and not typed
        if wrong or nothing:
            return _form(desk, request, asked, visitor, vault, given=given, wrong=wrong, nothing=nothing)
        is_granted = desk.service.grants.give(asked, vault, {name: value for name, value in typed.items() if value is not None})
    except SignInGoneError:
        return RedirectResponse(sign_in_path(asked.row["web_id"], f"/consent/{asked.id}"), 303)
    if is_granted:
        desk.decided.add("granted")
    return _go_on(desk, asked.id)


def _go_on(desk: Desk, request_id: str) -> Response:
    """Back to where the citizen came from, with what became of the request."""
    asked = desk.service.requests.look_up(request_id)
    return RedirectResponse(asked.returns_to or f"/consent/{request_id}", 303)


def _page(desk: Desk, request: Request, asked: Asked, visitor: Visitor | None) -> Response:
    if asked.status != REQUESTED:
        return show(desk, request, "decided.html", visitor, asked=asked)
    if visitor is None or visitor.citizen.web_id != asked.row["web_id"]:
        return _sign_in_page(desk, request, asked, visitor)
    try:
        vault = desk.service.grants.look(asked)
    except SignInGoneError:
        return _sign_in_page(desk, request, asked, None)
    return _form(desk, request, asked, visitor, vault)


def _sign_in_page(desk: Desk, request: Request, asked: Asked, visitor: Visitor | None) -> Response:
    path = sign_in_path(asked.row["web_id"], f"/consent/{asked.id}")
    host = host_of(asked.row["web_id"])
    return show(desk, request, "asked.html", visitor, form_targets=_targets(asked), asked=asked, sign_in=path, host=host)


def _form(
    desk: Desk,
    request: Request,
    asked: Asked,
    visitor: Visitor,
    vault: Vault,
    *,
    given: Mapping[str, str] | None = None,
    wrong: frozenset[str] | set[str] = frozenset(),
    nothing: bool = False,
) -> Response:
    kinds = {name: datum.autocomplete for name, datum in DATA.items()}
    return show(
        desk,
        request,
        "consent.html",
        visitor,
        status=422 if wrong or nothing else 200,
        form_targets=_targets(asked),
        asked=asked,
        vault=vault,
        given=given or {},
        wrong=wrong,
        nothing=nothing,
        kinds=kinds,
        field=_FIELD,
    )


def _targets(asked: Asked) -> list[str]:
    return [origin_of(asked.row["return_url"])] if asked.row["return_url"] else []
