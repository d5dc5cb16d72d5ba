"""The journeys of the block payments-service. They know the stack by one binding, `broker` (osb-broker).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/payments-service/loadtest/locustfile.py
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
# Never visited: the journey stops before it.
RETURN = "http://127.0.0.1:9/paid"


class Broker:
    """The Open Service Broker API of the binding."""

    def __init__(self, visit: Visit) -> None:
        binding = visit.bindings["broker"]
        account = base64.b64encode(f"{binding['username']}:{binding['password']}".encode()).decode()
        self.visit = visit
        self.url = f"{binding['url']}/v2"
        self.headers = {"X-Broker-API-Version": "2.17", "Authorization": f"Basic {account}"}
        service = next(each for each in self.call("catalog", "GET", "/catalog")["services"] if each["name"] == "payments")
        self.ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}

    def call(self, step: str, method: str, path: str, body: Any = None) -> Any:
        return self.visit.call(step, method, self.url + path, body, self.headers)


def adopt_and_pay(visit: Visit) -> None:
    """A municipality takes a share and registers an application, somebody pays and gets some of it back, and all is given back."""
    broker = Broker(visit)
    instance = f"/service_instances/{uuid.UUID(int=visit.random.getrandbits(128))}-{visit.number}"
    binding = f"{instance}/service_bindings/{uuid.UUID(int=visit.random.getrandbits(128))}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    key = broker.call("register", "PUT", binding, {**broker.ids, "parameters": {"redirectUrls": [RETURN]}})["credentials"]
    pay(visit, key["apiUrl"], {"Authorization": f"Bearer {key['apiKey']}"})
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


def pay(visit: Visit, api: str, headers: dict[str, str]) -> None:
    """Through the pages, by Bancontact."""
    amount = {"currency": "EUR", "value": f"{1 + visit.random.randrange(200)}.50"}
    body = {"amount": amount, "description": "Retributie", "redirectUrl": RETURN}
    payment = visit.call("ask", "POST", f"{api}/payments", body, headers)
    visit.open("checkout", payment["_links"]["checkout"]["href"])
    visit.press("checkout", "method", "bancontact")
    visit.press("checkout", "outcome", "paid", until=RETURN)
    if visit.call("read", "GET", f"{api}/payments/{payment['id']}", None, headers)["status"] != "paid":
        visit.fail("read", "the payment is not paid")
    half = {"amount": {"currency": "EUR", "value": "0.50"}}
    visit.call("refund", "POST", f"{api}/payments/{payment['id']}/refunds", half, headers)


journeys = {"adopt-and-pay": adopt_and_pay}


class Municipality(VirtualPerson):
    journeys = journeys
