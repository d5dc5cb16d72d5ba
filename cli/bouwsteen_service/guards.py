"""What stands around every request: its correlation, its limits, its headers, its log line, its time.

Plain ASGI, so that a streamed body stays streamed. `RequestGuard` is the outermost layer; nothing that a handler
raises gets past it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bouwsteen_service.correlations import CORRELATION_HEADER, TRACE_HEADER, enter_correlation, read_correlation
from bouwsteen_service.databases import is_out_of_reach
from bouwsteen_service.metrics import Metrics
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.settings import ServiceSettings

RenderProblem = Callable[[Request, ProblemError], Response]

logger = logging.getLogger(__name__)

_QUIET_ROUTES: Final = frozenset({"/health/live", "/health/ready", "/metrics"})
_KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def content_security_policy(form_targets: Sequence[str] = ()) -> str:
    """No scripts, no frames, nothing from elsewhere. `form_targets`: origins to which an answer to a form may redirect."""
    targets = " ".join(["'self'", *form_targets])
    return f"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action {targets}; frame-ancestors 'none'; base-uri 'none'"


def _add_security_headers(headers: MutableHeaders, settings: ServiceSettings) -> None:
    """Only what the route did not set itself. `same-origin` and not `no-referrer`: that would make a form's Origin `null`."""
    headers.setdefault("content-security-policy", content_security_policy())
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("x-frame-options", "DENY")
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("cross-origin-opener-policy", "same-origin")
    headers.setdefault("permissions-policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("cache-control", "no-store")
    if settings.secure:
        headers.setdefault("strict-transport-security", "max-age=31536000")


class RequestGuard:
    """Correlation, time limit, security headers, metrics and the log line; turns what was not caught into a problem."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, metrics: Metrics, render: RenderProblem) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._render = render

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation = read_correlation(headers.get(CORRELATION_HEADER), headers.get(TRACE_HEADER))
        enter_correlation(correlation)
        started = time.perf_counter()
        status = 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                outgoing = MutableHeaders(scope=message)
                outgoing[CORRELATION_HEADER] = correlation.correlation_id
                _add_security_headers(outgoing, self._settings)
            await send(message)

        problem = await self._answer(scope, receive, send_guarded)
        if problem is not None and status == 0:
            await self._render(Request(scope), problem)(scope, receive, send_guarded)
        self._record(scope, status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> ProblemError | None:
        try:
            async with asyncio.timeout(self._settings.request_timeout) as deadline:
                await self._app(scope, receive, send)
        except ProblemError as problem:
            return problem
        except Exception as error:
            # The last stop: whatever it is, it becomes a problem and a log line.
            if isinstance(error, TimeoutError) and deadline.expired():
                return ProblemError(504, "too-slow", "The request took too long.")
            if is_out_of_reach(error):
                logger.warning("The database is out of reach", extra={"fields": {"fault": type(error).__name__}})
                return ProblemError(503, "not-available", "The service cannot reach its database now.", headers={"retry-after": "5"})
            logger.exception("A request failed", exc_info=error)
            return ProblemError(500, "internal-error", "The service failed. This is a fault of the service.")
        return None

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        """The route's template, never the path itself: it may name a person's case."""
        route = getattr(scope.get("route"), "path", None) or "unmatched"
        method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
        self._metrics.requests.observe(seconds, method, route, str(status))
        level = logging.DEBUG if route in _QUIET_ROUTES and status < 400 else logging.INFO
        fields = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
        logger.log(level, "Request answered", extra={"fields": fields})


class BodyLimit:
    """Refuse a body of more than `limit` bytes, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isascii() and announced.isdigit() and int(announced) > self._limit:
            raise self._problem()
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise self._problem()
            return message

        await self._app(scope, receive_limited, send)

    def _problem(self) -> ProblemError:
        return ProblemError(413, "body-too-large", f"The body may hold at most {self._limit} bytes.")
