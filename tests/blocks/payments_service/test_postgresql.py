"""The same service on PostgreSQL: a server of this machine's own programs, started for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.blocks.payments_service.receivers import receiver
from tests.blocks.payments_service.worlds import RETURN, Application, World, build_world, euro
from tests.support.postgresql import Server

from payments_service.ledger import Account

pytestmark = pytest.mark.slow


@pytest.fixture
def world(postgresql: Server, tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path, database_uri=postgresql.new_database())
    yield world
    world.service.close()


@pytest.fixture
def application(world: World) -> Application:
    return world.register()


def test_paying_refunding_and_telling(world: World) -> None:
    with receiver() as hooks:
        application = world.register(parameters={"webhookUrl": hooks.url})
        paid = application.paid(webhookUrl=hooks.url)
        assert application.refund(paid, "4.00").status_code == 201
        world.clock.advance(60)
        while world.service.work():
            pass
        assert len(hooks.got) == 4
    assert world.balances(application) == {Account.PAYERS: -600, Account.ORGANISATION: 600, Account.TRANSIT: 0, Account.PAYOUTS: 0}
    assert world.unbind().status_code == 200
    assert world.deprovision().status_code == 200


def test_one_of_many_payers_pays(world: World, application: Application) -> None:
    made = application.ask()
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: world.pay(made), range(6)))
    assert world.balances(application)[Account.ORGANISATION] == 1000


def test_refunds_at_once_never_give_back_too_much(application: Application) -> None:
    paid = application.paid("10.00")
    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(lambda number: application.refund(paid, f"4.0{number}").status_code, range(6)))
    assert answers == [201] * 2 + [422] * 4


def test_equal_requests_at_once_make_one_payment(application: Application) -> None:
    body = {"amount": euro("10.00"), "description": "R", "redirectUrl": RETURN}
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: application.call("POST", "/payments", body, idempotency_key="k").json()["id"], range(6)))
    assert len(set(answers)) == 1
    assert application.get("/payments")["count"] == 1


def test_an_event_is_claimed_by_one_of_many(world: World, application: Application) -> None:
    with receiver() as hooks:
        for _ in range(5):
            application.paid(webhookUrl=hooks.url)
        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(lambda _: world.service.deliveries.deliver(), range(4))) == 5
        assert len(hooks.got) == 5
