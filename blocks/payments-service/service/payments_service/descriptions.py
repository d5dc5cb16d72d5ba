"""The OpenAPI description of the API, with every refusal that it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from payments_service.documents import HAL
from payments_service.errors import PREFIX
from payments_service.models import ErrorAnswer, ProblemDetails

_DESCRIPTIONS: Final[Mapping[int, str]] = {
    400: "The request cannot be read.",
    401: "There is no key, or it is not valid.",
    404: "There is no such thing, or it is somebody else's.",
    409: "It is being done already, or it is too late for it.",
    413: "The body is too large.",
    422: "What was sent does not fit.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
    500: "The service failed.",
    503: "The service cannot reach its database now.",
    504: "It took too long.",
}
# Refused by what stands around the API, in the shape of RFC 9457.
_AROUND: Final = frozenset({413, 500, 503, 504})


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that refuses with these statuses."""
    return {status: _refusal(status) for status in sorted({*statuses, 500, 503, 504})}


def _refusal(status: int) -> dict[str, Any]:
    media, name = ("application/problem+json", "ProblemDetails") if status in _AROUND else (HAL, "ErrorAnswer")
    return {"description": _DESCRIPTIONS[status], "content": {media: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def describe_api(app: FastAPI) -> None:
    """`/v2/openapi.json`, for whoever asks."""
    document: dict[str, Any] = {}

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        if not document:
            document.update(_describe(app))
        return document


def _describe(app: FastAPI) -> dict[str, Any]:
    document = app.openapi()
    document["paths"] = {path: item for path, item in document["paths"].items() if path.startswith(f"{PREFIX}/")}
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for operation in (each for item in document["paths"].values() for each in item.values()):
        # The framework adds a shape that is never answered; what does not fit in a query is 400 here.
        if "HTTPValidationError" in str(operation["responses"].get("422", "")):
            del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    for model in (ErrorAnswer, ProblemDetails):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        components |= schema.pop("$defs", {})
        components[model.__name__] = schema
    return document
