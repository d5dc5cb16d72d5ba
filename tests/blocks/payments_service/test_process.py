"""The real process: started as the orchestrator starts it, spoken to over a socket, killed and stopped."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.blocks.payments_service.processes import DEADLINE, Running, process_in, register
from tests.blocks.payments_service.receivers import Receiver, receiver
from tests.blocks.payments_service.worlds import BROKER_KEY, RETURN, SESSION_KEY, euro

from bouwsteen_service.settings import ServiceConfigurationError
from payments_service.settings import PaymentsSettings


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with process_in(tmp_path) as made:
        yield made


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
