"""The endpoints that applications call: discovery, keys, token, introspection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bouwsteen_service.oauth import Form, OAuthError, authenticate_within_limits, read_form
from identity_service import scopes
from identity_service.authorizations import CHALLENGE_METHODS, RESPONSE_MODES
from identity_service.clients import AUTH_METHODS, Client
from identity_service.grants import TokenSet
from identity_service.keys import ALGORITHM
from identity_service.means import MEANS
from identity_service.services import IdentityMetrics, IdentityService
from identity_service.settings import IdentitySettings
from identity_service.tokens import introspection, token_response

logger = logging.getLogger(__name__)

_CACHED: Final = {"cache-control": "public, max-age=300"}
_PRIVATE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_CLAIMS: Final = (
    "sub",
    "acr",
    "given_name",
    "family_name",
    "rrn",
    "vo_id",
    "vo_doelgroepcode",
    "vo_doelgroepnaam",
    "vo_email",
    "vo_orgcode",
    "vo_orgnaam",
    "wv_orgcode",
)


def create_token_router(service: IdentityService, metrics: IdentityMetrics) -> APIRouter:
    router = APIRouter(prefix="/op")
    endpoints = TokenEndpoints(service, metrics)

    @router.get("/.well-known/openid-configuration", response_model=None)
    async def discovery() -> Response:
        return JSONResponse(discovery_document(service.settings), headers=_CACHED)

    @router.get("/v1/keys", response_model=None)
    def keys() -> Response:
        return JSONResponse(service.keys.published(), headers=_CACHED)

    @router.post("/v1/token", response_model=None)
    async def token(request: Request) -> Response:
        return await _answer(request, endpoints.token)

    @router.post("/v1/introspect", response_model=None)
    async def introspect(request: Request) -> Response:
        return await _answer(request, endpoints.introspect)

    async def _answer(request: Request, handle: Callable[[Client, Form], dict[str, Any]]) -> Response:
        try:
            form = await read_form(request)
            body = await run_in_threadpool(lambda: handle(endpoints.authenticate(request, form), form))
        except OAuthError as error:
            endpoint = request.url.path.rsplit("/", 1)[-1]
            metrics.refusals.add(endpoint, error.code)
            logger.info("Refused", extra={"fields": {"endpoint": endpoint, "error": error.code, "reason": error.description}})
            return JSONResponse(error.body, error.status, _PRIVATE | error.headers)
        return JSONResponse(body, headers=_PRIVATE)

    return router


class TokenEndpoints:
    def __init__(self, service: IdentityService, metrics: IdentityMetrics) -> None:
        self._service = service
        self._metrics = metrics
        self._kinds: dict[str, Callable[[Client, Form], TokenSet]] = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
            "client_credentials": self._by_credentials,
        }

    def authenticate(self, request: Request, form: Form) -> Client:
        """The client that calls. Raises OAuthError; 429 where it has to wait."""
        authorization = request.headers.get("authorization")
        credentials = authorization or form.get("client_secret") or form.get("client_assertion", "")
        return authenticate_within_limits(request, credentials, lambda: self._service.authentication.authenticate(authorization, form))

    def token(self, client: Client, form: Form) -> dict[str, Any]:
        kind = form.get("grant_type")
        if kind is None:
            raise OAuthError("invalid_request", "The grant_type is missing.")
        if kind not in self._kinds:
            raise OAuthError("unsupported_grant_type", f"The grant_type must be one of {', '.join(self._kinds)}.")
        tokens = self._kinds[kind](client, form)
        self._metrics.tokens.add(kind)
        return token_response(
            tokens,
            client,
            issuer=self._service.settings.issuer,
            now=self._service.clock(),
            sign=self._service.keys.sign,
            refreshed=kind == "refresh_token",
        )

    def introspect(self, caller: Client, form: Form) -> dict[str, Any]:
        """A token is known to the clients of the organisation that it was issued in; for all others it is not active."""
        if "token" not in form:
            raise OAuthError("invalid_request", "The token is missing.")
        token = self._service.grants.find_access(form["token"])
        client = None if token is None else self._service.clients.find(token.grant.client_id)
        if token is None or client is None or client.share.owner != caller.share.owner:
            return {"active": False}
        return introspection(token, client, issuer=self._service.settings.issuer)

    def _by_code(self, client: Client, form: Form) -> TokenSet:
        if "code" not in form or "redirect_uri" not in form:
            raise OAuthError("invalid_request", "The code or redirect_uri is missing.")
        return self._service.grants.redeem(form["code"], client, form["redirect_uri"], form.get("code_verifier"))

    def _by_refresh(self, client: Client, form: Form) -> TokenSet:
        if "refresh_token" not in form:
            raise OAuthError("invalid_request", "The refresh_token is missing.")
        asked = scopes.parse(form["scope"]) if "scope" in form else None
        return self._service.grants.refresh(form["refresh_token"], client, asked)

    def _by_credentials(self, client: Client, form: Form) -> TokenSet:
        return self._service.grants.grant_to_client(client, scopes.parse(form.get("scope", "")))


def discovery_document(settings: IdentitySettings) -> dict[str, Any]:
    issuer = settings.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/v1/auth",
        "token_endpoint": settings.token_endpoint,
        "jwks_uri": f"{issuer}/v1/keys",
        "introspection_endpoint": f"{issuer}/v1/introspect",
        "end_session_endpoint": f"{issuer}/v1/logout",
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "introspection_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "code_challenge_methods_supported": list(CHALLENGE_METHODS),
        "scopes_supported": sorted(scopes.ABOUT_PEOPLE),
        "acr_values_supported": [means.urn for means in MEANS],
        "ui_locales_supported": ["nl", "fr", "en"],
        "claims_supported": list(_CLAIMS),
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
