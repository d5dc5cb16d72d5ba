"""Who has a file on somebody is told that something changed, signed, and never to what."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select
from tests.blocks.magda_service.worlds import AMELIE, JAN, MARIA, World

from magda_service.tables import events

MOVE = {"address": {"street": "Testplein", "houseNumber": "9", "postcode": "3717", "municipality": "Herstappe"}}


class Receiver:
    """What an application was told: (headers, body) of each event."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], str]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                receiver.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"

    @contextlib.contextmanager
    def running(self) -> Iterator[Receiver]:
        thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join(60)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().running() as made:
        yield made


def waiting(world: World) -> list[dict[str, Any]]:
    with world.service.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(events).order_by(events.c.number)).mappings()]


def is_signed(headers: dict[str, str], body: str, secret: str) -> bool:
    moment, *signatures = headers["x-bouwsteen-signature"].split(",")
    expected = hmac.new(secret.encode(), f"{moment.removeprefix('t=')}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"v1={expected}" in signatures


def test_a_move_is_told_signed_to_who_has_a_file_and_may_know(world: World, receiver: Receiver) -> None:
    application = world.register(parameters={"eventsUrl": receiver.url})
    application.subscribe(JAN)
    answer = world.mutate(JAN, MOVE | {"civilStatus": "divorced"})
    assert answer.json() == {"changed": ["civilStatus", "address"], "told": 1}
    assert world.service.outbox.deliver() == 1
    ((headers, body),) = receiver.told
    told = json.loads(body)
    assert (told["type"], told["insz"], told["data"], told["createdAt"]) == ("personChanged", JAN, ["address"], "2027-01-15T08:00:00Z")
    assert headers["x-event-id"] == told["id"]
    assert is_signed(headers, body, application.credentials["eventsSecret"])
    assert "Testplein" not in body
    assert application.told(JAN, "address")["address"]["houseNumber"] == "9"


def test_nobody_else_is_told(world: World, receiver: Receiver) -> None:
    curious = world.register(parameters={"eventsUrl": receiver.url, "data": ["familyName"]})
    curious.subscribe(JAN)
    elsewhere = world.leuven(parameters={"eventsUrl": receiver.url})
    elsewhere.subscribe(MARIA)
    silent = world.register("silent")
    silent.subscribe(JAN)
    assert world.mutate(JAN, MOVE).json()["told"] == 0
    assert world.mutate(AMELIE, MOVE).json()["told"] == 0
    assert waiting(world) == []


def test_a_mutation_that_changes_nothing_tells_nothing(world: World, receiver: Receiver) -> None:
    application = world.register(parameters={"eventsUrl": receiver.url})
    application.subscribe(JAN)
    assert world.mutate(JAN, {"givenName": "Jan"}).json() == {"changed": [], "told": 0}
    assert world.mutate(JAN, {"deathDate": "2027-01-14"}).json()["changed"] == ["deathDate"]
    assert world.mutate(JAN, {"deathDate": None}).json()["changed"] == ["deathDate"]


@pytest.mark.parametrize(
    "changes",
    [
        {"insz": MARIA},
        {"gender": "female"},
        {"deathDate": "yesterday"},
        {"givenName": "Jan\u0000"},
        {"givenName": ""},
        {"address": {"street": "x"}},
        [],
    ],
)
def test_a_mutation_that_makes_no_sense_is_refused(world: World, changes: Any) -> None:
    assert world.mutate(JAN, changes).status_code == 400


def test_an_event_comes_again_until_it_is_taken(world: World, receiver: Receiver) -> None:
    application = world.register(parameters={"eventsUrl": receiver.url})
    application.subscribe(JAN)
    receiver.status = 503
    world.mutate(JAN, MOVE)
    assert world.service.outbox.deliver() == 1
    assert world.service.outbox.deliver() == 0
    receiver.status = 204
    world.clock.advance(60)
    assert world.service.outbox.deliver() == 1
    assert len({json.loads(body)["id"] for _, body in receiver.told}) == 1
    assert [event["outcome"] for event in waiting(world)] == ["delivered"]


def test_what_is_waiting_goes_with_the_application(world: World, receiver: Receiver) -> None:
    application = world.register(parameters={"eventsUrl": receiver.url})
    application.subscribe(JAN)
    world.mutate(JAN, MOVE)
    assert len(waiting(world)) == 1
    assert world.unbind().status_code == 200
    assert waiting(world) == []
