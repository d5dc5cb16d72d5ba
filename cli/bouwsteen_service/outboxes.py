"""The outbox: what is to be told is written in the transaction in which it happens, and delivered after.

At least once, again after a pause that grows, not for ever. An event is claimed by putting off its next try; whoever dies while
delivering leaves it to be tried again. A receiver may get one twice and tells them apart by the event's id. What was given up stands
in the log and in the figures, is listed for whose it is, and is tried again when they say so.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import httpx
from sqlalchemy import Column, ColumnElement, Connection, Float, Integer, String, Table, Text, delete, func, insert, select, update

from bouwsteen_service.addresses import AddressError, Resolve, choose_destination, resolve_host
from bouwsteen_service.correlations import continuing, correlation_to_keep, outgoing_headers
from bouwsteen_service.databases import Database
from bouwsteen_service.metrics import Counter, Metrics
from bouwsteen_service.seals import Clock

logger = logging.getLogger(__name__)

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
GIVEN_UP: Final = "given-up"
SIGNATURE_HEADER: Final = "X-Bouwsteen-Signature"
MOST_ATTEMPTS: Final = 10
# The figure that says of each service how much it did not get told.
OUTBOX_FIGURE: Final = ("outbox_events", "What is still to be sent, and what was given up.", "outcome")
_AT_ONCE: Final = 24
_SENDERS: Final = 8
_TIMEOUT: Final = 5.0
_LEASE_SECONDS: Final = 60  # longer than a delivery can take
_GROWTH: Final = 4
_LONGEST_PAUSE: Final = 12 * 3600

Headers = Sequence[tuple[str, str]]
# What goes with an event, its signature above all, read while it is claimed.
MakeHeaders = Callable[[Connection, Mapping[str, Any]], Headers]


def sign(secret: str, text: str) -> str:
    """HMAC-SHA256, in hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def sign_with_time(secrets: Sequence[str], body: str, moment: int) -> str:
    """`t=<epoch seconds>,v1=<hex>`, one `v1` for each secret, over the time of the try, a point and the body: what is old can be told."""
    return ",".join([f"t={moment}", *(f"v1={sign(secret, f'{moment}.{body}')}" for secret in secrets)])


def pause_after(attempts: int, first: int, chance: float) -> float:
    """Seconds until the next try: four times longer each time, at most half a day, less up to half of it by `chance` (0 to 1)."""
    longest = min(first * _GROWTH ** (attempts - 1), _LONGEST_PAUSE)
    return float(longest * (1 - chance / 2))


def next_try(attempts: int, first: int, now: float, most: int = MOST_ATTEMPTS) -> float | None:
    """When to try again after so many tries that failed; None where it is given up. The rule of everything that a service sends."""
    chance = random.random()  # noqa: S311  no secret: it spreads the tries
    return None if attempts >= most else now + pause_after(attempts, first, chance)


def event_columns(id_characters: int) -> list[Column[Any]]:
    """What the table of an outbox has, beside whose an event is. `fault`: why the last try failed, in a word."""
    return [
        Column("number", Integer, primary_key=True),
        Column("event_id", String(id_characters), nullable=False, unique=True),
        Column("url", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("due_at", Float, nullable=False),
        Column("outcome", String(12), nullable=False),
        Column("fault", String(40)),
        Column("correlation_id", String(64)),
        Column("created_at", Float, nullable=False),
    ]


@dataclass(frozen=True, slots=True)
class Habits:
    """`agent`: how the service calls itself. `first_pause`: seconds before the second try. `keep_seconds`: how long what was told, or
    given up, is known. `loopback`: whether receivers may be on this machine."""

    agent: str
    first_pause: int
    keep_seconds: int
    loopback: bool


class Outbox:
    """`table` has the `event_columns`, and others that say whose an event is."""

    def __init__(
        self,
        database: Database,
        table: Table,
        headers: MakeHeaders,
        habits: Habits,
        clock: Clock,
        *,
        resolve: Resolve = resolve_host,
    ) -> None:
        self._database = database
        self._events = table
        self._headers = headers
        self._habits = habits
        self._clock = clock
        self._resolve = resolve
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
        self._senders = ThreadPoolExecutor(_SENDERS, thread_name_prefix="deliveries")
        self._tries: Counter | None = None

    def deliver(self) -> int:
        """Deliver what is due; how many were tried."""
        claimed = self.claim()
        list(self._senders.map(self._attempt, claimed))
        return len(claimed)

    def claim(self) -> list[dict[str, Any]]:
        """Events that are due, with their `headers`: nobody else delivers them for a minute."""
        now, events = self._clock(), self._events
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
                event["headers"] = self._headers(connection, event)
        return found

    def count(self) -> dict[str, int]:
        """How many wait, and how many were given up."""
        counted = select(self._events.c.outcome, func.count()).where(self._events.c.outcome != DELIVERED).group_by(self._events.c.outcome)
        with self._database.reading() as connection:
            found = {str(outcome): int(count) for outcome, count in connection.execute(counted)}
        return {WAITING: 0, GIVEN_UP: 0} | found

    def list_given_up(self, limit: int, **owner: str | None) -> list[dict[str, Any]]:
        """Events of this owner (columns of the table) that were given up, the newest first: event_id, attempts, fault, created_at, body."""
        columns = (self._events.c[name] for name in ("event_id", "attempts", "fault", "created_at", "body"))
        query = select(*columns).where(*self._given_up(owner)).order_by(self._events.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def revive(self, event_id: str, **owner: str | None) -> bool:
        """Try an event of this owner again, from the beginning; whether there is such a one that was given up."""
        now = self._clock()
        again = {"outcome": WAITING, "attempts": 0, "due_at": now, "created_at": now}
        with self._database.writing() as connection:
            changed = update(self._events).where(self._events.c.event_id == event_id, *self._given_up(owner)).values(again)
            return connection.execute(changed).rowcount == 1

    def _given_up(self, owner: Mapping[str, str | None]) -> list[ColumnElement[bool]]:
        return [self._events.c.outcome == GIVEN_UP, *(self._events.c[name] == value for name, value in owner.items())]

    def sweep(self) -> None:
        """Forget what was told or given up long ago."""
        with self._database.writing() as connection:
            old = (self._events.c.outcome != WAITING, self._events.c.created_at < self._clock() - self._habits.keep_seconds)
            connection.execute(delete(self._events).where(*old))

    def register_figures(self, metrics: Metrics) -> None:
        """Tries since the service started, and how much waits or was given up."""
        self._tries = metrics.counter("outbox_tries_total", "Tries to deliver an event.", ("outcome",))
        metrics.gauge(*OUTBOX_FIGURE, self.count)

    def close(self) -> None:
        """Finish what is under way."""
        self._senders.shutdown(wait=True)
        self._client.close()

    def _attempt(self, event: Mapping[str, Any]) -> None:
        with continuing(event["correlation_id"]):
            self._try(event)

    def _try(self, event: Mapping[str, Any]) -> None:
        fault = self._send(event)
        attempts = event["attempts"] + 1
        again = next_try(attempts, self._habits.first_pause, self._clock())
        if fault is None:
            values: dict[str, Any] = {"outcome": DELIVERED}
        else:
            values = {"outcome": GIVEN_UP} if again is None else {"due_at": again}
            values["fault"] = fault[:40]
        with self._database.writing() as connection:
            connection.execute(update(self._events).where(self._events.c.number == event["number"]).values(values))
        outcome = values.get("outcome", "failed")
        if self._tries is not None:
            self._tries.add(outcome)
        if fault is not None:
            fields = {"event": event["event_id"], "attempts": attempts, "outcome": outcome, "fault": fault}
            level = logging.ERROR if again is None else logging.WARNING
            logger.log(level, "A webhook was not delivered", extra={"fields": fields})

    def _send(self, event: Mapping[str, Any]) -> str | None:
        """What went wrong, in a word, without the address; None when the receiver took it."""
        own = [("user-agent", self._habits.agent), ("x-event-id", event["event_id"]), *outgoing_headers().items()]
        headers = [*own, *event["headers"]]
        try:
            target, host, name = choose_destination(event["url"], loopback=self._habits.loopback, resolve=self._resolve)
            extensions = {"sni_hostname": name}
            request = self._client.build_request(
                "POST", target, content=event["body"].encode(), headers=[*headers, ("host", host)], extensions=extensions
            )
            answer = self._client.send(request, stream=True)
            answer.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, AddressError, UnicodeError) as error:
            return type(error).__name__
        return None if answer.is_success else f"HTTP {answer.status_code}"


def put(connection: Connection, table: Table, event_id: str, url: str, body: str, now: float, **owner: str | None) -> None:
    """Write an event into an outbox, in the transaction in which it happens. `owner`: the table's own columns."""
    values = {"event_id": event_id, "url": url, "body": body, "attempts": 0, "due_at": now, "outcome": WAITING, "created_at": now}
    values["correlation_id"] = correlation_to_keep()
    connection.execute(insert(table).values(values | owner))
