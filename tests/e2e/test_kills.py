"""SIGKILL of `apply` anywhere on the real stack: the next one reaches the same world, with nothing twice."""

from __future__ import annotations

import math
import random
import signal
import time
from contextlib import suppress

import pytest
from tests.e2e.conftest import Checkout
from tests.e2e.test_main_job import FORMS, HERSTAPPE, STACK_FILE, registrations

pytestmark = pytest.mark.e2e


def journalled(checkout: Checkout) -> int:
    """Bytes of the run that is under way: 0 before and after one, when all is in the snapshot."""
    size = 0
    for path in (checkout.root / ".bouwsteen/state/herstappe/local").glob("journal.*"):
        with suppress(FileNotFoundError):  # folded between the look and the question
            size += path.stat().st_size
    return size


def watch(checkout: Checkout, *arguments: str, kill_at: float = math.inf) -> tuple[int, bool]:
    """Run a command, and kill it alone once it wrote down so many bytes. The most that it wrote; whether it was still at work."""
    most = 0
    process = checkout.start(*arguments)
    while (alive := process.poll() is None) and most < kill_at:
        most = max(most, journalled(checkout))
        time.sleep(0.004)  # often enough: it writes for seconds, and a look takes from what it has to work with
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return most, alive


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
def test_apply_survives_kills(few_services: Checkout) -> None:
    checkout = few_services
    whole, _ = watch(checkout, "apply", HERSTAPPE, "--yes")
    expected, clients = world(checkout), len(registrations(checkout))
    checkout.run("destroy", HERSTAPPE, "--yes")

    # Creations from nothing, each killed at another moment, spread over what a whole run writes down.
    moments = random.Random(20261125)
    killed = 0
    for number in range(3):
        _, alive = watch(checkout, "apply", HERSTAPPE, "--yes", kill_at=whole * (number + moments.random()) / 3)
        killed += alive
        check_same_world(checkout, expected, clients)
        checkout.run("destroy", HERSTAPPE, "--yes")
        assert checkout.processes() == []

    # Updates of what runs; the first is let be, and shows how much one writes.
    checkout.run("apply", HERSTAPPE, "--yes")
    before = FORMS
    for number in range(7):
        after = f"- {{block: forms, version: ^1.0, parameters: {{draftDays: {10 + number}}}}}"
        checkout.edit(STACK_FILE, before, after)
        kill_at = whole * (number + moments.random()) / 7 if number else math.inf
        most, alive = watch(checkout, "apply", HERSTAPPE, "--yes", kill_at=kill_at)
        whole, killed = (whole, killed + alive) if number else (most, killed)
        check_same_world(checkout, expected, clients)
        before = after
    assert killed >= 6, "most kills came too late to prove anything"


@pytest.mark.slow
@pytest.mark.fault("F2")
def test_destroy_survives_kills(few_services: Checkout) -> None:
    checkout = few_services
    checkout.run("apply", HERSTAPPE, "--yes")
    whole, _ = watch(checkout, "destroy", HERSTAPPE, "--yes")
    for number in range(5):
        checkout.run("apply", HERSTAPPE, "--yes")
        _, alive = watch(checkout, "destroy", HERSTAPPE, "--yes", kill_at=whole * (number + 0.5) / 5)
        assert alive
        checkout.run("destroy", HERSTAPPE, "--yes")
        assert checkout.processes() == []
        assert [path for path in checkout.files(".bouwsteen") if not path.startswith("state/")] == []
