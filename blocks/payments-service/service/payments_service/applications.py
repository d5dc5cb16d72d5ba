"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI

from bouwsteen_service.applications import add_routes, create_service
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import create_broker_router
from bouwsteen_service.chores import Chore, running
from bouwsteen_service.deliveries import create_delivery_router
from payments_service.api_routes import create_api_router
from payments_service.bank_routes import create_bank_router
from payments_service.callers import Callers
from payments_service.checkout_routes import create_checkout_router
from payments_service.descriptions import describe_api
from payments_service.errors import answer_in_api_shape
from payments_service.link_pages import create_link_pages
from payments_service.link_routes import create_link_router
from payments_service.payout_routes import create_payout_router
from payments_service.services import PaymentsService

_PAUSE_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 300


def create_application(service: PaymentsService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running(Chore("work", service.work, _PAUSE_SECONDS), Chore("sweep", service.sweep, _SWEEP_SECONDS, begins=False)):
            yield
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
    service.deliveries.register_figures(application.state.metrics)
    callers = Callers(service)
    add_routes(application, create_delivery_router(service.deliveries, callers.owner))
    for create_router in (create_api_router, create_link_router, create_payout_router):
        add_routes(application, create_router(service, callers))
    add_routes(application, create_bank_router(service))
    add_routes(application, create_link_pages(service))
    add_routes(application, create_checkout_router(service))
    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    return application
