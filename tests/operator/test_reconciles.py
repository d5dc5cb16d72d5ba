"""What happens to one Stack, on a real API server, as the account of its namespace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster.clusters import Cluster
from tests.cluster_faults.towns import config_map, resource
from tests.support.clusters import Namespace
from tests.support.stack_objects import Operator, StackTown, add_account

pytestmark = pytest.mark.cluster


@pytest.fixture
def operator(kinds: Cluster, tmp_path: Path) -> Iterator[Operator]:
    opened = Operator(tmp_path / "operator", kinds.kubeconfig)
    yield opened
    opened.close()


@pytest.fixture
def town(operator: Operator, namespace: Namespace, tmp_path: Path) -> StackTown:
    add_account(namespace)
    return StackTown(tmp_path, namespace, operator)


def test_a_stack_becomes_ready(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    outcome = town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert (outcome.failed, outcome.again_after) == (False, None)
    assert town.live().keys() == {"web", "data"}
    assert {name: each["status"]["conditions"][0]["status"] for name, each in town.instances().items()} == {"web": "True", "data": "True"}
    assert town.object["status"]["instances"] == {"total": 2, "ready": 2}
