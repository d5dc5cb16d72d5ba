"""The adapter without a socket, with a clock that stands still, a Solid server in memory, citizens in their browser, applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from tests.blocks.data_vault_service import solid as solids
from tests.blocks.data_vault_service.solid import Solid

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.addresses import Resolve
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from data_vault_service.applications import create_application
from data_vault_service.registrations import PLAN_ID, SERVICE_ID
from data_vault_service.services import VaultService
from data_vault_service.settings import FOLLOWS, VaultSettings

BASE = "http://localhost:20950"
BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
DATA_KEY = "data-key-canary-0123456789abcdef01234567"
HERSTAPPE = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
LEUVEN = {"organisation": {"nis": "24062", "name": "Stad Leuven"}}
RETURN = "https://loket.test/terug"
# Nothing listens there.
EVENTS = "http://127.0.0.1:9/events"
TERMS = {
    "application": "Loket",
    "purpose": "Uw aanvraag van een parkeerkaart invullen",
    "legalBasis": "Reglement parkeerkaarten van 1 maart 2026",
    "period": "P30D",
    "data": ["email", "phone", "bankAccount"],
    "redirectUris": [RETURN],
    "eventsUrl": EVENTS,
}
EMAIL = '<{me}> <https://schema.org/email> "noor@voorbeeld.test".'
PHONE = '<{me}> <https://schema.org/telephone> "+32 16 00 00 00".'


@dataclass
class Application:
    """An application of an organisation, with the credentials of its binding."""

    world: World
    credentials: Mapping[str, Any]

    def bearer(self) -> dict[str, str]:
        account = (self.credentials["clientId"], self.credentials["clientSecret"])
        answer = self.world.http().post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account)
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> httpx.Response:
        return self.world.http().request(method, f"/v1{path}", headers={**self.bearer(), **(headers or {})}, **options)

    def ask(self, web_id: str, *, status: int = 201, headers: Mapping[str, str] | None = None, **wanted: Any) -> Any:
        body = {"webId": web_id, "data": ["email"], "returnUrl": RETURN, "reference": "HER-1"} | wanted
        answer = self.call("POST", "/access-requests", json={k: v for k, v in body.items() if v is not None}, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def state(self, request_id: str) -> str:
        return str(self.call("GET", f"/access-requests/{request_id}").json()["status"])

    def read(self, request_id: str, name: str = "email") -> httpx.Response:
        return self.call("GET", f"/access-requests/{request_id}/data/{name}")

    def log(self, request_id: str) -> list[str]:
        return [each["outcome"] for each in self.call("GET", f"/access-requests/{request_id}/readings").json()["items"]]


@dataclass
class Browser:
    """A citizen's browser. `web_id` is who they are at their own server."""

    world: World
    web_id: str
    client: httpx.Client

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.client.get(path, params=params or None, headers={"accept": "text/html"})

    def post(self, path: str, page: httpx.Response, **fields: str) -> httpx.Response:
        """Send the form of a page."""
        headers = {"accept": "text/html", "origin": BASE}
        return self.client.post(path, data=hidden_fields(page.text) | fields, headers=headers)

    def sign_in(self, then: str = "/vault", web_id: str | None = None) -> httpx.Response:
        """At their own server, which sends them back; the page where they end."""
        sent = self.get("/sign-in", webId=web_id or self.web_id, next=then)
        assert sent.status_code == 303, sent.text
        back = self.get(self.world.solid.approve(sent.headers["location"], self.web_id).removeprefix(BASE))
        return self.get(back.headers["location"]) if back.status_code == 303 else back

    def decide(self, request_id: str, decision: str = "grant", **values: str) -> httpx.Response:
        page = self.sign_in(f"/consent/{request_id}")
        return self.post(f"/consent/{request_id}", page, decision=decision, **values)

    def withdraw(self, request_id: str) -> httpx.Response:
        page = self.get(f"/vault/requests/{request_id}")
        answer = self.post(f"/vault/requests/{request_id}/withdraw", page)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])


@dataclass
class World:
    service: VaultService
    solid: Solid
    clock: ManualClock
    application: Any

    def http(self) -> httpx.Client:
        return create_client(self.application, BASE)

    def browser(self, web_id: str) -> Browser:
        return Browser(self, web_id, create_client(self.application, BASE))

    def broker(self, user: str) -> httpx.Client:
        account = (user, derive_password(SecretStr(BROKER_KEY), user))
        return create_client(self.application, f"{BASE}/broker/v2", headers={"x-broker-api-version": "2.17"}, auth=account)

    def adopt(self, user: str = "herstappe.local.vault", share: Any = HERSTAPPE, place: str = "one", **terms: Any) -> Application:
        """A share of an organisation with one application in it."""
        ids = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
        where = {"organization_guid": "o", "space_guid": "s"}
        with self.broker(user) as client:
            made = client.put(f"/service_instances/{place}", json=ids | where | {"parameters": share})
            assert made.status_code in {200, 201}, made.text
            wanted = {name: value for name, value in (TERMS | terms).items() if value is not None}
            bound = client.put(f"/service_instances/{place}/service_bindings/{place}", json=ids | {"parameters": wanted})
            assert bound.status_code == 201, bound.text
        return Application(self, bound.json()["credentials"])


class _Forms(HTMLParser):
    """The hidden fields of the last form on a page: the first may be the one to sign out."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden":
            self.fields[values.get("name") or ""] = values.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    parser = _Forms()
    parser.feed(page)
    return {name: value for name, value in parser.fields.items() if name == "csrf"}


def resolve_public(host: str, _: int) -> list[str]:
    """The servers of the tests are on the public internet; everything else is this machine."""
    return ["93.184.216.34"] if host.endswith(".test") else ["127.0.0.1"]


def build_world(
    folder: Path,
    *,
    database_uri: str | None = None,
    resolve: Resolve = resolve_public,
    handler: Callable[[httpx.Request], Any] | None = None,
    fidelity: str = "simulated",
) -> World:
    """A service on a file in `folder`, or on the database of the URI."""
    clock = ManualClock()
    solid = Solid(clock)
    settings = VaultSettings(ServiceSettings(port=20950, public_url=BASE, follows=FOLLOWS, fidelity=fidelity), folder)
    fields = {
        "own": {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY, "dataKey": DATA_KEY},
        "solid": {"url": solids.BASE, "issuer": solids.BASE},
    }
    if database_uri is not None:
        fields["database"] = {"driver": "postgresql", "uri": database_uri}
    bindings = Bindings(fields)
    transport = httpx.MockTransport(handler or solid.answer)
    service = VaultService.build(settings, bindings, clock=clock, resolve=resolve, transport=transport)
    return World(service, solid, clock, create_application(service, bindings))
