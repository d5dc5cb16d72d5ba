"""The endpoints of OAuth 2: a token for a client, and what a token says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bouwsteen_service.metrics import Counter
from bouwsteen_service.oauth import Form, OAuthError, authenticate_within_limits, read_form
from ebox_service.senders import Client
from ebox_service.services import EboxService

logger = logging.getLogger(__name__)

_PRIVATE: Final = {"cache-control": "no-store", "pragma": "no-cache"}


def create_token_router(service: EboxService, refusals: Counter) -> APIRouter:
    router = APIRouter(prefix="/oauth")

    @router.post("/token", response_model=None)
    async def token(request: Request) -> Response:
        return await _answer(request, service.tokens.issue)

    @router.post("/introspect", response_model=None)
    async def introspect(request: Request) -> Response:
        return await _answer(request, service.tokens.introspect)

    async def _answer(request: Request, handle: Callable[[Client, Form], dict[str, Any]]) -> Response:
        try:
            form = await read_form(request)
            body = await run_in_threadpool(lambda: handle(authenticate(request, form), form))
        except OAuthError as error:
            refusals.add(error.code)
            logger.info("Refused", extra={"fields": {"error": error.code, "reason": error.description}})
            return JSONResponse(error.body, error.status, _PRIVATE | error.headers)
        return JSONResponse(body, headers=_PRIVATE)

    def authenticate(request: Request, form: Form) -> Client:
        authorization = request.headers.get("authorization")
        credentials = authorization or form.get("client_secret", "")
        return authenticate_within_limits(request, credentials, lambda: service.tokens.authenticate(authorization, form))

    return router
