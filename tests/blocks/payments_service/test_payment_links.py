"""Payment links: handed out, opened, paid once or often, changed, archived and deleted."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from tests.blocks.payments_service.receivers import receiver
from tests.blocks.payments_service.worlds import BASE, Application, World, euro, hidden

LINK = {"amount": euro("25.00"), "description": "Kampinschrijving"}


def make(application: Application, **fields: Any) -> dict[str, Any]:
    answer = application.call("POST", "/payment-links", LINK | fields)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def begin(world: World, link: dict[str, Any], **fields: str) -> httpx.Response:
    csrf = hidden(world.browser.get(f"/pay/{link['id']}"), "csrf")
    return world.browser.post(f"/pay/{link['id']}", data={"csrf": csrf} | fields, headers={"origin": BASE})


def payment_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 303
    return {"id": answer.headers["location"].split("/")[-1].split("?")[0]}


def test_a_link_is_paid_once_and_tells(world: World) -> None:
    with receiver() as hooks:
        application = world.register(parameters={"webhookUrl": hooks.url})
        link = make(application, expiresAt="2027-02-01T00:00:00+00:00")
        assert link["_links"]["paymentLink"]["href"] == f"{BASE}/pay/{link['id']}"
        assert (link["paidAt"], link["archived"], link["allowedMethods"]) == (None, False, None)
        assert application.get(f"/payment-links/{link['id']}") == link
        assert "Kampinschrijving" in world.browser.get(f"/pay/{link['id']}").text
        payment = payment_of(begin(world, link))
        assert payment_of(begin(world, link)) == payment, "two who open it pay the same payment"
        csrf = hidden(world.browser.get(f"/pay/{link['id']}"), "csrf")
        assert world.pay(payment).headers["location"] == f"{BASE}/pay/{link['id']}"
        paid = application.get(f"/payment-links/{link['id']}")
        assert paid == link | {"paidAt": "2027-01-15T08:00:00+00:00"}
        assert "csrf" not in world.browser.get(f"/pay/{link['id']}").text
        assert world.browser.post(f"/pay/{link['id']}", data={"csrf": csrf}, headers={"origin": BASE}).status_code == 200
        assert [each["id"] for each in application.get(f"/payment-links/{link['id']}/payments")["_embedded"]["payments"]] == [payment["id"]]
        world.service.work()
        assert sorted(json.loads(body)["type"] for body in hooks.bodies) == ["payment-link.paid", "payment.paid"]


def test_a_link_that_is_reusable_is_paid_by_many(application: Application, world: World) -> None:
    link = make(application, reusable=True)
    made = [payment_of(begin(world, link)) for _ in range(3)]
    assert len({payment["id"] for payment in made}) == 3
    for payment in made[:2]:
        world.pay(payment)
    assert payment_of(begin(world, link)) not in made
    assert application.get(f"/payment-links/{link['id']}/payments?limit=2")["count"] == 2


def test_the_payer_says_how_much_where_the_link_does_not(application: Application, world: World) -> None:
    link = make(application, amount=None, minimumAmount=euro("5.00"))
    page = world.browser.get(f"/pay/{link['id']}")
    assert 'name="amount"' in page.text
    assert "€\u00a05,00" in page.text
    for wrong in ("", "4,99", "x", "-5", "1e3", "1000000000", "5,001"):
        answer = begin(world, link, amount=wrong)
        assert answer.status_code == 200, wrong
        assert 'aria-invalid="true"' in answer.text
    first = payment_of(begin(world, link, amount="€ 5,5"))
    assert application.get(f"/payments/{first['id']}")["amount"] == euro("5.50")
    second = payment_of(begin(world, link, amount="12.00"))
    assert application.get(f"/payments/{first['id']}")["status"] == "canceled", "it may be paid once alone"
    world.pay(second)
    assert application.get(f"/payment-links/{link['id']}")["amount"] is None


def test_a_link_may_be_for_some_ways_to_pay_alone(application: Application, world: World) -> None:
    payment = payment_of(begin(world, make(application, allowedMethods=["bancontact"])))
    page = world.open(payment)
    assert re.findall(r'name="method" value="([a-z]+)"', page.text) == ["bancontact"]
    page = world.open(payment, method="bancontact")
    fields = {"csrf": hidden(page, "csrf"), "method": "creditcard", "outcome": "paid"}
    assert world.browser.post(f"/checkout/{payment['id']}", data=fields, headers={"origin": BASE}).status_code == 400
    assert world.pay(payment).status_code == 303
    wrong = LINK | {"amount": euro("10000.01"), "allowedMethods": ["creditcard"]}
    assert application.call("POST", "/payment-links", wrong).json()["field"] == "allowedMethods"
    assert application.get("/payment-links")["count"] == 1, "nothing of what was refused is left"


def test_a_link_is_changed_archived_and_deleted(application: Application, world: World) -> None:
    link, open_amount = make(application), make(application, amount=None)
    path = f"/payment-links/{link['id']}"
    changed = application.call("PATCH", path, {"description": "Anders", "allowedMethods": ["bancontact"]}).json()
    assert changed == link | {"description": "Anders", "allowedMethods": ["bancontact"]}
    assert application.call("PATCH", path, {"archived": True}).json()["archived"] is True
    assert "csrf" not in world.browser.get(f"/pay/{link['id']}").text
    for wrong in ({}, {"minimumAmount": euro("1.00")}, {"amount": euro("1.00")}, {"description": None}):
        assert application.call("PATCH", path, wrong).status_code == 422
    assert application.call("PATCH", f"/payment-links/{open_amount['id']}", {"minimumAmount": euro("2.00")}).status_code == 200
    application.call("PATCH", path, {"archived": False})
    payment_of(begin(world, link))
    assert application.call("DELETE", path).status_code == 422
    assert application.call("DELETE", f"/payment-links/{open_amount['id']}").status_code == 204
    assert [each["id"] for each in application.get("/payment-links")["_embedded"]["payment_links"]] == [link["id"]]
    other = world.register(user="leuven.local.payments")
    for method, where, body in (("PATCH", path, {"archived": True}), ("DELETE", path, None), ("GET", f"{path}/payments", None)):
        assert other.call(method, where, body).status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"expiresAt": "2027-01-01T00:00:00+00:00"}, "expiresAt"),
        ({"expiresAt": "2027-02-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": "x"}, "expiresAt"),
        ({"minimumAmount": euro("1.00")}, "minimumAmount"),
        ({"allowedMethods": ["cash"]}, "allowedMethods.0"),
    ],
)
def test_links_that_cannot_be(application: Application, fields: dict[str, Any], field: str) -> None:
    answer = application.call("POST", "/payment-links", LINK | fields)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_link_expires(application: Application, world: World) -> None:
    link = make(application, expiresAt="2027-01-15T09:00:00+00:00")
    world.clock.advance(3600)
    assert "csrf" not in world.browser.get(f"/pay/{link['id']}").text
    assert world.browser.get("/pay/pl_x").status_code == 404


@pytest.mark.parametrize(
    ("method", "expires"), [(None, "15T08:15"), ("bancontact", "15T09:00"), ("creditcard", "15T08:15"), ("banktransfer", "29T08:00")]
)
def test_a_payment_expires_as_its_way_to_pay_says(application: Application, method: str | None, expires: str) -> None:
    assert application.ask(method=method)["expiresAt"] == f"2027-01-{expires}:00+00:00"


def test_money_is_not_reserved_first(application: Application) -> None:
    assert application.ask(captureMode="automatic")["status"] == "open"
    body = {"amount": euro("1.00"), "description": "x", "redirectUrl": "https://x.test/", "captureMode": "manual"}
    assert application.call("POST", "/payments", body).json()["field"] == "captureMode"
