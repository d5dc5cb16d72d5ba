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
from magda_service.accounts import SUBSCRIBE
from magda_service.descriptions import add_description
from magda_service.operator_routes import create_operator_router, create_pages
from magda_service.person_routes import create_person_router
from magda_service.services import MagdaService
from magda_service.simulation_routes import create_simulation_router
from magda_service.soap_routes import create_soap_router

_PAUSE_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 300


def create_application(service: MagdaService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = (
            Chore("events", service.outbox.deliver, _PAUSE_SECONDS),
            Chore("sweep", service.sweep, _SWEEP_SECONDS, begins=False),
        )
        async with running(*chores):
            yield
        service.close()

    pages = create_pages(service.settings)
    checks = {"database": service.database.is_ready}
    application = create_service(service.settings.service, title="Bouwsteen MAGDA service", pages=pages, checks=checks, lifespan=lifespan)
    metrics = application.state.metrics
    service.consultations.counter = metrics.counter("magda_consultations_total", "Questions about persons.", ("face", "outcome"))
    service.outbox.register_figures(metrics)
    add_routes(application, create_delivery_router(service.outbox, registration_of(service)))
    refusals = metrics.counter("magda_token_refusals_total", "Token requests that were refused.", ("error",))
    persons = create_person_router(service)
    add_routes(application, persons)
    add_description(application, "/v1/openapi.json", "Person data", persons, "bearer")
    add_routes(application, create_soap_router(service))
    if "simulationKey" in bindings["own"]:
        add_routes(application, create_operator_router(service, pages, bindings["own"]["simulationKey"]))
        simulation = create_simulation_router(service, bindings["own"]["simulationKey"])
        add_routes(application, simulation)
        add_description(application, "/simulation/v1/openapi.json", "Simulation of the registers", simulation, "basic")
    add_routes(application, create_token_router(service.credentials, refusals))
    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    return application


def registration_of(service: MagdaService) -> Callable[[Request], dict[str, str | None]]:
    """Whose events whoever calls may see, as the outbox has it: those of an application that has files on people. Raises ProblemError."""

    def owner(request: Request) -> dict[str, str | None]:
        registration = service.credentials.admit(request, SUBSCRIBE).client.registration
        return {"share_key": registration.share_key, "registration_id": registration.id}

    return owner
