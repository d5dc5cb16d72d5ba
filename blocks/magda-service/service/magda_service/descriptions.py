"""What the service does and answers, as OpenAPI: one description for applications, one for whoever runs the simulator."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from bouwsteen_service.correlations import CORRELATION_HEADER
from magda_service.models import Problem


def add_description(application: FastAPI, path: str, title: str, router: APIRouter, scheme: str) -> None:
    """`scheme`: how callers prove who they are, `bearer` or `basic`."""
    document: dict[str, Any] = {}

    @application.get(path, include_in_schema=False)
    async def description() -> dict[str, Any]:
        if not document:
            document.update(describe(title, router, scheme))
        return document


def describe(title: str, router: APIRouter, scheme: str) -> dict[str, Any]:
    """The framework's description, without the answer 422, which is 400 here, and with the shape of the problems that routes name."""
    document = get_openapi(title=title, version="1.0", routes=router.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["security"] = [{"caller": []}]
            for parameter in operation["parameters"]:
                _require(parameter)
    components = document["components"]
    components["schemas"][Problem.__name__] = Problem.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    components["securitySchemes"] = {"caller": {"type": "http", "scheme": scheme}}
    return document


def _require(parameter: dict[str, Any]) -> None:
    """Who leaves the header out is told so in a problem of its own, which the framework takes for a header that may be left out."""
    if parameter["name"] == CORRELATION_HEADER:
        (schema,) = (choice for choice in parameter["schema"].pop("anyOf") if choice.get("type") == "string")
        parameter["required"] = True
        parameter["schema"] |= schema
