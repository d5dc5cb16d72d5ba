"""The real process: started as the orchestrator starts it, spoken to over a socket, stopped by a signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.ebox_service.worlds import BROKER_KEY, HERSTAPPE, SESSION_KEY, letter, multipart, note, sha256
from tests.blocks.payments_service.receivers import receiver
from tests.support.ports import free_port

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.settings import ServiceConfigurationError
from ebox_service.registrations import PLAN_ID, SERVICE_ID
from ebox_service.settings import EboxSettings

SERVICE = Path(__file__).parents[3] / "blocks" / "ebox-service" / "service"


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
        "BOUWSTEEN_INSTANCE": "digitaal-vlaanderen/local/ebox-service",
        "SERVICE_BINDING_ROOT": str(folder / "bindings"),
        "DATA_FOLDER": str(folder / "data"),
    }
    command = [sys.executable, "-m", "ebox_service"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment | changes, stdout=log, stderr=subprocess.STDOUT, cwd=folder)


@pytest.fixture
def port() -> int:
    return free_port()


def wait_until_ready(process: subprocess.Popen[bytes], base: str, folder: Path) -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            if httpx.get(f"{base}/health/ready").status_code == 200:
                break
        except httpx.TransportError:
            pass
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def base(tmp_path: Path, port: int) -> Iterator[str]:
    process = start(tmp_path, port)
    base = f"http://127.0.0.1:{port}"
    wait_until_ready(process, base, tmp_path)
    yield base
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_the_process_serves_registers_and_stops(base: str, tmp_path: Path) -> None:
    user = "herstappe.local.ebox"
    auth = (user, derive_password(SecretStr(BROKER_KEY), user))
    with httpx.Client(base_url=base, headers={"x-broker-api-version": "2.17"}) as http:
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "organization_guid": "o", "space_guid": "s", "parameters": HERSTAPPE}
        assert http.put("/broker/v2/service_instances/i", json=body, auth=auth).status_code == 201
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": {"senderApplication": {"name": "Loket"}}}
        made = http.put("/broker/v2/service_instances/i/service_bindings/b", json=body, auth=auth).json()["credentials"]
        account = (made["clientId"], made["clientSecret"])
        granted = http.post(made["tokenUrl"], data={"grant_type": "client_credentials"}, auth=account).json()
        # A file of a size that goes over the socket in many pieces, and the message behind it.
        content = os.urandom(3 * 1024 * 1024)
        digest = {"digestMethod": "sha_256", "digestValue": sha256(content)}
        message = letter(attachments=[{"httpPartName": "upfile1", "mainContent": True, "digest": digest}])
        kind, whole = multipart(message, [("upfile1", "groot.pdf", "application/pdf", content)], message_last=True)
        headers = {"authorization": f"Bearer {granted['access_token']}", "content-type": kind}
        assert http.post(f"{made['registryUrl']}/publishMessage", content=whole, headers=headers).status_code == 201
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert all(json.loads(line)["instance"] == "digitaal-vlaanderen/local/ebox-service" for line in log.splitlines())
    for secret in (BROKER_KEY, SESSION_KEY, made["clientSecret"], auth[1], granted["access_token"]):
        assert secret not in log


def register(base: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """An account of a share, by the broker of a process."""
    user = "herstappe.local.ebox"
    auth = (user, derive_password(SecretStr(BROKER_KEY), user))
    plan = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
    with httpx.Client(base_url=f"{base}/broker/v2/service_instances", headers={"x-broker-api-version": "2.17"}, auth=auth) as http:
        share = {**plan, "organization_guid": "o", "space_guid": "s", "parameters": HERSTAPPE}
        assert http.put("/i", json=share).status_code == 201
        made: dict[str, Any] = http.put("/i/service_bindings/b", json={**plan, "parameters": parameters}).json()["credentials"]
    return made


@pytest.mark.slow
def test_an_event_outlives_the_process_that_was_to_deliver_it(tmp_path: Path, port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    with receiver() as hooks:
        hooks.status = 503
        process = start(tmp_path, port, RETRY_SECONDS="1")
        try:
            wait_until_ready(process, base, tmp_path)
            made = register(base, {"senderApplication": {"name": "Loket"}, "eventsUrl": hooks.url})
            account = (made["clientId"], made["clientSecret"])
            token = httpx.post(made["tokenUrl"], data={"grant_type": "client_credentials"}, auth=account).json()["access_token"]
            kind, body = multipart(note(), [])
            headers = {"authorization": f"Bearer {token}", "content-type": kind}
            answer = httpx.post(f"{made['registryUrl']}/publishMessage", content=body, headers=headers)
            wait_for(lambda: bool(hooks.got))
        finally:
            process.kill()
            process.wait()
        hooks.status = 200
        hooks.got.clear()
        successor = start(tmp_path, port, RETRY_SECONDS="1")
        try:
            wait_for(lambda: bool(hooks.got))
        finally:
            successor.terminate()
            assert successor.wait(60) == 0
    assert json.loads(hooks.bodies[0])["messageId"] == answer.json()["messageId"]


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 180
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_binding_that_is_missing_stops_it_with_one_line(tmp_path: Path, port: int) -> None:
    process = start(tmp_path, port, SERVICE_BINDING_ROOT="/nowhere")
    assert process.wait(60) == 1
    assert (tmp_path / "log").read_text(encoding="utf-8") == "The service cannot start: there is no binding 'own'\n"


def test_settings_from_the_environment() -> None:
    with pytest.raises(ServiceConfigurationError, match="DATA_FOLDER"):
        EboxSettings.from_environment({"DATA_FOLDER": ""})
    environment = {"DATA_FOLDER": "/data", "BOUWSTEEN_PORT": "20500"}
    assert EboxSettings.from_environment(environment).token_url == "http://127.0.0.1:20500/oauth/token"
    public = EboxSettings.from_environment(environment | {"PUBLIC_URL": "https://ebox.voorbeeld.test"})
    assert public.registry_url == "https://ebox.voorbeeld.test/ebox/enterprise/v2"
