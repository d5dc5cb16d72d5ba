"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.applications import create_service
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import create_broker_router
from ebox_service.descriptions import add_description
from ebox_service.registry_routes import create_registry_router
from ebox_service.services import EboxService
from ebox_service.token_routes import create_token_router

logger = logging.getLogger(__name__)

_SWEEP_SECONDS: Final = 300


def create_application(service: EboxService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(_sweep(service))
        yield
        sweeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeper
        service.database.close()

    checks = {"database": service.database.is_ready}
    application = create_service(service.settings.service, title="Bouwsteen eBox service", checks=checks, lifespan=lifespan)
    metrics = application.state.metrics
    published = metrics.counter("ebox_publications_total", "Messages that were published.", ("recipient", "outcome"))
    refusals = metrics.counter("ebox_token_refusals_total", "Token requests that were refused.", ("error",))
    registry = create_registry_router(service, published)
    application.include_router(registry)
    application.include_router(create_token_router(service, refusals))
    application.include_router(create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    add_description(application, registry)
    return application


async def _sweep(service: EboxService) -> None:
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await run_in_threadpool(service.sweep)
        except Exception:
            logger.exception("What has expired could not be removed")
