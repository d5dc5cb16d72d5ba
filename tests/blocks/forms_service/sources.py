"""The registers and a vault of a citizen, as small fakes at their HTTP port: what they know, what was asked, how they fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import httpx

REGISTERS = "http://127.0.0.1:8300"
VAULT = "http://127.0.0.1:8400"
WEB_ID = "http://127.0.0.1:8500/jan/profile/card#me"
TOKENS = {"tokenUrl": f"{REGISTERS}/oauth/token", "clientId": "counter", "clientSecret": "s"}
PERSONS = TOKENS | {"url": REGISTERS, "scopes": '["persons.read", "subscriptions.write"]', "hoedanigheid": "Herstappe"}
VAULTS = TOKENS | {
    "url": VAULT,
    "tokenUrl": f"{VAULT}/oauth/token",
    "scopes": '["access"]',
    "consentUrl": f"{VAULT}/overview",
    "eventsSecret": "e",
}
HOME = {"street": "Naamsestraat", "houseNumber": "12A", "postcode": "3000", "municipality": "Leuven", "country": "BE"}
JAN_KNOWN: dict[str, Any] = {
    "givenName": "Jan",
    "familyName": "Peeters",
    "birthDate": "1984-03-12",
    "birthPlace": "Leuven",
    "address": HOME,
    "household": [
        {"insz": "84631200101", "givenName": "Jan", "familyName": "Peeters", "birthDate": "1984-03-12", "relation": "reference"},
        {"insz": "04613000622", "givenName": "Noor", "familyName": "Peeters", "birthDate": "2014-01-30", "relation": "child"},
    ],
}


@dataclass
class Registers:
    """`trouble` is what happens instead of an answer: a status or an exception."""

    people: dict[str, dict[str, Any]] = field(default_factory=lambda: {"84631200101": dict(JAN_KNOWN)})
    subscribed: set[str] = field(default_factory=set)
    asked: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    correlations: set[str] = field(default_factory=set)
    trouble: int | Exception | None = None

    def handle(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.trouble, Exception):
            raise self.trouble
        if self.trouble is not None:
            return httpx.Response(self.trouble, json={"title": "No", "status": self.trouble, "detail": "no", "instance": "/"})
        correlation = request.headers["x-correlation-id"]
        assert UUID(correlation)
        assert correlation not in self.correlations
        self.correlations.add(correlation)
        _, _, kind, insz = request.url.path.split("/")
        if kind == "subscriptions":
            self.subscribed.add(insz)
            return httpx.Response(201, json={"insz": insz})
        if insz not in self.subscribed:
            return httpx.Response(403, json={"title": "No subscription", "status": 403})
        names = tuple(request.url.params["data"].split(","))
        self.asked.append((insz, names, request.headers["x-reader"]))
        if insz not in self.people:
            return httpx.Response(404, json={"title": "Nobody", "status": 404})
        about = {"source": "RR", "modifiedAt": "2020-01-01T00:00:00Z"}
        known = self.people[insz]
        data = {name: {"value": known.get(name), **about} for name in names}
        return httpx.Response(200, json={"insz": insz, "consultedAt": "2026-03-09T09:53:20Z", "data": data})


@dataclass
class PersonalVault:
    """`state` is what the citizen decided; `trouble` what happens instead of an answer."""

    values: dict[str, str] = field(
        default_factory=lambda: {"email": "jan@kluis.test", "phone": "0470 11 22 33", "bankAccount": "BE68539007547034"}
    )
    state: str = "requested"
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, tuple[Any, str]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    trouble: int | Exception | None = None
    lost_answers: int = 0
    base: str = VAULT

    def handle(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.trouble, Exception):
            raise self.trouble
        if self.trouble is not None:
            return httpx.Response(self.trouble, json={"title": "No"})
        parts = request.url.path.split("/")[3:]
        answer = self.create(request) if request.method == "POST" else self.read(parts)
        if self.lost_answers:
            self.lost_answers -= 1
            raise httpx.ReadError("lost")
        return answer

    def create(self, request: httpx.Request) -> httpx.Response:
        body, key = json.loads(request.read()), request.headers["idempotency-key"]
        if body["webId"] == "http://127.0.0.1:8500/nobody":
            return httpx.Response(422, json={"title": "No such WebID"})
        if key in self.keys and self.keys[key][0] != body:
            return httpx.Response(409, json={"title": "Another request"})
        identifier = self.keys.setdefault(key, (body, f"r{len(self.requests) + 1}"))[1]
        if identifier not in self.requests:
            self.state = "requested"
        self.requests[identifier] = body
        return httpx.Response(201, json=self.describe(identifier))

    def read(self, parts: list[str]) -> httpx.Response:
        if parts[0] not in self.requests:
            return httpx.Response(404, json={"title": "None"})
        if len(parts) == 1:
            return httpx.Response(200, json=self.describe(parts[0]))
        self.reads.append(parts[2])
        if self.state != "granted":
            return httpx.Response(403, json={"title": "Not allowed", "reason": self.state})
        if parts[2] not in self.values:
            return httpx.Response(404, json={"title": "Not there"})
        return httpx.Response(200, json={"datum": parts[2], "value": self.values[parts[2]], "source": f"{VAULT}/pod", "modified": None})

    def describe(self, identifier: str) -> dict[str, Any]:
        return {"id": identifier, "status": self.state, "consentUrl": f"{self.base}/consent/{identifier}"}


@contextmanager
def serve(handle: Callable[[httpx.Request], httpx.Response]) -> Iterator[str]:
    """A source at a port of this machine, for a counter that is a process; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            answer = handle(httpx.Request(self.command, f"http://127.0.0.1{self.path}", headers=dict(self.headers), content=content))
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers.get("content-type", "text/html"))
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_GET  # noqa: N815  the server looks for this name
        do_PUT = do_GET  # noqa: N815  the server looks for this name

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests read what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(60)
        server.server_close()


class Sources(httpx.BaseTransport):
    """Where the counter calls: the registers, or the vault."""

    def __init__(self) -> None:
        self.registers, self.vault = Registers(), PersonalVault()
        self.sent: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 3600})
        assert request.headers["authorization"] == "Bearer t"
        return (self.registers if request.url.port == 8300 else self.vault).handle(request)
