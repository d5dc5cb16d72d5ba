"""The command line killed while it talks to a real broker: no share is made twice, and none is left behind."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tests.adapters.test_brokers import RealBroker
from tests.faults.places import STACK, Place, Server
from tests.support.ports import free_port
from tests.support.programs import COUNTS_TO, DIES_AT

BLOCK: Final[dict[str, Any]] = {
    "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
    "kind": "BuildingBlock",
    "metadata": {"name": "shared"},
    "spec": {
        "version": "1.0.0",
        "title": {"nl": "Gedeeld"},
        "owner": "Tests",
        "parameters": {
            "type": "object",
            "additionalProperties": False,
            "required": ["url", "username", "password"],
            "properties": {
                "url": {"type": "string"},
                "username": {"type": "string"},
                "password": {"type": "string", "secret": True},
            },
        },
    },
}
TARGET: Final[dict[str, Any]] = {
    "fidelity": "simulated",
    "resources": [
        {
            "id": "share",
            "type": "broker/instance",
            "with": {
                "broker": {name: f"${{parameters.{name}}}" for name in ("url", "username", "password")},
                "service": "folders",
                "plan": "standard",
            },
        },
        {"id": "binding", "type": "broker/binding", "with": {"instance": "${resources.share}"}},
    ],
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBroker]:
    broker = RealBroker(tmp_path_factory.mktemp("broker"), free_port(), STACK)
    broker.start()
    yield broker
    broker.stop()
    broker.provider.close()


def live(broker: RealBroker) -> list[str]:
    """What the broker has: instances and bindings, by what they are."""
    with sqlite3.connect(f"file:{broker.folder / 'broker.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("select binding_id, kind, state from broker_records")
        return sorted("binding" if row[0] else "instance" for row in rows if (row[1], row[2]) != ("delete", "succeeded"))


def lay_out(place: Place, broker: RealBroker) -> dict[str, str]:
    """A stack with a share and a binding. Returns what its programs need in their environment."""
    place.write({"name": "bare", "block": "bare"})
    (place.workspace / "blocks" / "shared").mkdir()
    targets = {"local": TARGET, "cloud": {**TARGET, "fidelity": "production"}}
    (place.workspace / "blocks" / "shared" / "block.yaml").write_text(json.dumps({**BLOCK, "spec": {**BLOCK["spec"], "targets": targets}}))
    entry = (place.workspace / "catalog" / "bare.yaml").read_text()
    (place.workspace / "catalog" / "shared.yaml").write_text(entry.replace("bare", "shared"))
    known = broker.broker
    given = {"url": known["url"], "username": known["username"], "password": {"secretRef": {"env": "BOUWSTEEN_SECRET_BROKER"}}}
    place.write({"name": "shared", "block": "shared", "parameters": given})
    return {"BOUWSTEEN_SECRET_BROKER": known["password"].reveal()}


@pytest.mark.fault("F1", "F2")
@pytest.mark.parametrize("number", [6, pytest.param(1000, marks=pytest.mark.slow)])
def test_killed_while_a_broker_works(number: int, server: Server, place: Place, broker: RealBroker, tmp_path: Path) -> None:
    environment = lay_out(place, broker)
    moments = {}
    for verb in ("apply", "destroy"):
        count = tmp_path / verb
        server.run(place, verb, STACK, "--yes", "--parallelism", "1", environment={**environment, COUNTS_TO: str(count)})
        moments[verb] = int(count.read_text())
    assert live(broker) == []
    steps = min(number, max(moments.values()))
    for step in range(steps):
        for verb, left in (("apply", ["binding", "instance"]), ("destroy", [])):
            dies = {DIES_AT: str(1 + step * moments[verb] // steps)}
            command = (verb, STACK, "--yes", "--parallelism", "1")
            killed = server.run(place, *command, code=None, environment={**environment, **dies})
            assert killed.code in {-signal.SIGKILL, 0}, killed.text  # a place that has a history needs some writes less
            server.run(place, *command, environment=environment)
            assert live(broker) == left, (verb, step)
            with place.read() as session:
                assert session.in_doubt == ()
                assert len(list(session.snapshot.records())) == len(left)
