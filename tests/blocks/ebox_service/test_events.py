"""What applications are told of their messages: which events, to whom, signed how, and again when nobody took them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.blocks.ebox_service.worlds import BAKERY, JAN, NOOR, Sender, World, build_world, letter, note
from tests.blocks.payments_service.receivers import Receiver, receiver

from ebox_service.tables import events

DAY = 24 * 3600


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture
def listener(world: World, hooks: Receiver) -> Sender:
    return world.register(parameters={"eventsUrl": f"{hooks.url}/events?of=loket"})


def told(world: World, hooks: Receiver) -> list[dict[str, Any]]:
    """What has been delivered since the last time."""
    hooks.got.clear()
    world.service.work()
    return [json.loads(body) for body in hooks.bodies]


def outcomes(world: World) -> dict[str, int]:
    with world.service.database.reading() as connection:
        found = connection.execute(select(events.c.outcome, func.count()).group_by(events.c.outcome))
        return {str(outcome): int(number) for outcome, number in found}


def is_signed(header: str, secret: str, body: str, moment: float) -> bool:
    time, *signatures = header.split(",")
    wanted = hmac.new(secret.encode(), f"{int(moment)}.{body}".encode(), hashlib.sha256).hexdigest()
    return time == f"t={int(moment)}" and f"v1={wanted}" in signatures


def test_a_message_that_comes_and_is_read(world: World, listener: Sender, hooks: Receiver) -> None:
    message_id = listener.send(letter(subject={"nl": "subject-canary"}))
    (event,) = told(world, hooks)
    assert event == {
        "id": event["id"],
        "type": "newDocument",
        "createdAt": event["createdAt"],
        "messageId": message_id,
        "eboxId": JAN,
        "senderApplicationId": listener.credentials["senderApplicationId"],
    }
    [(path, headers, body)] = hooks.got
    assert (path, headers["content-type"], headers["x-event-id"]) == ("/events?of=loket", "application/json", event["id"])
    assert is_signed(headers["x-bouwsteen-signature"], listener.credentials["eventsSecret"], body, world.clock())
    assert "canary" not in body
    attachment = listener.read(f"/ebox/messages/{message_id}/attachments")["items"][0]["contentHref"].partition("/v2")[2]
    for _ in range(2):
        assert listener.call("GET", attachment, box=JAN).status_code == 200
    assert [(event["type"], event["eboxId"]) for event in told(world, hooks)] == [("readDocument", JAN)]
    assert told(world, hooks) == []
    assert 'outbox_tries_total{outcome="delivered"} 2' in world.http().get("/metrics").text


def test_each_recipient_who_is_added_is_an_event(world: World, listener: Sender, hooks: Receiver) -> None:
    message_id = listener.send()
    told(world, hooks)
    for _ in range(2):
        assert listener.call("POST", "/linkEboxMessage", json={"messageId": message_id, "recipients": [NOOR, BAKERY]}).status_code == 201
    seen = told(world, hooks)
    assert {event["type"] for event in seen} == {"newDocument"}
    assert sorted(event["eboxId"]["eboxIdValue"] for event in seen) == [NOOR["eboxIdValue"], BAKERY["eboxIdValue"]]


def test_what_nobody_opens_is_told_once_after_a_week_and_once_before_its_end(world: World, listener: Sender, hooks: Receiver) -> None:
    read = listener.send(note(messageTypeId="reminder"))
    unread = listener.send(note(messageTypeId="reminder"))
    listener.read(f"/ebox/messages/{read}/body")
    told(world, hooks)
    seen = []
    for day in range(1, 190):
        world.clock.advance(DAY)
        world.service.sweep()
        seen += [(day, event["type"], event["messageId"]) for event in told(world, hooks)]
    (first, *_), (last, *_) = seen
    assert seen == [(first, "newDocumentReminder", unread), (last, "documentExpirationAlert", unread)]
    assert (first, 170 < last < 184) == (7, True)
    assert outcomes(world) == {}, "what was told a week ago is forgotten"


def test_only_the_application_that_sent_is_told(world: World, listener: Sender, hooks: Receiver) -> None:
    world.register("other").send()
    world.register_notifier().told()
    world.leuven().send()
    assert told(world, hooks) == []
    assert outcomes(world) == {}


def test_a_receiver_that_comes_back_gets_what_it_missed(world: World, listener: Sender, hooks: Receiver) -> None:
    hooks.status = 503
    listener.send()
    first = told(world, hooks)
    assert told(world, hooks) == []
    assert 'outbox_tries_total{outcome="failed"} 1' in world.http().get("/metrics").text
    hooks.status = 204
    world.clock.advance(5)
    assert told(world, hooks) == first, "the id is the same: a receiver can tell"
    assert is_signed(hooks.got[0][1]["x-bouwsteen-signature"], listener.credentials["eventsSecret"], hooks.bodies[0], world.clock())
    assert outcomes(world) == {"delivered": 1}


def test_who_dies_while_delivering_leaves_it_to_the_next(world: World, listener: Sender, hooks: Receiver) -> None:
    listener.send()
    assert len(world.service.outbox.claim()) == 1
    assert told(world, hooks) == []
    world.clock.advance(60)
    assert len(told(world, hooks)) == 1


def test_what_was_not_published_is_not_told(world: World, listener: Sender) -> None:
    assert listener.publish(note(messageTypeId="unknown")).status_code == 400
    assert outcomes(world) == {}


def test_a_rotation_signs_with_both_secrets_until_the_old_one_goes(world: World, listener: Sender, hooks: Receiver) -> None:
    made = world.broker("PUT", "/service_instances/share/service_bindings/next", {"predecessor_binding_id": "forms"}).json()
    secrets = [listener.credentials["eventsSecret"], made["credentials"]["eventsSecret"]]
    assert len(set(secrets)) == 2
    for expected in (secrets, secrets[1:]):
        Sender(world, made["credentials"], "next").send()
        told(world, hooks)
        [(_, headers, body)] = hooks.got
        signature = headers["x-bouwsteen-signature"]
        assert [secret for secret in secrets if is_signed(signature, secret, body, world.clock())] == expected
        world.unbind("forms")


def test_an_application_that_goes_is_told_nothing_more(world: World, listener: Sender, hooks: Receiver) -> None:
    listener.send()
    assert world.unbind().status_code == 200
    assert world.delete("/service_instances/share").status_code == 200
    assert told(world, hooks) == []
    assert outcomes(world) == {}


@pytest.mark.parametrize("url", ["http://example.test/", "ftp://127.0.0.1/", "x", "https://u@example.test/", "https://example.test/#f", 7])
def test_addresses_where_nothing_is_told(world: World, url: Any) -> None:
    world.provision()
    assert world.bind(parameters={"eventsUrl": url}).status_code == 400


def test_a_name_that_points_inside_is_not_called(tmp_path: Path) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["10.1.2.3"]

    world = build_world(tmp_path, resolve=resolve)
    world.register(parameters={"eventsUrl": "https://hooks.test/"}).send()
    assert world.service.work() == 1
    assert (asked, outcomes(world)) == ([("hooks.test", 443)], {"waiting": 1})
    world.service.close()
