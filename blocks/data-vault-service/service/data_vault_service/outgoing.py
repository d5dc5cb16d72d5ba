"""Calls to addresses that others gave us: a WebID, an issuer, a pod. Judged before each call, bounded in size, time and number.

All of them run in one event loop in a thread of its own, so that a whole call has a deadline, whatever dribbles in. Of one server
so many are under way at once that it cannot take all threads of the service, however slow it is.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import httpx

from bouwsteen_service.addresses import AddressError, Resolve, choose_destination, origin_of, resolve_host
from bouwsteen_service.correlations import outgoing_headers
from bouwsteen_service.problems import ProblemError

logger = logging.getLogger(__name__)

_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 3.0
_MOST_BYTES: Final = 256 * 1024
_AT_ONCE: Final = 12
_SERVERS: Final = 1000
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_RETRY: Final = {"retry-after": "5"}


class VaultError(ProblemError):
    """A server of a citizen could not be asked, or its answer cannot be used. `is_lasting`: asking again does not help."""

    @property
    def is_lasting(self) -> bool:
        return self.status < 500


@dataclass(frozen=True, slots=True)
class Answer:
    """`url`: where it came from in the end."""

    status: int
    headers: httpx.Headers
    content: bytes
    url: str

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Outgoing:
    """`loopback`: whether servers may be on this machine. `transport` and `resolve` are for tests."""

    def __init__(self, *, loopback: bool, resolve: Resolve = resolve_host, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._loopback = loopback
        self._resolve = resolve
        self._transport = transport
        self._places: dict[str, threading.BoundedSemaphore] = {}
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._client: httpx.AsyncClient | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="outgoing", daemon=True)
        self._thread.start()

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes | None = None, redirects: int = 0
    ) -> Answer:
        """The answer, whatever its status. Of redirects as many are followed, each address judged anew. Raises VaultError."""
        sent = outgoing_headers() | dict(headers or {})
        for _ in range(redirects + 1):
            answer = self._send(method, url, sent, content)
            if answer.status not in _REDIRECTS or not redirects:
                return answer
            url = urljoin(url, answer.headers.get("location", "")).partition("#")[0]
        raise VaultError(502, "vault-answers-wrong", "The server leads on too often.")

    def close(self) -> None:
        if self._client is not None:
            asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result(_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SECONDS)
        self._loop.close()

    def _send(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        try:
            place = self._place(origin_of(url))
            if not place.acquire(blocking=False):
                raise VaultError(503, "vault-busy", "The server has not answered what it was asked before.", headers=_RETRY)
            try:
                target = choose_destination(url, loopback=self._loopback, resolve=self._resolve)
                return asyncio.run_coroutine_threadsafe(self._ask(method, target, headers, content, url), self._loop).result()
            finally:
                place.release()
        except (AddressError, UnicodeError, ValueError) as error:
            reason = str(error) if isinstance(error, AddressError) else "is not an address"
            raise VaultError(422, "address-refused", f"The address of the server {reason}.") from None
        except (TimeoutError, httpx.TimeoutException):
            self._note("slow")
            raise VaultError(504, "vault-slow", "The server did not answer in time.", headers=_RETRY) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            self._note(type(error).__name__)
            raise VaultError(503, "vault-unavailable", "The server cannot be reached.", headers=_RETRY) from None

    def _note(self, fault: str) -> None:
        """Not which server: its name may name a person."""
        logger.warning("A server of a citizen did not answer", extra={"fields": {"fault": fault}})

    async def _ask(self, method: str, target: tuple[str, str, str], headers: Mapping[str, str], content: bytes | None, url: str) -> Answer:
        if self._client is None:
            limits = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
            self._client = httpx.AsyncClient(timeout=limits, transport=self._transport, follow_redirects=False, trust_env=False)
        address, host, name = target
        async with asyncio.timeout(_SECONDS):
            request = self._client.build_request(
                method, address, headers={**headers, "host": host}, content=content, extensions={"sni_hostname": name}
            )
            # What a server sets is for nobody: calls for different people share this client.
            self._client.cookies.clear()
            answer = await self._client.send(request, stream=True)
            try:
                received = bytearray()
                async for chunk in answer.aiter_bytes():
                    received += chunk
                    if len(received) > _MOST_BYTES:
                        raise VaultError(502, "vault-answers-wrong", "The answer of the server is too large.")
            finally:
                await answer.aclose()
        return Answer(answer.status_code, answer.headers, bytes(received), url)

    def _place(self, origin: str) -> threading.BoundedSemaphore:
        with self._lock:
            if len(self._places) >= _SERVERS and origin not in self._places:
                self._places.pop(next(iter(self._places)))
            return self._places.setdefault(origin, threading.BoundedSemaphore(_AT_ONCE))


_LINK: Final = re.compile(r"<([^<>]*)>((?:\s*;\s*[a-z]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)", re.IGNORECASE)
_RELATION: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_LINK_CHARACTERS: Final = 8192


def links_of(answer: Answer, relation: str) -> list[str]:
    """The absolute targets of an answer's Link headers with this relation."""
    found = []
    for link in _LINK.finditer(answer.headers.get("link", "")[:_LINK_CHARACTERS]):
        relations = _RELATION.search(link[2])
        if relations is not None and relation in (relations[1] or relations[2] or "").split():
            found.append(urljoin(answer.url, link[1]))
    return found
