"""The journeys of the block identity-service. They know the stack by one binding, `broker` (osb-broker).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/identity-service/loadtest/locustfile.py
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

ORGANISATION = {"nis": "73028", "name": "Herstappe"}
PLACE = {"organization_guid": "loadtest", "space_guid": "loadtest"}
# Never visited: the journey stops before it and takes the code from the address.
REDIRECT = "http://127.0.0.1:9/callback"


class Broker:
    """The Open Service Broker API of the binding."""

    def __init__(self, visit: Visit) -> None:
        binding = visit.bindings["broker"]
        self.visit = visit
        self.url = f"{binding['url']}/v2"
        self.headers = {"X-Broker-API-Version": "2.17", "Authorization": basic(binding["username"], binding["password"])}
        service = next(each for each in self.call("catalog", "GET", "/catalog")["services"] if each["name"] == "identity")
        self.ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}

    def call(self, step: str, method: str, path: str, body: Any = None) -> Any:
        return self.visit.call(step, method, self.url + path, body, self.headers)


def adopt_and_sign_in(visit: Visit) -> None:
    """A municipality takes a share and registers an application, somebody signs in to it, and all is given back."""
    broker = Broker(visit)
    instance = f"/service_instances/{uuid.UUID(int=visit.random.getrandbits(128))}-{visit.number}"
    binding = f"{instance}/service_bindings/{uuid.UUID(int=visit.random.getrandbits(128))}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    parameters = {"redirectUris": [REDIRECT], "scopes": ["openid", "profile", "rrn"]}
    client = broker.call("register", "PUT", binding, {**broker.ids, "parameters": parameters})["credentials"]
    endpoints = visit.call("discovery", "GET", f"{client['issuer']}/.well-known/openid-configuration")
    code, verifier = sign_in(visit, client, endpoints["authorization_endpoint"])
    exchange(visit, client, endpoints["token_endpoint"], code, verifier)
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


def sign_in(visit: Visit, client: dict[str, Any], endpoint: str) -> tuple[str, str]:
    """(code, verifier). Through the pages, as a citizen with itsme."""
    verifier, state = f"{visit.random.getrandbits(320):080x}", f"{visit.random.getrandbits(128):032x}"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client["clientId"],
        "redirect_uri": REDIRECT,
        "scope": "openid profile rrn",
        "state": state,
        "nonce": f"{visit.random.getrandbits(128):032x}",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    visit.open("sign-in", f"{endpoint}?{urlencode(query)}")
    visit.press("sign-in", "means", "itsme", "eid")
    answer = parse_qs(urlsplit(visit.press("sign-in", "persona", "jan-peeters", until=REDIRECT).url).query)
    if answer.get("state") != [state] or not answer.get("code"):
        visit.fail("sign-in", "no code, or the state of another sign-in")
    return answer["code"][0], verifier


def exchange(visit: Visit, client: dict[str, Any], endpoint: str, code: str, verifier: str) -> None:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": verifier}
    headers = {"Authorization": basic(client["clientId"], client["clientSecret"])}
    if not visit.call("token", "POST", endpoint, form, headers, as_form=True).get("id_token"):
        visit.fail("token", "no ID token")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


journeys = {"adopt-and-sign-in": adopt_and_sign_in}


class Municipality(VirtualPerson):
    journeys = journeys
