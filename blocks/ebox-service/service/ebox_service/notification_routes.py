"""The document service under `/document-service/v1`: notifications and the letters that some of them become."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bouwsteen_service.metrics import Counter
from ebox_service import scopes
from ebox_service.accesses import accesses
from ebox_service.errors import forbidden, invalid
from ebox_service.notification_models import LetterState, LetterStates, Notification, NotificationState
from ebox_service.notifications import MESSAGE_PART
from ebox_service.publications import read_message
from ebox_service.registry_requests import BYTES, Problem, ProblemRoute, described, download
from ebox_service.services import EboxService
from ebox_service.settings import ATTACHMENTS
from ebox_service.tokens import Access
from ebox_service.uploads import Publication

PREFIX: Final = "/document-service/v1"
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$", description="Required. The same request again gets the same answer."),
]
Key = Annotated[str, Path(max_length=64, pattern="^[0-9A-Za-z-]+$")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, alias="page")]
PageSize = Annotated[int, Query(ge=1, le=100, alias="pageSize")]


def create_notification_router(service: EboxService, accepted: Counter) -> APIRouter:
    router = APIRouter(prefix=PREFIX, route_class=ProblemRoute)
    current = accesses(service.tokens, forbidden)(scopes.NOTIFY)

    @router.post(
        "/notifications",
        **_told_again(_described("sendNotification", NotificationState, 201, 400, 401, 403, 409, 413), NotificationState),
        openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _body_schema()}}}},
    )
    async def send(request: Request, idempotency_key: IdempotencyKey = None, access: Access = current) -> Any:
        if idempotency_key is None:
            raise invalid("The header Idempotency-Key is missing.", "IDEMPOTENCY_KEY_MISSING")
        with Publication(MESSAGE_PART, by_file_name=True) as publication:
            await publication.receive(request.headers.get("content-type", ""), request.stream())
            wanted = read_message(publication, Notification)
            answer, is_new = await run_in_threadpool(service.notifications.send, access.client, idempotency_key, wanted, publication.files)
        if is_new:
            accepted.add(answer["channel"], answer["status"])
        return JSONResponse(answer, 201 if is_new else 200, {"location": answer["links"]["self"]})

    @router.get("/notifications/{notificationId}", **_described("getNotification", NotificationState, 200, 401, 403, 404))
    def notification(notification_id: Annotated[Key, Path(alias="notificationId")], access: Access = current) -> Any:
        return service.notifications.find(access.client, notification_id)

    @router.get("/letters", **_described("listLetters", LetterStates, 200, 400, 401, 403))
    def letters(page: PageNumber = 1, size: PageSize = 25, access: Access = current) -> Any:
        return service.letters.list(access.client, page, size)

    @router.get("/letters/{letterId}", **_described("getLetter", LetterState, 200, 401, 403, 404))
    def letter(letter_id: Annotated[Key, Path(alias="letterId")], access: Access = current) -> Any:
        return service.letters.find(access.client, letter_id)

    @router.get("/letters/{letterId}/enclosures/{position}", **_described("getEnclosure", BYTES, 200, 401, 403, 404))
    def enclosure(
        letter_id: Annotated[Key, Path(alias="letterId")], position: Annotated[int, Path(ge=0, lt=ATTACHMENTS)], access: Access = current
    ) -> Response:
        found = service.letters.enclosure(access.client, letter_id, position)
        return download(found.data, found.file_name)

    return router


def _described(operation: str, model: Any, success: int, *refusals: int) -> dict[str, Any]:
    return described(operation, model, success, *refusals, refusal=Problem)


def _told_again(route: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Of a route whose key was used before, for the same: the answer of then."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
    return {
        **route,
        "responses": {**route["responses"], 200: {"description": "It was asked before: the answer of then.", "content": content}},
    }


def _body_schema() -> dict[str, Any]:
    files = {f"attachment{number}": {"type": "string", "format": "binary"} for number in range(1, ATTACHMENTS + 1)}
    message = {"$ref": f"#/components/schemas/{Notification.__name__}"}
    return {"type": "object", "required": [MESSAGE_PART], "properties": {MESSAGE_PART: message, **files}}
