"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from address_register.errors import PREFIX, answer_as_the_registers
from address_register.registers import Registers
from address_register.routes import create_router
from address_register.settings import RegisterSettings
from bouwsteen_service.applications import add_routes, create_service


def create_application(settings: RegisterSettings) -> FastAPI:
    """The ASGI application, with the sample in memory."""
    application = create_service(settings.service, title="Bouwsteen address register", openapi_url=None)
    answer_as_the_registers(application)
    add_routes(application, create_router(Registers.load(), settings.api_url))
    _describe(application)
    return application


def _describe(application: FastAPI) -> None:
    """`/v2/openapi.json`. What does not fit is 400 here; the framework's 422 is never answered."""
    document: dict[str, Any] = application.openapi()
    for operation in (each for item in document["paths"].values() for each in item.values()):
        operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)

    @application.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return document
