"""The service is killed at every moment of paying, giving back, paying out and telling: no cent is lost or doubled, all is told."""

from __future__ import annotations

import json
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from tests.blocks.payments_service.dying import DEADLINE, Mortal, place_at
from tests.blocks.payments_service.receivers import Receiver, receiver
from tests.blocks.payments_service.worlds import BROKER_KEY, HERSTAPPE, RETURN, euro
from tests.support.postgresql import Server, start_postgresql

from bouwsteen_service.brokers import derive_password
from payments_service.registrations import SERVICE_ID, TEST_PLAN_ID
from payments_service.services import PaymentsService
from payments_service.tables import ledger_entries, payments, payout_items, payouts, refunds

# More than the moments of one life; the sweep ends at the first life that nothing killed.
_MOST_MOMENTS = 200


@dataclass
class Town:
    """A municipality whose service may die at any time, and which asks again until it has an answer."""

    mortal: Mortal
    hooks: Receiver
    key: str = ""
    paid: dict[str, int] = field(default_factory=dict)
    paid_out: int = 0

    def register(self) -> None:
        auth = (HERSTAPPE, derive_password(SecretStr(BROKER_KEY), HERSTAPPE))
        ids = {"service_id": SERVICE_ID, "plan_id": TEST_PLAN_ID}
        share = {"organization_guid": "o", "space_guid": "s", "parameters": {"organisation": {"nis": "73028", "name": "Herstappe"}}}
        headers = {"x-broker-api-version": "2.17"}
        path = "/broker/v2/service_instances/i"
        assert self.mortal.ask("PUT", path, json=ids | share, auth=auth, headers=headers).status_code in {200, 201}
        body = ids | {"parameters": {"webhookUrl": f"{self.hooks.url}/signed"}}
        made = self.mortal.ask("PUT", f"{path}/service_bindings/b", json=body, auth=auth, headers=headers)
        self.key = made.json()["credentials"]["apiKey"]

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.key}"} | ({} if key is None else {"idempotency-key": key})
        answer = self.mortal.ask(method, f"/v2{path}", json=body, headers=headers)
        assert answer.status_code in {200, 201}, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def pay(self, payment_id: str) -> None:
        """As a browser does: the page, the form; and the page again when the service died."""
        while self.call("GET", f"/payments/{payment_id}")["status"] == "open":
            page = self.mortal.ask("GET", f"/checkout/{payment_id}?method=bancontact")
            found = re.search(r'name="csrf" value="([^"]*)"', page.text)
            if found is not None:
                fields = {"csrf": found[1], "method": "bancontact", "outcome": "paid"}
                headers = {"origin": self.mortal.place.base}
                self.mortal.ask("POST", f"/checkout/{payment_id}", data=fields, headers=headers, cookies=page.cookies)

    def live(self, number: int) -> None:
        """Somebody pays, gets some of it back, and the rest is paid out."""
        self.pay_out(number, [self.take(number)])

    def take(self, number: int) -> tuple[str, int]:
        """(payment, cents that are left of it)."""
        cents = 1000 + number
        wanted = {"amount": euro(f"{cents / 100:.2f}"), "description": "R", "redirectUrl": RETURN, "method": "bancontact"}
        payment = self.call("POST", "/payments", wanted | {"webhookUrl": f"{self.hooks.url}/classic"}, f"pay-{number}")
        self.pay(payment["id"])
        self.call("POST", f"/payments/{payment['id']}/refunds", {"amount": euro("4.00")}, f"refund-{number}")
        self.paid[payment["id"]] = cents
        return payment["id"], cents - 400

    def pay_out(self, number: int, taken: Sequence[tuple[str, int]]) -> None:
        """Until everything has arrived and is told."""
        balance, cents = self.call("GET", "/balances/primary"), sum(left for _, left in taken)
        payout = self.call("POST", "/payouts", {"balanceId": balance["id"]}, f"payout-{number}")
        assert payout["amount"] == euro(f"{cents / 100:.2f}")
        self.paid_out += cents
        self.wait(lambda: self.call("GET", f"/payouts/{payout['id']}")["status"] == "completed")
        self.wait(lambda: {each["status"] for each in self.call("GET", "/refunds?limit=250")["_embedded"]["refunds"]} == {"refunded"})
        for payment_id, _ in taken:
            self.wait(lambda known=payment_id: self.hooks.bodies.count(f"id={known}") >= 3)
            self.wait(lambda known=payment_id: len(self.told(known)) >= 1)
        self.wait(lambda: len(self.told(payout["id"])) >= 3)

    def told(self, entity_id: str) -> dict[str, str]:
        """What signed events said of it, each once however often it came: the kind by the event's id."""
        bodies = [json.loads(body) for path, _, body in list(self.hooks.got) if path == "/signed" and entity_id in body]
        return {body["id"]: body["type"] for body in bodies if body["entityId"] == entity_id}

    def wait(self, ready: Any) -> None:
        deadline = time.monotonic() + DEADLINE
        while not ready():
            assert time.monotonic() < deadline
            self.mortal.revive()
            time.sleep(0.02)


@pytest.fixture
def town(database_uri: str, tmp_path: Path) -> Iterator[Town]:
    with living_in(tmp_path, database_uri) as made:
        yield made


@contextmanager
def living_in(folder: Path, database_uri: str) -> Iterator[Town]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mortal = Mortal(place_at(folder, port, database_uri))
    try:
        with receiver() as hooks:
            made = Town(mortal, hooks)
            made.register()
            yield made
    finally:
        mortal.end()


def check_books(service: PaymentsService, town: Town) -> None:
    """To the cent, and nothing twice."""
    entry = ledger_entries.c
    with service.database.reading() as connection:
        sums = select(func.sum(entry.amount)).group_by(entry.booking_id)
        assert set(connection.execute(sums).scalars()) == {0}
        accounts = select(entry.account, func.sum(entry.amount)).group_by(entry.account)
        by_account = {str(account): int(cents) for account, cents in connection.execute(accounts)}
        assert by_account == {"payers": -town.paid_out, "organisation": 0, "transit": 0, "payouts": town.paid_out}
        found = {str(each): int(cents) for each, cents in connection.execute(select(payments.c.payment_id, payments.c.amount))}
        assert found == town.paid
        counts = Counter(connection.execute(select(entry.subject)).scalars())
        assert {counts[payment_id] for payment_id in found} == {2}, "each payment is booked once, on two sides"
        assert {counts[each] for each in connection.execute(select(refunds.c.refund_id)).scalars()} == {4}, "there and away"
        assert {counts[each] for each in connection.execute(select(payouts.c.payout_id)).scalars()} == {2}
        assert connection.execute(select(func.count()).select_from(refunds)).scalar_one() == len(town.paid)
        assert connection.execute(select(func.count()).select_from(payout_items)).scalar_one() == 2 * len(town.paid)
    for payment_id in town.paid:
        assert list(town.told(payment_id).values()) == ["payment.paid"]


def live_and_die(town: Town, moments: range) -> int:
    """One life for each moment, until one is over before its moment comes; how many were killed."""
    for number in moments:
        died = town.mortal.deaths
        town.mortal.die_after(number)
        town.live(number)
        if town.mortal.deaths == died:
            break
    town.mortal.end()
    service, _ = town.mortal.place.build()
    check_books(service, town)
    service.close()
    return town.mortal.deaths


@pytest.mark.slow
@pytest.mark.parametrize(("database_uri", "first"), [("sqlite", 2), ("postgresql", 7)], indirect=["database_uri"])
def test_whenever_it_is_killed_no_cent_is_lost_or_doubled_and_all_is_told(town: Town, first: int) -> None:
    """At some moments; which ones differs by the database."""
    assert live_and_die(town, range(first, 30, 10)) == 3


@pytest.mark.soak
def test_at_every_moment(town: Town) -> None:
    assert live_and_die(town, range(1, _MOST_MOMENTS)) > 30


@pytest.fixture
def other_postgresql() -> Iterator[Server]:
    """A server that nobody else needs."""
    with start_postgresql() as server:
        yield server


@pytest.mark.slow
def test_a_database_that_goes_away_and_comes_back_loses_and_doubles_nothing(other_postgresql: Server, tmp_path: Path) -> None:
    """While people pay. The service says 503, is not ready, and needs nobody to go on."""
    with living_in(tmp_path, other_postgresql.new_database()) as town:
        town.live(0)
        base, headers = town.mortal.place.base, {"authorization": f"Bearer {town.key}"}
        with ThreadPoolExecutor(3) as threads:
            taken = [threads.submit(town.take, number) for number in range(1, 4)]
            town.wait(lambda: len(town.call("GET", "/payments")["_embedded"]["payments"]) > 1)
            other_postgresql.stop()
            town.wait(lambda: httpx.get(f"{base}/health/ready", timeout=60).status_code == 503)
            refused = httpx.get(f"{base}/v2/payments", headers=headers, timeout=60)
            other_postgresql.start()
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            town.pay_out(4, [each.result(DEADLINE) for each in taken])
        assert town.mortal.deaths == 0, "it came back by itself"
        town.mortal.end()
        service, _ = town.mortal.place.build()
        check_books(service, town)
        service.close()
