"""What a service does by itself while it runs: again and again, in a thread, whatever went wrong the time before."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """`do` gives how much it did: with something done it is called again at once, else after `pause` seconds.

    `begins`: whether it is done when the service starts, or after the first pause.
    """

    name: str
    do: Callable[[], int]
    pause: float
    begins: bool = True


@contextlib.asynccontextmanager
async def running(*chores: Chore) -> AsyncIterator[None]:
    """Do these while the service runs. What is under way at its end is finished, so that it is not done twice without need."""
    stopping = asyncio.Event()
    workers = [asyncio.create_task(_repeat(chore, stopping)) for chore in chores]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.gather(*workers)


async def _repeat(chore: Chore, stopping: asyncio.Event) -> None:
    if not chore.begins:
        await _wait(stopping, chore.pause)
    while not stopping.is_set():
        if not await _do(chore):
            await _wait(stopping, chore.pause)


async def _do(chore: Chore) -> int:
    try:
        return await run_in_threadpool(chore.do)
    except Exception:
        logger.exception("A chore could not be done; it is tried again", extra={"fields": {"chore": chore.name}})
        return 0


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Until the service stops, at the latest after so many seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
