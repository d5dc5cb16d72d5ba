"""`/ebox/openapi.json`: what the registry does and answers, as OpenAPI."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from ebox_service import models

PATH: Final = "/ebox/openapi.json"
# Bodies that are read by hand, for they are streams or of a media type of their own.
_READ_BY_HAND: Final[tuple[type[BaseModel], ...]] = (models.MessageToPublish, models.MessagesToUpdate)


def add_description(application: FastAPI, registry: APIRouter) -> None:
    document: dict[str, Any] = {}

    @application.get(PATH, include_in_schema=False)
    async def description() -> dict[str, Any]:
        if not document:
            document.update(describe(registry))
        return document


def describe(registry: APIRouter) -> dict[str, Any]:
    """The framework's description, without the answer 422, which is 400 here, and with the bodies that are read by hand."""
    document = get_openapi(title="eBox Message Registry", version="2.1", routes=registry.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["security"] = [{"oauth2": []}]
    components = document["components"]
    schemas = components["schemas"]
    for shape in _READ_BY_HAND:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[shape.__name__] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = {"oauth2": {"type": "http", "scheme": "bearer"}}
    return document
