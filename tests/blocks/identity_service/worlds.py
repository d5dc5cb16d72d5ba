"""A sign-in service without a socket, with a clock that stands still, and somebody who walks through its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import SecretStr

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from identity_service.applications import create_application
from identity_service.registrations import PLAN_ID, SERVICE_ID
from identity_service.services import IdentityService
from identity_service.settings import FOLLOWS, IdentitySettings

BASE = "http://127.0.0.1:20500"
CALLBACK = "http://127.0.0.1:20600/callback"
SIGNED_OUT = "http://127.0.0.1:20600/"
BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
SCOPES = ("openid", "profile", "rrn", "vo", "offline_access", "bouwsteen_forms", "dv_ar_adres_beheer", "vo_info")


@dataclass
class Client:
    """A registered application, as its binding describes it."""

    client_id: str
    secret: str
    binding_id: str
    credentials: Mapping[str, Any]

    @property
    def basic(self) -> tuple[str, str]:
        return self.client_id, self.secret


@dataclass
class World:
    """The service, its clock, and one browser."""

    service: IdentityService
    clock: ManualClock
    application: Any
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.new_browser()

    def new_browser(self) -> httpx.Client:
        return create_client(self.application, BASE, headers={"accept": "text/html"})

    # The broker

    def broker(self, method: str, path: str, body: Any = None, *, user: str = "herstappe.local.identity", **options: Any) -> httpx.Response:
        auth = (user, derive_password(SecretStr(BROKER_KEY), user))
        headers = {"x-broker-api-version": "2.17"}
        return create_client(self.application, BASE).request(method, f"/broker/v2{path}", json=body, auth=auth, headers=headers, **options)

    def provision(self, instance_id: str = "share", parameters: Any = None, **options: Any) -> httpx.Response:
        chosen = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}} if parameters is None else parameters
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "organization_guid": "o", "space_guid": "s", "parameters": chosen}
        return self.broker("PUT", f"/service_instances/{instance_id}", body, **options)

    def bind(self, binding_id: str = "forms", parameters: Any = None, instance_id: str = "share", **options: Any) -> httpx.Response:
        chosen = {"redirectUris": [CALLBACK], "postLogoutRedirectUris": [SIGNED_OUT], "scopes": list(SCOPES)} | (parameters or {})
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": chosen} | options.pop("fields", {})
        return self.broker("PUT", f"/service_instances/{instance_id}/service_bindings/{binding_id}", body, **options)

    def unbind(self, binding_id: str = "forms", instance_id: str = "share", **options: Any) -> httpx.Response:
        params = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
        return self.broker("DELETE", f"/service_instances/{instance_id}/service_bindings/{binding_id}", params=params, **options)

    def register(self, binding_id: str = "forms", parameters: Any = None, *, instance_id: str = "share", **options: Any) -> Client:
        """A client of an organisation; the share is made where it is not there."""
        assert self.provision(instance_id, options.pop("share", None), **options).status_code in {200, 201}
        answer = self.bind(binding_id, parameters, instance_id, **options)
        assert answer.status_code == 201, answer.text
        credentials = answer.json()["credentials"]
        return Client(credentials["clientId"], credentials.get("clientSecret", ""), binding_id, credentials)

    # The browser

    def authorize(self, client: Client, *, drop: tuple[str, ...] = (), **changes: Any) -> httpx.Response:
        browser = changes.pop("browser", None) or self.browser
        parameters = {
            "client_id": client.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile rrn vo",
            "state": "state-1",
            "nonce": "nonce-1",
        }
        parameters |= changes
        wanted = {name: value for name, value in parameters.items() if name not in drop}
        response: httpx.Response = browser.get("/op/v1/auth", params=wanted)
        return response

    def choose(self, page: httpx.Response, means: str = "itsme", *, browser: httpx.Client | None = None) -> httpx.Response:
        return (browser or self.browser).get("/op/v1/login", params={"transaction": hidden(page, "transaction"), "means": means})

    def sign_in(self, client: Client, persona: str = "jan-peeters", means: str = "itsme", **options: Any) -> httpx.Response:
        """Walk through all pages, whoever is signed in; gives the answer that leads back to the application."""
        options = {"prompt": "login"} | options
        browser = options.pop("browser", self.browser)
        page = self.choose(self.authorize(client, browser=browser, **options), means, browser=browser)
        fields = {name: hidden(page, name) for name in ("transaction", "means", "csrf")}
        response: httpx.Response = browser.post("/op/v1/login", data=fields | {"persona": persona}, headers={"origin": BASE})
        return response

    def code(self, client: Client, persona: str = "jan-peeters", means: str = "itsme", **options: Any) -> str:
        return answer_of(self.sign_in(client, persona, means, **options))["code"]

    # The application

    def post(self, path: str, data: Mapping[str, str], **options: Any) -> httpx.Response:
        return create_client(self.application, BASE).post(path, data=dict(data), **options)

    def exchange(self, client: Client, code: str, **changes: str) -> httpx.Response:
        data = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK} | changes
        return self.post("/op/v1/token", data, auth=client.basic)

    def refresh(self, client: Client, token: str, **changes: str) -> httpx.Response:
        return self.post("/op/v1/token", {"grant_type": "refresh_token", "refresh_token": token, **changes}, auth=client.basic)

    def introspect(self, client: Client, token: str) -> dict[str, Any]:
        body: dict[str, Any] = self.post("/op/v1/introspect", {"token": token}, auth=client.basic).json()
        return body

    def keys(self) -> dict[str, Any]:
        document: dict[str, Any] = create_client(self.application, BASE).get("/op/v1/keys").json()
        return document

    def claims(self, answer: httpx.Response) -> dict[str, Any]:
        """The claims of the ID token, once its signature is proven with the published keys."""
        keys = KeySet.import_key_set(cast("KeySetSerialization", self.keys()))
        return dict(jwt.decode(answer.json()["id_token"], keys, algorithms=["RS256"]).claims)

    def tokens(self, client: Client, persona: str = "jan-peeters", means: str = "itsme", **options: Any) -> httpx.Response:
        answer = self.exchange(client, self.code(client, persona, means, **options))
        assert answer.status_code == 200, answer.text
        return answer


def hidden(page: httpx.Response, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert match is not None, page.text
    return match[1]


def answer_of(response: httpx.Response) -> dict[str, str]:
    """The parameters of a redirect to the application."""
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    assert location.startswith(CALLBACK)
    return dict(httpx.URL(location).params)


def build_world(folder: Path, *, database_uri: str | None = None, **changes: Any) -> World:
    """A service on a file in `folder`, or on the database of the URI."""
    clock = ManualClock()
    settings = IdentitySettings(ServiceSettings(port=20500, public_url=BASE, follows=FOLLOWS), folder, **changes)
    fields = {"own": {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}}
    if database_uri is not None:
        fields["database"] = {"driver": "postgresql", "uri": database_uri}
    bindings = Bindings(fields)
    service = IdentityService.build(settings, bindings, clock=clock)
    return World(service, clock, create_application(service, bindings))
