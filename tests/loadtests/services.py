"""The shared services (sign-in, payments, eBox) and the forms service as real processes, wired by hand as a stack would wire them."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.support.ports import free_port

from bouwsteen.values import Secret

ROOT = Path(__file__).parents[2]
BROKER_USER = "herstappe.local.identity"
HEADERS = {"X-Broker-API-Version": "2.17"}
# What a counter reads of people, as the block `forms` asks it.
READS = {
    "purpose": "De formulieren van dit loket vooraf invullen",
    "legalBasis": "Voorbeeld: een decreet",
    "data": ["givenName", "familyName", "birthDate", "birthPlace", "address", "household"],
}


@dataclass
class Services:
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    bindings: dict[str, dict[str, Any]] = field(default_factory=dict)
    # What a journey of `loadtests/journeys` gets at an instance: of the application of a supplier, and of the counters.
    places: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def start(self, block: str, program: str, port: int, environment: Mapping[str, str], bindings: Mapping[str, Mapping[str, str]]) -> None:
        root = self.folder / f"bindings-{block}-{port}"
        for use, values in bindings.items():
            (root / use).mkdir(parents=True)
            for name, value in values.items():
                (root / use / name).write_text(value)
        known = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "cli"), str(ROOT / "blocks" / block / "service")]),
            "SERVICE_BINDING_ROOT": str(root),
            "BOUWSTEEN_PORT": str(port),
            "BOUWSTEEN_INSTANCE": f"herstappe/local/{block}",
        }
        self.launch(block, program, port, {**known, **environment})
        wait_until_ready(port)

    def launch(self, block: str, program: str, port: int, environment: Mapping[str, str]) -> None:
        with (self.folder / f"{block}-{port}.log").open("wb") as log:
            command = [sys.executable, "-P", "-m", program]
            self.processes.append(subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log, cwd=self.folder))

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


@contextlib.contextmanager
def run_services(services: Services) -> Iterator[Services]:
    """`bindings` of what it yields are as a load test gets them: `broker`, `intake`, `addresses`; `payments`, `ebox`, `magda` (brokers).

    `places` are what journeys across blocks get.
    """
    try:
        identity, forms, payments = free_port(), free_port(), free_port()
        broker = start_broker(services, "identity-service", "identity_service", identity)
        paid = start_broker(services, "payments-service", "payments_service", payments)
        sent = start_ebox(services, broker)
        asked = start_broker(services, "magda-service", "magda_service", free_port())
        address = f"http://127.0.0.1:{forms}"
        uses = {
            "identity": register_client(broker, address),
            "payments": register(paid, {"webhookUrl": f"{address}/payments/events", "redirectUrls": [f"{address}/"]}),
            "notification": register(sent, {"interface": "notification", "senderApplication": {"name": "Herstappe"}}),
            "persons": register(asked, READS),
        }
        start_forms(services, forms, uses)
        subsidies = free_port()
        its = {
            "identity": register_client(broker, f"http://127.0.0.1:{subsidies}", "subsidies"),
            "notification": register(sent, {"interface": "notification", "senderApplication": {"name": "Subsidies"}}, "subsidies"),
            "persons": register(asked, READS, "subsidies"),
        }
        start_forms(services, subsidies, its, "stacks/leuven/forms-subsidies", "nl")
        supplier = {
            "payments": register(paid, {}, "supplier"),
            "ebox": register(sent, {"senderApplication": {"name": "Belastingen"}}, "supplier"),
        }
        addresses = free_port()
        services.start("address-register", "address_register", addresses, {}, {})
        services.bindings = {
            "broker": broker,
            "intake": describe_intake(address),
            "payments": paid,
            "ebox": sent,
            "magda": asked,
            "addresses": {"url": f"http://127.0.0.1:{addresses}/v2"},
        }
        services.places = {
            "supplier": supplier,
            "counter": {**uses, "intake": services.bindings["intake"]},
            "subsidies": {**its, "intake": describe_intake(f"http://127.0.0.1:{subsidies}")},
        }
        yield services
    finally:
        services.stop()


def start_broker(services: Services, block: str, program: str, port: int) -> dict[str, Any]:
    key = secrets.token_urlsafe(32)
    data = services.folder / f"{block}-data"
    data.mkdir()
    own = {"brokerKey": key, "sessionKey": secrets.token_urlsafe(32)}
    services.start(block, program, port, {"DATA_FOLDER": str(data)}, {"own": own})
    return describe_broker(port, key)


def start_ebox(services: Services, identity: Mapping[str, Any]) -> dict[str, Any]:
    """The eBox with its mailbox, in which people sign in; its broker."""
    port, key = free_port(), secrets.token_urlsafe(32)
    base = f"http://127.0.0.1:{port}"
    asked = {"redirectUris": [f"{base}/mailbox/callback"], "postLogoutRedirectUris": [f"{base}/mailbox", f"{base}/letters"]}
    client = register(identity, asked | {"scopes": ["openid", "profile", "rrn", "vo", "bouwsteen_ebox"]}, "mailbox")
    bindings = {"own": {"brokerKey": key, "sessionKey": secrets.token_urlsafe(32)}, "identity": _as_text(client)}
    services.start("ebox-service", "ebox_service", port, {"DATA_FOLDER": str(services.folder / "ebox-service-data")}, bindings)
    return describe_broker(port, key)


def describe_broker(port: int, key: str) -> dict[str, Any]:
    """A binding of interface osb-broker, for a service that was started with this key."""
    password = base64.urlsafe_b64encode(hmac.new(key.encode(), BROKER_USER.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    return {"url": f"http://127.0.0.1:{port}/broker", "username": BROKER_USER, "password": Secret(password)}


def register(broker: Mapping[str, Any], parameters: Mapping[str, Any], binding: str = "b") -> dict[str, Any]:
    """The credentials of a binding of the one share that is made where it is not there."""
    with httpx.Client(base_url=broker["url"], headers=HEADERS, auth=(broker["username"], broker["password"].reveal())) as client:
        service = client.get("/v2/catalog").raise_for_status().json()["services"][0]
        ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"], "organization_guid": "o", "space_guid": "s"}
        organisation = {"organisation": {"nis": "73028", "name": "Herstappe"}}
        client.put("/v2/service_instances/i", json={**ids, "parameters": organisation}).raise_for_status()
        answer = client.put(
            f"/v2/service_instances/i/service_bindings/{binding}", json={**ids, "parameters": parameters}
        ).raise_for_status()
        credentials: dict[str, Any] = answer.json()["credentials"]
        return credentials


def register_client(broker: Mapping[str, Any], address: str, binding: str = "b") -> dict[str, Any]:
    scopes = ["openid", "profile", "rrn", "vo", "bouwsteen_forms"]
    asked = {"redirectUris": [f"{address}/callback"], "postLogoutRedirectUris": [f"{address}/"], "scopes": scopes}
    return register(broker, asked, binding)


def start_forms(
    services: Services, port: int, uses: Mapping[str, Mapping[str, Any]], forms: str = "stacks/herstappe/forms", languages: str = "nl,fr"
) -> None:
    environment = {
        "FORMS_FOLDER": str(ROOT / forms),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TITLE": "Herstappe",
        "LANGUAGES": languages,
        "ORGANISATION_NIS": "73028",
    }
    bindings = {
        "own": {"sessionKey": secrets.token_urlsafe(32)},
        **{use: _as_text(fields) for use, fields in uses.items()},
        "database": {"driver": "sqlite", "uri": f"sqlite:///{services.folder}/forms-{port}.db"},
    }
    services.start("forms", "forms_service", port, environment, bindings)


def _as_text(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}


def describe_intake(address: str) -> dict[str, Any]:
    return {"url": address, "clerkUrl": f"{address}/clerk", "apiUrl": f"{address}/api/v1", "type": "form-intake"}


def wait_until_ready(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing ready on port {port}")
