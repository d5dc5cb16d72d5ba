"""A service that is told to stop finishes what it is asked, takes nothing new, and is gone in time; its log tells it line by line."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.blocks.forms_service.processes import (
    ENVIRONMENT,
    NO_PAYMENTS,
    register,
    run_service,
    start_service,
    wait_until_ready,
    write_binding,
)
from tests.support.ports import free_port

pytestmark = pytest.mark.slow
DEADLINE = 60
NUMBER = "7c41f1a0-0000-4000-8000-00000000000f"
PROGRAMS = {
    "identity-service": "identity_service",
    "payments-service": "payments_service",
    "ebox-service": "ebox_service",
    "magda-service": "magda_service",
    "data-vault-service": "data_vault_service",
    "forms": "forms_service",
}
# Something that each of them reads to its end before it answers, whatever it thinks of it.
POSTS = {
    "identity-service": "/op/v1/token",
    "payments-service": "/v2/payments",
    "ebox-service": "/oauth/token",
    "magda-service": "/oauth/token",
    "data-vault-service": "/oauth/token",
    "forms": "/api/v1/submissions",
}


@dataclass
class Process:
    popen: subprocess.Popen[bytes]
    port: int
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE)
        connection.settimeout(DEADLINE)
        return connection


@contextmanager
def started(name: str, folder: Path) -> Iterator[Process]:
    with ExitStack() as stack:
        own, port = folder / "own", free_port()
        environment = {"DATA_FOLDER": str(own / "data")}
        write_binding(own / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43, "dataKey": "d" * 43})
        if name == "data-vault-service":
            write_binding(own / "bindings", "solid", dict.fromkeys(("url", "issuer"), "http://127.0.0.1:9/"))  # nobody asks it anything
        if name == "forms":
            issuer, issuer_port = folder / "issuer", free_port()
            write_binding(issuer / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43})
            data = {"DATA_FOLDER": str(issuer / "data")}
            stack.enter_context(run_service(issuer, "identity_service", "identity-service", issuer_port, data))
            write_binding(own / "bindings", "identity", register(f"http://127.0.0.1:{issuer_port}", f"http://127.0.0.1:{port}"))
            write_binding(own / "bindings", "payments", NO_PAYMENTS)
            write_binding(own / "bindings", "database", {"driver": "sqlite", "uri": f"sqlite:///{own}/data.sqlite"})
            environment = ENVIRONMENT
        process = start_service(own, PROGRAMS[name], name, port, environment)
        try:
            wait_until_ready(process, port, own / "log")
            yield Process(process, port, own / "log")
        finally:
            process.kill()
            process.wait(DEADLINE)


def begin(process: Process, name: str, body: bytes, promised: int) -> socket.socket:
    """A request whose body is not complete yet, and which the service has begun to handle."""
    connection = process.connect()
    kind = "application/x-www-form-urlencoded" if POSTS[name].endswith("/token") else "application/json"
    headers = ("host: x", f"content-type: {kind}", f"content-length: {promised}", f"x-correlation-id: {NUMBER}")
    # It asks for the body when it handles the request: this is how the test knows.
    connection.sendall("\r\n".join((f"POST {POSTS[name]} HTTP/1.1", *headers, "expect: 100-continue", "", "")).encode())
    assert connection.recv(4096).startswith(b"HTTP/1.1 100")
    connection.sendall(body)
    return connection


def wait_until_closed(process: Process) -> None:
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            process.connect().close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            pass  # it was in the queue of the socket that was closed at this moment: the next one is refused
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    while part := connection.recv(65536):
        answer += part
    return answer


@dataclass
class Stop:
    """A service on its way to its end, and who is connected to it: somebody silent, somebody who never ends a request, somebody at work."""

    process: Process
    idle: socket.socket
    endless: socket.socket
    busy: socket.socket
    answer: bytes = b""

    def ask_and_stop(self, rest: bytes) -> None:
        self.process.popen.send_signal(signal.SIGTERM)
        wait_until_closed(self.process)
        self.busy.sendall(rest)
        self.answer = read_all(self.busy)


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Stop]]:
    """All of them told to stop. Each waits as long as it may for the request that does not end: they do so at the same time."""
    with ExitStack() as stack:
        found = {}
        processes = {name: stack.enter_context(started(name, tmp_path_factory.mktemp(name))) for name in PROGRAMS}
        for name, process in processes.items():
            body = b"grant_type=client_credentials" if POSTS[name].endswith("/token") else b'{"form": "x", "data": {}}'
            idle = stack.enter_context(closing(process.connect()))
            endless = stack.enter_context(closing(begin(process, name, b"a", 1000)))
            busy = stack.enter_context(closing(begin(process, name, body[:5], len(body))))
            found[name] = Stop(process, idle, endless, busy)
            found[name].ask_and_stop(body[5:])
        yield found


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_finishes_what_it_was_asked_takes_nothing_new_and_waits_for_nobody_for_ever(name: str, stops: Mapping[str, Stop]) -> None:
    stop, process = stops[name], stops[name].process
    assert stop.answer.startswith(b"HTTP/1.1 401 "), stop.answer
    assert process.popen.wait(DEADLINE) == 0
    assert read_all(stop.idle) == b""
    answered = [line for line in process.lines() if line.get("correlation_id") == NUMBER and line["message"] == "Request answered"]
    assert (answered[0]["route"], answered[0]["status"]) == (POSTS[name], 401)
    fixed = {"time", "level", "logger", "message", "instance"}
    assert all(fixed <= set(line) and line["instance"] == f"herstappe/local/{name}" for line in process.lines())
