"""What the service does and answers, as OpenAPI: a description for each of its APIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from ebox_service import models, models_3
from ebox_service.federation_routes import EboxPreferencesToUpdate
from ebox_service.notification_models import Notification
from ebox_service.registry_requests import Problem


@dataclass(frozen=True, slots=True)
class Api:
    """`named`: what the framework does not know the shape of. Bodies that are streams, or of a media type of their own, and refusals."""

    title: str
    version: str
    named: Sequence[type[BaseModel]]


REGISTRY: Final = Api("eBox Message Registry", "2.1", (models.MessageToPublish, models.MessagesToUpdate, models.StatusMessage))
REGISTRY_3: Final = Api("eBox Message Registry", "3", (models_3.MessageToPublish, models.MessagesToUpdate, models.StatusMessage))
FEDERATION: Final = Api("eBox federation", "1.3", (EboxPreferencesToUpdate, models.StatusMessage))
DOCUMENT_SERVICE: Final = Api("Document service", "1.0", (Notification, Problem))


def add_description(application: FastAPI, path: str, api: Api, router: APIRouter) -> None:
    document: dict[str, Any] = {}

    @application.get(path, include_in_schema=False)
    async def description() -> dict[str, Any]:
        if not document:
            document.update(describe(api, router))
        return document


def describe(api: Api, router: APIRouter) -> dict[str, Any]:
    """The framework's description, without the answer 422, which is 400 here, and with the shapes that routes only name."""
    document = get_openapi(title=api.title, version=api.version, routes=router.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["security"] = [{"oauth2": []}]
    components = document["components"]
    schemas = components["schemas"]
    for shape in api.named:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[shape.__name__] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = {"oauth2": {"type": "http", "scheme": "bearer"}}
    return document
