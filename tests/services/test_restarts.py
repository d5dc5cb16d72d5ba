"""A database that goes away and comes back: the service says that it is not ready, and recovers by itself."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.forms_service.processes import free_port, run_service, write_binding
from tests.services.subjects import FIRST, ORGANISATIONS
from tests.support.postgresql import start_postgresql

from bouwsteen_service.brokers import derive_password

pytestmark = pytest.mark.slow
KEY = "b" * 43
DEADLINE = 60
SERVICES = {
    "identity-service": "identity_service",
    "payments-service": "payments_service",
    "ebox-service": "ebox_service",
    "magda-service": "magda_service",
}


def wait_for(client: httpx.Client, status: int) -> httpx.Response:
    deadline = time.monotonic() + DEADLINE
    while (answer := client.get("/health/ready")).status_code != status:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return answer


@pytest.mark.parametrize("block", SERVICES)
def test_it_recovers_by_itself_and_has_what_it_answered_for(block: str, tmp_path: Path) -> None:
    port = free_port()
    with start_postgresql() as server:
        write_binding(tmp_path / "bindings", "own", {"brokerKey": KEY, "sessionKey": "s" * 43})
        write_binding(tmp_path / "bindings", "database", {"driver": "postgresql", "uri": server.new_database()})
        environment = {"DATA_FOLDER": str(tmp_path / "data")}
        account = (FIRST, derive_password(SecretStr(KEY), FIRST))
        with (
            run_service(tmp_path, SERVICES[block], block, port, environment),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=account, trust_env=False, timeout=DEADLINE) as client,
        ):
            client.headers["x-broker-api-version"] = "2.17"
            service = client.get("/broker/v2/catalog").json()["services"][0]
            ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"], "organization_guid": "o", "space_guid": "s"}
            share = ids | {"parameters": {"organisation": ORGANISATIONS[FIRST]}}
            one = "/broker/v2/service_instances/kept"
            assert client.put(one, json=share).status_code == 201
            server.stop()
            assert wait_for(client, 503).json()["checks"]["database"] == "down"
            assert client.get("/health/live").status_code == 200
            refused = client.put("/broker/v2/service_instances/other", json=share)
            assert refused.status_code >= 500
            server.start()
            wait_for(client, 200)
            # What was answered is there, once; what was refused is not, and can be asked again.
            assert client.put(one, json=share).status_code == 200
            assert client.get("/broker/v2/service_instances/other").status_code == 404
            assert client.put("/broker/v2/service_instances/other", json=share).status_code == 201
