"""What stacks get from each other: from records of the same cluster, or from a Secret; and that a name alone opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.clusters import Cluster
from tests.cluster_faults.towns import config_map, resource
from tests.support.clusters import new_namespace
from tests.support.stack_objects import Operator, StackTown, add_account

from bouwsteen.formats.stack_objects import STACK_LABEL

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
OFFERS = {"gate": {"interface": "gate", "version": "1.0.0"}}
USES = {"gate": {"interface": "gate", "version": "^1.0"}}


@pytest.fixture
def other(operator: Operator, kinds: Cluster, tmp_path: Path) -> Iterator[StackTown]:
    """A stack in another namespace, on the same documents."""
    with new_namespace(kinds) as namespace:
        add_account(namespace)
        yield StackTown(tmp_path, namespace, operator, "gent")


def at_home(town: StackTown) -> None:
    """As whoever runs the cluster says it."""
    town.namespace.api.merge(f"/api/v1/namespaces/{town.namespace.name}", {"metadata": {"labels": {STACK_LABEL: town.name}}})


def offer(town: StackTown) -> None:
    block = {"provides": {"gate": {"value": {"url": "https://${resources.thing.name}.example"}}}}
    town.stand(
        {"door": [resource(config_map("door"))]},
        blocks={"door": {"spec": {"provides": OFFERS}, "target": block}},
        exports=[{"output": "door/gate", "to": ["leuven"]}],
    )


def ask(town: StackTown) -> None:
    text = {"text": "${uses.gate.url}"}
    town.stand(
        {"web": [resource({**config_map("web"), "data": text})]},
        blocks={"web": {"spec": {"uses": USES}}},
        uses={"web": {"gate": "gent/door/gate"}},
    )


def test_a_consumer_waits_for_its_exporter_and_is_woken_by_it(town: StackTown, other: StackTown) -> None:
    at_home(town)
    at_home(other)
    offer(other)
    ask(town)
    outcome = town.look()
    assert town.condition("Ready") == ("False", "WaitingForStack")
    assert town.condition("Wired") == ("False", "UsesMissing")
    assert "gent/door/gate" in town.message()
    assert (outcome.failed, outcome.again_after) == (False, 30.0)
    assert town.live() == {}
    outcome = other.look()
    assert outcome.wake == (town.key,)
    town.look()
    assert (town.condition("Ready"), town.condition("Wired")) == (("True", "Succeeded"), ("True", "AllUsesProvided"))
    assert town.live()["web"]["data"]["text"].startswith("https://")

    # It is not deleted under the feet of who uses it.
    other.remove()
    other.look()
    assert other.condition("Ready") == ("False", "ExportsInUse")
    assert str(town.key) in other.message()
    town.remove()
    town.look()
    other.look()
    assert not other.is_there


def test_a_namesake_elsewhere_gets_nothing(town: StackTown, other: StackTown) -> None:
    at_home(other)
    offer(other)
    ask(town)
    other.look()
    town.look()
    assert town.condition("Ready") == ("False", "WaitingForStack")
    assert STACK_LABEL in town.message()
    assert town.live() == {}


def test_what_a_namesake_exports_is_not_taken(town: StackTown, other: StackTown) -> None:
    at_home(town)
    offer(other)
    ask(town)
    other.look()
    town.look()
    assert town.condition("Ready") == ("False", "WaitingForStack")
    assert town.live() == {}


def test_a_stack_outside_of_the_cluster_is_read_from_a_secret(town: StackTown, other: StackTown) -> None:
    offer(other)
    ask(town)
    other.namespace.api.delete(other.path())
    name = town.object["spec"]["resolved"]["imports"]["secret"]
    town.look()
    assert town.condition("Ready") == ("False", "WaitingForStack")
    secret: dict[str, Any] = {"metadata": {"name": name}, "stringData": {"gent.door.gate": '{"url": "https://gent.example"}'}}
    town.namespace.api.create(town.namespace.path("secrets"), secret)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live()["web"]["data"]["text"] == "https://gent.example"
