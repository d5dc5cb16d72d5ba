"""A municipality taxes, and a citizen pays. The journey is both: the tax software of the municipality, and who gets the bill.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/pay-tax-bill.py
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)

DAYS_TO_PAY = 61
BILL = b"%PDF-1.7 " + b"A tax that nobody levies. " * 400


def pay_tax_bill(visit: Visit) -> None:
    """The bill arrives with its payment data, is opened and paid; ledger and message agree."""
    account, sender = visit.bindings["ebox"], visit.bindings["payments"]
    # Keys of its own at each run, whatever the seed is: what an earlier run sent and paid stays.
    bill = str(uuid.uuid4())
    article = f"{uuid.UUID(bill).int % 10**10:010}"
    amount = Decimal(1_000 + visit.random.randrange(40_000)) / 100
    persona, number = visit.random.choice(sorted(ebox.READERS.items()))
    key = {"Authorization": f"Bearer {sender['apiKey']}"}

    link = make_payable(visit, sender, key, bill, article, amount)
    token = ebox.token(visit, account)
    message = write_bill(sender, number, article, amount, link["_links"]["paymentLink"]["href"])
    publish_once(visit, account, token, message, bill)

    visit.open("mailbox", account["mailboxUrl"])
    forms.sign_in(visit, "sign-in", (persona,), "/login")
    ebox.find_message(visit, account["mailboxUrl"], article)
    message_id = forms.reference_of(visit.page)
    read_bill(visit, sender, article, amount)
    pay(visit, link, amount)

    check_books(visit, sender, key, link["id"], amount)
    box = {"eboxType": "citizen", "eboxIdValue": number}
    told = visit.call("status", "POST", f"{account['registryUrl']}/searchMessageStatus", [{"messageId": message_id, "eboxId": box}], token)
    if not told[0]["readStatus"]:
        visit.fail("status", "the bill was opened and does not count as read")


def make_payable(visit: Visit, payments: dict[str, Any], key: dict[str, str], bill: str, article: str, amount: Decimal) -> Any:
    """A payment link for one article of the assessment roll: it can be paid once."""
    wanted = {"amount": euro(amount), "description": f"Milieubelasting, artikel {article}", "reusable": False}
    return visit.call("payable", "POST", f"{payments['apiUrl']}/payment-links", wanted, {**key, "Idempotency-Key": bill})


def publish_once(visit: Visit, account: dict[str, Any], token: dict[str, str], message: dict[str, Any], bill: str) -> None:
    """By version 3, which knows keys: where an answer got lost, the software asks again and hears that it was published."""
    kind, body = ebox.write_parts({"messageToPublish": message}, {"upfile1": ("aanslagbiljet.pdf", BILL)})
    headers = {**token, **kind, "Idempotency-Key": f'"{bill}"'}
    address = f"{account['registryUrl'].removesuffix('v2')}v3/ebox/messages"
    visit.call("publish", "POST", address, body, headers, right={409})


def write_bill(payments: dict[str, Any], number: str, article: str, amount: Decimal, address: str) -> dict[str, Any]:
    """The message as the registry of eBox takes it."""
    due = datetime.now(UTC) + timedelta(days=DAYS_TO_PAY)
    return {
        "recipient": {"eboxType": "citizen", "ssin": number},
        "subject": {"nl": f"Aanslagbiljet {article}", "fr": f"Avertissement-extrait de rôle {article}"},
        "bodyMainContent": True,
        "bodyContent": {"nl": f"Uw aanslagbiljet zit erbij.\n\nBetaal online: {address}", "fr": f"Payez en ligne : {address}"},
        "isReplyAuthorized": False,
        "attachments": [{"httpPartName": "upfile1", "isMainContent": False}],
        "paymentData": {
            "paymentDataId": article,
            "amount": float(amount),
            "vatAmount": 0.0,
            "currency": "EUR",
            "dueDate": due.isoformat(timespec="seconds"),
            "iban": payments["organisationIban"],
            "reference": {"structuredCommunication": communication(article)},
        },
    }


def read_bill(visit: Visit, payments: dict[str, Any], article: str, amount: Decimal) -> None:
    """What the citizen sees is what was sent."""
    shown = visit.page.text
    if f"{amount:.2f}".replace(".", ",") not in shown or payments["organisationIban"] not in shown:
        visit.fail("open", "the bill shows another amount or account")
    if communication(article) not in shown:
        visit.fail("open", "the bill shows no communication")


def pay(visit: Visit, link: Any, amount: Decimal) -> None:
    """By the link in the message; a second look says that it is done."""
    address = link["_links"]["paymentLink"]["href"]
    found = visit.page.find_link(address)
    if found is None:
        visit.fail("open", "the message has no link to pay")
    page = visit.open("pay", found.url, check=lambda shown: None if shown.find_form() else "cannot be paid")
    visit.submit("pay", page.find_form(), check=lambda shown: None if f"{amount:.2f}".replace(".", ",") in shown.text else "another amount")
    visit.press("checkout", "method", "bancontact")
    visit.press("checkout", "outcome", "paid", check=lambda shown: "can be paid again" if shown.find_form() else None)


def check_books(visit: Visit, payments: dict[str, Any], key: dict[str, str], link_id: str, amount: Decimal) -> None:
    """The software believes the payment service alone: paid once, to the cent."""
    address = f"{payments['apiUrl']}/payment-links/{link_id}"
    if visit.call("paid", "GET", address, headers=key)["paidAt"] is None:
        visit.fail("paid", "the link is not paid")
    made = visit.call("paid", "GET", f"{address}/payments", headers=key)["_embedded"]["payments"]
    if [(payment["status"], payment["amount"]) for payment in made] != [("paid", euro(amount))]:
        visit.fail("paid", "not paid once, or another amount")


def euro(amount: Decimal) -> dict[str, str]:
    return {"currency": "EUR", "value": f"{amount:.2f}"}


def communication(article: str) -> str:
    """The structured communication of ten digits: the last two are the rest after division by 97, and 97 where there is none."""
    check = int(article) % 97 or 97
    digits = f"{article}{check:02}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


journeys = {"pay-tax-bill": pay_tax_bill}


class Citizen(VirtualPerson):
    journeys = journeys
