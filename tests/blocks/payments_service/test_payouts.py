"""What goes to the organisation's account, once, to the cent; the file by which; and what its bookkeeping gets."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sepaxml
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs
from tests.blocks.payments_service.receivers import receiver
from tests.blocks.payments_service.worlds import BASE, Application, World, build_world, euro, hidden

from bouwsteen_service.settings import ServiceConfigurationError
from payments_service.ledger import Account
from payments_service.payouts import Payout
from payments_service.settings import PaymentsSettings
from payments_service.statements import COLUMNS, as_text
from payments_service.statuses import PayoutStatus
from payments_service.transfer_files import NAMESPACE, plain_text, transfer_file

SCHEMA = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMA)


def lines(application: Application, query: str = "from=2027-01-01&until=2027-12-31") -> list[dict[str, str]]:
    answer = application.call("GET", f"/statements?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_whole_balance_goes_to_the_account_and_step_by_step(world: World) -> None:
    with receiver() as hooks:
        application = world.register(parameters={"webhookUrl": hooks.url}, share={"iban": "BE71 0961 2345 6769"})
        application.paid("10.01")
        paid = application.paid("5.00")
        application.refund(paid, "1.00")
        balance = application.get("/balances/primary")
        assert (balance["availableAmount"], balance["transferDestination"]["bankAccount"]) == (euro("14.01"), "BE71096123456769")
        assert application.get(f"/balances/{balance['id']}") == balance
        made = application.pay_out()
        assert (made["status"], made["amount"], made["initiatedAt"]) == ("requested", euro("14.01"), None)
        assert application.get("/balances/primary")["availableAmount"] == euro("0.00")
        assert application.call("GET", f"/payouts/{made['id']}/transfer-file").status_code == 409
        world.clock.advance(60)
        sent = application.get(f"/payouts/{made['id']}")
        assert (sent["status"], sent["initiatedAt"]) == ("processing-at-bank", "2027-01-15T08:01:00+00:00")
        assert application.call("DELETE", f"/payouts/{made['id']}").status_code == 409
        world.clock.advance(60)
        done = application.get(f"/payouts/{made['id']}")
        assert (done["status"], done["statusReason"]["code"]) == ("completed", "completed")
        assert done["completedAt"] == "2027-01-15T08:02:00+00:00"
        assert application.get("/payouts")["_embedded"]["payouts"] == [done]
        while world.service.work():
            pass
        assert world.balances(application) == {
            Account.PAYERS: -1401,
            Account.ORGANISATION: 0,
            Account.TRANSIT: 0,
            Account.PAYOUTS: 1401,
        }
        told = [json.loads(body)["type"] for body in hooks.bodies if '"payout.' in body]
        assert sorted(told) == ["payout.completed", "payout.initiated", "payout.processing-at-bank"]


def test_a_payment_is_paid_out_once_also_when_it_is_asked_for_at_once_and_again(world: World, application: Application) -> None:
    application.paid("10.00")
    body = {"balanceId": application.get("/balances/primary")["id"]}
    with ThreadPoolExecutor(6) as threads:
        answers = [answer.status_code for answer in threads.map(lambda _: application.call("POST", "/payouts", body), range(6))]
    assert sorted(answers) == [201] + [422] * 5
    world.clock.advance(60)
    world.service.work()
    assert application.call("POST", "/payouts", body).json()["detail"] == "The balance has insufficient funds"
    application.paid("3.00")
    first = application.call("POST", "/payouts", body, idempotency_key="k").json()
    assert first["amount"] == euro("3.00")
    assert application.call("POST", "/payouts", body, idempotency_key="k").json() == first
    assert world.balances(application)[Account.PAYOUTS] == 1300


@pytest.mark.parametrize("how", ["canceled", "returned"])
def test_what_does_not_arrive_is_paid_out_with_the_next_one(world: World, application: Application, how: str) -> None:
    application.paid("10.00")
    made = application.pay_out()
    if how == "canceled":
        assert application.call("DELETE", f"/payouts/{made['id']}").json()["status"] == "canceled"
        assert application.call("DELETE", f"/payouts/{made['id']}").status_code == 409
    else:
        world.clock.advance(60)
        page = world.browser.get(made["_links"]["changeState"]["href"].removeprefix(BASE))
        fields = {"csrf": hidden(page, "csrf"), "outcome": "returned"}
        assert world.browser.post(f"/payout/{made['id']}", data=fields, headers={"origin": BASE}).status_code == 303
        assert world.browser.post(f"/payout/{made['id']}", data=fields, headers={"origin": BASE}).status_code == 400, "it is over"
        failed = application.get(f"/payouts/{made['id']}")
        assert (failed["status"], failed["statusReason"]["code"]) == ("failed", "returned")
    assert world.balances(application)[Account.ORGANISATION] == 1000
    application.paid("1.00")
    assert application.pay_out()["amount"] == euro("11.00")
    assert [line["kind"] for line in lines(application)] == ["payment", "payout", "payout-returned", "payment", "payout"]


@pytest.mark.parametrize(
    ("body", "field"), [({}, "balanceId"), ({"balanceId": "bal_x"}, "balanceId"), ({"balanceId": "b", "amount": euro("1.00")}, "amount")]
)
def test_payouts_that_cannot_be(application: Application, body: dict[str, Any], field: str) -> None:
    application.paid()
    answer = application.call("POST", "/payouts", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_another_organisation_sees_none_of_it(world: World, application: Application) -> None:
    application.paid()
    made = application.pay_out()
    world.clock.advance(60)
    other = world.register(user="leuven.local.payments")
    for method, path in (
        ("GET", f"/payouts/{made['id']}"),
        ("DELETE", f"/payouts/{made['id']}"),
        ("GET", f"/payouts/{made['id']}/transfer-file"),
        ("GET", f"/balances/{made['balanceId']}"),
    ):
        assert other.call(method, path).status_code == 404
    assert other.call("POST", "/payouts", {"balanceId": made["balanceId"]}).status_code == 422
    assert other.get("/payouts")["count"] == 0
    assert lines(other) == []
    for path in ("/payout/payout_x", "/payout/x", "/refund/re_x", "/refund/%00"):
        assert world.browser.get(path).status_code == 404


def test_the_file_is_a_valid_order_for_as_much_and_always_the_same(tmp_path: Path, schema: xmlschema.XMLSchema) -> None:
    world = build_world(tmp_path, payer_name="Digitaal Vlaanderen", payer_account="BE71096123456769")
    application = world.register(share={"displayName": "Stad Liège & Ænes <1>", "iban": "BE68539007547034"})
    application.paid("1234.56")
    made = application.pay_out()
    world.clock.advance(60)
    application.get(f"/payouts/{made['id']}")
    answer = application.call("GET", f"/payouts/{made['id']}/transfer-file")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    schema.validate(answer.text)
    world.clock.advance(1000)
    assert application.call("GET", f"/payouts/{made['id']}/transfer-file").content == answer.content
    read: Any = schema.to_dict(answer.text)
    header, [order] = read["CstmrCdtTrfInitn"]["GrpHdr"], read["CstmrCdtTrfInitn"]["PmtInf"]
    [transfer] = order["CdtTrfTxInf"]
    assert str(transfer["Amt"]["InstdAmt"]["$"]) == str(header["CtrlSum"]) == str(order["CtrlSum"]) == "1234.56"
    assert transfer["Amt"]["InstdAmt"]["@Ccy"] == "EUR"
    assert header["MsgId"] == transfer["PmtId"]["EndToEndId"] == made["id"].replace("_", "-")
    assert (order["Dbtr"]["Nm"], order["DbtrAcct"]["Id"]["IBAN"]) == ("Digitaal Vlaanderen", "BE71096123456769")
    assert (transfer["Cdtr"]["Nm"], transfer["CdtrAcct"]["Id"]["IBAN"]) == ("Stad Liege nes 1", "BE68539007547034")
    world.service.close()


@given(cents=st.integers(1, 999_999_999_99), name=st.text(max_size=200), text=st.none() | st.text(max_size=255))
def test_every_file_is_valid_to_the_cent(schema: xmlschema.XMLSchema, cents: int, name: str, text: str | None) -> None:
    moments: dict[str, Any] = {"created_at": 0.0, "due_at": 0.0, "initiated_at": 1_800_000_000.0, "completed_at": None, "canceled_at": None}
    known: dict[str, Any] = {"payout_id": "payout_abc", "profile_id": "p", "application_id": "a", "account": "BE68539007547034"}
    payout = Payout(**known, status=PayoutStatus.INITIATED, reason="", amount=cents, description=text, name=name, **moments)
    written = transfer_file(payout, "Dienst", "BE71096123456769")
    schema.validate(written.decode())
    assert f">{cents // 100}.{cents % 100:02d}</InstdAmt>".encode() in written
    assert NAMESPACE.encode() in written


def test_a_file_is_not_made_for_an_account_that_is_none() -> None:
    with pytest.raises(ServiceConfigurationError, match="PAYER_IBAN"):
        PaymentsSettings.from_environment({"DATA_FOLDER": "/data", "PAYER_IBAN": "BE00"})


@given(st.text(max_size=300), st.integers(1, 140))
def test_banks_get_letters_that_they_take(text: str, most: int) -> None:
    plain = plain_text(text, most)
    assert 1 <= len(plain) <= most
    assert plain.isascii()
    assert "//" not in plain
    assert plain == "-" or not plain.startswith("/")


def test_a_statement_has_a_line_for_each_booking(world: World) -> None:
    application = world.register()
    transfer = application.ask("25.00", description='=SOM(A1), "inname"')
    world.pay(transfer, "banktransfer", "pending")
    page = world.open(transfer)
    world.browser.post(f"/checkout/{transfer['id']}", data={"csrf": hidden(page, "csrf"), "outcome": "paid"}, headers={"origin": BASE})
    world.clock.advance(24 * 3600)
    card = application.paid("10.00", description="Parkeren")
    refund = application.refund(card, "4.00").json()
    payout = application.pay_out()
    got = lines(application)
    assert tuple(got[0]) == COLUMNS
    assert [(line["kind"], line["amount"]) for line in got] == [
        ("payment", "25.00"),
        ("payment", "10.00"),
        ("refund", "-4.00"),
        ("payout", "-31.00"),
    ]
    reference = application.get(f"/payments/{transfer['id']}")["details"]["transferReference"]
    assert got[0]["reference"] == reference.strip("+")
    assert ogm_vcs.is_valid(got[0]["reference"])
    assert got[0]["description"] == '\'=SOM(A1), "inname"'
    assert (got[1]["method"], got[1]["description"]) == ("bancontact", "Parkeren")
    assert (got[2]["paymentId"], got[2]["refundId"]) == (card["id"], refund["id"])
    assert {line["payoutId"] for line in got} == {payout["id"]}
    assert [line["kind"] for line in lines(application, "from=2027-01-16&until=2027-01-16")] == ["payment", "refund", "payout"]
    assert lines(application, "from=2027-01-17&until=2027-01-18") == []
    for wrong in ("from=2027-01-02&until=2027-01-01", "from=2026-01-01&until=2027-01-02", "from=x&until=2027-01-01", "from=2027-01-01"):
        assert application.call("GET", f"/statements?{wrong}").status_code == 400


def test_days_are_those_of_belgium(world: World, schema: xmlschema.XMLSchema) -> None:
    """The first half hour of a year there is still the year before in UTC."""
    application = world.register()
    made = []
    for minute in (59, 0):
        world.clock.now = datetime(2027, 12, 31, 23 if minute == 0 else 22, minute, tzinfo=UTC).timestamp()
        made.append(application.paid("10.00")["id"])
    assert [line["paymentId"] for line in lines(application)] == made[:1]
    assert [line["paymentId"] for line in lines(application, "from=2028-01-01&until=2028-01-01")] == made[1:]
    payout = application.pay_out()
    world.clock.advance(60)
    application.get(f"/payouts/{payout['id']}")
    order: Any = schema.to_dict(application.call("GET", f"/payouts/{payout['id']}/transfer-file").text)
    assert order["CstmrCdtTrfInitn"]["GrpHdr"]["CreDtTm"] == "2027-12-31T23:01:00Z"
    assert order["CstmrCdtTrfInitn"]["PmtInf"][0]["ReqdExctnDt"] == {"Dt": "2028-01-01"}
    assert lines(application, "from=9999-12-31&until=9999-12-31") == []


def test_a_long_statement_is_whole_and_is_read_in_pieces(world: World, application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments_service.statements._ROWS", 2)
    made = [application.paid(f"{number}.00")["id"] for number in range(1, 6)]
    got = lines(application)
    assert [line["paymentId"] for line in got] == made
    assert application.call("GET", "/statements?from=2027-01-01&until=2027-12-31").text.count("bookedAt") == 1


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = as_text(text)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == f"'{text}"
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
