"""A form with a fee on the real stack: paid once, the receipt in the mailbox once, also when each of the services dies on the way."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import Counter
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from tests.e2e.conftest import Checkout
from tests.e2e.test_main_job import HERSTAPPE, STACK_FILE, resource, wait_until

from bouwsteen.loadtest.pages import Form, Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
EXTRACT = {"extract": "household", "extractLanguage": "dutch", "purpose": "bank", "email": "jan@voorbeeld.test", "declaration": "true"}
JAN = "84631200101"
# A window on the mailboxes: what the portal of eBox does is done with a registration of its own.
PORTAL = '    - {name: portal, block: external-application, version: ^1.0, parameters: {redirectUris: ["http://127.0.0.1:9/"]}}\n'


class Citizen:
    """Jan Peeters at a browser without scripts."""

    def __init__(self, counter: str) -> None:
        self.counter = counter
        self.client = httpx.Client(follow_redirects=True, timeout=30, trust_env=False)
        self.page = Page()

    def leave(self) -> None:
        """Close the browser."""
        self.client.close()

    def open(self, url: str) -> Page:
        return self._see(self.client.get(urljoin(self.page.url, url)))

    def press(self, name: str, value: str) -> Page:
        form = next(form for form in self.page.forms if any((each.name, each.value) == (name, value) for each in form.buttons))
        button = next(each for each in form.buttons if (each.name, each.value) == (name, value))
        return self._send(form, form.fill({}, button))

    def send(self, action: str, **values: str) -> Page:
        form = next(form for form in self.page.forms if action in form.action)
        return self._send(form, form.fill(values))

    def confirm(self) -> str:
        """Fill in the form with a fee and confirm: the page on which to pay."""
        self.open(f"{self.counter}/login?next=/forms/register-extract")
        if any(button.name == "means" for form in self.page.forms for button in form.buttons):
            self.press("means", "itsme")
            self.press("persona", "jan-peeters")
        self.send("/start")
        while "/steps/" in self.page.url:
            self.send("/steps/", **EXTRACT)
        return self.send("/submit").url

    def pay(self) -> Page:
        self.press("method", "bancontact")
        return self.press("outcome", "paid")

    def _send(self, form: Form, pairs: list[tuple[str, str]]) -> Page:
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        target = urljoin(self.page.url, form.action or self.page.url)
        if form.method == "GET":
            return self._see(self.client.get(target, params=data))
        origin = "/".join(self.page.url.split("/")[:3])
        return self._see(self.client.post(target, data=data, headers={"origin": origin}))

    def _see(self, answer: httpx.Response) -> Page:
        assert answer.status_code == 200, answer.text
        self.page = Page(str(answer.url), 200, answer.headers.get("content-type", ""), answer.text)
        return self.page


def read_mailbox(checkout: Checkout) -> list[str]:
    """The subjects in Jan's mailbox, by the API of eBox."""
    outputs = checkout.json("outputs", "herstappe", "--show-secrets")["outputs"]
    account: dict[str, Any] = next(found["value"] for found in outputs if found["consumer"] == "portal" and "registryUrl" in found["value"])
    auth = (account["clientId"], account["clientSecret"])
    asked = {"grant_type": "client_credentials", "on_behalf_of": JAN}
    token = httpx.post(account["tokenUrl"], data=asked, auth=auth, timeout=30).raise_for_status().json()["access_token"]
    registry = account["registryUrl"].replace("/enterprise/", "/citizen/")
    headers = {"authorization": f"Bearer {token}"}
    found = httpx.get(f"{registry}/ebox/messages", params={"pageSize": 100}, headers=headers, timeout=30)
    return [message["subject"]["nl"] for message in found.raise_for_status().json()["items"]]


def rows(checkout: Checkout, file: str, query: str) -> list[Any]:
    (path,) = checkout.find(file)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def kill(checkout: Checkout, address: str) -> None:
    os.kill(resource(checkout.json("status", HERSTAPPE), address)["facts"]["pid"], signal.SIGKILL)


def wait_until_back(url: str) -> None:
    def is_back() -> bool:
        try:
            return httpx.get(f"{url}/health/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    wait_until(is_back, 60)


def test_nothing_is_lost_and_nothing_comes_twice_whoever_dies_on_the_way(checkout: Checkout) -> None:
    checkout.edit(STACK_FILE, "  environments:", f"{PORTAL}  environments:")
    checkout.run("lock", "herstappe")
    checkout.run("up", HERSTAPPE, "--no-verify")
    counter = checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip()

    # Nobody dies.
    jan = Citizen(counter)
    jan.confirm()
    checkout_page = jan.page.url
    assert jan.pay().url.startswith(f"{counter}/submissions/")

    # The counter dies while somebody pays: they come back to it, and were believed by what the payment service says.
    jan.confirm()
    kill(checkout, "forms/server")
    wait_until_back(counter)
    jan.pay()

    # The payment service dies between the question and the payment, and forgets nothing.
    jan.confirm()
    payments = "/".join(checkout_page.split("/")[:3])
    kill(checkout, "payments-service/server")
    wait_until_back(payments)
    jan.open(jan.page.url)
    jan.pay()

    # The eBox dies before the receipt can go out; whoever pays notices nothing.
    jan.confirm()
    kill(checkout, "ebox-service/server")
    jan.pay()
    # And the counter itself right after that, with the receipt in its outbox.
    kill(checkout, "forms/server")
    wait_until_back(counter)

    jan.leave()
    wait_until(lambda: rows(checkout, "data.sqlite", "select count(*) from letters where status = 'sent'") == [(4,)], 60)
    assert Counter(rows(checkout, "data.sqlite", "select status from submissions")) == {("received",): 4}
    assert Counter(rows(checkout, "payments.sqlite", "select status from payments")) == {("paid",): 4}
    references = [reference for (reference,) in rows(checkout, "data.sqlite", "select reference from submissions")]
    expected = [f"Ontvangstbewijs {reference}: Een uittreksel uit de registers aanvragen" for reference in references]
    assert sorted(read_mailbox(checkout)) == sorted(expected)
