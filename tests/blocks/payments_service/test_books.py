"""Whatever people, applications and banks do, in whichever order: the books add up to the cent, and nothing is in them twice."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from tests.blocks.payments_service.worlds import BASE, Application, World, hidden

from payments_service.ledger import Account, balances
from payments_service.tables import ledger_entries, payments, payout_items, payouts, refunds

_NUMBERS = count()
KINDS = ("ask", "pay", "fail", "cancel", "refund", "call back", "pay out", "cancel the pay-out", "the bank sends back", "wait")
STEPS = st.tuples(st.sampled_from(KINDS), st.integers(1, 2000))


class Life:
    """Carries steps out against a service; what cannot be is refused, and that is all right too."""

    def __init__(self, world: World, application: Application) -> None:
        self.world, self.application = world, application
        self.payments: list[str] = []
        self.refunds: list[tuple[str, str]] = []
        self.payouts: list[str] = []

    def step(self, kind: str, number: int) -> None:
        call, value = self.application.call, f"{number // 100}.{number % 100:02d}"
        if kind == "ask" or not self.payments:
            self.payments.append(self.application.ask(value)["id"])
        payment = self.payments[number % len(self.payments)]
        if kind in {"pay", "fail"} and self.application.get(f"/payments/{payment}")["status"] == "open":
            self.world.pay({"id": payment}, outcome="paid" if kind == "pay" else "failed")
        elif kind == "cancel":
            call("DELETE", f"/payments/{payment}")
        elif kind == "refund":
            answer = self.application.refund({"id": payment}, value)
            self.refunds += [(payment, answer.json()["id"])] if answer.status_code == 201 else []
        elif kind == "call back" and self.refunds:
            payment, refund = self.refunds[number % len(self.refunds)]
            call("DELETE", f"/payments/{payment}/refunds/{refund}")
        elif kind == "pay out":
            answer = call("POST", "/payouts", {"balanceId": self.application.get("/balances/primary")["id"]})
            self.payouts += [answer.json()["id"]] if answer.status_code == 201 else []
        elif kind == "cancel the pay-out" and self.payouts:
            call("DELETE", f"/payouts/{self.payouts[-1]}")
        elif kind == "the bank sends back":
            self.send_back(number)
        elif kind == "wait":
            self.world.clock.advance(number % 100)

    def send_back(self, number: int) -> None:
        pages = [f"/refund/{refund}" for _, refund in self.refunds] + [f"/payout/{payout}" for payout in self.payouts]
        if pages:
            path = pages[number % len(pages)]
            page = self.world.browser.get(path)
            if "outcome" in page.text:
                fields = {"csrf": hidden(page, "csrf"), "outcome": "returned"}
                assert self.world.browser.post(path, data=fields, headers={"origin": BASE}).status_code == 303


def check_books(world: World, profile_id: str) -> None:
    entry = ledger_entries.c
    with world.service.database.reading() as connection:

        def total(table: Any, *statuses: str) -> int:
            wanted = (table.c.profile_id == profile_id, table.c.status.in_(statuses))
            return int(connection.execute(select(func.coalesce(func.sum(table.c.amount), 0)).where(*wanted)).scalar_one())

        found = balances(connection, profile_id)
        sums = select(func.sum(entry.amount)).group_by(entry.booking_id)
        assert set(connection.execute(sums).scalars()) <= {0}
        assert sum(found.values()) == 0
        assert found[Account.PAYERS] == total(refunds, "refunded") - total(payments, "paid")
        assert found[Account.TRANSIT] == total(refunds, "pending", "processing")
        assert found[Account.PAYOUTS] == total(payouts, "requested", "initiated", "processing-at-bank", "completed")
        assert found[Account.ORGANISATION] >= 0
        sides = Counter(connection.execute(select(entry.booking_id)).scalars())
        assert set(sides.values()) <= {2}
        own = (entry.profile_id == profile_id, entry.account == Account.ORGANISATION.value, ~entry.subject.startswith("payout_"))
        held = select(entry.amount).join(payout_items, payout_items.c.entry_number == entry.number).where(*own)
        assert sum(connection.execute(held).scalars()) == found[Account.PAYOUTS], "a pay-out is what it is made of"
        assert sum(connection.execute(select(entry.amount).where(*own)).scalars()) == found[Account.PAYOUTS] + found[Account.ORGANISATION]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=6, max_size=16))
def test_the_books_are_right_whatever_happens(world: World, steps: list[tuple[str, int]]) -> None:
    application = world.register(f"b{next(_NUMBERS)}")
    life = Life(world, application)
    for kind, number in [("ask", 1500), ("pay", 0), *steps]:
        life.step(kind, number)
    while world.service.work():
        pass
    check_books(world, application.credentials["profileId"])
