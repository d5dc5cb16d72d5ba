"""The counter and the identity service as real processes, run as the local target runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from tests.support.ports import free_port

from bouwsteen_service.brokers import derive_password

ROOT = Path(__file__).parents[3]
# A payment service that is not there, for whoever fills in what costs nothing.
NO_PAYMENTS = {"apiUrl": "http://127.0.0.1:9/v2", "apiKey": "test_none", "webhookSecret": "none", "profileId": "pfl_1"}
ENVIRONMENT = {
    "FORMS_FOLDER": str(ROOT / "stacks" / "herstappe" / "forms"),
    "TITLE": "Gemeente Herstappe",
    "LANGUAGES": "nl,fr",
    "DRAFT_DAYS": "30",
    "ORGANISATION_NIS": "73028",
}


def write_binding(root: Path, use: str, fields: Mapping[str, Any]) -> None:
    folder = root / use
    folder.mkdir(parents=True)
    for name, value in fields.items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))


@contextmanager
def run_service(folder: Path, program: str, block: str, port: int, environment: Mapping[str, str]) -> Iterator[Path]:
    """A service as a process, ready and stopped at the end; its log is the file that is handed out."""
    log = folder / "log"
    process = start_service(folder, program, block, port, environment)
    try:
        wait_until_ready(process, port, log)
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in {0, -signal.SIGTERM}, log.read_text()


def start_service(folder: Path, program: str, block: str, port: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """As the local target runs it: exactly this environment. Its log is the file `log` in the folder."""
    full = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(str(path) for path in (ROOT / "blocks" / block / "service", ROOT / "cli")),
        "BOUWSTEEN_PORT": str(port),
        "BOUWSTEEN_INSTANCE": f"herstappe/local/{block}",
        "SERVICE_BINDING_ROOT": str(folder / "bindings"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    with (folder / "log").open("w") as stream:
        return subprocess.Popen([sys.executable, "-m", program], env=full, stdout=stream, stderr=subprocess.STDOUT)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class Running:
    """The counter as a process."""

    url: str
    log: Path


@contextmanager
def run_counter(tmp_path: Path, more: Mapping[str, Mapping[str, Any]] | None = None) -> Iterator[Running]:
    """Both services, wired to each other; the counter of Herstappe, with more bindings where they are given."""
    identity, forms = tmp_path / "identity", tmp_path / "forms"
    identity_port, forms_port = free_port(), free_port()
    write_binding(identity / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43})
    (identity / "data").mkdir()
    with run_service(identity, "identity_service", "identity-service", identity_port, {"DATA_FOLDER": str(identity / "data")}):
        credentials = register(f"http://127.0.0.1:{identity_port}", f"http://127.0.0.1:{forms_port}")
        write_binding(forms / "bindings", "identity", credentials)
        write_binding(forms / "bindings", "own", {"sessionKey": "k" * 43})
        write_binding(forms / "bindings", "payments", NO_PAYMENTS)
        write_binding(forms / "bindings", "database", {"driver": "sqlite", "uri": f"sqlite:///{forms}/data.sqlite"})
        for use, fields in (more or {}).items():
            write_binding(forms / "bindings", use, fields)
        with run_service(forms, "forms_service", "forms", forms_port, ENVIRONMENT) as log:
            yield Running(f"http://127.0.0.1:{forms_port}", log)


def register(issuer: str, counter: str) -> dict[str, Any]:
    """What the identity block does: a share of the organisation, a client of the counter."""
    scopes = ["openid", "profile", "rrn", "vo", "wettelijkvertegenwoordiger", "bouwsteen_forms"]
    return adopt(issuer, {"redirectUris": [f"{counter}/callback"], "postLogoutRedirectUris": [f"{counter}/"], "scopes": scopes})


def adopt(service: str, bind: Mapping[str, Any]) -> dict[str, Any]:
    """A share of the organisation in the shared service at this address; the credentials of an application in it."""
    user = "herstappe.local.share"
    client = httpx.Client(
        base_url=f"{service}/broker/v2",
        auth=(user, derive_password(SecretStr("b" * 43), user)),
        headers={"x-broker-api-version": "2.17"},
        trust_env=False,
    )
    with client:
        offered = client.get("/catalog").raise_for_status().json()["services"][0]
        base = {"service_id": offered["id"], "plan_id": offered["plans"][0]["id"]}
        organisation = {"parameters": {"organisation": {"nis": "73028", "name": "Herstappe"}}, "organization_guid": "o", "space_guid": "s"}
        client.put("/service_instances/one", json=base | organisation).raise_for_status()
        bound = client.put("/service_instances/one/service_bindings/two", json=base | {"parameters": bind}).raise_for_status()
        credentials: dict[str, Any] = bound.json()["credentials"]
        return credentials
