"""The API under `/v1`: an application asks, sees what became of it, reads."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from bouwsteen_service.metrics import Counter
from bouwsteen_service.problems import ProblemError
from data_vault_service.models import (
    AccessRequest,
    AccessRequestState,
    AccessRequestStates,
    DatumName,
    DatumValue,
    Problem,
    Readings,
    write_moment,
)
from data_vault_service.services import VaultService
from data_vault_service.shares import SCOPE, Client

PREFIX: Final = "/v1"
RequestId = Annotated[str, Path(alias="requestId", max_length=43, pattern="^[0-9A-Za-z_-]+$")]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$", description="The same request again gets the same answer."),
]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
PageSize = Annotated[int, Query(ge=1, le=100, alias="pageSize")]
Reference = Annotated[str | None, Query(max_length=80)]

_REFUSALS: Final = {
    401: "The token is missing or has expired.",
    403: "The citizen does not allow this, or the application did not register it. `reason` says why.",
    404: "There is no such thing here.",
    409: "The idempotency key was used for another request.",
    413: "The body is too large.",
    422: "What was sent is not valid.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
    502: "The server of the citizen gave an answer that cannot be used.",
    503: "The server of the citizen cannot be reached; Retry-After says when to try again.",
    504: "The server of the citizen did not answer in time.",
}


def create_api_router(service: VaultService, asked: Counter, read: Counter) -> APIRouter:
    router = APIRouter(prefix=PREFIX)

    async def find_client(request: Request) -> Client:
        return (await run_in_threadpool(service.credentials.admit, request, SCOPE)).client

    current = Depends(find_client)

    @router.post("/access-requests", **_described("createAccessRequest", AccessRequestState, 201, 401, 403, 409, 413, 422))
    def create(wanted: Annotated[AccessRequest, Body()], idempotency_key: IdempotencyKey = None, client: Client = current) -> Any:
        body, is_new = service.requests.create(client, wanted, idempotency_key)
        if is_new:
            asked.add()
        return JSONResponse(body, 201, {"location": f"{service.settings.url}{PREFIX}/access-requests/{body['id']}"})

    @router.get("/access-requests", **_described("listAccessRequests", AccessRequestStates, 200, 401, 422))
    def list_requests(page: PageNumber = 1, size: PageSize = 25, reference: Reference = None, client: Client = current) -> Any:
        found = service.requests.of_application(client, reference, page, size)
        return {"items": [each.body(service.settings) for each in found], "page": page, "pageSize": size}

    @router.get("/access-requests/{requestId}", **_described("getAccessRequest", AccessRequestState, 200, 401, 404, 422))
    def find(request_id: RequestId, client: Client = current) -> Any:
        return service.requests.find(client, request_id).body(service.settings)

    @router.get("/access-requests/{requestId}/data/{name}", **_described("readDatum", DatumValue, 200, 401, 403, 404, 422, 502, 503, 504))
    def datum(request_id: RequestId, name: DatumName, client: Client = current) -> Any:
        try:
            value = service.readings.read(client, service.requests.find(client, request_id), name)
        except ProblemError as problem:
            read.add(problem.code)
            raise
        read.add("read")
        return {"datum": name, "value": value.value, "source": value.source, "modified": value.modified}

    @router.get("/access-requests/{requestId}/readings", **_described("listReadings", Readings, 200, 401, 404, 422))
    def log(request_id: RequestId, page: PageNumber = 1, size: PageSize = 25, client: Client = current) -> Any:
        asked = service.requests.find(client, request_id)
        rows, _ = service.readings.of_request(asked.id, page, size)
        items = [
            {
                "datum": row["datum"],
                "at": write_moment(row["at"]),
                "reader": row["reader"],
                "outcome": row["outcome"],
                "correlationId": row["correlation_id"],
            }
            for row in rows
        ]
        return {"items": items, "page": page, "pageSize": size}

    return router


def _described(operation: str, model: Any, success: int, *refusals: int) -> dict[str, Any]:
    """The part of a route that the description needs."""
    # By name, and in `describe` the shape itself: of a model the framework would make one more validator for each route and status.
    refused = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"content": refused, "description": _REFUSALS[status]} for status in (*refusals, 429)
    }
    answers[success] = {"description": "Done."}
    return {"operation_id": operation, "response_model": model, "status_code": success, "responses": answers}
