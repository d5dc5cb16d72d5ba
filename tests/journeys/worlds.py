"""A world of real services that die and come back, and a person who asks again until there is an answer.

The services are those of the load tests, each as a process of its own. Whoever looks after them starts one again when it ended, as
the supervisor of a stack does: forked from a process that did the imports, so that a death costs little.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sqlite3
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from tests.loadtests.services import Services
from tests.services.deaths import DEADLINE, NO_TLS, Moments, start_forks

from data_vault_service.outgoing import Outgoing

_FORKS = multiprocessing.get_context("forkserver")
# Seconds.
_GLANCE = 0.02
_PAUSE = 0.1


def serve(program: str, environment: Mapping[str, str], log: Path, left: Any) -> None:
    """`python -m program`, which dies at the moment that `left` says."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(log.parent)
    setattr(ssl, "create_default_context", lambda **_: NO_TLS)  # noqa: B010  each client of a service makes one, which takes longest
    moments = Moments(left)
    moments.surround(Engine, DefaultDialect)
    moments.surround_call(httpx.Client, "send")
    moments.surround_call(Outgoing, "send")
    moments.precede_requests(FastAPI)
    sys.argv = [program]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


class Countdown(Protocol):
    value: int


class Victim(Protocol):
    """Who may die, and is there again soon. `left` counts down to the moment of their death; at 0 they do not die."""

    deaths: int

    @property
    def left(self) -> Countdown: ...

    def kill(self) -> None: ...

    def wait_until_alive(self) -> None:
        """Started, not ready: whoever comes too early has to ask again."""


@dataclass
class Mortal:
    """One service. `left` counts down to the moment at which it dies; at 0 it does not."""

    program: str
    environment: Mapping[str, str]
    log: Path
    left: Any
    process: BaseProcess | None = None
    deaths: int = 0

    def start(self) -> None:
        self.left.value = 0
        process = _FORKS.Process(target=serve, args=(self.program, self.environment, self.log, self.left), daemon=True)
        process.start()
        self.process = process  # once it has an id: somebody else may kill it at any moment

    def kill(self) -> None:
        """Now; somebody else starts it again."""
        process = self.process
        assert process is not None
        assert process.pid is not None
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.join(DEADLINE)

    def wait_until_alive(self) -> None:
        deadline = time.monotonic() + DEADLINE
        while self.process is None or not self.process.is_alive():
            assert time.monotonic() < deadline, self.log.read_text(errors="replace")[-3000:]
            time.sleep(_GLANCE / 4)


# Services of the same block, in the order in which they are started.
_COUNTERS = ("forms", "subsidies")


@dataclass
class MortalServices(Services):
    """`victims` are by block, the counters by what they are for. Those that are processes are started again when they ended."""

    victims: dict[str, Victim] = field(default_factory=dict)
    mortals: list[Mortal] = field(default_factory=list)
    _ends: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def launch(self, block: str, program: str, port: int, environment: Mapping[str, str]) -> None:
        start_forks()
        mortal = Mortal(program, dict(environment), self.folder / f"{block}-{port}.log", _FORKS.RawValue("i", 0))
        mortal.start()
        with self._lock:
            self.mortals.append(mortal)
        self.victims[next(name for name in (block, *_COUNTERS) if name not in self.victims)] = mortal
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()

    def stop(self) -> None:
        self._ends.set()
        if self._watcher is not None:
            self._watcher.join(DEADLINE)
        for mortal in self.mortals:
            mortal.kill()

    def hasten(self) -> None:
        """The pauses before next tries are over: nobody waits for them here."""
        for file in [*self.folder.glob("forms-*.db"), *self.folder.glob("*-data/*.sqlite")]:
            with suppress(sqlite3.OperationalError), sqlite3.connect(file, timeout=1) as database:
                for table in ("letters", "payment_attempts", "events", "access_data"):
                    with suppress(sqlite3.OperationalError):
                        database.execute(f"update {table} set due_at = 0 where due_at > 0")  # noqa: S608  names of ours

    def settle(self, count_undone: Callable[[], int]) -> None:
        """Until nothing is left to do."""
        deadline = time.monotonic() + DEADLINE
        while count_undone():
            assert time.monotonic() < deadline, self.tail()
            self.hasten()
            time.sleep(_PAUSE)

    def tail(self) -> str:
        return "\n".join(mortal.log.read_text(errors="replace")[-1500:] for mortal in self.mortals)

    def _watch(self) -> None:
        while not self._ends.wait(_GLANCE):
            with self._lock:
                for mortal in self.mortals:
                    if mortal.process is not None and not mortal.process.is_alive():
                        mortal.deaths += 1
                        mortal.start()


@dataclass
class Answer:
    """What a `Visit` reads of an answer."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]
    error: Exception | None = None

    def success(self) -> None:
        """Nobody counts here."""

    def failure(self, exc: Any) -> None:
        """Nobody counts here: the visit fails by itself."""


class PatientClient:
    """A browser whose person sends the same once more where no answer came, or one that says to try again.

    `enter` is told of each step that begins, by its name, before anything of it is sent.
    """

    def __init__(self, enter: Any) -> None:
        self.cookiejar = CookieJar()
        self.lost = 0
        self._enter = enter
        self._client = httpx.Client(timeout=DEADLINE, trust_env=False, verify=NO_TLS, cookies=self.cookiejar)

    @contextmanager
    def request(self, method: str, url: str, **options: Any) -> Iterator[Answer]:
        self._enter(options["name"].partition(" ")[0])
        yield self._ask(method, url, options.get("headers", {}), options.get("data"))

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            try:
                answer = self._client.request(method, url, headers=headers, content=body)
            except httpx.TransportError:
                self.lost += 1
            else:
                if answer.status_code not in {502, 503, 504}:
                    return Answer(answer.status_code, answer.content, MappingProxyType(dict(answer.headers)))
                check_says_what_to_do(answer)
            time.sleep(_GLANCE)
        raise AssertionError(f"no answer from {url.partition('?')[0]}")

    def close(self) -> None:
        self._client.close()


def check_says_what_to_do(answer: httpx.Response) -> None:
    """A page with a heading, or a problem with words; and when to try again."""
    assert "retry-after" in answer.headers or says_again(answer.text), answer.text[:2000]
    assert ("<h1" in answer.text) if "html" in answer.headers.get("content-type", "") else answer.text, answer.text[:2000]


def says_again(text: str) -> bool:
    """As people read it."""
    return "opnieuw" in text.lower() or "again" in text.lower()
