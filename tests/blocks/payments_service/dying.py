"""The service in a process of its own that dies at a moment of its work: before a transaction is kept, after it, around a delivery.

Its clock runs sixty times as fast, so that nobody waits for banks. Many of these are forked from one process that did the imports.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, event
from tests.blocks.payments_service.worlds import BROKER_KEY, SESSION_KEY

from bouwsteen_service import Bindings, ServiceSettings, run
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Outbox
from bouwsteen_service.settings import Rates
from payments_service import applications
from payments_service.services import PaymentsService
from payments_service.settings import FOLLOWS, PaymentsSettings

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])
_SPEED = 60
DEADLINE = 120


@dataclass(frozen=True)
class Place:
    """Where a service runs. `begun`: the moment from which its clock is fast."""

    folder: Path
    port: int
    database_uri: str
    begun: float

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def clock(self) -> float:
        return self.begun + (time.time() - self.begun) * _SPEED

    def build(self) -> tuple[PaymentsService, Bindings]:
        settings = ServiceSettings(port=self.port, public_url=self.base, follows=FOLLOWS, rates=Rates(0, 0, 0))
        own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}
        bindings = Bindings({"own": own, "database": {"driver": "postgresql", "uri": self.database_uri}})
        chosen = PaymentsSettings(settings, self.folder, refund_seconds=2, retry_seconds=1, payout_seconds=2)
        return PaymentsService.build(chosen, bindings, clock=self.clock), bindings


class Moments:
    """Counts down the moments of the process at which it might die; at the one that makes it 0 it does."""

    def __init__(self, left: Any) -> None:
        self._left = left
        self._lock = threading.Lock()
        self._writes = threading.local()

    def surround(self, database: Database) -> None:
        event.listen(database.engine, "commit", self._before)
        keep = database.engine.dialect.do_commit

        def keep_and_pass(connection: Any) -> None:
            keep(connection)
            if getattr(self._writes, "now", False):
                self._pass()

        setattr(database.engine.dialect, "do_commit", keep_and_pass)  # noqa: B010  the moment after it has no event
        send: Callable[[Outbox, Mapping[str, Any]], str | None] = Outbox._send

        def send_between(outbox: Outbox, told: Mapping[str, Any]) -> str | None:
            self._pass()
            fault = send(outbox, told)
            self._pass()
            return fault

        setattr(Outbox, "_send", send_between)  # noqa: B010  as above

    def _before(self, connection: Connection) -> None:
        self._writes.now = bool(connection.get_execution_options().get("bouwsteen_writes"))
        if self._writes.now:
            self._pass()

    def _pass(self) -> None:
        with self._lock:
            if self._left.value > 0:
                self._left.value -= 1
                if self._left.value == 0:
                    os.kill(os.getpid(), signal.SIGKILL)


def serve(place: Place, left: Any) -> None:
    service, bindings = place.build()
    Moments(left).surround(service.database)
    setattr(applications, "_PAUSE_SECONDS", 0.02)  # noqa: B010  the pause is nothing that this is about
    log = os.open(place.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    run(applications.create_application(service, bindings), service.settings.service)


class Mortal:
    """A service that is started again whenever it died."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.deaths = 0
        self._left = _FORKS.RawValue("i", 0)  # without a lock: whoever dies would keep it
        self._process: BaseProcess | None = None

    def die_after(self, moments: int) -> None:
        """0: not. Nothing is counted while it starts."""
        self._left.value = moments

    @property
    def moments_left(self) -> int:
        return int(self._left.value)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Asks again until there is an answer that is not a failure: after a death, and while the database is away."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            self.revive()
            with suppress(httpx.TransportError):
                answer = httpx.request(method, self.place.base + path, timeout=30, **options)
                if answer.status_code != 503:
                    return answer
            time.sleep(0.02)
        raise AssertionError((self.place.folder / "log").read_text()[-3000:])

    def revive(self) -> None:
        if self._process is None or not self._process.is_alive():
            self.deaths += self._process is not None
            self.die_after(0)
            self._process = _FORKS.Process(target=serve, args=(self.place, self._left), daemon=True)
            self._process.start()

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(60)


def place_at(folder: Path, port: int, database_uri: str) -> Place:
    return Place(folder, port, database_uri, begun=time.time())
