"""A service in a process of its own that dies at a moment of its work: before a transaction is kept, after it, around a call to others.

Its clock runs sixty times as fast, so that nobody waits for banks. Many of these are forked from one process that did the imports.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import ssl
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Connection, event

from bouwsteen_service import ServiceSettings, run
from bouwsteen_service.databases import Database
from bouwsteen_service.settings import Rates

_FORKS = multiprocessing.get_context("forkserver")
_SPEED = 60
DEADLINE = 120
# Nothing here speaks TLS; reading the certificates of a machine takes longer than most requests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


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

    @property
    def settings(self) -> ServiceSettings:
        return ServiceSettings(port=self.port, public_url=self.base, rates=Rates(0, 0, 0))


@dataclass(frozen=True)
class Built:
    """A service that is made and does not run yet. `calls` are the methods by which it calls others."""

    application: FastAPI
    settings: ServiceSettings
    database: Database
    calls: Sequence[tuple[type, str]]


class Moments:
    """Counts down the moments of the process at which it might die; at the one that makes it 0 it does."""

    def __init__(self, left: Any) -> None:
        self._left = left
        self._lock = threading.Lock()
        self._writes = threading.local()

    def surround(self, engine: Any, dialect: Any) -> None:
        """The transactions of one engine with its dialect, or by their classes those of all."""
        event.listen(engine, "commit", self._before)
        keep = dialect.do_commit

        def keep_and_pass(*arguments: Any) -> None:
            keep(*arguments)
            if getattr(self._writes, "now", False):
                self._pass()

        setattr(dialect, "do_commit", keep_and_pass)  # noqa: B010  the moment after it has no event

    def surround_call(self, owner: type, name: str) -> None:
        call: Callable[..., Any] = getattr(owner, name)

        def call_between(*arguments: Any, **options: Any) -> Any:
            self._pass()
            answer = call(*arguments, **options)
            self._pass()
            return answer

        setattr(owner, name, call_between)

    def precede_requests(self, application: type[FastAPI]) -> None:
        """Whatever asks for more than whether it is alive."""
        answer = application.__call__

        async def pass_and_answer(self_: FastAPI, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and not scope["path"].startswith("/health/"):
                self._pass()
            await answer(self_, scope, receive, send)

        setattr(application, "__call__", pass_and_answer)  # noqa: B010  as above

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


def serve(build: Callable[[Place], Built], place: Place, left: Any) -> None:
    log = os.open(place.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    built, moments = build(place), Moments(left)
    moments.surround(built.database.engine, built.database.engine.dialect)
    for owner, name in built.calls:
        moments.surround_call(owner, name)
    run(built.application, built.settings)


def start_forks() -> None:
    """One process does the imports for all. It is found by the path alone that it is started with: Python gives it none of ours."""
    # What a server loads when it starts is loaded before, too.
    late = [
        "alembic.command",
        "uvicorn.loops.auto",
        "uvicorn.lifespan.on",
        "uvicorn.protocols.http.auto",
        "uvicorn.protocols.websockets.auto",
    ]
    _FORKS.set_forkserver_preload(["tests.services.lives", "tests.journeys.worlds", *late])
    former = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        if former is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = former


class Mortal:
    """A service that is started again whenever it died. Threads may ask it at the same time."""

    def __init__(self, build: Callable[[Place], Built], place: Place) -> None:
        self.place = place
        self.deaths = 0
        self._build = build
        start_forks()
        self._left = _FORKS.RawValue("i", 0)  # without a lock: whoever dies would keep it
        self._process: BaseProcess | None = None
        self._lock = threading.Lock()

    def die_after(self, moments: int) -> None:
        """0: not. Nothing is counted while it starts."""
        self._left.value = moments

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Asks again until there is an answer that is not a failure: after a death, and while the database is away."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            self.revive()
            with suppress(httpx.TransportError):
                answer = self.ask_once(method, path, **options)
                if answer.status_code != 503:
                    return answer
            time.sleep(0.02)
        raise AssertionError((self.place.folder / "log").read_text()[-3000:])

    def ask_once(self, method: str, path: str, **options: Any) -> httpx.Response:
        return httpx.request(method, self.place.base + path, timeout=60, verify=NO_TLS, trust_env=False, **options)

    def wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE
        while not ready():
            assert time.monotonic() < deadline, (self.place.folder / "log").read_text()[-3000:]
            self.revive()
            time.sleep(0.02)

    def revive(self) -> None:
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self.deaths += self._process is not None
                self.die_after(0)
                self._process = _FORKS.Process(target=serve, args=(self._build, self.place, self._left), daemon=True)
                self._process.start()

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(60)


def place_at(folder: Path, port: int, database_uri: str) -> Place:
    return Place(folder, port, database_uri, begun=time.time())
