"""A payment service without a socket, with a clock that stands still, applications that use it, and somebody who pays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from payments_service.applications import create_application
from payments_service.ledger import Account, balances
from payments_service.registrations import LIVE_PLAN_ID, SERVICE_ID, TEST_PLAN_ID
from payments_service.services import PaymentsService
from payments_service.settings import FOLLOWS, PaymentsSettings

BASE = "http://127.0.0.1:20700"
RETURN = "http://127.0.0.1:20600/paid"
BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
PLANS = {"test": TEST_PLAN_ID, "live": LIVE_PLAN_ID}
HERSTAPPE = "herstappe.local.payments"


@dataclass
class Application:
    """An application that asks for payments, as its binding describes it."""

    world: World
    credentials: Mapping[str, Any]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {"authorization": f"Bearer {self.credentials['apiKey']}"} | {name.replace("_", "-"): text for name, text in headers.items()}
        return create_client(self.world.application, BASE).request(method, f"/v2{path}", json=body, headers=sent)

    def ask(self, value: str = "10.00", **fields: Any) -> dict[str, Any]:
        """A payment."""
        answer = self.call("POST", "/payments", {"amount": euro(value), "description": "Retributie", "redirectUrl": RETURN} | fields)
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def get(self, path: str) -> dict[str, Any]:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def paid(self, value: str = "10.00", **fields: Any) -> dict[str, Any]:
        """A payment that somebody has paid."""
        made = self.ask(value, **fields)
        assert self.world.pay(made).status_code == 303
        return self.get(f"/payments/{made['id']}")

    def refund(self, payment: Mapping[str, Any], value: str) -> httpx.Response:
        return self.call("POST", f"/payments/{payment['id']}/refunds", {"amount": euro(value)})

    def pay_out(self) -> dict[str, Any]:
        """All that there is."""
        answer = self.call("POST", "/payouts", {"balanceId": self.get("/balances/primary")["id"]})
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document


@dataclass
class World:
    """The service, its clock, and one browser."""

    service: PaymentsService
    clock: ManualClock
    application: Any
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = create_client(self.application, BASE, headers={"accept": "text/html"})

    # The broker

    def broker(self, method: str, path: str, body: Any = None, *, user: str = HERSTAPPE, **options: Any) -> httpx.Response:
        auth = (user, derive_password(SecretStr(BROKER_KEY), user))
        headers = {"x-broker-api-version": "2.17"}
        return create_client(self.application, BASE).request(method, f"/broker/v2{path}", json=body, auth=auth, headers=headers, **options)

    def provision(self, plan: str = "test", parameters: Any = None, **options: Any) -> httpx.Response:
        chosen = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}} | (parameters or {})
        body = {"service_id": SERVICE_ID, "plan_id": PLANS[plan], "organization_guid": "o", "space_guid": "s", "parameters": chosen}
        return self.broker("PUT", f"/service_instances/{plan}", body, **options)

    def bind(self, binding_id: str = "forms", parameters: Any = None, plan: str = "test", **options: Any) -> httpx.Response:
        fields = options.pop("fields", {})
        body = {"service_id": SERVICE_ID, "plan_id": PLANS[plan], "parameters": parameters or {}} | fields
        return self.broker("PUT", f"/service_instances/{plan}/service_bindings/{binding_id}", body, **options)

    def unbind(self, binding_id: str = "forms", plan: str = "test", **options: Any) -> httpx.Response:
        params = {"service_id": SERVICE_ID, "plan_id": PLANS[plan]}
        return self.broker("DELETE", f"/service_instances/{plan}/service_bindings/{binding_id}", params=params, **options)

    def deprovision(self, plan: str = "test", **options: Any) -> httpx.Response:
        params = {"service_id": SERVICE_ID, "plan_id": PLANS[plan]}
        return self.broker("DELETE", f"/service_instances/{plan}", params=params, **options)

    def register(self, binding_id: str = "forms", parameters: Any = None, plan: str = "test", **options: Any) -> Application:
        """An application of an organisation; the share is made where it is not there."""
        assert self.provision(plan, options.pop("share", None), **options).status_code in {200, 201}
        answer = self.bind(binding_id, parameters, plan, **options)
        assert answer.status_code == 201, answer.text
        return Application(self, answer.json()["credentials"])

    # The browser

    def open(self, payment: Mapping[str, Any], **query: str) -> httpx.Response:
        return self.browser.get(f"/checkout/{payment['id']}", params=query)

    def pay(self, payment: Mapping[str, Any], method: str = "bancontact", outcome: str = "paid") -> httpx.Response:
        """Through the pages: the answer that leads back, or on."""
        page = self.open(payment, method=method)
        fields = {"csrf": hidden(page, "csrf"), "method": method, "outcome": outcome}
        return self.browser.post(f"/checkout/{payment['id']}", data=fields, headers={"origin": BASE})

    # The books

    def balances(self, application: Application) -> dict[Account, int]:
        with self.service.database.reading() as connection:
            return balances(connection, application.credentials["profileId"])


def euro(value: str) -> dict[str, str]:
    return {"currency": "EUR", "value": value}


def hidden(page: httpx.Response, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert match is not None, page.text
    return match[1]


def build_world(folder: Path, *, database_uri: str | None = None, **changes: Any) -> World:
    """A service on a file in `folder`, or on the database of the URI."""
    clock = ManualClock()
    options = {"resolve": changes.pop("resolve")} if "resolve" in changes else {}
    settings = PaymentsSettings(ServiceSettings(port=20700, public_url=BASE, follows=FOLLOWS), folder, **changes)
    fields = {"own": {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}}
    if database_uri is not None:
        fields["database"] = {"driver": "postgresql", "uri": database_uri}
    bindings = Bindings(fields)
    service = PaymentsService.build(settings, bindings, clock=clock, **options)
    return World(service, clock, create_application(service, bindings))
