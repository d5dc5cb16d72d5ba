"""How the API says no: Mollie's shape, `{status, title, detail, field?, _links}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import TooManyRequestsError
from payments_service.documents import DOCUMENTATION, HAL

PREFIX: Final = "/v2"
_TITLES: Final[Mapping[int, str]] = {
    400: "Bad Request",
    401: "Unauthorized Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
_DETAILS: Final[Mapping[int, str]] = {
    400: "The request cannot be read",
    404: "There is no such address",
    405: "The address does not take this method",
}


class ApiError(Exception):
    """A refusal. `field` is the one of the request that is wrong, in dots: `amount.value`."""

    def __init__(self, status: int, detail: str, field: str | None = None) -> None:
        super().__init__(f"{status} {field or ''}".strip())
        self.status = status
        self.detail = detail
        self.field = field

    @classmethod
    def absent(cls, what: str) -> Self:
        return cls(404, f"No {what} exists with this id")

    def response(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        body: dict[str, Any] = {"status": self.status, "title": _TITLES.get(self.status, "Refused"), "detail": self.detail}
        if self.field is not None:
            body["field"] = self.field
        body["_links"] = {"documentation": {"href": f"{DOCUMENTATION}overview/handling-errors", "type": "text/html"}}
        challenge = {"www-authenticate": 'Bearer realm="payments"'} if self.status == 401 else {}
        return JSONResponse(body, self.status, challenge | dict(headers or {}), media_type=HAL)


def answer_in_api_shape(app: FastAPI) -> None:
    """Let everything below `/v2` be refused in Mollie's shape; the rest keeps the kit's."""
    kits = dict(app.exception_handlers)

    async def on_refusal(_: Request, error: Exception) -> Response:
        return cast("ApiError", error).response()

    async def on_too_many(request: Request, error: Exception) -> Response:
        known = cast("TooManyRequestsError", error)
        if not _is_api(request):
            return cast("Response", await cast("Any", kits[ProblemError])(request, error))
        return ApiError(429, known.detail).response(known.headers)

    async def on_http_error(request: Request, error: Exception) -> Response:
        if not _is_api(request):
            return cast("Response", await cast("Any", kits[HTTPException])(request, error))
        known = cast("HTTPException", error)
        return ApiError(known.status_code, _DETAILS.get(known.status_code, "The request was refused")).response(known.headers)

    async def on_invalid(request: Request, error: Exception) -> Response:
        if not _is_api(request):
            return cast("Response", await cast("Any", kits[RequestValidationError])(request, error))
        return _judge(cast("RequestValidationError", error).errors()).response()

    app.add_exception_handler(ApiError, on_refusal)
    app.add_exception_handler(TooManyRequestsError, on_too_many)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)


def _is_api(request: Request) -> bool:
    return request.url.path == PREFIX or request.url.path.startswith(f"{PREFIX}/")


def _judge(faults: Sequence[Mapping[str, Any]]) -> ApiError:
    """Of the first fault: where and what kind, never the value that was sent."""
    fault = faults[0]
    place, *path = (str(part) for part in fault["loc"])
    if fault["type"] == "json_invalid":
        return ApiError(400, "The body is not JSON")
    field = ".".join(path)[:100] or None
    if place != "body":
        return ApiError(400, f"The {place} parameter is not right: {fault['type']}", field)
    if fault["type"] == "missing":
        return ApiError(422, f"The {field or 'body'} is required", field)
    if fault["type"] == "extra_forbidden":
        return ApiError(422, "The field is not known here", field)
    return ApiError(422, f"The {field or 'body'} is not right: {fault['type']}", field)
