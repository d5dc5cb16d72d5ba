"""Signing in at one's own server, by Solid-OIDC: the adapter has no accounts of citizens."""

from __future__ import annotations

import logging
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, set_cookie
from bouwsteen_service.openid import IssuerError, SignInError
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from bouwsteen_service.sign_ins import SignIn, issuer_unavailable, safe_path
from data_vault_service.citizens import Citizen
from data_vault_service.issuers import SCOPES, Door
from data_vault_service.profiles import WEB_ID_CHARACTERS, check_web_id, read_profile
from data_vault_service.texts import TEXTS, TITLE
from data_vault_service.visitors import HOME, SESSION, SIGN_IN, Desk, host_of, read_form, show, sign_in_path, visitor_of

logger = logging.getLogger(__name__)

_CONTEXT: Final = "https://www.w3.org/ns/solid/oidc-context.jsonld"
WebIdQuery = Annotated[str, Query(alias="webId", min_length=1, max_length=WEB_ID_CHARACTERS)]


def create_sign_in_router(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    service = desk.service

    @router.get("/client")
    async def client() -> Response:
        """Who the adapter is, for the servers of citizens (Solid-OIDC, Client ID Document)."""
        settings = service.settings
        document: dict[str, Any] = {
            "@context": [_CONTEXT],
            "client_id": settings.client_id,
            "client_name": TITLE["nl"],
            "client_uri": settings.url,
            "redirect_uris": [settings.callback_url],
            "scope": " ".join(SCOPES),
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        }
        return JSONResponse(document, media_type="application/ld+json")

    @router.get(SIGN_IN)
    async def sign_in(
        request: Request,
        web_id: WebIdQuery,
        issuer: Annotated[str, Query(max_length=WEB_ID_CHARACTERS)] = "",
        then: Annotated[str | None, Query(alias="next")] = None,
    ) -> Response:
        limits_of(request).admit_sign_in(request)
        path = safe_path(then, HOME)
        try:
            issuers = await run_in_threadpool(_issuers_of, desk, web_id)
        except ProblemError as problem:
            return await run_in_threadpool(_explain, desk, request, problem, web_id, path)
        if not issuer and len(issuers) > 1:
            doors = [(host_of(each), sign_in_path(web_id, path, each)) for each in issuers]
            return await run_in_threadpool(show, desk, request, "issuers.html", None, doors=doors)
        if issuer and issuer not in issuers:
            raise ProblemError(422, "no-issuer", "The profile of the WebID does not name this issuer.")
        chosen = issuer or issuers[0]
        language = service.pages.language(request)
        asked = {"issuer": chosen, "web_id": web_id}
        door = Door(service.issuers, chosen)
        try:
            return await service.sign_ins.begin(request, path, scopes=SCOPES, language=language, asked=asked, issuer=door)
        except ProblemError as problem:
            return await run_in_threadpool(_explain, desk, request, problem, web_id, path)

    @router.get("/callback")
    async def callback(request: Request) -> Response:
        limits_of(request).admit_sign_in(request)
        begun = service.sign_ins.find(request)
        if begun is None:
            return _refuse(desk, request, "expired", 400)
        code = request.query_params.get("code", "")
        if not code:
            response: Response = _refuse(desk, request, "cancelled", 403, begun.then)
        else:
            response = await run_in_threadpool(_welcome, desk, request, begun, code)
        service.sign_ins.end(request, response)
        return response

    @router.post(f"{HOME}/logout")
    async def logout(request: Request) -> Response:
        visitor = await run_in_threadpool(visitor_of, desk, request)
        if visitor is not None:
            await read_form(desk, request, visitor)
            await run_in_threadpool(service.citizens.leave, visitor.session, visitor.citizen)
        response = RedirectResponse(HOME, 303)
        delete_cookie(response, service.settings.service, SESSION)
        return response

    return router


def _issuers_of(desk: Desk, web_id: str) -> tuple[str, ...]:
    """Raises ProblemError."""
    try:
        check_web_id(web_id)
    except ValueError as error:
        raise ProblemError(422, "address-refused", f"The WebID {error}.") from None
    return read_profile(desk.service.outgoing, web_id).issuers


def _welcome(desk: Desk, request: Request, begun: SignIn, code: str) -> Response:
    service, issuer, wanted = desk.service, str(begun.asked["issuer"]), str(begun.asked["web_id"])
    # Where an issuer says who it is, it has to be the one that was asked (RFC 9207).
    if request.query_params.get("iss", issuer).rstrip("/") != issuer.rstrip("/"):
        return _refuse(desk, request, "error", 400, begun.then)
    try:
        tokens, web_id = service.issuers.exchange(issuer, code, begun.verifier, begun.nonce)
    except SignInError as error:
        logger.warning("A sign-in failed", extra={"fields": {"reason": error.code}})
        return _refuse(desk, request, "error", 400, begun.then)
    except IssuerError as error:
        raise issuer_unavailable() from error
    if web_id != wanted:
        return _refuse(desk, request, "other", 403, begun.then)
    token = service.citizens.enter(Citizen(web_id, issuer), tokens, get_cookie(request, service.settings.service, SESSION))
    response = RedirectResponse(begun.then, 303)
    set_cookie(response, service.settings.service, SESSION, token)
    return response


def _refuse(desk: Desk, request: Request, reason: str, status: int, then: str = HOME) -> Response:
    """With a link to where one was going, where one can sign in again."""
    return _show_failure(desk, request, f"failed.{reason}", status, then)


def _explain(desk: Desk, request: Request, problem: ProblemError, web_id: str, then: str) -> Response:
    """Why one cannot sign in with a WebID, and which: it may be written wrong. Whoever is no browser gets the problem."""
    reason = f"problem.{problem.code}"
    if reason not in TEXTS or "text/html" not in request.headers.get("accept", ""):
        raise problem
    return _show_failure(desk, request, reason, problem.status, then, web_id)


def _show_failure(desk: Desk, request: Request, reason: str, status: int, then: str, web_id: str = "") -> Response:
    again = f"{then}{'&' if '?' in then else '?'}{urlencode({'lang': desk.service.pages.language(request)})}"
    return show(desk, request, "sign_in_failed.html", None, status=status, reason=reason, again=again, web_id=web_id)
