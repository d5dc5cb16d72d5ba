"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import FastAPI, Request

from bouwsteen_service.applications import add_routes, create_service
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import create_broker_router
from bouwsteen_service.chores import Chore, running
from bouwsteen_service.client_credentials import create_token_router
from bouwsteen_service.deliveries import create_delivery_router
from data_vault_service.api_routes import create_api_router
from data_vault_service.consent_routes import create_consent_router
from data_vault_service.descriptions import add_description
from data_vault_service.overview_routes import create_overview_router
from data_vault_service.services import VaultService
from data_vault_service.shares import SCOPE
from data_vault_service.sign_in_routes import create_sign_in_router
from data_vault_service.visitors import Desk

_PAUSE_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 300


def create_application(service: VaultService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running(Chore("work", service.work, _PAUSE_SECONDS), Chore("sweep", service.sweep, _SWEEP_SECONDS, begins=False)):
            yield
        service.close()

    checks = {"database": service.database.is_ready}
    application = create_service(
        service.settings.service, title="Bouwsteen data vault", pages=service.pages, checks=checks, lifespan=lifespan
    )
    metrics = application.state.metrics
    asked = metrics.counter("data_vault_requests_total", "Access requests that were made.")
    read = metrics.counter("data_vault_readings_total", "Tries to read a datum.", ("outcome",))
    decided = metrics.counter("data_vault_decisions_total", "What citizens decided.", ("decision",))
    refusals = metrics.counter("data_vault_token_refusals_total", "Token requests that were refused.", ("error",))
    service.outbox.register_figures(metrics)
    add_routes(application, create_delivery_router(service.outbox, owner_of_events(service)))
    api = create_api_router(service, asked, read)
    add_routes(application, api)
    desk = Desk(service, decided)
    add_routes(application, create_consent_router(desk))
    add_routes(application, create_overview_router(desk))
    add_routes(application, create_sign_in_router(desk))
    add_routes(application, create_token_router(service.credentials, refusals))
    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    add_description(application, api)
    return application


def owner_of_events(service: VaultService) -> Callable[[Request], dict[str, str | None]]:
    """Whose events whoever calls may see, as the outbox has it. Raises ProblemError."""

    def owner(request: Request) -> dict[str, str | None]:
        client = service.credentials.admit(request, SCOPE).client
        return {"share_key": client.share_key, "application_id": client.application_id}

    return owner
