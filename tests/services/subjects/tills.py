"""The payment service."""

from __future__ import annotations

from pathlib import Path

from tests.blocks.payments_service import worlds as payments
from tests.services.subjects.brokers import BROKER_ABSENT, BROKER_IDS, NO_EVENT, Offer, broker_proof, give_up_on
from tests.services.subjects.subjects import CANARY, FIRST, ORGANISATIONS, Subject

from payments_service import registrations as payments_registrations
from payments_service.tables import events


def start_payments(folder: Path, database_uri: str | None = None) -> Subject:
    world = payments.build_world(folder, database_uri=database_uri)
    offer = Offer(payments_registrations.SERVICE_ID, payments_registrations.TEST_PLAN_ID, {"redirectUrls": [payments.RETURN]})
    applications = {
        user: payments.Application(world, offer.adopt(world.application, payments.BASE, payments.BROKER_KEY, user))
        for user in ORGANISATIONS
    }
    first = applications[FIRST]
    # One whose file is made, one that can still be called back, and something that can be paid out after these.
    first.paid()
    sent = first.pay_out()
    world.clock.advance(60)
    assert first.get(f"/payouts/{sent['id']}")["status"] == "processing-at-bank"
    first.paid()
    waiting = first.pay_out()
    paid, opened = first.paid(description=CANARY), first.ask(description=CANARY)
    refund = first.refund(paid, "1.00").json()
    link = first.call("POST", "/payment-links", {"amount": payments.euro("1.00"), "description": CANARY}).json()
    ids = {"payment_id": paid["id"], "refund_id": refund["id"], "link_id": link["id"], "method_id": "bancontact"} | BROKER_IDS
    ids |= {"balance_id": first.get("/balances/primary")["id"], "payout_id": sent["id"]}
    absent = {"payment_id": "tr_" + "x" * 24, "refund_id": "re_" + "x" * 24, "link_id": "pl_" + "x" * 24, "method_id": "bancontact"}
    absent |= {"balance_id": "bal_" + "x" * 24, "payout_id": "payout_" + "x" * 24}
    ids["event_id"] = give_up_on(world.service.database, events, profile_id=first.credentials["profileId"])
    asked = {"amount": payments.euro("1.00"), "description": "Retributie", "redirectUrl": payments.RETURN}
    address = "whoever has the address may pay: it holds an id that cannot be guessed"
    pages = [
        (method, path)
        for path in ("/checkout/{payment_id}", "/pay/{link_id}", "/refund/{refund_id}", "/payout/{payout_id}")
        for method in ("GET", "POST")
    ]
    one = "/v2/payments/{payment_id}"
    return Subject(
        "payments-service",
        world.application,
        payments.BASE,
        world.service.database,
        ids,
        absent | BROKER_ABSENT | NO_EVENT,
        {
            "/": lambda user: {"headers": {"authorization": f"Bearer {applications[user].credentials['apiKey']}"}},
            "/broker": broker_proof(payments.BROKER_KEY),
        },
        {
            ("POST", "/v2/payments"): lambda _: {"json": asked},
            ("PATCH", one): lambda _: {"json": {"description": "Anders"}},
            ("POST", f"{one}/refunds"): lambda _: {"json": {"amount": payments.euro("2.00")}},
            ("POST", "/v2/payment-links"): lambda _: {"json": {"amount": payments.euro("1.00"), "description": "Retributie"}},
            ("PATCH", "/v2/payment-links/{link_id}"): lambda _: {"json": {"description": "Anders"}},
            ("POST", "/v2/payouts"): lambda names: {"json": {"balanceId": names["balance_id"]}},
            ("POST", "/refund/{refund_id}"): lambda _: {"data": {"csrf": "none"}},
            ("POST", "/payout/{payout_id}"): lambda _: {"data": {"csrf": "none"}},
            ("GET", "/v2/statements"): lambda _: {"params": {"from": "2027-01-01", "until": "2027-12-31"}},
            ("GET", "/v2/payments"): lambda _: {"params": {"limit": 250}},
            ("POST", "/checkout/{payment_id}"): lambda _: {"data": {"csrf": "none"}},
            ("POST", "/pay/{link_id}"): lambda _: {"data": {"csrf": "none"}},
            **offer.calls,
        },
        dict.fromkeys(pages, address),
        {("DELETE", one): {"payment_id": opened["id"]}, ("DELETE", "/v2/payouts/{payout_id}"): {"payout_id": waiting["id"]}},
        refused={("POST", "/v2/payouts"): 422},
    )
