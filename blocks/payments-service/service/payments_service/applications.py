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
from payments_service.api_routes import create_api_router
from payments_service.checkout_routes import create_checkout_router
from payments_service.descriptions import describe_api
from payments_service.errors import answer_in_api_shape
from payments_service.services import PaymentsService, register_metrics

logger = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 300


def create_application(service: PaymentsService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        workers = [asyncio.create_task(_work(service, stopping)), asyncio.create_task(_sweep(service, stopping))]
        yield
        # A delivery that is under way is finished and written down, so that it is not made twice without need.
        stopping.set()
        await asyncio.gather(*workers)
        service.close()

    application = create_service(
        service.settings.service,
        title="Bouwsteen payment service",
        pages=service.pages,
        checks={"database": service.database.is_ready},
        lifespan=lifespan,
    )
    answer_in_api_shape(application)
    describe_api(application)
    service.deliveries.counter = register_metrics(application.state.metrics)
    application.include_router(create_api_router(service))
    application.include_router(create_checkout_router(service))
    application.include_router(create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    return application


async def _work(service: PaymentsService, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            done = await run_in_threadpool(service.work)
        except Exception:
            logger.exception("What happens by itself could not be done; it is tried again")
            done = 0
        if not done:
            await _wait(stopping, _PAUSE_SECONDS)


async def _sweep(service: PaymentsService, stopping: asyncio.Event) -> None:
    while not await _wait(stopping, _SWEEP_SECONDS):
        try:
            await run_in_threadpool(service.sweep)
        except Exception:
            logger.exception("What has expired could not be removed")


async def _wait(stopping: asyncio.Event, seconds: float) -> bool:
    """Whether the service stops, at the latest after so many seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
    return stopping.is_set()
