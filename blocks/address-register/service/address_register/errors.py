"""How the service says no: problem details with the names of the base registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bouwsteen_service.rates import TooManyRequestsError

PREFIX: Final = "/v2"
PROBLEM: Final = "application/problem+json"
TITLE: Final = "Er heeft zich een fout voorgedaan!"
_URN: Final = "urn:be.vlaanderen.basisregisters.api:"


class RegisterError(Exception):
    """`kind` ends the problem's type, `detail` is Dutch, as the register says it."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(f"{status} {kind}")
        self.status = status
        self.kind = kind
        self.detail = detail


def absent(kind: str, detail: str) -> RegisterError:
    return RegisterError(404, f"{kind}:not-found", detail)


def answer_as_the_registers(app: FastAPI) -> None:
    """Let everything below `/v2` be refused in their shape; the rest keeps the kit's."""
    kits = dict(app.exception_handlers)

    async def on_refusal(request: Request, error: Exception) -> Response:
        known = cast("RegisterError", error)
        return _problem(request, known.status, known.kind, known.detail)

    async def on_invalid(request: Request, error: Exception) -> Response:
        fields = sorted({str(fault["loc"][-1]) for fault in cast("RequestValidationError", error).errors()})[:20]
        faults = {name: [{"code": "invalid"}] for name in fields}
        return _problem(request, 400, "validation", "Ongeldige waarde.", validationErrors=faults)

    async def on_too_many(request: Request, error: Exception) -> Response:
        known = cast("TooManyRequestsError", error)
        return _problem(request, 429, "too-many-requests", "Te veel verzoeken.", known.headers)

    async def on_http_error(request: Request, error: Exception) -> Response:
        known = cast("HTTPException", error)
        if not request.url.path.startswith(PREFIX):
            return cast("Response", await cast("Any", kits[HTTPException])(request, error))
        return _problem(request, known.status_code, "request", "Onbekend verzoek.", known.headers)

    app.add_exception_handler(RegisterError, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(TooManyRequestsError, on_too_many)
    app.add_exception_handler(HTTPException, on_http_error)


def _problem(request: Request, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any) -> JSONResponse:
    body = {"type": f"{_URN}{kind}", "title": TITLE, "status": status, "detail": detail, "instance": request.url.path} | extra
    return JSONResponse(body, status, {"cache-control": "no-store"} | dict(headers or {}), media_type=PROBLEM)
