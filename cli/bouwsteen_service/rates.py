"""How often somebody may ask: a client that proved who it is, and an address that signs people in or fails to prove who it is.

Counted in the memory of one process, by GCRA: whoever kept still for a minute may send a minute's requests at once, and after
that at an even pace. Of more keys than are kept, those are forgotten that were silent for longest. A service that runs as several
processes gives as many times the rate, and one that starts anew has forgotten who asked.
"""

from __future__ import annotations

import hashlib
import math
from typing import Final

from starlette.requests import Request
from throttled import MemoryStore, Throttled, per_min

from bouwsteen_service.problems import ProblemError
from bouwsteen_service.proxies import client_address
from bouwsteen_service.settings import Rates, ServiceSettings

_KEYS: Final = 20_000
_PROVEN_SECONDS: Final = 3600


class TooManyRequestsError(ProblemError):
    """A problem 429. `retry_after` in whole seconds, one at least."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = max(math.ceil(retry_after), 1)
        super().__init__(429, "too-many-requests", "There were too many requests.", headers={"retry-after": str(self.retry_after)})


class RateLimits:
    """What a service asks about each caller, in this order:

    an application shows credentials    `admit_attempt`, then `note_failure` or `admit_client`
    a person signs in                   `admit_sign_in`

    Each of the four raises TooManyRequestsError where the caller has to wait, but for `note_failure`.
    """

    def __init__(self, rates: Rates) -> None:
        self._requests = _Limit(rates.requests)
        self._failures = _Limit(rates.failures)
        self._sign_ins = _Limit(rates.sign_ins)
        self._proven = MemoryStore(options={"MAX_SIZE": _KEYS})

    def admit_attempt(self, request: Request, credentials: str) -> None:
        """Refuse an address that failed too often. Credentials that were right before pass: others may share their address."""
        if self._proven.get(_digest(credentials)) != 1:
            self._failures.require_room(address_of(request))

    def note_failure(self, request: Request, credentials: str) -> None:
        self._failures.count(address_of(request))
        self._proven.set(_digest(credentials), 0, 1)

    def admit_client(self, client: str, credentials: str) -> None:
        """Count a request of a client, by whichever name the service knows it, that proved who it is."""
        self._proven.set(_digest(credentials), 1, _PROVEN_SECONDS)
        self._requests.require(client)

    def admit_sign_in(self, request: Request) -> None:
        """Count a sign-in from an address."""
        self._sign_ins.require(address_of(request))


class _Limit:
    """So many a minute for each key; 0 is without end."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        store = MemoryStore(options={"MAX_SIZE": _KEYS})
        self._throttled = Throttled(using="gcra", quota=per_min(rate), store=store) if rate else None

    def count(self, key: str) -> float:
        """Seconds to wait, 0 where there is room."""
        if self._throttled is None:
            return 0
        result = self._throttled.limit(key)
        return max(result.state.retry_after, 0.001) if result.limited else 0

    def require(self, key: str) -> None:
        if wait := self.count(key):
            raise TooManyRequestsError(wait)

    def require_room(self, key: str) -> None:
        """The same without counting. The next place is free after the time of one request, at the latest."""
        if self._throttled is not None and not self._throttled.peek(key).remaining:
            raise TooManyRequestsError(60 / self._rate)


def limits_of(request: Request) -> RateLimits:
    """The limits of the application that a request came to; those by default where it was not made by the kit."""
    state = request.app.state
    if not hasattr(state, "rates"):
        state.rates = RateLimits(Rates())
    limits: RateLimits = state.rates
    return limits


def address_of(request: Request) -> str:
    """Of whoever asked: the other end of the connection, or who that is asking for where the settings believe it."""
    settings = getattr(request.app.state, "settings", None) or ServiceSettings()
    return client_address(request, settings.trusted_proxies, settings.proxy_header)


def _digest(credentials: str) -> str:
    """Credentials are not kept in the clear."""
    return hashlib.sha256(credentials.encode()).hexdigest()
