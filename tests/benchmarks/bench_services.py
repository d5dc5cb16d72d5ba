"""How many requests a second each service answers as a real process, one after the other, on SQLite and on PostgreSQL.

    PYTHONPATH=. uv run python tests/benchmarks/bench_services.py [SECONDS] [SERVICE…]    so many seconds an operation, else 3

One caller on one connection: the figure is what one core of a service does, with the work of its caller beside it. On a machine that
does more at the same time the processor's milliseconds say more: those of the service alone, without its database. The statements
that a request sends to its database are counted on the same operations without a socket.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import psutil
from pydantic import SecretStr
from tests.blocks.forms_service.processes import (
    ENVIRONMENT,
    NO_PAYMENTS,
    ROOT,
    register,
    run_service,
    start_service,
    wait_until_ready,
    write_binding,
)
from tests.support.ports import free_port
from tests.support.postgresql import start_postgresql

from bouwsteen_service.brokers import derive_password

# Worlds of tests, in which statements are counted, stand on the packages of the services.
sys.path.extend(str(path) for path in ROOT.glob("blocks/*/service"))

# The key of those worlds too.
KEY, USER = "broker-key-canary-0123456789abcdef0123456", "herstappe.local.bench"
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


def magda(client: httpx.Client) -> dict[str, Operation]:
    data = ["givenName", "familyName", "birthDate", "address", "household"]
    made, catalog = adopt(client, {"purpose": "Een verhuizing inschrijven", "legalBasis": "Wet van 19 juli 1991, artikel 5", "data": data})
    account = (made["clientId"], made["clientSecret"])
    form = {"grant_type": "client_credentials"}
    token = client.post("/oauth/token", data=form, auth=account).raise_for_status().json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}

    def call(method: str, path: str) -> httpx.Response:
        return client.request(method, path, headers=headers | {"x-correlation-id": str(uuid.uuid4())})

    call("PUT", f"/v1/subscriptions/{JAN}").raise_for_status()
    return {
        "token": lambda: client.post("/oauth/token", data=form, auth=account),
        "read a person": lambda: call("GET", f"/v1/persons/{JAN}"),
        "keep a file": lambda: call("PUT", f"/v1/subscriptions/{JAN}"),
        "list 25 readings": lambda: call("GET", f"/v1/persons/{JAN}/consultations"),
        "broker catalog": catalog,
    }


def vault(client: httpx.Client) -> dict[str, Operation]:
    """What asks no Solid server: how fast such a server is, is its own."""
    terms = {"purpose": "Uw aanvraag invullen", "period": "P30D", "data": ["email"], "redirectUris": ["http://127.0.0.1:9/back"]}
    made, catalog = adopt(client, terms)
    account = (made["clientId"], made["clientSecret"])
    form = {"grant_type": "client_credentials"}
    token = client.post("/oauth/token", data=form, auth=account).raise_for_status().json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    asked = {"webId": "http://127.0.0.1:9/jan#me", "data": ["email"]}
    one = client.post("/v1/access-requests", json=asked, headers=headers).raise_for_status().json()["id"]
    return {
        "token": lambda: client.post("/oauth/token", data=form, auth=account),
        "ask for access": lambda: client.post("/v1/access-requests", json=asked, headers=headers),
        "read a request": lambda: client.get(f"/v1/access-requests/{one}", headers=headers),
        "list 25 requests": lambda: client.get("/v1/access-requests", headers=headers),
        "consent page": lambda: client.get(f"/consent/{one}"),
        "broker catalog": catalog,
    }


def counter(client: httpx.Client) -> dict[str, Operation]:
    """Somebody who is signed in."""
    page, csrf = "/forms/change-of-address", ""

    def begin() -> httpx.Response:
        return client.post(f"{page}/start", data={"csrf": csrf})

    csrf = _csrf_of(client.get(page))
    step = f"/drafts/{begin().headers['location'].split('/')[2]}/steps/move"
    answers = {"movingDate.day": "14", "movingDate.month": "3", "movingDate.year": "2026", "comingFrom": "abroad"}
    return {
        "page of a form": lambda: client.get(page),
        "begin a form": begin,
        "page of a step": lambda: client.get(step),
        "answer a step": lambda: client.post(step, data=answers | {"csrf": csrf, "previousCountry": "Portugal", "action": "later"}),
        "my forms": lambda: client.get("/mine"),
    }


def _csrf_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.raise_for_status().text)
    assert found is not None, page.text
    return found[1]


SERVICES: Mapping[str, tuple[str, Callable[[httpx.Client], dict[str, Operation]]]] = {
    "identity-service": ("identity_service", identity),
    "payments-service": ("payments_service", payments),
    "ebox-service": ("ebox_service", ebox),
    "magda-service": ("magda_service", magda),
    "data-vault-service": ("data_vault_service", vault),
    "forms": ("forms_service", counter),
}


@dataclass(frozen=True)
class Running:
    """A service as a process, and whoever calls it."""

    client: httpx.Client
    process: psutil.Process

    def processor_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def running(block: str, program: str, uri: str | None) -> Iterator[Running]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bw-bench-")))
        write_binding(folder / "bindings", "own", dict.fromkeys(("sessionKey", "dataKey", "simulationKey"), "s" * 43) | {"brokerKey": KEY})
        write_binding(folder / "bindings", "solid", dict.fromkeys(("url", "issuer"), "http://127.0.0.1:9/"))
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        environment = {"DATA_FOLDER": str(folder / "data"), "REQUESTS_PER_MINUTE": "0", "SIGN_INS_PER_MINUTE": "0"}
        if block == "forms":
            environment |= ENVIRONMENT
            write_binding(folder / "bindings", "payments", NO_PAYMENTS)
            write_binding(folder / "bindings", "identity", stack.enter_context(issuing(folder / "issuer", base)))
            uri = uri or f"sqlite:///{folder}/data.sqlite"
        if uri is not None:
            write_binding(folder / "bindings", "database", {"driver": uri.partition(":")[0], "uri": uri})
        process = start_service(folder, program, block, port, environment)
        try:
            wait_until_ready(process, port, folder / "log")
            client = stack.enter_context(httpx.Client(base_url=base, trust_env=False, timeout=60))
            if block == "forms":
                sign_in(client)
            yield Running(client, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def issuing(folder: Path, counter_url: str) -> Iterator[dict[str, Any]]:
    """The binding of a counter to an issuer that runs."""
    write_binding(folder / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43})
    port = free_port()
    with run_service(folder, "identity_service", "identity-service", port, {"DATA_FOLDER": str(folder / "data")}):
        yield register(f"http://127.0.0.1:{port}", counter_url)


def sign_in(client: httpx.Client) -> None:
    from tests.blocks.forms_service.test_service import Person

    with httpx.Client(follow_redirects=True, trust_env=False, timeout=60) as browser:
        jan = Person(browser)
        jan.open(f"{client.base_url}/login?next=/forms/change-of-address".replace("//login", "/login"))
        jan.press("itsme")
        jan.press("jan-peeters")
        client.cookies.update(browser.cookies)


def count_statements(block: str, operations: Callable[[httpx.Client], dict[str, Operation]]) -> dict[str, int]:
    """What each operation sends to its database. Said once: the two databases get the same."""
    from tests.services.subjects import FIRST, SUBJECTS
    from tests.services.test_queries import counted

    from bouwsteen_service.testing import create_client

    with tempfile.TemporaryDirectory(prefix="bw-bench-") as folder:
        subject = SUBJECTS[block](Path(folder))
        cookies = dict(subject.proof["/"](FIRST)["cookies"]) if block == "forms" else None
        counts = {}
        with create_client(subject.application, subject.base, cookies=cookies) as client:
            for name, operation in operations(client).items():
                operation()  # what is done once, at the first visit, is not counted
                with counted(subject.database) as statements:
                    _done(operation())
                counts[name] = sum(not statement.startswith("BEGIN") for statement in statements)
        subject.database.close()
    return counts


def measure(running: Running, operation: Operation, seconds: float) -> tuple[float, float, float, float]:
    """(requests a second, half of them within so many milliseconds, 99 of 100 within so many, those of the processor for each)"""
    times: list[float] = []
    _done(operation())
    busy, end = running.processor_seconds(), time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end or len(times) < 2:
        answer = operation()
        times.append((time.perf_counter() - begun) * 1000)
        _done(answer)
    cuts = quantiles(times, n=100)
    return len(times) / (sum(times) / 1000), cuts[49], cuts[98], (running.processor_seconds() - busy) * 1000 / len(times)


def _done(answer: httpx.Response) -> None:
    assert answer.status_code < 400, answer.text


def main(seconds: float, chosen: list[str]) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(start_postgresql())
        figures = f"{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'statements':>12}"
        print(f"{'service':20}{'database':12}{'operation':20}{figures}")
        for block in chosen or SERVICES:
            program, operations = SERVICES[block]
            statements = count_statements(block, operations)
            for database in ("sqlite", "postgresql"):
                with running(block, program, server.new_database() if database == "postgresql" else None) as service:
                    for name, operation in operations(service.client).items():
                        rate, middle, worst, busy = measure(service, operation, seconds)
                        told = f"{rate:11.0f}{middle:9.1f}{worst:9.1f}{busy:9.1f}{statements[name]:12}"
                        print(f"{block:20}{database:12}{name:20}{told}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 3, sys.argv[2:])
