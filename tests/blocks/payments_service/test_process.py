"""The real process: started as the orchestrator starts it, spoken to over a socket, killed and stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.payments_service.receivers import Receiver, receiver
from tests.blocks.payments_service.worlds import BROKER_KEY, HERSTAPPE, RETURN, SESSION_KEY, euro

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.settings import ServiceConfigurationError
from payments_service.registrations import SERVICE_ID, TEST_PLAN_ID
from payments_service.settings import PaymentsSettings

SERVICE = Path(__file__).parents[3] / "blocks" / "payments-service" / "service"
DEADLINE = 120


@dataclass
class Running:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def start(self, **changes: str) -> None:
        own = self.folder / "bindings" / "own"
        own.mkdir(parents=True, exist_ok=True)
        for name, value in (("brokerKey", BROKER_KEY), ("sessionKey", SESSION_KEY)):
            (own / name).write_text(value, encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(SERVICE),
            "BOUWSTEEN_HOST": "127.0.0.1",
            "BOUWSTEEN_PORT": str(self.port),
            "SERVICE_BINDING_ROOT": str(self.folder / "bindings"),
            "DATA_FOLDER": str(self.folder / "data"),
            "RETRY_SECONDS": "1",
        }
        command = [sys.executable, "-m", "payments_service"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment | changes, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + DEADLINE
        while not self._is_ready():
            assert self.process is not None
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def end(self, sent: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(sent)
        return self.process.wait(60)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made = Running(tmp_path, probe.getsockname()[1])
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGKILL)


def register(running: Running, webhook: str) -> dict[str, Any]:
    auth = (HERSTAPPE, derive_password(SecretStr(BROKER_KEY), HERSTAPPE))
    with httpx.Client(base_url=f"{running.base}/broker/v2", headers={"x-broker-api-version": "2.17"}, auth=auth) as http:
        ids = {"service_id": SERVICE_ID, "plan_id": TEST_PLAN_ID}
        parameters = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
        body = ids | {"organization_guid": "o", "space_guid": "s", "parameters": parameters}
        assert http.put("/service_instances/i", json=body).status_code == 201
        body = ids | {"parameters": {"webhookUrl": webhook}}
        made: dict[str, Any] = http.put("/service_instances/i/service_bindings/b", json=body).json()["credentials"]
        return made


def pay(running: Running, key: str, webhook: str) -> str:
    """The id of a payment that was paid."""
    with httpx.Client(headers={"authorization": f"Bearer {key}"}) as http:
        body = {"amount": euro("10.00"), "description": "R", "redirectUrl": RETURN, "webhookUrl": webhook}
        made = http.post(f"{running.base}/v2/payments", json=body).json()
    with httpx.Client() as browser:
        address = made["_links"]["checkout"]["href"]
        found = re.search(r'name="csrf" value="([^"]*)"', browser.get(f"{address}?method=bancontact").text)
        assert found is not None
        fields = {"csrf": found[1], "method": "bancontact", "outcome": "paid"}
        assert browser.post(address, data=fields, headers={"origin": running.base}).headers["location"] == RETURN
    return str(made["id"])


def wait_for(hooks: Receiver, number: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while len(hooks.got) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_webhooks_survive_a_kill_and_a_stop_is_graceful(running: Running) -> None:
    running.start()
    running.wait_until_ready()
    with receiver() as hooks:
        hooks.status = 503
        credentials = register(running, f"{hooks.url}/signed")
        paid = pay(running, credentials["apiKey"], f"{hooks.url}/classic")
        wait_for(hooks, 2)
        running.end(signal.SIGKILL)
        hooks.status = 200
        seen = len(hooks.got)
        running.start()
        running.wait_until_ready()
        wait_for(hooks, seen + 2)
        told = [(path, body) for path, _, body in hooks.got[seen:]]
        assert ("/classic", f"id={paid}") in told
        assert any(path == "/signed" and f'"entityId": "{paid}"' in body for path, body in told)
    assert running.end(signal.SIGTERM) == 0
    for secret in (BROKER_KEY, SESSION_KEY, credentials["apiKey"], credentials["webhookSecret"]):
        assert secret not in running.log
    assert "Traceback" not in running.log


def test_a_binding_that_is_missing_stops_it_with_one_line(running: Running) -> None:
    running.start(SERVICE_BINDING_ROOT="/nowhere")
    assert running.process is not None
    assert running.process.wait(DEADLINE) == 1
    assert running.log == "The service cannot start: there is no binding 'own'\n"


@pytest.mark.parametrize("changes", [{"DATA_FOLDER": ""}, {"REFUND_SECONDS": "0"}, {"RETRY_SECONDS": "x"}])
def test_a_wrong_setting_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ServiceConfigurationError, match=next(iter(changes))):
        PaymentsSettings.from_environment({"DATA_FOLDER": "/data", **changes})


def test_settings_from_the_environment() -> None:
    settings = PaymentsSettings.from_environment(
        {"DATA_FOLDER": "/data", "PUBLIC_URL": "https://betalen.voorbeeld.test", "RETRY_SECONDS": "9"}
    )
    assert settings.api_url == "https://betalen.voorbeeld.test/v2"
    assert (settings.refund_seconds, settings.retry_seconds) == (60, 9)
