"""What applications are told, how often, with which signature, and where the service does not call."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from tests.blocks.payments_service.receivers import Receiver, receiver
from tests.blocks.payments_service.worlds import Application, World, build_world

from bouwsteen_service.addresses import AddressError, check_address, choose_destination
from bouwsteen_service.outboxes import MOST_ATTEMPTS, pause_after
from payments_service.tables import events


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def outcomes(world: World) -> dict[str, int]:
    with world.service.database.reading() as connection:
        found = connection.execute(select(events.c.outcome, func.count()).group_by(events.c.outcome))
        return {str(outcome): int(number) for outcome, number in found}


def signature(secret: str, body: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def test_the_classic_webhook_is_a_signal(world: World, application: Application, hooks: Receiver) -> None:
    paid = application.paid(webhookUrl=f"{hooks.url}/hook?order=7")
    assert hooks.got == []
    assert world.service.deliveries.deliver() == 1
    [(path, headers, body)] = hooks.got
    assert (path, body) == ("/hook?order=7", f"id={paid['id']}")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["host"] == hooks.url.removeprefix("http://")
    assert "x-mollie-signature" not in headers
    assert world.service.deliveries.deliver() == 0
    application.refund(paid, "1.00")
    world.clock.advance(60)
    world.service.work()
    assert hooks.bodies == [f"id={paid['id']}"] * 3, "one when the bank has the refund, one when it arrived"


@pytest.mark.parametrize("outcome", ["paid", "failed", "canceled", "expired"])
def test_the_signed_webhook_holds_a_snapshot(world: World, hooks: Receiver, outcome: str) -> None:
    application = world.register(parameters={"webhookUrl": f"{hooks.url}/events"})
    made = application.ask()
    world.pay(made, outcome=outcome)
    world.service.deliveries.deliver()
    [(path, headers, body)] = hooks.got
    event = json.loads(body)
    assert (path, event["type"], event["entityId"]) == ("/events", f"payment.{outcome}", made["id"])
    assert headers["x-mollie-signature"] == signature(application.credentials["webhookSecret"], body)
    assert headers["x-event-id"] == event["id"]
    assert event["_embedded"]["entity"] == application.get(f"/payments/{made['id']}")


def test_what_was_not_taken_is_sent_again_after_longer_pauses_and_then_given_up(
    world: World, application: Application, hooks: Receiver
) -> None:
    hooks.status = 500
    application.paid(webhookUrl=hooks.url)
    tries = []
    while outcomes(world) == {"waiting": 1}:
        with world.service.database.reading() as connection:
            world.clock.now = connection.execute(select(events.c.due_at)).scalar_one()
        assert world.service.deliveries.deliver() == 1
        tries.append(world.clock.now)
    assert outcomes(world) == {"given-up": 1}
    pauses = [later - before for before, later in pairwise(tries)]
    assert len(tries) == len(hooks.got) == MOST_ATTEMPTS
    assert all(later > before for before, later in pairwise(pauses[:-1])), pauses
    assert 6 * 3600 < sum(pauses) < 48 * 3600
    assert world.service.deliveries.deliver() == 0
    world.clock.advance(8 * 24 * 3600)
    world.service.sweep()
    assert outcomes(world) == {}


def test_a_receiver_that_comes_back_gets_it(world: World, application: Application, hooks: Receiver) -> None:
    hooks.status = 302
    paid = application.paid(webhookUrl=hooks.url)
    world.service.deliveries.deliver()
    assert [path for path, _, _ in hooks.got] == ["/"], "a redirect was followed"
    hooks.status = 204
    world.clock.advance(5)
    world.service.deliveries.deliver()
    assert hooks.bodies == [f"id={paid['id']}"] * 2
    assert outcomes(world) == {"delivered": 1}


def test_who_dies_while_delivering_leaves_it_to_the_next(world: World, application: Application, hooks: Receiver) -> None:
    application.paid(webhookUrl=hooks.url)
    claimed = world.service.deliveries.claim()
    assert len(claimed) == 1
    assert world.service.deliveries.deliver() == 0, "somebody else holds it"
    world.clock.advance(60)
    assert world.service.deliveries.deliver() == 1
    assert len(hooks.got) == 1


def test_nobody_there_is_a_failure_like_another(world: World, application: Application) -> None:
    application.paid(webhookUrl="http://127.0.0.1:9/hook")
    assert world.service.deliveries.deliver() == 1
    assert outcomes(world) == {"waiting": 1}
    assert 'outbox_tries_total{outcome="failed"} 1' in world.browser.get("/metrics").text


def test_a_rotation_signs_for_both_until_the_old_one_goes(world: World, hooks: Receiver) -> None:
    old = world.register(parameters={"webhookUrl": hooks.url})
    made = old.ask()
    new = Application(
        world, world.bind("next", {"webhookUrl": hooks.url}, fields={"predecessor_binding_id": "forms"}).json()["credentials"]
    )
    secrets = [application.credentials["webhookSecret"] for application in (new, old)]
    assert len(set(secrets)) == 2
    world.clock.advance(1)
    world.pay(made)
    world.service.deliveries.deliver()
    _, headers, body = hooks.got[-1]
    assert set(headers["x-mollie-signature"].split(", ")) == {signature(secret, body) for secret in secrets}
    assert old.get(f"/payments/{made['id']}") == new.get(f"/payments/{made['id']}")
    assert world.unbind("forms").status_code == 200
    assert old.call("GET", "/payments").status_code == 401
    world.pay(new.ask())
    world.service.deliveries.deliver()
    _, headers, body = hooks.got[-1]
    assert headers["x-mollie-signature"] == signature(secrets[0], body)


@given(st.integers(1, MOST_ATTEMPTS), st.integers(1, 3600), st.floats(0, 1))
def test_pauses_keep_their_bounds(attempts: int, first: int, chance: float) -> None:
    pause = pause_after(attempts, first, chance)
    assert 0.5 <= first / 2 <= pause <= 12 * 3600


@pytest.mark.parametrize(
    ("addresses", "loopback", "goes"),
    [
        (["93.184.215.14"], False, True),
        (["2606:2800:21f:cb07:6820:80da:af6b:8b2c"], False, True),
        (["127.0.0.1"], True, True),
        (["::1"], True, True),
        (["127.0.0.1"], False, False),
        (["::ffff:127.0.0.1"], False, False),
        (["10.0.0.1"], True, False),
        (["192.168.1.1"], True, False),
        (["169.254.169.254"], True, False),
        (["::ffff:169.254.169.254"], True, False),
        (["fe80::1%eth0"], True, False),
        (["fd00::1"], True, False),
        (["100.64.0.1"], True, False),
        (["0.0.0.1"], True, False),
        (["224.0.0.1"], True, False),
        (["93.184.215.14", "10.0.0.1"], True, False),
        ([], True, False),
    ],
)
def test_where_the_service_calls(addresses: list[str], loopback: bool, goes: bool) -> None:
    def choose() -> tuple[str, str, str]:
        return choose_destination("https://hooks.test:8443/a?b=c", loopback=loopback, resolve=lambda *_: addresses)

    if not goes:
        with pytest.raises(AddressError):
            choose()
        return
    numeric = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    assert choose() == (f"https://{numeric}:8443/a?b=c", "hooks.test:8443", "hooks.test")


@pytest.mark.parametrize(
    "url",
    ["ftp://x.test/", "http://x.test/", "https://u@x.test/", "https://x.test/#f", "https:///x", "x", "https://x.test/\n", "https://[::1/"],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|must|may|holds) "):
        check_address(url)


def test_a_name_that_points_inside_is_not_called(tmp_path: Path) -> None:
    asked: list[Any] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["10.1.2.3"]

    world = build_world(tmp_path, resolve=resolve)
    world.register().paid(webhookUrl="https://hooks.test/")
    assert world.service.deliveries.deliver() == 1
    assert asked == [("hooks.test", 443)]
    assert outcomes(world) == {"waiting": 1}
    world.service.close()
