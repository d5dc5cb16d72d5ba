"""What the routes of the API have in common."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query
from starlette.responses import JSONResponse

from payments_service.descriptions import refusals
from payments_service.documents import HAL
from payments_service.errors import PREFIX

IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$", description="Sent twice with the same request, it works once."),
]
From = Annotated[str | None, Query(alias="from", max_length=64, description="The id of the first one of the page.")]
Limit = Annotated[int, Query(ge=1, le=250)]
SHAPE: Final[dict[str, Any]] = {"response_model_exclude_unset": True}


class HalResponse(JSONResponse):
    media_type = HAL


def api_router(tag: str) -> APIRouter:
    return APIRouter(prefix=PREFIX, default_response_class=HalResponse, responses=refusals(400, 401, 429), tags=[tag])
