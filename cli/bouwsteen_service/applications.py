"""The application factory: FastAPI with health, metrics, problems and guards; a service adds its routers."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bouwsteen_service.guards import BodyLimit, RenderProblem, RequestGuard
from bouwsteen_service.metrics import TEXT_FORMAT, Metrics
from bouwsteen_service.pages import Pages
from bouwsteen_service.problems import ProblemError, problem_response
from bouwsteen_service.rates import RateLimits
from bouwsteen_service.settings import ServiceSettings

Check = Callable[[], bool | Awaitable[bool]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

logger = logging.getLogger(__name__)

_CODES: Final[Mapping[int, str]] = {401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed"}


def create_service(
    settings: ServiceSettings,
    *,
    title: str,
    version: str = "1.0.0",
    pages: Pages | None = None,
    checks: Mapping[str, Check] | None = None,
    lifespan: Lifespan | None = None,
    openapi_url: str | None = None,
) -> FastAPI:
    """An application with `/health/live`, `/health/ready`, `/metrics` and, with `pages`, the stylesheet.

    `checks` decide readiness, each by its name; a plain function runs in a thread. The application's state holds
    `settings`, `metrics`, `checks` and `rates`.
    """
    app = FastAPI(title=title, version=version, lifespan=lifespan, openapi_url=openapi_url, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.state.checks = dict(checks or {})
    app.state.rates = RateLimits(settings.rates)
    render = _renderer(pages)
    _add_service_routes(app, pages)
    _add_problem_handlers(app, render)
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(RequestGuard, settings=settings, metrics=app.state.metrics, render=render)
    return app


def add_check(app: FastAPI, name: str, check: Check) -> None:
    """Let readiness depend on one thing more."""
    app.state.checks[name] = check


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Serve what a router serves, under the paths that it names itself, and do at the start and the end what its lifespan does.

    `include_router` would work out a second time what each route asks, for settings that none of our applications has: at the first
    request, which took as long as the making of all routes.
    """
    app.router.routes.extend(router.routes)
    around, within = app.router.lifespan_context, router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: FastAPI) -> AsyncIterator[None]:
        async with around(started), within(started):
            yield

    app.router.lifespan_context = lifespan


async def _passes(check: Check) -> bool:
    if inspect.iscoroutinefunction(check):
        return bool(await check())
    return bool(await run_in_threadpool(cast("Callable[[], bool]", check)))


def _add_service_routes(app: FastAPI, pages: Pages | None) -> None:
    @app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "up", "version": app.version}

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        results: dict[str, str] = {}
        for name, check in app.state.checks.items():
            try:
                results[name] = "up" if await _passes(check) else "down"
            except Exception:
                logger.exception("A readiness check failed")
                results[name] = "down"
        up = all(result == "up" for result in results.values())
        return JSONResponse({"status": "up" if up else "down", "checks": results}, 200 if up else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return PlainTextResponse(await run_in_threadpool(app.state.metrics.text), media_type=TEXT_FORMAT)

    if pages is not None:

        @app.get(pages.stylesheet_path, include_in_schema=False)
        async def stylesheet() -> Response:
            return pages.stylesheet_response()


def _renderer(pages: Pages | None) -> RenderProblem:
    def render(request: Request, problem: ProblemError) -> Response:
        if pages is not None and "text/html" in request.headers.get("accept", ""):
            return pages.problem(request, problem)
        return problem_response(problem)

    return render


def _add_problem_handlers(app: FastAPI, render: RenderProblem) -> None:
    async def on_problem(request: Request, error: Exception) -> Response:
        return render(request, cast("ProblemError", error))

    async def on_http_error(request: Request, error: Exception) -> Response:
        known = cast("HTTPException", error)
        code = _CODES.get(known.status_code, "request-refused")
        return render(request, ProblemError(known.status_code, code, "The request was refused.", headers=known.headers))

    async def on_invalid(request: Request, error: Exception) -> Response:
        """Where and what kind, never the value that was sent."""
        invalid = cast("RequestValidationError", error)
        faults: list[dict[str, Any]] = [
            {"location": [str(part) for part in fault["loc"]], "fault": fault["type"]} for fault in invalid.errors()
        ]
        return render(request, ProblemError(422, "invalid-input", "The request does not have the expected form.", faults=faults[:50]))

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
