"""Problem details (RFC 9457): one shape for what went wrong, in JSON; people get a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse

PROBLEM_TYPE: Final = "https://bouwsteen.vlaanderen.be/problems/"
_TITLES: Final[Mapping[int, str]] = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid input",
    429: "Too many requests",
    500: "Internal error",
    502: "Bad answer from elsewhere",
    503: "Not available",
    504: "Took too long",
}


class ProblemError(Exception):
    """Raise it anywhere below a route. `code` is kebab-case, stable; `detail` is for the caller and holds no secret or personal data."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra

    @property
    def title(self) -> str:
        return _TITLES.get(self.status, "Problem")


def problem_response(problem: ProblemError) -> JSONResponse:
    body = {"type": PROBLEM_TYPE + problem.code, "title": problem.title, "status": problem.status, "detail": problem.detail} | problem.extra
    return JSONResponse(body, problem.status, {"cache-control": "no-store"} | problem.headers, media_type="application/problem+json")
