"""Requests to the registry: a bounded body, and every refusal as a StatusMessage."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Message

from bouwsteen_service.problems import ProblemError, problem_response
from bouwsteen_service.rates import TooManyRequestsError
from ebox_service.errors import StatusError, absent, invalid
from ebox_service.models import StatusMessage
from ebox_service.settings import JSON_BYTES

logger = logging.getLogger(__name__)

_REFUSALS: Final = {
    400: "What was sent is not valid.",
    401: "The token is missing, has expired or does not allow this.",
    403: "The token does not allow this.",
    404: "There is no such thing here.",
    409: "The idempotency key was used before.",
    413: "The body is too large.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
}
_FAULTS_SHOWN: Final = 5
BYTES: Final[Mapping[str, Any]] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class RegistryRoute(APIRoute):
    """Bodies are JSON of at most JSON_BYTES, but for multipart, which bounds itself while it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(_bounded(request))
            except StatusError as error:
                return self._refuse(error)
            except TooManyRequestsError as problem:
                return self._refuse(StatusError(429, "TOO_MANY_REQUESTS", problem.detail, headers=problem.headers))
            except RequestValidationError as error:
                return self._refuse(_read_faults(error))
            except HTTPException as error:
                return self._refuse(
                    invalid("The body is not JSON.") if error.status_code == 400 else StatusError(error.status_code, "REFUSED", "")
                )

        return answer

    def _refuse(self, error: StatusError) -> Response:
        logger.info("Refused", extra={"fields": {"status": error.status, "code": error.code, "reason": error.message}})
        return self.show(error)

    def show(self, error: StatusError) -> Response:
        return JSONResponse(error.body, error.status, error.headers)


class ProblemRoute(RegistryRoute):
    """The same outside the registry: refusals are problem details."""

    def show(self, error: StatusError) -> Response:
        code = error.code.lower().replace("_", "-")
        return problem_response(ProblemError(error.status, code, error.message, headers=error.headers))


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def download(data: bytes, file_name: str) -> Response:
    """Never shown by a browser: it comes from a sender."""
    disposition = f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
    return Response(data, media_type="application/octet-stream", headers={"content-disposition": disposition})


def described(operation: str, model: Any, success: int, *refusals: int, refusal: type[BaseModel] = StatusMessage) -> dict[str, Any]:
    """The part of a route that the description needs. `model` is the answer's, or its content where it is not JSON."""
    content = model if isinstance(model, dict) else None
    # By name, and in `describe` the shape itself: of a model the framework would make one more validator for each route and status.
    media = "application/problem+json" if refusal is Problem else "application/json"
    refused = {media: {"schema": {"$ref": f"#/components/schemas/{refusal.__name__}"}}}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"content": refused, "description": _REFUSALS[status]} for status in (*refusals, 429)
    }
    answers[success] = {"description": "Done."} | ({} if content is None else {"content": content})
    return {
        "operation_id": operation,
        "response_model": None if content is not None else model,
        "response_model_exclude_none": True,
        "status_code": success,
        "responses": answers,
        **({"response_class": Response} if model is None or content is not None else {}),
    }


def _bounded(request: Request) -> Request:
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return request
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > JSON_BYTES:
            raise invalid(f"The body may hold at most {JSON_BYTES} bytes.", "BODY_TOO_LARGE")
        return message

    return Request(request.scope, receive)


def _read_faults(error: RequestValidationError) -> StatusError:
    """Where and what kind, never the value that was sent. What no path can be is not there."""
    if any(fault["loc"][:1] == ("path",) for fault in error.errors()):
        return absent("resource")
    faults = [
        f"{'.'.join(str(part) for part in fault['loc'] if fault['type'] != 'extra_forbidden')}: {fault['type']}" for fault in error.errors()
    ]
    return invalid(f"The request is not valid: {'; '.join(faults[:_FAULTS_SHOWN])}.")
