"""The journeys of the block data-vault-service. They know the stack by one binding, `broker` (osb-broker).

The demo citizens make their own accounts at the Solid server, as people do; whoever tests makes none for them.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/data-vault-service/loadtest/locustfile.py
"""

from __future__ import annotations

import base64
import uuid
from typing import Any
from urllib.parse import urlencode

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

ORGANISATION = {"nis": "73028", "name": "Herstappe"}
PLACE = {"organization_guid": "loadtest", "space_guid": "loadtest"}
TERMS = {"purpose": "Een belastingproef", "period": "PT1H", "data": ["email"], "redirectUris": []}
JSON = {"Accept": "application/json"}
# One visitor in so many consents, which costs a Solid server seconds of work; the others say no.
ONE_IN = 8
READS = 5


class Broker:
    """The Open Service Broker API of the binding."""

    def __init__(self, visit: Visit) -> None:
        binding = visit.bindings["broker"]
        self.visit = visit
        self.url = f"{binding['url']}/v2"
        self.headers = {"X-Broker-API-Version": "2.17", "Authorization": basic(binding["username"], binding["password"])}
        service = next(each for each in self.call("catalog", "GET", "/catalog")["services"] if each["name"] == "data-vault")
        self.ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}
        self.solid = str(service["metadata"]["solidServer"])

    def call(self, step: str, method: str, path: str, body: Any = None) -> Any:
        return self.visit.call(step, method, self.url + path, body, self.headers)


def ask_and_read(visit: Visit) -> None:
    """A municipality takes a share and asks a citizen, who consents and takes that back, or refuses; then the share is given back."""
    broker = Broker(visit)
    instance = f"/service_instances/{uuid.UUID(int=visit.random.getrandbits(128))}-{visit.number}"
    binding = f"{instance}/service_bindings/{uuid.UUID(int=visit.random.getrandbits(128))}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    vault = broker.call("register", "PUT", binding, {**broker.ids, "parameters": TERMS})["credentials"]
    token = visit.call(
        "token",
        "POST",
        vault["tokenUrl"],
        {"grant_type": "client_credentials"},
        {"Authorization": basic(vault["clientId"], vault["clientSecret"])},
        as_form=True,
    )["access_token"]
    application = Application(visit, f"{vault['url']}/v1/access-requests", {"Authorization": f"Bearer {token}"})
    if visit.number % ONE_IN == 0:
        consent_and_withdraw(visit, application, broker.solid)
    else:
        refuse(visit, application, broker.solid)
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


class Application:
    """What the municipality's application does."""

    def __init__(self, visit: Visit, url: str, headers: dict[str, str]) -> None:
        self.visit = visit
        self.url = url
        self.headers = headers
        self.asked: dict[str, Any] = {}

    def ask(self, web_id: str) -> str:
        """The address of the page where the citizen decides."""
        self.asked = self.visit.call("ask", "POST", self.url, {"webId": web_id, "data": ["email"]}, self.headers)
        return str(self.asked["consentUrl"])

    def read(self) -> Any:
        return self.visit.call("read", "GET", f"{self.url}/{self.asked['id']}/data/email", headers=self.headers)["value"]

    def is_refused(self, reason: str) -> None:
        """The read has to fail, with this reason."""
        answer = self.visit.expect_refusal("refused", "GET", f"{self.url}/{self.asked['id']}/data/email", 403, self.headers)
        if answer.get("reason") != reason:
            self.visit.fail("refused", "the reason is another one")


def refuse(visit: Visit, application: Application, solid: str) -> None:
    """Without signing in."""
    visit.open("consent", application.ask(f"{solid}nobody-{visit.number}/profile/card#me"))
    visit.press("refuse", "decision", "refuse")
    application.is_refused("refused")


def consent_and_withdraw(visit: Visit, application: Application, solid: str) -> None:
    """The citizen makes an account, consents; the municipality reads; the citizen takes it back, and the next read fails."""
    # Their account stays: somebody new at each run, whatever the seed is.
    name = f"burger-{uuid.uuid4()}"
    account = f"{name}@voorbeeld.test"
    password = str(uuid.UUID(int=visit.random.getrandbits(128)))
    web_id = make_account(visit, solid, name, {"email": account, "password": password})
    visit.open("consent", application.ask(web_id))
    sign_in(visit, solid, {"email": account, "password": password}, web_id)
    form = visit.page.find_form("decision")
    if form is None:
        visit.fail("consent", "the page asks no decision")
    grant = next(button for button in form.buttons if button.value == "grant")
    visit.submit("grant", form, {"value-email": account}, grant)
    for _ in range(READS):
        if application.read() != account:
            visit.fail("read", "the value is another one")
    visit.open("overview", f"{visit.page.url.partition('/consent/')[0]}/vault/requests/{application.asked['id']}")
    withdrawal = next((form for form in visit.page.forms if form.action.endswith("/withdraw")), None)
    if withdrawal is None:
        visit.fail("withdraw", "the page has no button to withdraw")
    visit.submit("withdraw", withdrawal, button=withdrawal.buttons[0])
    application.is_refused("withdrawn")


def make_account(visit: Visit, solid: str, name: str, login: dict[str, str]) -> str:
    """An account with a pod, by the API of the server; gives the WebID. The browser is signed in to it then."""
    places = controls(visit, solid)
    session = {**JSON, "Authorization": "CSS-Account-Token " + ask(visit, "account", "POST", places["account"]["create"])["authorization"]}
    places = visit.call("account", "GET", f"{solid}.account/", headers=session)["controls"]
    visit.call("account", "POST", places["password"]["create"], login, session)
    visit.call("account", "POST", places["account"]["pod"], {"name": name}, session)
    return str(next(iter(visit.call("account", "GET", places["account"]["webId"], headers=session)["webIdLinks"])))


def sign_in(visit: Visit, solid: str, login: dict[str, str], web_id: str) -> None:
    """From the page of the request to one's own server and back, with the consent that a server asks for a program."""
    link = visit.page.find_link("/sign-in")
    if link is None:
        visit.fail("sign-in", "the page has no link to sign in")
    visit.open("sign-in", link.url)
    places = controls(visit, solid)
    visit.open("sign-in", ask(visit, "sign-in", "POST", places["password"]["login"], login)["location"])
    places = controls(visit, solid)["oidc"]
    visit.open("sign-in", ask(visit, "sign-in", "POST", places["webId"], {"webId": web_id, "remember": False})["location"])
    visit.open("sign-in", ask(visit, "sign-in", "POST", places["consent"], {"remember": True})["location"])


def controls(visit: Visit, solid: str) -> Any:
    return ask(visit, "account", "GET", f"{solid}.account/")["controls"]


def ask(visit: Visit, step: str, method: str, url: str, body: Any = None) -> Any:
    return visit.call(step, method, url, body, JSON)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


journeys = {"ask-and-read": ask_and_read}


class Municipality(VirtualPerson):
    journeys = journeys
