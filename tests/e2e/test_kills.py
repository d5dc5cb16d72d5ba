"""SIGKILL of `apply` anywhere on the real stack: the next one reaches the same world, with nothing twice."""

from __future__ import annotations

import random
import signal
import time

import pytest
from tests.e2e.conftest import Checkout
from tests.e2e.test_main_job import FORMS, HERSTAPPE, STACK_FILE, registrations

pytestmark = pytest.mark.e2e


def without_what_is_paid(checkout: Checkout) -> None:
    """Sign-in, forms and a database: enough services to be killed among, and few enough for twenty lives."""
    for block in ("ebox", "payments", "magda"):
        checkout.edit(STACK_FILE, f"    - {{block: {block}, version: ^1.0}}\n", "")
    (checkout.root / "stacks/herstappe/forms/register-extract.form.yaml").unlink()
    checkout.run("lock", "herstappe")


def kill_after(checkout: Checkout, seconds: float, *arguments: str) -> bool:
    """Start, wait, kill the command and it alone. True when it was still at work."""
    process = checkout.start(*arguments)
    time.sleep(seconds)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    return alive


def world(checkout: Checkout) -> set[tuple[str, str]]:
    """What there is, without what each run chooses: resources and how they are."""
    status = checkout.json("status", HERSTAPPE)["stacks"][0]
    assert status["in_doubt"] == []
    return {(found["address"], found["state"]) for instance in status["instances"] for found in instance["resources"]}


def check_same_world(checkout: Checkout, expected: set[tuple[str, str]], clients: int) -> None:
    checkout.run("apply", HERSTAPPE, "--yes")
    assert world(checkout) == expected
    assert len(registrations(checkout)) == clients
    checkout.run("plan", HERSTAPPE, "--detailed-exitcode")


@pytest.mark.slow
@pytest.mark.fault("F1", "F2")
def test_apply_survives_twenty_kills(checkout: Checkout) -> None:
    without_what_is_paid(checkout)
    started = time.monotonic()
    checkout.run("apply", HERSTAPPE, "--yes")
    whole = time.monotonic() - started
    expected, clients = world(checkout), len(registrations(checkout))
    checkout.run("destroy", HERSTAPPE, "--yes")

    # Creations from nothing, each killed at another moment, spread over the length of a whole run.
    moments = random.Random(20261125)
    killed = 0
    for number in range(5):
        killed += kill_after(checkout, whole * (number + moments.random()) / 5, "apply", HERSTAPPE, "--yes")
        check_same_world(checkout, expected, clients)
        checkout.run("destroy", HERSTAPPE, "--yes")
        assert checkout.processes() == []

    # Updates of what runs.
    checkout.run("apply", HERSTAPPE, "--yes")
    before = FORMS
    for number in range(15):
        after = f"- {{block: forms, version: ^1.0, parameters: {{draftDays: {10 + number}}}}}"
        checkout.edit(STACK_FILE, before, after)
        killed += kill_after(checkout, whole * (number + moments.random()) / 30, "apply", HERSTAPPE, "--yes")
        check_same_world(checkout, expected, clients)
        before = after
    assert killed >= 10, "most kills came too late to prove anything"


@pytest.mark.slow
@pytest.mark.fault("F2")
def test_destroy_survives_kills(checkout: Checkout) -> None:
    without_what_is_paid(checkout)
    for moment in (0.6, 1.0, 1.4, 1.8, 2.4):
        checkout.run("apply", HERSTAPPE, "--yes")
        kill_after(checkout, moment, "destroy", HERSTAPPE, "--yes")
        checkout.run("destroy", HERSTAPPE, "--yes")
        assert checkout.processes() == []
        assert [path for path in checkout.files(".bouwsteen") if not path.startswith("state/")] == []
