"""Signing in and out: to the issuer, back with a code, a session in a cookie."""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import delete_cookie, get_cookie, new_browser_id, remember_browser, set_cookie
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from forms_service.contexts import FormsContext, context_of
from forms_service.means import CLERK_LEVEL, acr_values
from forms_service.openid import IssuerError, SignInError, new_secret
from forms_service.principals import CLERK_SCOPE, Principal, read_principal
from forms_service.storage import drafts, sessions
from forms_service.visitors import SESSION_COOKIE, CurrentVisitor, Visitor, read_post, show

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

CITIZEN_SCOPES: Final = ("openid", "profile", "rrn")
CLERK_SCOPES: Final = ("openid", "profile", "vo", CLERK_SCOPE)
SIGN_IN_LIFETIME: Final = 900
_ADDRESS_CHARACTERS: Final = 500
_SIGN_INS_AT_ONCE: Final = 5


@dataclass(frozen=True)
class SignIn:
    """A sign-in that is under way; it travels sealed in a cookie, so that only the browser that began it can end it."""

    state: str
    nonce: str
    verifier: str
    then: str
    level: int
    is_clerk: bool


def safe_path(text: str | None, fallback: str = "/") -> str:
    """A place on this site to go to, or the fallback: never another site."""
    if not text or len(text) > _ADDRESS_CHARACTERS or not text.startswith("/") or text.startswith("//"):
        return fallback
    if "\\" in text or any(ord(character) <= 32 or ord(character) == 127 for character in text):
        return fallback
    parts = urlsplit(text)
    return fallback if parts.scheme or parts.netloc else text


def login_path(then: str, level: int = 0, *, staff: bool = False) -> str:
    """The address at which to sign in and come back to `then`."""
    query = {"next": then, "level": str(level)} | ({"staff": "true"} if staff else {})
    return f"/login?{urlencode(query)}"


@router.get("/login")
async def login(
    request: Request,
    then: Annotated[str | None, Query(alias="next")] = None,
    level: int = 0,
    staff: bool = False,
) -> Response:
    """Send the browser to the issuer. `level` asks for a means of at least that level, `staff` for the roles of clerks."""
    context = context_of(request)
    wanted = max(level, CLERK_LEVEL) if staff else level
    sign_in = SignIn(new_secret(), new_secret(), new_secret(), safe_path(then), min(max(wanted, 0), 35), staff)
    try:
        target = await context.openid.authorization_url(
            state=sign_in.state,
            nonce=sign_in.nonce,
            verifier=sign_in.verifier,
            scopes=CLERK_SCOPES if staff else CITIZEN_SCOPES,
            acr_values=acr_values(sign_in.level),
            language=context.pages.language(request),
        )
    except IssuerError as error:
        raise ProblemError(503, "issuer-unavailable", "The identity provider does not answer.") from error
    response = RedirectResponse(target, 303)
    _drop_abandoned(context, request, response)
    sealed = context.sign_ins.seal(asdict(sign_in), SIGN_IN_LIFETIME)
    set_cookie(response, context.settings.service, _cookie_of(sign_in.state), sealed, max_age=SIGN_IN_LIFETIME)
    return response


@router.get("/callback")
async def callback(request: Request, visitor: CurrentVisitor) -> Response:
    """Where the issuer sends the browser back to."""
    context = context_of(request)
    limits_of(request).admit_sign_in(request)
    state = request.query_params.get("state", "")
    sign_in = _open(context, request, state)
    if sign_in is None:
        return show(context, request, visitor, "sign_in_failed.html", status=400, reason="sign-in.expired", again="/login")
    again = login_path(sign_in.then, sign_in.level, staff=sign_in.is_clerk)
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
            raise ProblemError(503, "issuer-unavailable", "The identity provider does not answer.") from error
    delete_cookie(response, context.settings.service, _cookie_of(state))
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


def _open(context: FormsContext, request: Request, state: str) -> SignIn | None:
    sealed = get_cookie(request, context.settings.service, _cookie_of(state))
    values = context.sign_ins.open(sealed) if sealed else None
    if not isinstance(values, Mapping):
        return None
    sign_in = SignIn(**values)
    return sign_in if hmac.compare_digest(sign_in.state.encode(), state.encode()) else None


def _drop_abandoned(context: FormsContext, request: Request, response: Response) -> None:
    """Sign-ins that were begun and never ended must not fill the browser's cookie header."""
    begun = [name for name in request.cookies if name.startswith(context.settings.service.cookie_name("sign-in-"))]
    if len(begun) >= _SIGN_INS_AT_ONCE:
        for name in begun:
            response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=context.settings.service.secure)


def _cookie_of(state: str) -> str:
    """A cookie for each sign-in: two tabs may sign in at the same time."""
    mark = "".join(character for character in state[:8] if character.isalnum())
    return f"sign-in-{mark}"


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


def _forget(context: FormsContext, visitor: Visitor) -> None:
    if visitor.session is not None:
        with context.database.writing() as connection:
            sessions.close_session(connection, visitor.session)
