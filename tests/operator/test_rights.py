"""A stack lives its whole life with exactly the committed roles: the operator's own, and those of the account of its namespace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.operator.installations import ACCOUNT, installed_roles, tenant_rules
from tests.support.clusters import Namespace
from tests.support.stack_objects import Operator, StackTown, add_account

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

pytestmark = pytest.mark.cluster


@pytest.fixture
def installed(kinds: Cluster, tmp_path: Path) -> Iterator[Operator]:
    from tests.cluster.clusters import service_account_kubeconfig

    with installed_roles(kinds) as system:
        kubeconfig = service_account_kubeconfig(kinds, tmp_path / "operator.kubeconfig", system, ACCOUNT)
        opened = Operator(tmp_path / "operator", kubeconfig, namespace=system)
        yield opened
        opened.close()


def test_the_committed_roles_are_enough_for_a_whole_life(installed: Operator, namespace: Namespace, tmp_path: Path) -> None:
    add_account(namespace, tenant_rules())
    town = StackTown(tmp_path, namespace, installed)
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]}, approval="plan")
    town.look()
    assert town.condition("Ready") == ("False", "ApprovalPending"), town.message()
    town.approve("plan", town.object["status"]["plan"]["digest"])
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"web", "data"}
    assert town.instances().keys() == {"web", "data"}

    namespace.api.delete(namespace.path("configmaps", "web"))
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]}, safeguards={"mostRemoved": 100})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"web", "data"}

    town.remove()
    town.look(2)
    assert not town.is_there
    assert town.live() == {}


def test_without_the_role_of_a_namespace_nothing_is_done_there(installed: Operator, namespace: Namespace, tmp_path: Path) -> None:
    add_account(namespace, [])
    town = StackTown(tmp_path, namespace, installed)
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    assert town.condition("Ready") == ("False", "Forbidden"), town.message()
    assert town.live() == {}
