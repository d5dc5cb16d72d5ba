"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.applications import add_routes, create_service
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import create_broker_router
from identity_service.descriptions import add_description
from identity_service.login_routes import create_login_router
from identity_service.services import IdentityMetrics, IdentityService
from identity_service.token_routes import create_token_router

logger = logging.getLogger(__name__)

_SWEEP_SECONDS: Final = 300


def create_application(service: IdentityService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.keys.published)
        sweeper = asyncio.create_task(_sweep(service))
        yield
        sweeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeper
        service.database.close()

    application = create_service(
        service.settings.service,
        title="Bouwsteen identity service",
        pages=service.pages,
        checks={"database": service.database.is_ready},
        lifespan=lifespan,
    )
    metrics = IdentityMetrics.register(application.state.metrics)
    add_routes(application, create_login_router(service, metrics))
    add_routes(application, create_token_router(service, metrics))
    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    add_description(application, application.version)
    return application


async def _sweep(service: IdentityService) -> None:
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await run_in_threadpool(service.sweep)
        except Exception:
            logger.exception("What has expired could not be removed")
