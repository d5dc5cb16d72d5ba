"""The service as a real process, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from tests.blocks.payments_service.worlds import BROKER_KEY, HERSTAPPE, SESSION_KEY
from tests.support.ports import free_port

from bouwsteen_service.brokers import derive_password
from payments_service.registrations import SERVICE_ID, TEST_PLAN_ID

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


@contextmanager
def process_in(folder: Path) -> Iterator[Running]:
    """It is not started yet; what runs at the end is killed."""
    made = Running(folder, free_port())
    try:
        yield made
    finally:
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
