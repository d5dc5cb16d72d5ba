"""What stacks get from each other: from records of the same cluster, or from a Secret; and that a name alone opens nothing."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.clusters import Cluster
from tests.cluster_faults.towns import config_map, resource
from tests.support.clusters import new_namespace
from tests.support.stack_objects import ENVIRONMENT, Operator, StackTown, add_account

from bouwsteen.formats.stack_objects import STACK_LABEL
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.shards import SHARD_LABEL

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


def test_stacks_of_two_shards_use_each_other_and_each_is_looked_after_by_its_own(town: StackTown, other: StackTown, tmp_path: Path) -> None:
    """One operator of each, on what both see."""
    at_home(town)
    at_home(other)
    offer(other)
    ask(town)
    town.namespace.api.merge(town.path(), {"metadata": {"labels": {SHARD_LABEL: "east"}}})
    cluster = town.namespace.cluster
    east, west = (Operator(tmp_path / "operator", cluster.kubeconfig, shard=name) for name in ("east", "default"))
    for each in ("BuildingBlock", "Interface", "CatalogEntry"):
        for obj in town.operator.cache.list(each):
            east.cache.put(each, obj)
            west.cache.put(each, obj)

    def look(operator: Operator, of: StackTown) -> Outcome:
        operator.cache.refresh(town.namespace)
        operator.cache.refresh(other.namespace)
        return operator.reconcile(of.key)

    assert look(east, other) == look(west, town) == Outcome()
    assert (town.condition("Ready"), other.condition("Ready")) == (("", ""), ("", ""))
    look(west, other)
    look(east, town)
    assert (town.condition("Ready"), other.condition("Ready")) == (("True", "Succeeded"), ("True", "Succeeded")), town.message()
    other.remove()
    look(west, other)
    assert other.condition("Ready") == ("False", "ExportsInUse")
    assert str(town.key) in other.message()

    # It may move to the other one, which goes on where the first one was.
    town.namespace.api.merge(town.path(), {"metadata": {"labels": {SHARD_LABEL: None}}})
    town.remove()
    look(east, town)
    assert town.live().keys() == {"web"}
    look(west, town)
    assert not town.is_there
    look(west, other)
    assert not other.is_there
    east.close()
    west.close()


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


def refer(town: StackTown) -> None:
    """An instance that is given a secret of the machine that it is exported on."""
    parameters = {"type": "object", "properties": {"key": {"type": "string", "secret": True}}, "required": ["key"]}
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "web"}, "stringData": {"key": "${parameters.key}"}}
    town.stand({"bare": [resource(config_map("bare"))], "web": [resource(manifest)]}, blocks={"web": {"spec": {"parameters": parameters}}})
    file = town.root / "stacks" / town.name / "stack.yaml"
    document = json.loads(file.read_text())
    for entry in document["spec"]["blocks"]:
        if entry["name"] == "web":
            entry["parameters"] = {"key": {"secretRef": {"env": "BOUWSTEEN_SECRET_KEY"}}}
    file.write_text(json.dumps(document))


def export(town: StackTown, **variables: str) -> tuple[list[dict[str, Any]], str]:
    """What the command line writes of it, and what it complains of."""
    command = [sys.executable, "-m", "bouwsteen", "export", town.name, "-e", ENVIRONMENT, "--format", "objects", "--with-secrets"]
    environment = {**os.environ, **variables}
    done = subprocess.run(
        [*command, "-o", "json", "--lang", "en"], cwd=town.root, env=environment, check=True, capture_output=True, text=True, timeout=120
    )
    return json.loads(done.stdout)["items"], done.stderr


def test_a_secret_that_the_documents_refer_to_is_brought_in_a_secret_and_waited_for(town: StackTown) -> None:
    refer(town)
    town.export()
    assert town.object["spec"]["resolved"]["imports"] == {"secret": "leuven-imports"}
    outcome = town.look()
    assert outcome.failed  # so it looks again by itself
    assert (town.condition("Ready"), town.condition("Reconciling")) == (("False", "SecretMissing"), ("True", "SecretMissing"))
    assert "BOUWSTEEN_SECRET_KEY" in town.message()
    assert "--with-secrets" in town.message()
    assert town.live() == {}

    objects, told = export(town)
    assert not [each for each in objects if each["kind"] == "Secret"]
    assert "environment variable BOUWSTEEN_SECRET_KEY" in told
    objects, told = export(town, BOUWSTEEN_SECRET_KEY="geheim-1")
    assert told == ""
    (made,) = (each for each in objects if each["kind"] == "Secret")
    assert (made["metadata"]["name"], made["stringData"]) == ("leuven-imports", {"BOUWSTEEN_SECRET_KEY": "geheim-1"})
    assert "geheim-1" not in json.dumps([each for each in objects if each["kind"] != "Secret"])
    town.namespace.api.create(town.namespace.path("secrets"), made)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live("secrets")["web"]["data"] == {"key": base64.b64encode(b"geheim-1").decode()}

    # Another value is another secret from then on.
    town.namespace.api.merge(town.namespace.path("secrets", "leuven-imports"), {"stringData": {"BOUWSTEEN_SECRET_KEY": "geheim-2"}})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live("secrets")["web"]["data"] == {"key": base64.b64encode(b"geheim-2").decode()}
    assert "geheim" not in json.dumps(town.object)
