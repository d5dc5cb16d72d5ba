"""What becomes of a refund: it waits for balance, goes to the bank, arrives or comes back, and is made once."""

from __future__ import annotations

import re

from sqlalchemy import event
from tests.blocks.payments_service.receivers import receiver
from tests.blocks.payments_service.worlds import BASE, Application, World, euro, hidden

from payments_service.ledger import Account


def status_of(application: Application, payment: str, refund: str) -> str:
    return str(application.get(f"/payments/{payment}/refunds/{refund}")["status"])


def test_a_refund_goes_to_the_bank_and_then_it_is_too_late_to_call_it_back(application: Application, world: World) -> None:
    paid = application.paid("10.00")
    refund = application.refund(paid, "4.00").json()
    assert refund["status"] == "pending"
    world.clock.advance(29)
    assert status_of(application, paid["id"], refund["id"]) == "pending"
    world.clock.advance(1)
    assert status_of(application, paid["id"], refund["id"]) == "processing"
    assert application.call("DELETE", f"/payments/{paid['id']}/refunds/{refund['id']}").status_code == 422
    world.clock.advance(29)
    assert status_of(application, paid["id"], refund["id"]) == "processing"
    world.clock.advance(1)
    assert status_of(application, paid["id"], refund["id"]) == "refunded"


def test_the_same_refund_twice_in_a_row_is_a_conflict(application: Application, world: World) -> None:
    paid = application.paid("10.00")
    body = {"amount": euro("4.00"), "description": "Te veel betaald"}
    path = f"/payments/{paid['id']}/refunds"
    first = application.call("POST", path, body, idempotency_key="k")
    assert first.status_code == 201
    again = application.call("POST", path, body)
    assert (again.status_code, again.json()["title"]) == (409, "Conflict")
    assert application.call("POST", path, body, idempotency_key="k").json() == first.json(), "the key makes it the same request"
    assert application.call("POST", path, body | {"description": "Nog iets"}).status_code == 201, "another refund of as much"
    assert application.call("POST", path, body | {"amount": euro("2.01")}).json()["field"] == "amount"
    assert application.call("DELETE", f"{path}/{first.json()['id']}").status_code == 204
    assert application.call("POST", path, body).status_code == 201, "the first was called back"
    other = application.paid("10.00")
    assert application.refund(other, "4.00").status_code == 201
    world.clock.advance(61)
    assert application.refund(other, "4.00").status_code == 201, "a minute later it is meant"
    assert sum(world.balances(application).values()) == 0


def test_a_refund_waits_until_the_balance_holds_it_and_the_oldest_goes_first(application: Application, world: World) -> None:
    paid = application.paid("10.00")
    application.pay_out()
    large, small = application.refund(paid, "8.00").json(), application.refund(paid, "1.00").json()
    assert [large["status"], small["status"]] == ["queued", "queued"]
    assert application.get(f"/payments/{paid['id']}")["amountRemaining"] == euro("1.00")
    assert world.balances(application)[Account.TRANSIT] == 0
    application.paid("7.99")
    world.clock.advance(5)
    assert [status_of(application, paid["id"], each["id"]) for each in (large, small)] == ["queued", "queued"]
    assert application.call("DELETE", f"/payments/{paid['id']}/refunds/{small['id']}").status_code == 204
    assert world.balances(application)[Account.ORGANISATION] == 799, "nothing was taken for it, so nothing came back"
    application.paid("0.02")
    world.clock.advance(5)
    assert status_of(application, paid["id"], large["id"]) == "pending"
    assert world.balances(application) == {
        Account.PAYERS: -1801,
        Account.ORGANISATION: 1,
        Account.TRANSIT: 800,
        Account.PAYOUTS: 1000,
    }


def test_a_refund_that_the_bank_sends_back_is_the_organisations_again(world: World) -> None:
    with receiver() as hooks:
        application = world.register()
        paid = application.paid("10.00", webhookUrl=hooks.url)
        refund = application.refund(paid, "4.00").json()
        page = world.browser.get(f"/refund/{refund['id']}")
        assert "bank" in page.text
        assert 'name="outcome"' not in page.text, "the bank does not have it yet"
        world.clock.advance(30)
        page = world.browser.get(refund["_links"]["changeState"]["href"].removeprefix(BASE))
        fields = {"csrf": hidden(page, "csrf"), "outcome": "returned"}
        assert re.findall(r'name="outcome" value="([a-z]+)"', page.text) == ["arrived", "returned"]
        assert world.browser.post(f"/refund/{refund['id']}", data=fields | {"outcome": "x"}, headers={"origin": BASE}).status_code == 400
        assert world.browser.post(f"/refund/{refund['id']}", data=fields, headers={"origin": "https://evil.test"}).status_code == 403
        assert world.browser.post(f"/refund/{refund['id']}", data=fields, headers={"origin": BASE}).status_code == 303
        assert world.browser.post(f"/refund/{refund['id']}", data=fields, headers={"origin": BASE}).status_code == 400, "it is over"
        assert "Mislukt" in world.browser.get(f"/refund/{refund['id']}").text
        assert application.get(f"/payments/{paid['id']}")["amountRemaining"] == euro("10.00")
        world.clock.advance(100)
        while world.service.work():
            pass
        assert hooks.bodies == [f"id={paid['id']}"] * 3, "paid, with the bank, failed"
    assert status_of(application, paid["id"], refund["id"]) == "failed"
    assert world.balances(application)[Account.ORGANISATION] == 1000
    assert application.refund(paid, "4.00").status_code == 201, "so it can be tried again"


def test_all_refunds_of_a_profile_are_one_list(world: World, application: Application) -> None:
    made = [application.refund(application.paid("5.00"), "1.00").json()["id"] for _ in range(3)]
    other = world.register(user="leuven.local.payments")
    other.refund(other.paid(), "1.00")
    assert [each["id"] for each in application.get("/refunds")["_embedded"]["refunds"]] == made[::-1]
    assert application.get("/refunds?limit=1")["_links"]["next"]["href"] == f"{BASE}/v2/refunds?from={made[1]}&limit=1"


def test_reading_a_list_takes_as_many_queries_whatever_its_length(world: World, application: Application) -> None:
    statements: list[str] = []
    event.listen(world.service.database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    def queries(limit: int) -> int:
        statements.clear()
        application.get(f"/payments?limit={limit}")
        return len(statements)

    for _ in range(6):
        application.refund(application.paid("5.00"), "1.00")
    assert queries(6) == queries(5) > 0
