"""The token endpoint of OAuth 2 for applications, and who calls with one of its tokens."""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bouwsteen_service.metrics import Counter
from bouwsteen_service.oauth import OAuthError, authenticate_within_limits, read_form
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from data_vault_service.shares import Client
from data_vault_service.tokens import AccessTokens, Form

logger = logging.getLogger(__name__)

_PRIVATE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_CHALLENGE: Final = {"www-authenticate": 'Bearer realm="data-vault"'}


def create_token_router(tokens: AccessTokens, refusals: Counter) -> APIRouter:
    router = APIRouter(prefix="/oauth", include_in_schema=False)

    @router.post("/token", response_model=None)
    async def token(request: Request) -> Response:
        try:
            form = await read_form(request)
            body = await run_in_threadpool(lambda: tokens.issue(authenticate(request, form), form))
        except OAuthError as error:
            refusals.add(error.code)
            logger.info("Refused", extra={"fields": {"error": error.code, "reason": error.description}})
            return JSONResponse(error.body, error.status, _PRIVATE | error.headers)
        return JSONResponse(body, headers=_PRIVATE)

    def authenticate(request: Request, form: Form) -> Client:
        authorization = request.headers.get("authorization")
        credentials = authorization or form.get("client_secret", "")
        return authenticate_within_limits(request, credentials, lambda: tokens.authenticate(authorization, form))

    return router


def callers(tokens: AccessTokens) -> Any:
    """A dependency: the client of the token. Raises ProblemError 401, 429."""

    async def find(request: Request) -> Client:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ProblemError(401, "not-signed-in", "A bearer token is needed.", headers=_CHALLENGE)
        limits = limits_of(request)
        limits.admit_attempt(request, token)
        client = await run_in_threadpool(tokens.find, token.strip())
        if client is None:
            limits.note_failure(request, token)
            raise ProblemError(401, "not-signed-in", "The token is not known or has expired.", headers=_CHALLENGE)
        limits.admit_client(client.client_id, token)
        return client

    return Depends(find)
