"""The registers without a socket, with a clock that stands still, and applications that ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from magda_service.applications import create_application
from magda_service.registrations import PLAN_ID, SERVICE_ID
from magda_service.services import MagdaService
from magda_service.settings import BODY_BYTES, FOLLOWS, MagdaSettings

BASE = "http://127.0.0.1:20800"
BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
SIMULATION_KEY = "simulation-key-canary-0123456789abcdef012"
SIMULATION = ("simulation", SIMULATION_KEY)
HERSTAPPE = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
LEUVEN = {"organisation": {"nis": "24062", "name": "Stad Leuven"}}
# Test numbers, of people that do not exist.
JAN, AMELIE, MARIA, NOOR, SAMIRA, OSCAR, INGRID = (
    "84631200101",
    "91710500225",
    "48690200865",
    "04613000622",
    "76712101095",
    "31650600152",
    "88680800443",
)
SLOW, DOWN, REFUSED = "70610100123", "70610200289", "70610300358"
NOBODY = "84631200396"
ASKED = {
    "purpose": "Een verhuizing inschrijven",
    "legalBasis": "Wet van 19 juli 1991, artikel 5",
    "data": ["givenName", "familyName", "birthDate", "address", "household", "children"],
    "name": "Loket",
}


def guid() -> str:
    return str(uuid.uuid4())


@dataclass
class Application:
    """One that asks, with its account."""

    world: World
    credentials: Mapping[str, Any]
    binding_id: str
    token: str = ""

    @property
    def basic(self) -> tuple[str, str]:
        return self.credentials["clientId"], self.credentials["clientSecret"]

    def bearer(self) -> dict[str, str]:
        if not self.token:
            answer = self.world.http().post("/oauth/token", data={"grant_type": "client_credentials"}, auth=self.basic)
            assert answer.status_code == 200, answer.text
            self.token = answer.json()["access_token"]
        return {"authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, *, correlation: str | None = None, headers: Any = None, **options: Any) -> httpx.Response:
        sent = {"x-correlation-id": correlation or guid()} | self.bearer() | dict(headers or {})
        return self.world.http().request(method, f"/v1{path}", headers=sent, **options)

    def subscribe(self, *numbers: str) -> None:
        for insz in numbers:
            assert self.call("PUT", f"/subscriptions/{insz}").status_code in {200, 201}

    def ask(self, insz: str, data: str | None = None, **options: Any) -> httpx.Response:
        return self.call("GET", f"/persons/{insz}", params={} if data is None else {"data": data}, **options)

    def told(self, insz: str, data: str | None = None, **options: Any) -> dict[str, Any]:
        """{name: value} of a person, subscribed to before."""
        self.subscribe(insz)
        answer = self.ask(insz, data, **options)
        assert answer.status_code == 200, answer.text
        return {name: datum["value"] for name, datum in answer.json()["data"].items()}

    def soap(self, body: bytes | str, *, signed_in: bool = True, kind: str = "text/xml; charset=utf-8", **headers: str) -> httpx.Response:
        content = body.encode() if isinstance(body, str) else body
        sent = {"content-type": kind} | (self.bearer() if signed_in else {}) | headers
        return self.world.http().post("/soap", content=content, headers=sent)


@dataclass
class World:
    service: MagdaService
    clock: ManualClock
    application: Any
    waited: list[float] = field(default_factory=list)

    def http(self) -> httpx.Client:
        return create_client(self.application, BASE)

    def broker(self, method: str, path: str, body: Any = None, *, user: str = "herstappe.local.magda", **options: Any) -> httpx.Response:
        auth = (user, derive_password(SecretStr(BROKER_KEY), user))
        headers = {"x-broker-api-version": "2.17"}
        return self.http().request(method, f"/broker/v2{path}", json=body, auth=auth, headers=headers, **options)

    def provision(self, instance_id: str = "share", parameters: Any = None, **options: Any) -> httpx.Response:
        chosen = HERSTAPPE if parameters is None else parameters
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "organization_guid": "o", "space_guid": "s", "parameters": chosen}
        return self.broker("PUT", f"/service_instances/{instance_id}", body, **options)

    def bind(self, binding_id: str = "forms", parameters: Any = None, instance_id: str = "share", **options: Any) -> httpx.Response:
        chosen = {name: value for name, value in (ASKED | (parameters or {})).items() if value is not None}
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": chosen} | options.pop("fields", {})
        return self.broker("PUT", f"/service_instances/{instance_id}/service_bindings/{binding_id}", body, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.broker("DELETE", path, params={"service_id": SERVICE_ID, "plan_id": PLAN_ID}, **options)

    def unbind(self, binding_id: str = "forms", instance_id: str = "share", **options: Any) -> httpx.Response:
        return self.delete(f"/service_instances/{instance_id}/service_bindings/{binding_id}", **options)

    def register(self, binding_id: str = "forms", parameters: Any = None, *, share: Any = None, **options: Any) -> Application:
        """An application of an organisation; the share is made where it is not there."""
        assert self.provision(parameters=share, **options).status_code in {200, 201}
        answer = self.bind(binding_id, parameters, **options)
        assert answer.status_code in {200, 201}, answer.text
        return Application(self, answer.json()["credentials"], binding_id)

    def leuven(self, **options: Any) -> Application:
        return self.register(share=LEUVEN, user="leuven.local.magda", **options)

    def behave(self, insz: str, conduct: str) -> httpx.Response:
        return self.http().put(f"/simulation/v1/persons/{insz}/conduct", json={"conduct": conduct}, auth=SIMULATION)

    def mutate(self, insz: str, changes: Any) -> httpx.Response:
        return self.http().post(f"/simulation/v1/persons/{insz}/mutations", json=changes, auth=SIMULATION)


def build_world(folder: Path, *, database_uri: str | None = None, resolve: Resolve = resolve_host) -> World:
    """A service on a file in `folder`, or on the database of the URI. Slow sources take no time; `waited` says how long they would."""
    clock, waited = ManualClock(), list[float]()
    settings = MagdaSettings(ServiceSettings(port=20800, public_url=BASE, follows=FOLLOWS, body_limit=BODY_BYTES), folder)
    fields = {"own": {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY, "simulationKey": SIMULATION_KEY}}
    if database_uri is not None:
        fields["database"] = {"driver": "postgresql", "uri": database_uri}
    bindings = Bindings(fields)
    service = MagdaService.build(settings, bindings, clock=clock, resolve=resolve, wait=waited.append)
    return World(service, clock, create_application(service, bindings), waited)
