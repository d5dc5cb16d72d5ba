"""For tests of block services: a client that calls an application without a socket, and a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from starlette.types import ASGIApp


class ManualClock:
    """A clock that moves only when it is told to. Times are epoch seconds."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class _AsgiTransport(httpx.BaseTransport):
    """Each request runs to its end in an event loop of its own; the application's lifespan is not run."""

    def __init__(self, application: ASGIApp) -> None:
        self._inner = httpx.ASGITransport(application)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._handle(request))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read(), extensions=request.extensions)
        response = await self._inner.handle_async_request(sent)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())


def create_client(application: ASGIApp, base_url: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> httpx.Client:
    """A client with its own cookies; what the application raises and does not answer comes out of the call."""
    return httpx.Client(transport=_AsgiTransport(application), base_url=base_url, headers=dict(headers or {}), **options)
