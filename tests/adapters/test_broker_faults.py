"""A broker that misbehaves, over real HTTP: what it answers is a script."""

from __future__ import annotations

import base64
import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Effect, Failed, Gone, Missing, Outcome, Present, Unreadable
from bouwsteen.values import Secret

PLAN = {"id": "p1", "name": "one", "description": "d", "binding_rotatable": True, "maintenance_info": {"version": "1.0.0"}}
CATALOG = {
    "services": [
        {
            "id": "s1",
            "name": "things",
            "description": "d",
            "bindable": True,
            "instances_retrievable": True,
            "bindings_retrievable": True,
            "plans": [PLAN],
        }
    ]
}

HANGING = 60  # seconds; what these servers send takes minutes
Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]] | Callable[[BaseHTTPRequestHandler], None]


class Script:
    """`answers` for each method in order, the last one again and again; `seen` is what was asked."""

    def __init__(self) -> None:
        self.catalog: Any = CATALOG
        self.answers: dict[str, list[Answer]] = {}
        self.seen: list[tuple[str, str, Any, dict[str, str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.provider = BrokerProvider()
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.provider.close()

    def on(self, method: str, *answers: Answer) -> None:
        self.answers[method] = list(answers)

    @property
    def changes(self) -> list[str]:
        return [method for method, *_ in self.seen if method != "GET"]

    def _next(self, method: str, path: str) -> Answer:
        if path.endswith("/v2/catalog"):
            return self.catalog if callable(self.catalog) else (200, self.catalog)
        key = "POLL" if "last_operation" in path else method
        listed = self.answers.get(key, [(500, {})])
        return listed.pop(0) if len(listed) > 1 else listed[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        script = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                script.seen.append((self.command, self.path, json.loads(body) if body else None, dict(self.headers)))
                answer = script._next(self.command, self.path)
                if callable(answer):
                    answer(self)
                    return
                status, content, *more = answer
                data = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815  the names of http.server

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def call(self, **changes: Any) -> Call:
        url = f"http://127.0.0.1:{self.server.server_port}"
        broker = {"url": url, "username": "u", "password": Secret("s3cret-password")}
        inputs = {"broker": broker, "service": "things", "plan": "one", "parameters": {"token": Secret("s3cret-token")}}
        return Call(Address("a", "b", "c", "d"), "broker/instance", inputs, "k", organisation="24062", **{"timeout": 20.0, **changes})

    def binding(self, **changes: Any) -> Call:
        call = self.call()
        outputs = {"instanceId": "i", "serviceId": "s1", "planId": "p1", "broker": call.inputs["broker"]}
        return dataclasses.replace(call, type="broker/binding", inputs={"instance": outputs}, **changes)


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    yield script
    script.close()


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert "s3cret" not in repr(outcome)
    return outcome


def test_headers_and_body_of_a_provision(script: Script) -> None:
    script.on("PUT", (201, {}))
    assert isinstance(script.provider.create(script.call()), Done)
    method, path, body, headers = script.seen[-1]
    assert (method, path.partition("?")[2]) == ("PUT", "accepts_incomplete=true")
    assert headers["X-Broker-API-Version"] == "2.17"
    assert len(headers["X-Broker-API-Request-Identity"]) == 36
    platform, _, value = headers["X-Broker-API-Originating-Identity"].partition(" ")
    assert platform == body["context"]["platform"] == "bouwsteen"
    assert json.loads(base64.b64decode(value)) == {"organisation": "24062", "stack": "a", "environment": "b"}
    assert (body["service_id"], body["plan_id"], body["organization_guid"], body["space_guid"]) == ("s1", "p1", "24062", "a/b")
    assert body["parameters"] == {"token": "s3cret-token"}
    assert body["maintenance_info"] == {"version": "1.0.0"}


@pytest.mark.parametrize("first", [(500, {}), (201, b"nonsense"), (201, [1]), (204, b""), (202, {"operation": 1})])
@pytest.mark.fault("F53")
def test_what_may_have_left_an_orphan_is_removed(script: Script, first: Answer) -> None:
    script.on("PUT", first)
    script.on("DELETE", (200, {}))
    outcome = failed(script.provider.create(script.call()))
    assert script.changes == ["PUT", "DELETE"]
    assert (outcome.code, outcome.effect, outcome.transient) == ("broker-failed", Effect.NONE, True)


@pytest.mark.fault("F53")
def test_an_orphan_that_cannot_be_removed_stays_in_doubt(script: Script) -> None:
    script.on("PUT", (500, {"description": "it broke with s3cret-token and s3cret-password"}))
    script.on("DELETE", (500, {}))
    outcome = failed(script.provider.create(script.call()))
    assert outcome.effect is Effect.UNKNOWN
    assert "it broke with (secret) and (secret)" in outcome.detail


@pytest.mark.parametrize("refusal", [(400, {}), (404, {}), (422, {"error": "Other"}), (302, {}, {"Location": "http://127.0.0.1:1/"})])
def test_a_refusal_leaves_nothing_to_remove(script: Script, refusal: Answer) -> None:
    script.on("PUT", refusal)
    outcome = failed(script.provider.create(script.call()))
    assert script.changes == ["PUT"]
    assert (outcome.code, outcome.effect, outcome.transient) == ("broker-refused", Effect.NONE, False)


def test_a_failed_asynchronous_provision_is_removed(script: Script) -> None:
    script.on("PUT", (202, {"operation": "op/1&x"}))
    script.on(
        "POLL",
        (200, {"state": "in progress", "description": "10%"}),
        (410, {}),
        (500, {}),
        (200, {"state": "failed", "description": "full"}),
    )
    script.on("DELETE", (410, {}))
    told: list[str] = []
    outcome = failed(script.provider.create(script.call(progress=told.append)))
    assert "full" in outcome.detail
    assert outcome.effect is Effect.NONE
    assert "10%" in told
    assert "operation=op%2F1%26x" in next(path for _, path, *_ in script.seen if "last_operation" in path)


@pytest.mark.fault("F53")
def test_retry_after_is_honoured(script: Script) -> None:
    script.on("PUT", (202, {}))
    script.on("POLL", (200, {"state": "in progress"}, {"Retry-After": "2"}), (200, {"state": "succeeded"}))
    started = time.monotonic()
    assert isinstance(script.provider.create(script.call()), Done)
    assert time.monotonic() - started >= 2


def test_the_plan_limits_how_long_it_is_asked(script: Script) -> None:
    script.catalog = json.loads(json.dumps(CATALOG))
    script.catalog["services"][0]["plans"][0]["maximum_polling_duration"] = 1
    script.on("PUT", (202, {}))
    script.on("POLL", (200, {"state": "in progress"}))
    script.on("DELETE", (200, {}))
    outcome = failed(script.provider.create(script.call()))
    assert "longer than its plan allows" in outcome.detail
    assert script.changes == ["PUT", "DELETE"]


@pytest.mark.fault("F53")
def test_a_busy_broker_is_asked_again(script: Script) -> None:
    script.on("PUT", (422, {"error": "ConcurrencyError"}), (429, {}, {"Retry-After": "1"}), (201, {}))
    assert isinstance(script.provider.create(script.call()), Done)
    assert script.changes == ["PUT"] * 3


@pytest.mark.fault("F53")
def test_a_broker_that_stays_busy(script: Script) -> None:
    script.on("PUT", (422, {"error": "ConcurrencyError"}))
    outcome = failed(script.provider.create(script.call(timeout=3.0)))
    assert (outcome.code, outcome.effect, outcome.transient) == ("broker-busy", Effect.NONE, True)
    assert "DELETE" not in script.changes


def test_a_changed_catalog_is_read_again(script: Script) -> None:
    script.on("PUT", (422, {"error": "MaintenanceInfoConflict"}), (201, {}))
    assert isinstance(script.provider.create(script.call()), Done)
    assert [path for _, path, *_ in script.seen].count("/v2/catalog") == 2


def test_a_conflict_is_brought_to_its_inputs(script: Script) -> None:
    script.on("PUT", (409, {}))
    script.on("PATCH", (200, {}))
    assert isinstance(script.provider.create(script.call()), Done)
    assert script.changes == ["PUT", "PATCH"]


def test_an_update_that_cannot_be_repeated(script: Script) -> None:
    script.on("GET", (200, {"plan_id": "p1", "parameters": {}}))
    script.on("PATCH", (422, {"error": "NoQuota", "description": "over quota", "update_repeatable": False}))
    outcome = failed(script.provider.update(script.call(id="i")))
    assert (outcome.effect, outcome.transient) == (Effect.NONE, False)
    assert "over quota" in outcome.detail
    assert outcome.remedy == "Undo the change."


def test_an_update_that_broke_the_share(script: Script) -> None:
    script.on("GET", (200, {"plan_id": "p1", "parameters": {}}))
    script.on("PATCH", (202, {}))
    script.on("POLL", (200, {"state": "failed", "instance_usable": False, "update_repeatable": False}))
    outcome = failed(script.provider.update(script.call(id="i")))
    assert (outcome.effect, outcome.id, outcome.transient) == (Effect.PARTIAL, "i", False)
    assert "cannot be used" in outcome.detail
    assert "DELETE" not in script.changes


def test_an_asynchronous_binding_without_credentials(script: Script) -> None:
    script.on("PUT", (202, {}))
    script.on("POLL", (200, {"state": "succeeded"}))
    script.on("GET", (404, {}))
    outcome = failed(script.provider.create(script.binding()))
    assert outcome.effect is Effect.PARTIAL
    assert "no credentials" in outcome.detail


def test_a_removal_that_is_still_at_work(script: Script) -> None:
    script.on("DELETE", (202, {"operation": "x"}))
    script.on("POLL", (200, {"state": "in progress"}), (410, {}))
    assert script.provider.delete(script.call(id="i")) == Gone()


@pytest.mark.parametrize("answer", [(404, {}), (500, {}), (401, {})])
def test_only_gone_is_gone(script: Script, answer: Answer) -> None:
    script.on("DELETE", answer)
    failed(script.provider.delete(script.call(id="i")))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((404, {}), Missing),
        ((422, {"error": "ConcurrencyError"}), Present),
        ((500, {}), Unreadable),
        ((200, b"no JSON"), Unreadable),
        ((302, {}, {"Location": "http://127.0.0.1:1/"}), Unreadable),
    ],
)
def test_what_a_look_shows(script: Script, answer: Answer, expected: type) -> None:
    script.on("GET", answer)
    script.on("POLL", (404, {}))
    assert isinstance(script.provider.read(script.call(id="i")), expected)


@pytest.mark.parametrize(
    "catalog",
    [[], {"services": [{"name": "x"}]}, {"services": "s3cret"}, b"{" * 100_000, b"[" * 100_000 + b"]" * 100_000, {"a": "x" * 5_000_000}],
)
@pytest.mark.fault("F53")
def test_a_catalog_that_is_none(script: Script, catalog: Any) -> None:
    script.catalog = catalog
    assert failed(script.provider.create(script.call())).effect is Effect.NONE
    assert isinstance(script.provider.read(script.call(id="i")), Unreadable)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    drip(handler, b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    drip(handler, b"x" * 1000)


def drip(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    try:
        for number in range(len(data)):
            handler.connection.sendall(data[number : number + 1])
            time.sleep(0.2)
    except OSError:
        handler.close_connection = True


@pytest.mark.parametrize("slow", [drip_headers, drip_body])
@pytest.mark.fault("F53")
def test_a_broker_that_sends_a_byte_at_a_time_is_let_go(script: Script, slow: Callable[[BaseHTTPRequestHandler], None]) -> None:
    script.catalog = slow
    threads = threading.active_count()
    started = time.monotonic()
    outcome = failed(script.provider.create(script.call(timeout=2.0)))
    assert time.monotonic() - started < HANGING
    assert outcome.code == "broker-unreachable"
    assert threading.active_count() <= threads + 1  # the one of the scripted server


@pytest.mark.fault("F53")
def test_a_socket_that_never_answers(script: Script) -> None:
    script.provider.close()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        call = script.call(timeout=2.0)
        broker = {**call.inputs["broker"], "url": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        started = time.monotonic()
        outcome = failed(script.provider.create(dataclasses.replace(call, inputs={**call.inputs, "broker": broker})))
    assert time.monotonic() - started < HANGING
    assert "did not answer in time" in outcome.detail


@pytest.mark.fault("F53")
def test_many_readers_wait_once_for_a_broker_that_is_away(script: Script) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1)
        handler.connection.close()

    script.catalog = hang
    threads = [threading.Thread(target=script.provider.read, args=(script.call(id="i"),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path for _, path, *_ in script.seen].count("/v2/catalog") == 1


@pytest.mark.fault("F53")
def test_a_name_that_does_not_resolve() -> None:
    provider = BrokerProvider()
    broker = {"url": "https://nowhere.invalid", "username": "u", "password": Secret("p")}
    call = Call(Address("a", "b", "c", "d"), "broker/instance", {"broker": broker, "service": "s", "plan": "p"}, "k", id="i", timeout=10)
    assert isinstance(provider.read(call), Unreadable)
    outcome = failed(provider.create(call))
    assert (outcome.code, outcome.effect) == ("broker-unreachable", Effect.NONE)
    provider.close()
