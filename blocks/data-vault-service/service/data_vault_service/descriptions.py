"""What the service does and answers, as OpenAPI."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from data_vault_service.models import Problem

PATH: Final = "/v1/openapi.json"


def add_description(application: FastAPI, router: APIRouter) -> None:
    document: dict[str, Any] = {}

    @application.get(PATH, include_in_schema=False)
    async def description() -> dict[str, Any]:
        if not document:
            document.update(describe(router))
        return document


def describe(router: APIRouter) -> dict[str, Any]:
    """The framework's description, with the shape of problem details, which routes only name."""
    document = get_openapi(title="Bouwsteen data vault", version="1.0", routes=router.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["security"] = [{"oauth2": []}]
    document["components"]["schemas"][Problem.__name__] = Problem.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    document["components"]["securitySchemes"] = {"oauth2": {"type": "http", "scheme": "bearer"}}
    return document
