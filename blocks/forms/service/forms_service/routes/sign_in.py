"""Signing in and out: to the issuer, back with a code, a session in a cookie."""

import base64
import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, new_browser_id, remember_browser, set_cookie
from bouwsteen_service.openid import IssuerError, SignInError
from bouwsteen_service.rates import limits_of
from bouwsteen_service.sign_ins import SignIn, issuer_unavailable, safe_path
from forms_service.contexts import FormsContext, context_of
from forms_service.means import CLERK_LEVEL, acr_values
from forms_service.principals import CLERK_SCOPE, Principal, read_principal
from forms_service.storage import drafts, sessions
from forms_service.visitors import SESSION_COOKIE, CurrentVisitor, Visitor, read_post, show

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

CITIZEN_SCOPES: Final = ("openid", "profile", "rrn")
ORGANISATION_SCOPES: Final = (*CITIZEN_SCOPES, "vo", "wettelijkvertegenwoordiger")
# The target group of the access management for each capacity: who acts for an organisation is asked for which one.
_GROUPS: Final[Mapping[str, str]] = {"entrepreneurs": "EA", "associations": "VER"}
CLERK_SCOPES: Final = ("openid", "profile", "vo", CLERK_SCOPE)


def login_path(then: str, level: int = 0, *, staff: bool = False, capacity: str = "") -> str:
    """The address at which to sign in and come back to `then`. `capacity` is as what, in the words of a form."""
    query = {"next": then, "level": str(level)} | ({"staff": "true"} if staff else {}) | ({"capacity": capacity} if capacity else {})
    return f"/login?{urlencode(query)}"


@router.get("/login")
async def login(
    request: Request,
    then: Annotated[str | None, Query(alias="next")] = None,
    level: int = 0,
    staff: bool = False,
    capacity: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Send the browser to the issuer. `level` asks for a means of at least that level, `staff` for the roles of clerks, `capacity` for
    the organisations that somebody may act for."""
    context = context_of(request)
    wanted = max(level, CLERK_LEVEL) if staff else level
    group = _GROUPS.get(capacity)
    bounded = min(max(wanted, 0), 35)
    return await context.sign_ins.begin(
        request,
        safe_path(then),
        scopes=CLERK_SCOPES if staff else ORGANISATION_SCOPES if group else CITIZEN_SCOPES,
        acr_values=acr_values(bounded),
        language=context.pages.language(request),
        asked={"level": bounded, "is_clerk": staff, "capacity": capacity if group else ""},
        login_hint=base64.b64encode(json.dumps({"cap_hint": group}).encode()).decode() if group else "",
    )


@router.get("/callback")
async def callback(request: Request, visitor: CurrentVisitor) -> Response:
    """Where the issuer sends the browser back to."""
    context = context_of(request)
    limits_of(request).admit_sign_in(request)
    sign_in = context.sign_ins.find(request)
    if sign_in is None:
        return show(context, request, visitor, "sign_in_failed.html", status=400, reason="sign-in.expired", again="/login")
    again = login_path(sign_in.then, sign_in.asked["level"], staff=sign_in.asked["is_clerk"], capacity=sign_in.asked.get("capacity", ""))
    code = request.query_params.get("code", "")
    if not code:
        response: Response = show(context, request, visitor, "sign_in_failed.html", status=403, reason="sign-in.cancelled", again=again)
    else:
        try:
            claims = await context.openid.exchange(code, sign_in.verifier, sign_in.nonce)
            response = await run_in_threadpool(_welcome, context, visitor, sign_in, claims)
        except SignInError as error:
            logger.warning("A sign-in failed", extra={"fields": {"reason": error.code}})
            response = show(context, request, visitor, "sign_in_failed.html", status=400, reason="sign-in.error", again=again)
        except IssuerError as error:
            raise issuer_unavailable() from error
    context.sign_ins.end(request, response)
    return response


@router.post("/logout")
async def logout(request: Request, visitor: CurrentVisitor, _: Annotated[Any, Depends(read_post)]) -> Response:
    """End the session here and at the issuer. The browser gets a new id: the next person at a shared screen starts afresh."""
    context = context_of(request)
    await run_in_threadpool(_forget, context, visitor)
    home = f"{context.settings.service.public_url}/"
    try:
        target = await context.openid.end_session_url(home)
    except IssuerError:
        target = home
    response = RedirectResponse(target, 303)
    delete_cookie(response, context.settings.service, SESSION_COOKIE)
    remember_browser(response, context.settings.service, new_browser_id())
    return response


def _welcome(context: FormsContext, visitor: Visitor, sign_in: SignIn, claims: Mapping[str, Any]) -> Response:
    """A new session, whatever the browser brought; what the person was about to begin becomes theirs."""
    principal = read_principal(claims, context.settings.organisation_codes)
    now = context.clock()
    with context.database.writing() as connection:
        if visitor.session is not None:
            sessions.close_session(connection, visitor.session)
        token = sessions.open_session(connection, principal.to_json(), now)
        _adopt(connection, visitor, principal, sign_in.then)
    response = RedirectResponse(sign_in.then, 303)
    set_cookie(response, context.settings.service, SESSION_COOKIE, token)
    return response


def _adopt(connection: Any, visitor: Visitor, principal: Principal, then: str) -> None:
    """Only the draft that they signed in from: what somebody else left in a shared browser is not theirs."""
    parts = then.split("?", maxsplit=1)[0].split("/")
    if len(parts) > 2 and parts[1] == "drafts":
        drafts.adopt_draft(connection, parts[2], visitor.browser_owner, principal.owner)
        if visitor.principal is not None and visitor.principal.subject == principal.subject:
            # The same person, who acts for somebody else from now on.
            drafts.adopt_draft(connection, parts[2], visitor.owner, principal.owner)


def _forget(context: FormsContext, visitor: Visitor) -> None:
    if visitor.session is not None:
        with context.database.writing() as connection:
            sessions.close_session(connection, visitor.session)
