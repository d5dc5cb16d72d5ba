"""Where an application sees which of its webhooks were given up, and has them sent again. It is no part of any standard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.outboxes import WAITING, Outbox
from bouwsteen_service.problems import ProblemError

Owner = dict[str, str | None]
EventId = Annotated[str, Path(max_length=64)]

_MOST: Final = 250


def create_delivery_router(outbox: Outbox, owner: Callable[..., Owner | Awaitable[Owner]]) -> APIRouter:
    """`owner` is a dependency: whose events these are, by the columns of the outbox. It refuses whoever has none.

    `GET /deliveries/given-up` lists events, the newest first, 250 at most; `POST /deliveries/{event_id}/retry` sends one again.
    """
    router = APIRouter(prefix="/deliveries", include_in_schema=False)
    asking = Depends(owner)

    @router.get("/given-up")
    async def list_given_up(mine: Owner = asking) -> dict[str, Any]:
        found = await run_in_threadpool(outbox.list_given_up, _MOST, **mine)
        return {"items": [_describe(event) for event in found]}

    @router.post("/{event_id}/retry", status_code=202)
    async def retry(event_id: EventId, mine: Owner = asking) -> dict[str, str]:
        if not await run_in_threadpool(outbox.revive, event_id, **mine):
            raise ProblemError(404, "not-found", "No event of yours with this id was given up.")
        return {"id": event_id, "outcome": WAITING}

    return router


def _describe(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": event["event_id"],
        "attempts": event["attempts"],
        "fault": event["fault"],
        "createdAt": datetime.fromtimestamp(event["created_at"], UTC).isoformat(timespec="seconds"),
        "body": event["body"],
    }
