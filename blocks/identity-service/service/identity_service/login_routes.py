"""Signing in and out in a browser: the authorization endpoint, the two pages after it, the end of the session.

Between the pages the checked request travels sealed in a hidden field; nothing is stored until somebody has signed in.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.cookies import browser_id, delete_cookie, get_cookie, new_browser_id, remember_browser, set_cookie
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.oauth import OAuthError
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from identity_service.authorizations import Authorization, ReplyAddress, check_authorization, find_client, origin_of, reply_location
from identity_service.clients import Client
from identity_service.means import BY_SUFFIX, STRONG_LEVEL, Means
from identity_service.people import BY_SLUG, CITIZEN, PERSONAS
from identity_service.services import IdentityMetrics, IdentityService
from identity_service.sessions import Session
from identity_service.settings import LOGIN_PAGE_SECONDS

logger = logging.getLogger(__name__)

SESSION_COOKIE: Final = "session"
_FIELDS: Final = 20


def create_login_router(service: IdentityService, metrics: IdentityMetrics) -> APIRouter:
    router = APIRouter()
    pages = LoginPages(service, metrics)

    @router.get("/", response_model=None)
    def home(request: Request) -> Response:
        return service.pages.render(request, "home.html", issuer=service.settings.issuer, personas=PERSONAS)

    @router.get("/op/v1/auth", response_model=None)
    def authorize(request: Request) -> Response:
        return pages.authorize(request)

    @router.get("/op/v1/login", response_model=None)
    def choose_person(request: Request, transaction: str = "", means: str = "") -> Response:
        return pages.choose_person(request, transaction, means)

    @router.get("/op/v1/login/cancel", response_model=None)
    def cancel(request: Request, transaction: str = "") -> Response:
        return pages.cancel(request, transaction)

    @router.post("/op/v1/login", response_model=None)
    async def sign_in(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        return await run_in_threadpool(pages.sign_in, request, fields)

    @router.get("/op/v1/logout", response_model=None)
    def sign_out(request: Request) -> Response:
        return pages.sign_out(request)

    return router


class LoginPages:
    def __init__(self, service: IdentityService, metrics: IdentityMetrics) -> None:
        self._service = service
        self._metrics = metrics

    def authorize(self, request: Request) -> Response:
        """Check the request, then go on with the session of this browser or ask how to sign in."""
        parameters: Sequence[tuple[str, str]] = request.query_params.multi_items()
        client, reply = find_client(parameters, self._service.clients)
        try:
            authorization = check_authorization([(name, value) for name, value in parameters if name != "lang"], client)
            session = self._service.sessions.find(self._cookie(request))
            if session is not None and session.serves(authorization, self._service.clock()):
                self._service.sessions.touch(session)
                return self._grant(request, authorization, session)
            if "none" in authorization.prompt:
                raise OAuthError("login_required", "Nobody is signed in who can serve this request without a page.")
        except OAuthError as error:
            return self._refuse(request, reply, error)
        return self._choose_means(request, authorization, client)

    def _choose_means(self, request: Request, authorization: Authorization, client: Client) -> Response:
        transaction = self._service.login_seal.seal({"authorization": authorization.document()}, LOGIN_PAGE_SECONDS)
        strong = [means for means in authorization.means if means.level >= STRONG_LEVEL]
        other = [means for means in authorization.means if means.level < STRONG_LEVEL]
        return self._service.pages.render(
            request,
            "means.html",
            organisation=client.share.display_name,
            transaction=transaction,
            strong=strong or other,
            other=other if strong else [],
            form_targets=[origin_of(authorization.redirect_uri)],
        )

    def choose_person(self, request: Request, transaction: str, suffix: str) -> Response:
        """The second page: as whom to sign in. In place of the real means, for these people do not exist.

        Without a means it is the first page again.
        """
        authorization, client = self._open(transaction)
        if not suffix:
            return self._choose_means(request, authorization, client)
        means = self._means(authorization, suffix)
        browser = browser_id(request, self._service.settings.service) or new_browser_id()
        personas = authorization.personas(means)
        response = self._service.pages.render(
            request,
            "person.html",
            organisation=client.share.display_name,
            staff_of=client.share.name,
            means=means,
            citizens=[persona for persona in personas if persona.group == CITIZEN],
            others=[persona for persona in personas if persona.group != CITIZEN],
            transaction=transaction,
            csrf=self._service.csrf.issue(browser),
            form_targets=[origin_of(authorization.redirect_uri)],
        )
        remember_browser(response, self._service.settings.service, browser)
        return response

    def sign_in(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Begin a session for the chosen person and give the client its code."""
        limits_of(request).admit_sign_in(request)
        settings = self._service.settings.service
        require_same_origin(request, settings.public_url)
        self._service.csrf.require(fields.get(CSRF_FIELD), browser_id(request, settings) or "")
        authorization, _ = self._open(fields.get("transaction", ""))
        means = self._means(authorization, fields.get("means", ""))
        persona = BY_SLUG.get(fields.get("persona", ""))
        if persona is None or persona not in authorization.personas(means):
            raise ProblemError(400, "unknown-person", "There is no such person to sign in as.")
        secret, session = self._service.sessions.begin(persona, means, self._cookie(request))
        response = self._grant(request, authorization, session)
        set_cookie(response, settings, SESSION_COOKIE, secret)
        return response

    def cancel(self, request: Request, transaction: str) -> Response:
        authorization, _ = self._open(transaction)
        return self._refuse(request, _reply(authorization), OAuthError("access_denied", "The person did not sign in."))

    def sign_out(self, request: Request) -> Response:
        """End single sign-on in this browser. Applications keep their own sessions."""
        target = self._after_sign_out(request)
        self._service.sessions.end(self._cookie(request))
        response: Response = RedirectResponse(target, 303) if target is not None else self._service.pages.render(request, "signed_out.html")
        delete_cookie(response, self._service.settings.service, SESSION_COOKIE)
        return response

    def _after_sign_out(self, request: Request) -> str | None:
        """Where to go: an address that was registered for the client, or nowhere. Raises ProblemError."""
        values = request.query_params
        target = values.get("post_logout_redirect_uri")
        if target is None:
            return None
        client = self._service.clients.find(values.get("client_id", ""))
        if client is None:
            raise ProblemError(400, "unknown-client", "The client_id is required with a post_logout_redirect_uri, and must be known.")
        if target not in client.post_logout_redirect_uris:
            raise ProblemError(400, "unknown-redirect-uri", "The post_logout_redirect_uri was not registered for this client.")
        state = values.get("state")
        return target if state is None else f"{target}{'&' if '?' in target else '?'}{urlencode({'state': state})}"

    def _grant(self, request: Request, authorization: Authorization, session: Session) -> Response:
        code = self._service.grants.begin(authorization, session)
        self._metrics.logins.add(session.means.suffix)
        fields = {"client_id": authorization.client_id, "means": session.means.suffix, "group": session.persona.group}
        logger.info("Signed in", extra={"fields": fields})
        return self._answer(request, _reply(authorization), {"code": code})

    def _refuse(self, request: Request, reply: ReplyAddress, error: OAuthError) -> Response:
        self._metrics.refusals.add("authorization", error.code)
        return self._answer(request, reply, error.body)

    def _answer(self, request: Request, reply: ReplyAddress, answer: Mapping[str, str]) -> Response:
        """Send the answer as the client asked. `form_post` needs a click: the pages run no scripts."""
        if reply.response_mode != "form_post":
            return RedirectResponse(reply_location(reply, answer), 303)
        fields = {**answer, **({} if reply.state is None else {"state": reply.state})}
        targets = [origin_of(reply.redirect_uri)]
        return self._service.pages.render(request, "form_post.html", action=reply.redirect_uri, fields=fields, form_targets=targets)

    def _open(self, transaction: str) -> tuple[Authorization, Client]:
        """The request that a page carried. Raises ProblemError when it is not ours, too old, or its client is gone."""
        document = self._service.login_seal.open(transaction)
        if document is None:
            raise ProblemError(400, "login-expired", "The sign-in has expired or was not begun here.")
        authorization = Authorization.of(document["authorization"])
        client = self._service.clients.find(authorization.client_id)
        if client is None:
            raise ProblemError(400, "unknown-client", "There is no client with this client_id.")
        return authorization, client

    def _means(self, authorization: Authorization, suffix: str) -> Means:
        means = BY_SUFFIX.get(suffix)
        if means is None or means not in authorization.means:
            raise ProblemError(400, "unknown-means", "This means of signing in is not offered here.")
        return means

    def _cookie(self, request: Request) -> str | None:
        return get_cookie(request, self._service.settings.service, SESSION_COOKIE)


def _reply(authorization: Authorization) -> ReplyAddress:
    return ReplyAddress(authorization.redirect_uri, authorization.response_mode, authorization.state)
