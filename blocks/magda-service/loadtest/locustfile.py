"""The journeys of the block magda-service. They know the stack by one binding, `broker` (osb-broker).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/magda-service/loadtest/locustfile.py
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
ASKED = {
    "name": "Belastingproef",
    "purpose": "Een verhuizing inschrijven",
    "legalBasis": "Wet van 19 juli 1991, artikel 5",
    "data": ["givenName", "familyName", "address", "household"],
}
# A test number: nobody has it.
CITIZEN = "84631200101"


class Broker:
    """The Open Service Broker API of the binding."""

    def __init__(self, visit: Visit) -> None:
        binding = visit.bindings["broker"]
        self.visit = visit
        self.url = f"{binding['url']}/v2"
        self.headers = {"X-Broker-API-Version": "2.17", "Authorization": basic(binding["username"], binding["password"])}
        service = next(each for each in self.call("catalog", "GET", "/catalog")["services"] if each["name"] == "magda")
        self.ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}

    def call(self, step: str, method: str, path: str, body: Any = None) -> Any:
        return self.visit.call(step, method, self.url + path, body, self.headers)


def adopt_and_ask(visit: Visit) -> None:
    """A municipality takes a share, an application opens a file on a citizen and asks, the citizen sees that, all is given back."""
    broker = Broker(visit)
    instance = f"/service_instances/{number(visit)}-{visit.number}"
    binding = f"{instance}/service_bindings/{number(visit)}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    client = broker.call("register", "PUT", binding, {**broker.ids, "parameters": ASKED})["credentials"]
    headers = {"Authorization": basic(client["clientId"], client["clientSecret"])}
    answer = visit.call("token", "POST", client["tokenUrl"], {"grant_type": "client_credentials"}, headers, as_form=True)
    asker = {"Authorization": f"Bearer {answer['access_token']}"}

    def ask(step: str, method: str, path: str) -> Any:
        return visit.call(step, method, f"{client['url']}/v1{path}", None, {**asker, "x-correlation-id": number(visit)})

    ask("subscribe", "PUT", f"/subscriptions/{CITIZEN}")
    found = ask("ask", "GET", f"/persons/{CITIZEN}?data=address,household")["data"]
    if not found["household"]["value"]:
        visit.fail("ask", "nobody lives there")
    if ask("look-back", "GET", f"/persons/{CITIZEN}/consultations")["total"] != 1:
        visit.fail("look-back", "the question is not in the log, or not once")
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


def number(visit: Visit) -> str:
    return str(uuid.UUID(int=visit.random.getrandbits(128)))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


journeys = {"adopt-and-ask": adopt_and_ask}


class Municipality(VirtualPerson):
    journeys = journeys
