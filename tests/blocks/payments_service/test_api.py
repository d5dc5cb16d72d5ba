"""The API, as an application sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.blocks.payments_service.worlds import BASE, RETURN, Application, World, euro

from bouwsteen_service.testing import create_client
from payments_service.ledger import Account

HAL = "application/hal+json"


def test_a_payment_is_made_and_read(application: Application) -> None:
    answer = application.call(
        "POST", "/payments", {"amount": euro("10.00"), "description": "Retributie", "redirectUrl": RETURN, "metadata": {"order": [1, "x"]}}
    )
    made = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (201, HAL)
    assert made["resource"] == "payment"
    assert made["id"].startswith("tr_")
    assert (made["status"], made["mode"], made["isCancelable"]) == ("open", "test", True)
    assert made["amount"] == {"currency": "EUR", "value": "10.00"}
    assert made["metadata"] == {"order": [1, "x"]}
    assert made["createdAt"] == "2027-01-15T08:00:00+00:00"
    assert made["expiresAt"] == "2027-01-15T08:15:00+00:00"
    assert made["_links"]["checkout"] == {"href": f"{BASE}/checkout/{made['id']}", "type": "text/html"}
    assert made["_links"]["self"] == {"href": f"{BASE}/v2/payments/{made['id']}", "type": HAL}
    assert application.get(f"/payments/{made['id']}") == made


def test_a_payment_expires_when_nobody_pays(application: Application, world: World) -> None:
    made = application.ask()
    world.clock.advance(899)
    assert application.get(f"/payments/{made['id']}")["status"] == "open"
    world.clock.advance(1)
    expired = application.get(f"/payments/{made['id']}")
    assert (expired["status"], expired["expiredAt"]) == ("expired", "2027-01-15T08:15:00+00:00")
    assert "checkout" not in expired["_links"]
    assert application.call("DELETE", f"/payments/{made['id']}").status_code == 422


def test_a_payment_is_canceled_once(application: Application) -> None:
    made = application.ask()
    assert application.call("DELETE", f"/payments/{made['id']}").json()["status"] == "canceled"
    again = application.call("DELETE", f"/payments/{made['id']}")
    assert (again.status_code, again.json()["title"]) == (422, "Unprocessable Entity")


def test_a_payment_changes_what_is_given_alone(application: Application) -> None:
    made = application.ask(metadata={"a": 1}, webhookUrl="https://x.test/hook")
    changed = application.call("PATCH", f"/payments/{made['id']}", {"description": "Anders", "webhookUrl": None}).json()
    assert changed == made | {"description": "Anders", "webhookUrl": None}
    assert application.call("PATCH", f"/payments/{made['id']}", {}).json() == changed
    for wrong in ({"description": ""}, {"description": None}, {"redirectUrl": None}, {"amount": euro("1.00")}, {"status": "paid"}):
        assert application.call("PATCH", f"/payments/{made['id']}", wrong).status_code == 422
    assert application.get(f"/payments/{made['id']}") == changed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": {"currency": "USD", "value": "10.00"}}, "amount.currency"),
        ({"amount": {"currency": "EUR", "value": "10"}}, "amount.value"),
        ({"amount": {"currency": "EUR", "value": 10.0}}, "amount.value"),
        ({"amount": {"currency": "EUR", "value": "0.00"}}, "amount.value"),
        ({"amount": {"currency": "EUR", "value": "-1.00"}}, "amount.value"),
        ({"amount": None}, "amount"),
        ({"description": ""}, "description"),
        ({"description": "a\u0000b"}, "description"),
        ({"description": "x" * 256}, "description"),
        ({"redirectUrl": "javascript:alert(1)"}, "redirectUrl"),
        ({"redirectUrl": "http://elsewhere.test/"}, "redirectUrl"),
        ({"webhookUrl": "ftp://x.test/"}, "webhookUrl"),
        ({"webhookUrl": "http://169.254.169.254/latest"}, "webhookUrl"),
        ({"metadata": "x" * 1023}, "metadata"),
        ({"method": "cash"}, "method"),
        ({"method": "creditcard", "amount": euro("10000.01")}, "amount"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(application: Application, changes: dict[str, Any], field: str) -> None:
    answer = application.call("POST", "/payments", {"amount": euro("10.00"), "description": "R", "redirectUrl": RETURN} | changes)
    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, HAL)
    assert (body["status"], body["title"], body["field"]) == (422, "Unprocessable Entity", field)
    assert body["_links"]["documentation"]["type"] == "text/html"
    assert application.get("/payments")["count"] == 0


@pytest.mark.parametrize("content", [b"{", b"", b"[" * 100_000, b"\xff", b'"x"', b'{"metadata": NaN}'])
def test_what_is_no_json_is_refused(application: Application, world: World, content: bytes) -> None:
    headers = {"authorization": f"Bearer {application.credentials['apiKey']}", "content-type": "application/json"}
    answer = create_client(world.application, BASE).post("/v2/payments", content=content, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == HAL


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer test_wrong", "Basic dGVzdDp4", "Bearer live_" + "x" * 40, "Bearer " + "x" * 5000]
)
def test_without_a_key_nothing_is_told(application: Application, world: World, header: str | None) -> None:
    made = application.ask()
    for path in ("/payments", f"/payments/{made['id']}", "/methods", "/payment-links/pl_x"):
        answer = create_client(world.application, BASE).get(f"/v2{path}", headers={} if header is None else {"authorization": header})
        assert (answer.status_code, answer.headers["content-type"]) == (401, HAL)
        assert answer.json()["title"] == "Unauthorized Request"
        assert "www-authenticate" in answer.headers


def test_addresses_that_are_not_there_are_refused_in_the_same_shape(world: World, application: Application) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("PUT", "/payments", 405),
        ("GET", "/payments/tr_\u00e9", 404),
        ("GET", "/payments/x", 404),
    ):
        answer = application.call(method, path)
        assert (answer.status_code, answer.json()["status"], answer.headers["content-type"]) == (status, status, HAL)
    assert world.browser.get("/nowhere", headers={"accept": "*/*"}).headers["content-type"] == "application/problem+json"


def test_another_organisation_and_the_other_plan_see_nothing(world: World, application: Application) -> None:
    made = application.paid()
    refund = application.refund(made, "1.00").json()
    body = {"amount": euro("5.00"), "description": "x"}
    link = application.call("POST", "/payment-links", body).json()
    for other in (world.register(user="leuven.local.payments"), world.register(plan="live")):
        path = f"/payments/{made['id']}"
        for method, address, sent in (
            ("GET", path, None),
            ("PATCH", path, {"description": "mine"}),
            ("DELETE", path, None),
            ("POST", f"{path}/refunds", {"amount": euro("1.00")}),
            ("GET", f"{path}/refunds", None),
            ("GET", f"{path}/refunds/{refund['id']}", None),
            ("DELETE", f"{path}/refunds/{refund['id']}", None),
            ("GET", f"/payment-links/{link['id']}", None),
        ):
            assert other.call(method, address, sent).status_code == 404
        assert other.get("/payments")["count"] == 0
        assert other.call("GET", f"/payments?from={made['id']}").status_code == 400
    assert application.get(f"/payments/{made['id']}")["amountRefunded"] == euro("1.00")
    assert world.register("live-forms", plan="live").credentials["apiKey"].startswith("live_")


def test_a_list_is_paged_from_the_newest(application: Application) -> None:
    made = [application.ask(f"{number}.00")["id"] for number in range(1, 8)][::-1]
    seen, path = [], "/payments?limit=3"
    pages = []
    while path:
        page = application.get(path)
        pages.append(page)
        seen += [payment["id"] for payment in page["_embedded"]["payments"]]
        following = page["_links"]["next"]
        path = following["href"].removeprefix(f"{BASE}/v2") if following else ""
    assert seen == made
    assert [page["count"] for page in pages] == [3, 3, 1]
    before = application.get(pages[2]["_links"]["previous"]["href"].removeprefix(f"{BASE}/v2"))
    assert [each["id"] for each in before["_embedded"]["payments"]] == made[3:6]
    assert pages[0]["_links"]["previous"] is None
    for wrong in ("limit=0", "limit=251", "limit=x", "from=tr_unknown", "from=%00"):
        assert application.call("GET", f"/payments?{wrong}").status_code == 400


def test_a_repeated_request_with_a_key_works_once(application: Application, world: World) -> None:
    body = {"amount": euro("10.00"), "description": "R", "redirectUrl": RETURN}
    first = application.call("POST", "/payments", body, idempotency_key="k1")
    again = application.call("POST", "/payments", body, idempotency_key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert application.get("/payments")["count"] == 1
    other = application.call("POST", "/payments", body | {"description": "S"}, idempotency_key="k1")
    assert other.status_code == 422
    elsewhere = world.register(user="leuven.local.payments").call("POST", "/payments", body, idempotency_key="k1")
    assert elsewhere.json()["id"] != first.json()["id"]
    world.clock.advance(25 * 3600)
    world.service.sweep()
    assert application.call("POST", "/payments", body, idempotency_key="k1").json()["id"] != first.json()["id"]


def test_equal_requests_at_once_make_one_payment(application: Application) -> None:
    body = {"amount": euro("10.00"), "description": "R", "redirectUrl": RETURN}
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: application.call("POST", "/payments", body, idempotency_key="k").json()["id"], range(6)))
    assert len(set(answers)) == 1


def test_refunds_go_back_to_the_cent_and_no_further(application: Application, world: World) -> None:
    paid = application.paid("10.00")
    assert (paid["status"], paid["paidAt"], paid["amountRemaining"]) == ("paid", "2027-01-15T08:00:00+00:00", euro("10.00"))
    first = application.refund(paid, "3.33")
    assert (first.status_code, first.json()["status"]) == (201, "pending")
    too_much = application.refund(paid, "6.68")
    assert (too_much.status_code, too_much.json()["field"]) == (422, "amount")
    second = application.refund(paid, "6.67").json()
    assert world.balances(application) == {Account.PAYERS: -1000, Account.ORGANISATION: 0, Account.TRANSIT: 1000, Account.PAYOUTS: 0}
    path = f"/payments/{paid['id']}/refunds"
    assert application.call("DELETE", f"{path}/{second['id']}").status_code == 204
    assert application.get(f"{path}/{second['id']}")["status"] == "canceled"
    assert application.call("DELETE", f"{path}/{second['id']}").status_code == 422
    world.clock.advance(60)
    assert [refund["status"] for refund in application.get(path)["_embedded"]["refunds"]] == ["canceled", "refunded"]
    assert application.call("DELETE", f"{path}/{first.json()['id']}").status_code == 422
    assert world.balances(application) == {Account.PAYERS: -667, Account.ORGANISATION: 667, Account.TRANSIT: 0, Account.PAYOUTS: 0}
    now = application.get(f"/payments/{paid['id']}")
    assert (now["status"], now["amountRefunded"], now["amountRemaining"]) == ("paid", euro("3.33"), euro("6.67"))


def test_what_was_not_paid_cannot_go_back(application: Application) -> None:
    made = application.ask()
    assert application.refund(made, "1.00").status_code == 422
    assert application.call("GET", f"/payments/{made['id']}/refunds/re_x").status_code == 404
    assert application.call("DELETE", f"/payments/{made['id']}/refunds/re_x").status_code == 404


def test_refunds_at_once_never_give_back_too_much(application: Application) -> None:
    paid = application.paid("10.00")
    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(lambda number: application.refund(paid, f"4.0{number}").status_code, range(6)))
    assert answers == [201] * 2 + [422] * 4


def test_methods(application: Application) -> None:
    found = application.get("/methods?locale=fr_BE")
    assert [method["id"] for method in found["_embedded"]["methods"]] == ["bancontact", "creditcard", "banktransfer"]
    assert application.get("/methods/banktransfer?locale=fr_BE")["description"] == "Virement"
    assert application.call("GET", "/methods/cash").status_code == 404
