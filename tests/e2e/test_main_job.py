"""The main job on one machine: adopt, plan, apply, wire, stop, mend, destroy, with real processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import pytest
from tests.e2e.conftest import Checkout

pytestmark = pytest.mark.e2e
HERSTAPPE = "stacks/herstappe"
STACK_FILE = "stacks/herstappe/stack.yaml"
FORMS = "- {block: forms, version: ^1.0}"


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.2)


def resource(status: Any, address: str) -> Any:
    return next(
        found
        for instance in status["stacks"][0]["instances"]
        for found in instance["resources"]
        if found["address"].split("/", 2)[2] == address
    )


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def registrations(checkout: Checkout) -> list[str]:
    """The client ids that the sign-in services of this work tree know."""
    found = []
    for file in checkout.find("identity.sqlite"):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            found += [row[0] for row in database.execute("select client_id from clients")]
    return found


def test_a_stack_lives_its_whole_life(checkout: Checkout) -> None:
    checkout.run("up", HERSTAPPE, "--no-verify")
    address = checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip()
    assert httpx.get(address, timeout=10).status_code == 200

    # A plan straight after writes nothing and says that there is nothing to do.
    before = checkout.files(".bouwsteen", "state")
    checkout.run("plan", HERSTAPPE, "--detailed-exitcode")
    assert checkout.files(".bouwsteen", "state") == before

    # One changed parameter: that change, and nothing else.
    checkout.edit(STACK_FILE, FORMS, "- {block: forms, version: ^1.0, parameters: {draftDays: 7}}")
    plan = checkout.json("plan", HERSTAPPE, "--detailed-exitcode", code=2)
    changed = [change for change in plan["changes"] if change["action"] != "no-op"]
    assert [change["address"] for change in changed] == ["herstappe/local/forms/server"]
    assert [field["name"] for field in changed[0]["fields"]] == ["environment.DRAFT_DAYS"]
    checkout.run("apply", HERSTAPPE, "--yes")
    checkout.run("plan", HERSTAPPE, "--detailed-exitcode")

    # Down leaves no process and keeps the data; up finds it, at the same address and with the same registration.
    clients = registrations(checkout)
    databases = checkout.find("data.sqlite")
    assert (len(clients), len(databases)) == (2, 1)  # the forms and the mailbox sign people in; the forms have a database
    checkout.run("down", HERSTAPPE)
    assert checkout.processes() == []
    assert checkout.find("data.sqlite") == databases
    checkout.run("up", HERSTAPPE, "--no-verify")
    assert checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip() == address
    assert registrations(checkout) == clients

    checkout.run("destroy", HERSTAPPE, "--yes")
    assert checkout.processes() == []
    outside_state = [path for path in checkout.files(".bouwsteen") if not path.startswith("state/")]
    assert outside_state == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, timeout=5)
    assert checkout.json("status", HERSTAPPE)["stacks"][0]["instances"] == []


def test_a_killed_service_is_back_and_a_stopped_one_is_mended(few_services: Checkout) -> None:
    checkout = few_services
    checkout.run("up", HERSTAPPE, "--no-verify")
    address = _url(checkout)
    first = resource(checkout.json("status", HERSTAPPE), "forms/server")["facts"]
    killed = psutil.Process(first["pid"])
    killed.kill()

    psutil.wait_procs([killed], timeout=60)
    wait_until(lambda: answers(address))
    found = resource(checkout.json("status", HERSTAPPE), "forms/server")
    assert found["state"] == "ready"
    assert found["facts"]["pid"] not in {None, first["pid"]}
    assert found["facts"]["restarts"] == first["restarts"] + 1

    # The whole supervisor goes behind our back: its children go with it, and drift names both.
    (supervisor,) = checkout.processes("supervisord")
    supervisor.kill()
    wait_until(lambda: not checkout.processes("_service"))
    drift = checkout.json("drift", HERSTAPPE, "--detailed-exitcode", code=2)
    named = {found["address"].split("/", 2)[2] for found in drift["resources"]}
    assert {"forms/server", "identity-service/server"} <= named
    checkout.run("apply", HERSTAPPE, "--yes")
    assert checkout.json("drift", HERSTAPPE, "--detailed-exitcode")["resources"] == []


def test_stacks_and_environments_run_side_by_side(few_services: Checkout) -> None:
    checkout = few_services
    checkout.run("up", HERSTAPPE, "--no-verify")
    checkout.run("up", HERSTAPPE, "--environment", "test", "--no-verify")
    checkout.run("up", "stacks/leuven", "--no-verify")
    urls = {
        checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip(),
        checkout.run("outputs", "herstappe", "--environment", "test", "forms/intake.url").stdout.strip(),
        checkout.run("outputs", "leuven", "permits/intake.url").stdout.strip(),
        checkout.run("outputs", "leuven", "subsidies/intake.url").stdout.strip(),
    }
    assert len(urls) == 4
    for url in urls:
        assert httpx.get(url, timeout=10).status_code == 200

    # Two forms of one stack share nothing that is secret.
    outputs = checkout.json("outputs", "leuven", "--show-secrets")["outputs"]
    bindings = [found for found in outputs if found["consumer"]]
    clients = {found["consumer"]: found["value"] for found in bindings if found["interface"] == "oidc-client"}
    databases = {found["consumer"]: found["value"]["uri"] for found in bindings if found["interface"] == "sql-database"}
    assert {"permits", "subsidies"} <= clients.keys() & databases.keys()
    assert clients["permits"]["clientSecret"] != clients["subsidies"]["clientSecret"]
    assert clients["permits"]["clientId"] != clients["subsidies"]["clientId"]
    assert databases["permits"] != databases["subsidies"]

    # Stopping one leaves the others alone.
    stopped = _url(checkout)
    checkout.run("down", HERSTAPPE)
    assert sum(httpx.get(url, timeout=10).status_code == 200 for url in urls - {stopped}) == 3


def _url(checkout: Checkout) -> str:
    return checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip()
