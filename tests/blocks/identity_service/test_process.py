"""The real process: started as the orchestrator starts it, spoken to over a socket, stopped by a signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.identity_service.worlds import BROKER_KEY, SESSION_KEY
from tests.support.ports import free_port

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.settings import ServiceConfigurationError
from identity_service.registrations import PLAN_ID, SERVICE_ID
from identity_service.settings import IdentitySettings

SERVICE = Path(__file__).parents[3] / "blocks" / "identity-service" / "service"


def start(folder: Path, port: int, **changes: str) -> subprocess.Popen[bytes]:
    own = folder / "bindings" / "own"
    own.mkdir(parents=True, exist_ok=True)
    for name, value in (("brokerKey", BROKER_KEY), ("sessionKey", SESSION_KEY)):
        (own / name).write_text(value, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(SERVICE),
        "BOUWSTEEN_HOST": "127.0.0.1",
        "BOUWSTEEN_PORT": str(port),
        "BOUWSTEEN_INSTANCE": "digitaal-vlaanderen/local/identity-service",
        "SERVICE_BINDING_ROOT": str(folder / "bindings"),
        "DATA_FOLDER": str(folder / "data"),
    }
    command = [sys.executable, "-m", "identity_service"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment | changes, stdout=log, stderr=subprocess.STDOUT, cwd=folder)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def base(tmp_path: Path, port: int) -> Iterator[str]:
    process = start(tmp_path, port)
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 180
    while True:
        try:
            if httpx.get(f"{base}/health/ready").status_code == 200:
                break
        except httpx.TransportError:
            pass
        assert process.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield base
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_the_process_serves_registers_and_stops(base: str, tmp_path: Path) -> None:
    user = "herstappe.local.identity"
    auth = (user, derive_password(SecretStr(BROKER_KEY), user))
    with httpx.Client(base_url=base, headers={"x-broker-api-version": "2.17"}) as http:
        assert http.get("/op/.well-known/openid-configuration").json()["issuer"] == f"{base}/op"
        instance = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "organization_guid": "o", "space_guid": "s", "parameters": instance}
        assert http.put("/broker/v2/service_instances/i", json=body, auth=auth).status_code == 201
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": {"redirectUris": ["https://x.test/"], "scopes": ["vo_info"]}}
        made = http.put("/broker/v2/service_instances/i/service_bindings/b", json=body, auth=auth).json()["credentials"]
        granted = http.post("/op/v1/token", data={"grant_type": "client_credentials"}, auth=(made["clientId"], made["clientSecret"]))
        assert granted.json()["scope"] == "vo_info"
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert all(json.loads(line)["instance"] == "digitaal-vlaanderen/local/identity-service" for line in log.splitlines())
    for secret in (BROKER_KEY, SESSION_KEY, made["clientSecret"], auth[1]):
        assert secret not in log


def test_a_binding_that_is_missing_stops_it_with_one_line(tmp_path: Path, port: int) -> None:
    process = start(tmp_path, port, SERVICE_BINDING_ROOT="/nowhere")
    assert process.wait(60) == 1
    assert (tmp_path / "log").read_text(encoding="utf-8") == "The service cannot start: there is no binding 'own'\n"


@pytest.mark.parametrize(
    "changes", [{"DATA_FOLDER": ""}, {"ASSERTION_AUDIENCE": "x"}, {"SIGNING_KEY_DAYS": "0"}, {"SIGNING_KEY_DAYS": "x"}]
)
def test_a_wrong_setting_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ServiceConfigurationError, match=next(iter(changes))):
        IdentitySettings.from_environment({"DATA_FOLDER": "/data", **changes})


def test_settings_from_the_environment() -> None:
    environment = {"DATA_FOLDER": "/data", "BOUWSTEEN_PORT": "20500", "ASSERTION_AUDIENCE": "token-endpoint"}
    settings = IdentitySettings.from_environment(environment)
    assert settings.issuer == "http://127.0.0.1:20500/op"
    assert settings.audience == "http://127.0.0.1:20500/op/v1/token"
    public = IdentitySettings.from_environment(environment | {"PUBLIC_URL": "https://aanmelden.voorbeeld.test"})
    assert public.issuer == "https://aanmelden.voorbeeld.test/op"
