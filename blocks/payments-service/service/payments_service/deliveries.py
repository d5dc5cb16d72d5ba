"""Deliver what is in the outbox: at least once, again after a pause that grows, not for ever.

An event is claimed by putting off its next try; whoever dies while delivering leaves it to be tried again. A receiver may get one twice
and tells them apart by the event's id, or asks for the payment.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx
from sqlalchemy import delete, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.metrics import Counter
from bouwsteen_service.seals import Clock
from payments_service.addresses import AddressError, Resolve, choose_destination, resolve_host
from payments_service.events import DELIVERED, GIVEN_UP, WAITING
from payments_service.profiles import Profiles
from payments_service.settings import EVENT_SECONDS
from payments_service.tables import events

logger = logging.getLogger(__name__)

SIGNATURE_HEADER: Final = "X-Mollie-Signature"
MOST_ATTEMPTS: Final = 10
_AT_ONCE: Final = 24
_SENDERS: Final = 8
_TIMEOUT: Final = 5.0
_LEASE_SECONDS: Final = 60  # longer than a delivery can take
_GROWTH: Final = 4
_LONGEST_PAUSE: Final = 12 * 3600


def sign(secret: str, body: str) -> str:
    """The value of the signature header for one secret."""
    return "sha256=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def pause_after(attempts: int, first: int, chance: float) -> float:
    """Seconds until the next try: four times longer each time, at most half a day, less up to half of it by `chance` (0 to 1)."""
    longest = min(first * _GROWTH ** (attempts - 1), _LONGEST_PAUSE)
    return float(longest * (1 - chance / 2))


class Deliveries:
    """`first_pause`: seconds before the second try. `loopback`: whether receivers may be on this machine."""

    def __init__(
        self, database: Database, profiles: Profiles, clock: Clock, *, first_pause: int, loopback: bool, resolve: Resolve = resolve_host
    ) -> None:
        self._database = database
        self._profiles = profiles
        self._clock = clock
        self._first_pause = first_pause
        self._loopback = loopback
        self._resolve = resolve
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
        self._senders = ThreadPoolExecutor(_SENDERS, thread_name_prefix="deliveries")
        self.counter: Counter | None = None

    def deliver(self) -> int:
        """Deliver what is due; how many were tried."""
        claimed = self._claim()
        list(self._senders.map(self._attempt, claimed))
        return len(claimed)

    def _claim(self) -> list[dict[str, Any]]:
        now = self._clock()
        due = (events.c.outcome == WAITING, events.c.due_at <= now)
        with self._database.reading() as connection:
            if connection.execute(select(events.c.number).where(*due).limit(1)).first() is None:
                return []
        with self._database.writing() as connection:
            query = select(events).where(*due).order_by(events.c.number).limit(_AT_ONCE).with_for_update(skip_locked=True)
            found: list[dict[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
            numbers = [event["number"] for event in found]
            later = {"due_at": now + _LEASE_SECONDS, "attempts": events.c.attempts + 1}
            connection.execute(update(events).where(events.c.number.in_(numbers)).values(later))
            for event in found:
                application_id = event["application_id"]
                event["secrets"] = None if application_id is None else self._profiles.secrets_of(connection, application_id)
        return found

    def _attempt(self, event: Mapping[str, Any]) -> None:
        fault = self._send(event)
        attempts = event["attempts"] + 1
        if fault is None:
            values: dict[str, Any] = {"outcome": DELIVERED}
        elif attempts >= MOST_ATTEMPTS:
            values = {"outcome": GIVEN_UP}
        else:
            pause = pause_after(attempts, self._first_pause, random.random())  # noqa: S311  no secret: it spreads the tries
            values = {"due_at": self._clock() + pause}
        with self._database.writing() as connection:
            connection.execute(update(events).where(events.c.number == event["number"]).values(values))
        outcome = values.get("outcome", "failed")
        if self.counter is not None:
            self.counter.add(outcome)
        if fault is not None:
            fields = {"event": event["event_id"], "attempts": attempts, "outcome": outcome, "fault": fault}
            logger.warning("A webhook was not delivered", extra={"fields": fields})

    def _send(self, event: Mapping[str, Any]) -> str | None:
        """What went wrong, in a word, without the address; None when the receiver took it."""
        signed = event["secrets"] is not None
        headers = {"user-agent": "bouwsteen-payments/1.0", "x-event-id": event["event_id"]}
        headers["content-type"] = "application/json" if signed else "application/x-www-form-urlencoded"
        if signed:
            headers[SIGNATURE_HEADER] = ",".join(sign(secret, event["body"]) for secret in event["secrets"])
        try:
            target, host, name = choose_destination(event["url"], loopback=self._loopback, resolve=self._resolve)
            extensions = {"sni_hostname": name}
            request = self._client.build_request(
                "POST", target, content=event["body"].encode(), headers=headers | {"host": host}, extensions=extensions
            )
            answer = self._client.send(request, stream=True)
            answer.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, AddressError, UnicodeError) as error:
            return type(error).__name__
        return None if answer.is_success else f"HTTP {answer.status_code}"

    def sweep(self) -> None:
        """Forget what was told or given up a week ago."""
        with self._database.writing() as connection:
            old = (events.c.outcome != WAITING, events.c.created_at < self._clock() - EVENT_SECONDS)
            connection.execute(delete(events).where(*old))

    def close(self) -> None:
        """Finish what is under way."""
        self._senders.shutdown(wait=True)
        self._client.close()
