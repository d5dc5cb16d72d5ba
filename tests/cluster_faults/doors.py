"""A door in front of an API server that answers some requests by itself, or breaks off: what a real server does too seldom to wait for."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.cluster.clusters import Cluster


@dataclass(frozen=True)
class Asked:
    method: str
    path: str  # with its query


@dataclass(frozen=True)
class Refusal:
    """An answer that the server never heard of. `after` has the server carry the request out first, and its answer is lost."""

    code: int = HTTPStatus.SERVICE_UNAVAILABLE
    reason: str = ""
    retry_after: int | None = None
    after: bool = False
    cut: bool = False  # no answer at all: the connection ends

    def body(self) -> bytes:
        status = {
            "kind": "Status",
            "apiVersion": "v1",
            "status": "Failure",
            "code": self.code,
            "reason": self.reason,
            "message": "by the door",
        }
        return json.dumps(status).encode()


type_of_rule = Callable[[Asked], Refusal | None]


# What becomes of a line of a watch: none is lost, two are doubled.
type_of_lines = Callable[[bytes], list[bytes]]


@dataclass
class Door:
    """`rule` says of each request what becomes of it: None lets it through. `asked` has all of them, in order.

    A watch goes through line by line, each as `lines` has it, until it ends or `cut_watches` ends it.
    """

    rule: type_of_rule
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    lines: type_of_lines = lambda line: [line]
    watches: list[socket.socket] = field(default_factory=list)

    def cut_watches(self) -> int:
        """Those that run now break off; others begin as they are asked for. How many there were."""
        with self.lock:
            cut, self.watches = self.watches, []
        for each in cut:
            with contextlib.suppress(OSError):  # it ended by itself
                each.shutdown(socket.SHUT_RDWR)
        return len(cut)

    def judge(self, asked: Asked) -> Refusal | None:
        with self.lock:
            self.asked.append(asked)
            return self.rule(asked)


@contextmanager
def open_door(cluster: Cluster, kubeconfig: Path, rule: type_of_rule, folder: Path) -> Iterator[tuple[Door, Path]]:
    """The door, and a kubeconfig that leads to it, for the user (with a token) of `kubeconfig`."""
    if cluster.layout is None:
        pytest.skip("the door has the certificate of a cluster of its own, and BOUWSTEEN_TEST_KUBECONFIG names another")
    document = yaml.safe_load(kubeconfig.read_text())
    door = Door(rule)
    authority = cluster.layout.authority
    client = httpx.Client(base_url=cluster.layout.api_url, verify=ssl.create_default_context(cafile=authority), timeout=600)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(door, client))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*cluster.layout.certificate("kube-apiserver"))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    for each in document["clusters"]:
        each["cluster"]["server"] = f"https://127.0.0.1:{server.server_port}"
    path = folder / "door.kubeconfig"
    path.write_text(yaml.safe_dump(document))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield door, path
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        client.close()


def _handler(door: Door, client: httpx.Client) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            refusal = door.judge(Asked(self.command, self.path))
            if refusal is None and "watch=true" in self.path:
                self._watch()
                return
            if refusal is None or refusal.after:
                kept = {
                    name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection", "accept-encoding"}
                }
                answer = client.request(self.command, self.path, content=body, headers=kept)
                if refusal is None:
                    self._reply(
                        answer.status_code, answer.content, {name: answer.headers[name] for name in _PASSED if name in answer.headers}
                    )
                    return
            assert refusal is not None
            if refusal.cut:
                self.close_connection = True
                self.connection.close()
                return
            waits = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
            self._reply(refusal.code, refusal.body(), {"Content-Type": "application/json"} | waits)

        def _watch(self) -> None:
            """Until one of both sides, or the door, ends it: its length is not known before."""
            kept = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection", "accept-encoding"}}
            self.close_connection = True
            with door.lock:
                door.watches.append(self.connection)
            with contextlib.suppress(OSError, httpx.HTTPError), client.stream("GET", self.path, headers=kept) as answer:
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
                self.end_headers()
                for line in answer.iter_lines():
                    for each in door.lines(line.encode()):
                        self.wfile.write(each + b"\n")
                    self.wfile.flush()

        def _reply(self, code: int, body: bytes, headers: dict[str, Any]) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named so by the base class
            """Nobody reads it."""

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815  named so by the base class

    return Handler


_PASSED = ("Content-Type", "Retry-After", "Warning")
