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
from bouwsteen_service.client_credentials import create_token_router
from bouwsteen_service.deliveries import create_delivery_router
from ebox_service.accesses import sender_of
from ebox_service.descriptions import DOCUMENT_SERVICE, FEDERATION, REGISTRY, REGISTRY_3, add_description
from ebox_service.federation_routes import create_federation_router, create_registered_mail_router
from ebox_service.notification_routes import create_notification_router
from ebox_service.portal_routes import create_portal_router
from ebox_service.print_room_routes import create_print_room_router
from ebox_service.registry_3_routes import create_registry_3_router
from ebox_service.registry_routes import create_registry_router
from ebox_service.services import EboxService

_PAUSE_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 300


def create_application(service: EboxService, bindings: Bindings) -> FastAPI:
    """The ASGI application around `service`. Raises ServiceConfigurationError without the binding `own`."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running(Chore("work", service.work, _PAUSE_SECONDS), Chore("sweep", service.sweep, _SWEEP_SECONDS, begins=False)):
            yield
        if service.desk is not None:
            await service.desk.openid.close()
        service.close()

    checks = {"database": service.database.is_ready}
    application = create_service(
        service.settings.service, title="Bouwsteen eBox service", pages=service.pages, checks=checks, lifespan=lifespan
    )
    metrics = application.state.metrics
    published = metrics.counter("ebox_publications_total", "Messages that were published.", ("recipient", "outcome"))
    refusals = metrics.counter("ebox_token_refusals_total", "Token requests that were refused.", ("error",))
    registry = create_registry_router(service, published)
    registry_3 = create_registry_3_router(service, published)
    add_routes(application, registry)
    add_routes(application, registry_3)
    federation = create_federation_router(service)
    add_routes(application, federation)
    add_routes(application, create_registered_mail_router(service))
    service.outbox.register_figures(metrics)
    add_routes(application, create_delivery_router(service.outbox, sender_of(service.tokens)))
    notified = metrics.counter("ebox_notifications_total", "Notifications that were taken.", ("channel", "status"))
    documents = create_notification_router(service, notified)
    add_routes(application, documents)
    if service.desk is not None:
        add_routes(application, create_portal_router(service.desk))
        add_routes(application, create_print_room_router(service.desk))
    add_routes(application, create_token_router(service.tokens, refusals, service.tokens.introspect))
    add_routes(application, create_broker_router(service.broker, bindings["own"]["brokerKey"]))
    add_description(application, "/ebox/openapi.json", REGISTRY, registry)
    add_description(application, "/ebox/v3/openapi.json", REGISTRY_3, registry_3)
    add_description(application, "/ebox/federation/openapi.json", FEDERATION, federation)
    add_description(application, "/document-service/openapi.json", DOCUMENT_SERVICE, documents)
    return application
