"""The payment service: people pay, get some of it back, the rest is paid out, and all of it is told."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.payments_service.receivers import Receiver
from tests.blocks.payments_service.worlds import RETURN, euro
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import BROKER_KEY, SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Outbox
from payments_service import applications
from payments_service.registrations import SERVICE_ID, TEST_PLAN_ID
from payments_service.services import PaymentsService
from payments_service.settings import FOLLOWS, PaymentsSettings
from payments_service.tables import ledger_entries, payments, payout_items, payouts, refunds

_IDS = {"service_id": SERVICE_ID, "plan_id": TEST_PLAN_ID}


def build(place: Place) -> Built:
    settings = replace(place.settings, follows=FOLLOWS)
    own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}
    bindings = Bindings({"own": own, "database": {"driver": "postgresql", "uri": place.database_uri}})
    chosen = PaymentsSettings(settings, place.folder, refund_seconds=2, retry_seconds=1, payout_seconds=2)
    service = PaymentsService.build(chosen, bindings, clock=place.clock)
    setattr(applications, "_PAUSE_SECONDS", 0.02)  # noqa: B010  the pause is nothing that this is about
    return Built(applications.create_application(service, bindings), settings, service.database, [(Outbox, "_send")])


class TillLife(Life):
    BEHIND_BROKER = ("profiles", "api_keys")

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.key = ""
        self.paid: dict[str, int] = {}
        self.paid_out = 0
        self._lock = threading.Lock()
        self._taken: list[tuple[str, int]] = []

    def register(self) -> None:
        self.provision(_IDS)
        self.key = self.bind(_IDS, "till", {"webhookUrl": f"{self.hooks.url}/signed"})["apiKey"]

    def ask_something(self) -> httpx.Response:
        return self.get("/v2/payments", headers={"authorization": f"Bearer {self.key}"})

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

    def work(self, number: int) -> None:
        """Somebody pays, and gets some of it back."""
        cents = 1000 + number
        wanted = {"amount": euro(f"{cents / 100:.2f}"), "description": "R", "redirectUrl": RETURN, "method": "bancontact"}
        payment = self.call("POST", "/payments", wanted | {"webhookUrl": f"{self.hooks.url}/classic"}, f"pay-{number}")
        self.pay(payment["id"])
        self.call("POST", f"/payments/{payment['id']}/refunds", {"amount": euro("4.00")}, f"refund-{number}")
        with self._lock:
            self.paid[payment["id"]] = cents
            self._taken.append((payment["id"], cents - 400))

    def settle(self, number: int) -> None:
        """All that is left is paid out, until it has arrived and is told."""
        taken, self._taken = self._taken, []
        balance, cents = self.call("GET", "/balances/primary"), sum(left for _, left in taken)
        payout = self.call("POST", "/payouts", {"balanceId": balance["id"]}, f"payout-{number}")
        assert payout["amount"] == euro(f"{cents / 100:.2f}")
        self.paid_out += cents
        self.mortal.wait(lambda: self.call("GET", f"/payouts/{payout['id']}")["status"] == "completed")
        refunded = {"refunded"}
        self.mortal.wait(lambda: {each["status"] for each in self.call("GET", "/refunds?limit=250")["_embedded"]["refunds"]} == refunded)
        for payment_id, _ in taken:
            self.mortal.wait(partial(self.is_told, payment_id))
        self.mortal.wait(lambda: len(self.told(payout["id"])) >= 3)

    def is_told(self, payment_id: str) -> bool:
        """That it was paid, and changed by what was given back."""
        return self.hooks.bodies.count(f"id={payment_id}") >= 3 and len(self.told(payment_id)) >= 1

    def told(self, entity_id: str) -> dict[str, str]:
        """What signed events said of it, each once however often it came: the kind by the event's id."""
        bodies = [json.loads(body) for path, _, body in list(self.hooks.got) if path == "/signed" and entity_id in body]
        return {body["id"]: body["type"] for body in bodies if body["entityId"] == entity_id}

    def check(self, database: Database) -> None:
        """To the cent, and nothing twice."""
        entry = ledger_entries.c
        with database.reading() as connection:
            sums = select(func.sum(entry.amount)).group_by(entry.booking_id)
            assert set(connection.execute(sums).scalars()) == {0}
            accounts = select(entry.account, func.sum(entry.amount)).group_by(entry.account)
            by_account = {str(account): int(cents) for account, cents in connection.execute(accounts)}
            assert by_account == {"payers": -self.paid_out, "organisation": 0, "transit": 0, "payouts": self.paid_out}
            found = {str(each): int(cents) for each, cents in connection.execute(select(payments.c.payment_id, payments.c.amount))}
            assert found == self.paid
            counts = Counter(connection.execute(select(entry.subject)).scalars())
            assert {counts[payment_id] for payment_id in found} == {2}, "each payment is booked once, on two sides"
            assert {counts[each] for each in connection.execute(select(refunds.c.refund_id)).scalars()} == {4}, "there and away"
            assert {counts[each] for each in connection.execute(select(payouts.c.payout_id)).scalars()} == {2}
            assert connection.execute(select(func.count()).select_from(refunds)).scalar_one() == len(self.paid)
            assert connection.execute(select(func.count()).select_from(payout_items)).scalar_one() == 2 * len(self.paid)
        for payment_id in self.paid:
            assert list(self.told(payment_id).values()) == ["payment.paid"]
