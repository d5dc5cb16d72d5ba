"""How many requests a second each service answers as a real process, one after the other, on SQLite and on PostgreSQL.

    PYTHONPATH=. uv run python tests/benchmarks/bench_services.py [SECONDS]    for so many seconds an operation, 3 where nothing is said

One caller on one connection: the figure is what one core of a service does, with the work of its caller beside it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from pydantic import SecretStr
from tests.blocks.forms_service.processes import free_port, run_service, write_binding
from tests.support.postgresql import start_postgresql

from bouwsteen_service.brokers import derive_password

KEY, USER = "b" * 43, "herstappe.local.bench"
ORGANISATION = {"organisation": {"nis": "73028", "name": "Herstappe"}}
Operation = Callable[[], httpx.Response]
JAN = "84631200101"  # a test number
EURO = {"currency": "EUR", "value": "10.00"}


def adopt(client: httpx.Client, bind: Mapping[str, Any]) -> tuple[dict[str, Any], Operation]:
    """(credentials of an application, the operation that reads the catalog)"""
    auth, headers = (USER, derive_password(SecretStr(KEY), USER)), {"x-broker-api-version": "2.17"}
    service = client.get("/broker/v2/catalog", auth=auth, headers=headers).json()["services"][0]
    ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}
    share = ids | {"organization_guid": "o", "space_guid": "s", "parameters": ORGANISATION}
    client.put("/broker/v2/service_instances/i", json=share, auth=auth, headers=headers).raise_for_status()
    bound = client.put("/broker/v2/service_instances/i/service_bindings/b", json=ids | {"parameters": bind}, auth=auth, headers=headers)
    credentials: dict[str, Any] = bound.raise_for_status().json()["credentials"]
    return credentials, lambda: client.get("/broker/v2/catalog", auth=auth, headers=headers)


def identity(client: httpx.Client) -> dict[str, Operation]:
    made, catalog = adopt(client, {"redirectUris": ["http://127.0.0.1:9/callback"], "scopes": ["openid", "vo_info"]})
    account = (made["clientId"], made["clientSecret"])
    form = {"grant_type": "client_credentials", "scope": "vo_info"}
    token = client.post("/op/v1/token", data=form, auth=account).raise_for_status().json()["access_token"]
    page = {"client_id": account[0], "redirect_uri": "http://127.0.0.1:9/callback", "response_type": "code", "scope": "openid"}
    return {
        "sign-in page": lambda: client.get("/op/v1/auth", params=page),
        "token": lambda: client.post("/op/v1/token", data=form, auth=account),
        "introspection": lambda: client.post("/op/v1/introspect", data={"token": token}, auth=account),
        "broker catalog": catalog,
    }


def payments(client: httpx.Client) -> dict[str, Operation]:
    made, catalog = adopt(client, {})
    headers = {"authorization": f"Bearer {made['apiKey']}"}
    asked = {"amount": EURO, "description": "Retributie", "redirectUrl": "http://127.0.0.1:9/paid"}
    payment = client.post("/v2/payments", json=asked, headers=headers).raise_for_status().json()["id"]
    return {
        "create a payment": lambda: client.post("/v2/payments", json=asked, headers=headers),
        "read a payment": lambda: client.get(f"/v2/payments/{payment}", headers=headers),
        "list 50 payments": lambda: client.get("/v2/payments", headers=headers),
        "checkout page": lambda: client.get(f"/checkout/{payment}"),
        "broker catalog": catalog,
    }


def ebox(client: httpx.Client) -> dict[str, Operation]:
    made, catalog = adopt(client, {"senderApplication": {"name": "Loket"}})
    account = (made["clientId"], made["clientSecret"])
    form = {"grant_type": "client_credentials", "on_behalf_of": JAN}
    token = client.post("/oauth/token", data=form, auth=account).raise_for_status().json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    message = {
        "recipient": {"eboxType": "citizen", "eboxIdValue": JAN},
        "subject": {"nl": "Uw vergunning", "fr": "Votre permis", "de": "Ihre Genehmigung"},
        "messageTypeId": "decision",
        "bodyMainContent": True,
        "bodyContent": {"nl": "Beste"},
        "replyAuthorized": False,
    }
    parts = {"messageToPublish": (None, json.dumps(message), "application/json")}
    return {
        "token": lambda: client.post("/oauth/token", data=form, auth=account),
        "publish a message": lambda: client.post("/ebox/citizen/v2/publishMessage", files=parts, headers=headers),
        "list 25 messages": lambda: client.get("/ebox/citizen/v2/ebox/messages", headers=headers),
        "broker catalog": catalog,
    }


SERVICES: Mapping[str, tuple[str, Callable[[httpx.Client], dict[str, Operation]]]] = {
    "identity-service": ("identity_service", identity),
    "payments-service": ("payments_service", payments),
    "ebox-service": ("ebox_service", ebox),
}


@contextmanager
def running(block: str, program: str, uri: str | None) -> Iterator[httpx.Client]:
    with tempfile.TemporaryDirectory(prefix="bw-bench-") as name:
        folder = Path(name)
        write_binding(folder / "bindings", "own", {"brokerKey": KEY, "sessionKey": "s" * 43})
        if uri is not None:
            write_binding(folder / "bindings", "database", {"driver": "postgresql", "uri": uri})
        port = free_port()
        environment = {"DATA_FOLDER": str(folder / "data"), "REQUESTS_PER_MINUTE": "0"}
        with (
            run_service(folder, program, block, port, environment),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
        ):
            yield client


def measure(operation: Operation, seconds: float) -> tuple[float, float, float]:
    """(requests a second, half of them within so many milliseconds, 99 of 100 within so many)"""
    times: list[float] = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        answer = operation()
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code < 400, answer.text
    cuts = quantiles(times, n=100)
    return len(times) / (sum(times) / 1000), cuts[49], cuts[98]


def main(seconds: float) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(start_postgresql())
        print(f"{'service':18}{'database':12}{'operation':20}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}")
        for block, (program, operations) in SERVICES.items():
            for database in ("sqlite", "postgresql"):
                with running(block, program, server.new_database() if database == "postgresql" else None) as client:
                    for name, operation in operations(client).items():
                        rate, middle, worst = measure(operation, seconds)
                        print(f"{block:18}{database:12}{name:20}{rate:11.0f}{middle:9.1f}{worst:9.1f}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 3)
