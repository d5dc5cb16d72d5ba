"""Forms with a fee: paid before they are complete, once, and only by what the payment service itself says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blocks.forms_service.conftest import JAN, SOFIE, OpenCounter
from tests.blocks.forms_service.payers import COUNTER, EXTRACT, Till, open_till
from tests.blocks.payments_service.worlds import BASE as PAYMENTS

from bouwsteen_service.settings import ServiceConfigurationError
from forms_service.applications import purge_now


@pytest.fixture
def till(tmp_path: Path, open_counter: OpenCounter) -> Iterator[Till]:
    yield from open_till(tmp_path / "payments", open_counter)


def test_a_citizen_pays_comes_back_and_finds_the_request_received(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    assert "12,50 euro" in citizen.get("/forms/register-extract").text
    answer = till.submit(citizen)
    address = answer.headers["location"]
    assert address.startswith(f"{PAYMENTS}/checkout/tr_")
    assert "wacht op betaling" in citizen.get("/mine").text

    back = till.decide(address)
    page = citizen.get(back)
    assert back == f"{COUNTER}/submissions/{page.reference}"
    assert "We hebben uw aanvraag ontvangen" in page.text
    assert till.attempts() == [(1, "paid", True)]
    assert page.reference in page.text
    # The page on which people pay says what for.
    assert f"Uittreksel uit het bevolkingsregister {page.reference}" in till.world.browser.get(address).text

    detail = till.counter.clerk().get(f"/clerk/submissions/{page.reference}")
    assert "betaald" in detail.text
    assert "tr_" in detail.text


@pytest.mark.slow
def test_coming_back_is_no_proof(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    address = till.submit(citizen).headers["location"]
    reference = _reference(till)
    page = citizen.get(f"/submissions/{reference}?payment=paid&status=paid&id={address.rsplit('/', 1)[1]}")
    assert "nog niet betaald" in page.text
    assert till.attempts() == [(1, "open", True)]
    assert not till.ebox.sent


def test_a_webhook_completes_what_nobody_came_back_for(till: Till) -> None:
    till.decide(till.submit(till.counter.citizen(JAN)).headers["location"])
    assert till.deliver_webhooks() == [204]
    till.work()
    assert till.attempts() == [(1, "paid", True)]
    assert _status(till) == "received"
    # The same event again, and another one, change nothing.
    till.tell(json.dumps({"entityId": _payment(till), "type": "payment.failed"}))
    till.work()
    assert till.attempts() == [(1, "paid", True)]
    assert len(till.ebox.sent) == 1


@pytest.mark.slow
def test_a_webhook_is_a_signal_and_no_answer(till: Till) -> None:
    till.submit(till.counter.citizen(JAN))
    body = json.dumps({"entityId": _payment(till), "type": "payment.paid", "_embedded": {"entity": {"status": "paid"}}})
    assert till.tell(body, "sha256=" + "0" * 64).status_code == 403
    assert till.tell(body, "").status_code == 403
    assert till.tell(body).status_code == 204
    till.work()
    assert _status(till) == "awaiting-payment"


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"entityId": 1}', '{"entityId": "../x"}', '{"entityId": "tr_of_somebody_else"}', "[" * 5000]
)
def test_a_signed_event_that_says_nothing_does_nothing(till: Till, body: str) -> None:
    till.submit(till.counter.citizen(JAN))
    assert till.tell(body).status_code == 204
    till.work()
    assert till.attempts() == [(1, "open", True)]


@pytest.mark.slow
def test_what_no_webhook_told_is_found_by_asking(till: Till) -> None:
    till.decide(till.submit(till.counter.citizen(JAN)).headers["location"])
    till.work()
    assert _status(till) == "awaiting-payment"
    till.counter.clock.advance(20)
    till.work()
    assert _status(till) == "received"


@pytest.mark.parametrize(
    ("outcome", "said"), [("canceled", "U hebt het betalen gestopt"), ("failed", "niet gelukt"), ("expired", "duurde te lang")]
)
def test_who_did_not_pay_is_told_and_pays_again_without_filling_in(till: Till, outcome: str, said: str) -> None:
    citizen, page = till.buy(outcome=outcome)
    assert said in page.text
    assert "Er is niets afgerekend" in page.text
    reference = _reference(till)
    answer = citizen.client.post(f"/submissions/{reference}/pay", data={"csrf": page.csrf})
    second = citizen.get(till.decide(answer.headers["location"]))
    assert second.reference == reference
    assert "We hebben uw aanvraag ontvangen" in second.text
    assert till.attempts() == [(1, outcome, True), (2, "paid", True)]
    assert till.payments_made() == [outcome, "paid"]


def test_a_payment_that_is_open_is_gone_on_with_and_none_is_made_beside_it(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    first = till.submit(citizen).headers["location"]
    page = citizen.get(f"/submissions/{_reference(till)}")
    for _ in range(3):
        again = citizen.client.post(f"{page.path}/pay", data={"csrf": page.csrf})
        assert again.headers["location"] == first
    till.decide(first)
    assert citizen.client.post(f"{page.path}/pay", data={"csrf": page.csrf}).headers["location"] == page.path
    assert till.payments_made() == ["paid"]


def test_an_answer_that_was_lost_is_asked_for_again_and_is_the_same(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    till.others.lost_answers = 1
    answer = till.submit(citizen)
    page = citizen.get(answer.headers["location"])
    assert "antwoordt nu niet" in page.text
    assert till.attempts() == [(1, "asked", False)]
    address = citizen.client.post(f"{page.path}/pay", data={"csrf": page.csrf}).headers["location"]
    citizen.get(till.decide(address))
    assert _status(till) == "received"
    assert till.payments_made() == ["paid"]


@pytest.mark.slow
def test_a_payment_service_that_is_away_loses_nothing(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    address = till.submit(citizen).headers["location"]
    back = till.decide(address)
    till.others.payments_away = True
    page = citizen.get(back)
    assert page.status == 200
    assert "antwoordt nu niet" in page.text
    till.counter.clock.advance(60)
    till.work()
    assert _status(till) == "awaiting-payment"
    till.others.payments_away = False
    till.counter.clock.advance(3600)
    till.work()
    assert _status(till) == "received"


@pytest.mark.slow
def test_another_amount_is_not_believed(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    back = till.decide(till.submit(citizen).headers["location"])
    with till.world.service.database.writing() as connection:
        connection.exec_driver_sql("UPDATE payments SET amount = 1")
    assert "nog niet betaald" in citizen.get(back).text
    till.counter.clock.advance(60)
    till.work()
    assert _status(till) == "awaiting-payment"


@pytest.mark.slow
def test_a_bank_transfer_waits_for_the_bank(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    address = till.submit(citizen).headers["location"]
    assert till.decide(address, "pending", "banktransfer").startswith("/checkout/")
    page = citizen.get(f"/submissions/{_reference(till)}")
    assert "onderweg" in page.text
    assert till.payments_made() == ["pending"]
    till.counter.clock.advance(40 * 86_400)
    assert purge_now(till.counter.context)[2] == 0


@pytest.mark.slow
def test_nobody_handles_what_is_not_paid(till: Till) -> None:
    till.submit(till.counter.citizen(JAN))
    clerk = till.counter.clerk()
    reference = _reference(till)
    listed = clerk.get("/clerk?status=awaiting-payment")
    assert reference in listed.text
    detail = clerk.get(f"/clerk/submissions/{reference}")
    assert "wacht op betaling" in detail.text
    refused = clerk.post(f"/clerk/submissions/{reference}/status", csrf=detail.csrf, status="done", reason="")
    assert refused.status == 409
    assert _status(till) == "awaiting-payment"


@pytest.mark.slow
def test_nobody_pays_for_somebody_else(till: Till) -> None:
    till.submit(till.counter.citizen(JAN))
    other = till.counter.citizen(SOFIE)
    page = other.get("/mine")
    assert other.post(f"/submissions/{_reference(till)}/pay", csrf=page.csrf).status == 404
    assert other.get(f"/submissions/{_reference(till)}/receipt.pdf").status == 404


@pytest.mark.slow
def test_paying_needs_the_own_page(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    till.submit(citizen)
    assert citizen.client.post(f"/submissions/{_reference(till)}/pay", data={"csrf": "no"}).status_code == 403
    other_site = {"origin": "https://example.org"}
    page = citizen.get("/mine")
    assert citizen.client.post(f"/submissions/{_reference(till)}/pay", data={"csrf": page.csrf}, headers=other_site).status_code == 403


@pytest.mark.slow
def test_what_was_never_paid_goes_as_a_draft_goes(till: Till) -> None:
    till.buy(outcome="canceled")
    till.counter.clock.advance(29 * 86_400)
    assert purge_now(till.counter.context)[2] == 0
    till.counter.clock.advance(2 * 86_400)
    assert purge_now(till.counter.context)[2] == 1
    assert till.attempts() == []


@pytest.mark.slow
def test_at_the_desk_the_clerk_lets_somebody_pay(till: Till) -> None:
    clerk = till.counter.clerk()
    desk = clerk.get("/clerk/desk")
    person = {"givenName": "Maria", "familyName": "Claes", "insz": "48.69.02-008.65", "reason": "Aan het loket"}
    page = clerk.post("/clerk/desk", csrf=desk.csrf, form="register-extract", **person)
    while "/steps/" in page.path:
        page = clerk.post(page.path, csrf=page.csrf, **EXTRACT)
    answer = clerk.client.post(page.path.replace("/summary", "/submit"), data={"csrf": page.csrf})
    back = till.decide(answer.headers["location"], "canceled")
    reference = _reference(till)
    assert back == f"{COUNTER}/clerk/submissions/{reference}"
    detail = clerk.get(back)
    assert "geannuleerd" in detail.text
    again = clerk.client.post(f"/clerk/submissions/{reference}/pay", data={"csrf": detail.csrf})
    assert "betaald" in clerk.get(till.decide(again.headers["location"])).text
    till.work()
    assert till.ebox.sent[reference]["message"]["recipient"] == {"nationalNumber": "48690200865"}


def test_an_application_submits_and_pays_by_the_interface(till: Till) -> None:
    client = till.counter.browser().client
    headers = {"authorization": f"Bearer {till.counter.provider.give_token(JAN)}", "idempotency-key": "one"}
    data = EXTRACT | {"declaration": True}
    body = {"form": "register-extract", "data": data}
    created = client.post("/api/v1/submissions", json=body, headers=headers).json()
    assert created["status"] == "awaiting-payment"
    assert client.post("/api/v1/submissions", json=body, headers=headers).json() == created
    page = client.post(created["paymentUrl"], headers=headers).json()
    assert client.post(created["paymentUrl"], headers=headers).json() == page
    assert page["amount"] == "12.50"
    till.decide(page["checkoutUrl"])
    status = client.get(f"/api/v1/submissions/{created['reference']}/status", headers=headers).json()
    assert (status["status"], status["payment"]["status"], status["payment"]["amount"]) == ("received", "paid", "12.50")
    assert client.post(created["paymentUrl"], headers=headers).status_code == 409
    forms = client.get("/api/v1/forms").json()["items"]
    assert {form["id"]: form["fee"] for form in forms if form["fee"]} == {"register-extract": "12.50"}


@pytest.mark.slow
def test_exports_say_what_was_paid(till: Till) -> None:
    till.buy()
    clerk = till.counter.clerk()
    line = clerk.client.get("/clerk/export.csv?form=register-extract").text
    assert '"12,50"' in line
    (exported,) = clerk.client.get("/clerk/export.json?form=register-extract").json()
    assert exported["payment"]["status"] == "paid"
    assert exported["payment"]["reference"] == _payment(till)


@pytest.mark.slow
def test_a_form_with_a_fee_needs_somewhere_to_pay(open_counter: OpenCounter) -> None:
    with pytest.raises(ServiceConfigurationError, match="register-extract have a fee"):
        open_counter(without=("payments",))


def _reference(till: Till) -> str:
    with till.counter.context.database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT reference FROM submissions ORDER BY received_at DESC").scalar())


def _status(till: Till) -> str:
    with till.counter.context.database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT status FROM submissions").scalar())


def _payment(till: Till) -> str:
    with till.world.service.database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT payment_id FROM payments").scalar())
