"""The kinds of the operator, in the cluster of this run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.cluster.audits import AuditLog
from tests.support.clusters import Namespace, own_cluster
from tests.support.operator_towns import Province
from tests.support.stack_objects import Operator, StackTown, add_account

from bouwsteen_operator.crds import define
from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


def install_kinds(cluster: Cluster) -> None:
    """All of them, as this checkout has them; whoever comes second changes nothing."""
    for kind in KINDS.values():
        cluster.admin.apply(f"{DEFINITIONS}/{kind.crd}", define(kind), "bouwsteen-tests", force=True)
    cluster.wait(
        lambda: all(_is_served(cluster.admin.find(f"{DEFINITIONS}/{kind.crd}")) for kind in KINDS.values()), "our kinds are served"
    )
    # What is served may still be about to be: a list of it is answered with 429 until then.
    cluster.wait(lambda: [cluster.admin.get(kind.path(), limit="1") for kind in KINDS.values()], "our kinds can be listed")


@pytest.fixture(scope="module")
def cluster_of_ours() -> Iterator[Cluster]:
    """One that serves our kinds, of one module: its tests disturb it, and processes of the operator see all stacks of a cluster."""
    with own_cluster("kube-controller-manager") as cluster:
        install_kinds(cluster)
        yield cluster


@pytest.fixture
def province(cluster_of_ours: Cluster, tmp_path: Path) -> Iterator[Province]:
    """Gone at the end, but for its roles: the next one begins with an empty cluster."""
    made = Province(tmp_path, cluster_of_ours, instances=3)
    yield made
    made.leave()


def _is_served(definition: dict[str, Any] | None) -> bool:
    said = (definition or {}).get("status", {}).get("conditions") or ()  # a server writes null before it knows any
    return {"NamesAccepted", "Established"} <= {each["type"] for each in said if each["status"] == "True"}


@pytest.fixture(scope="session")
def kinds(cluster: Cluster) -> Cluster:
    """The cluster of this run, which serves our kinds. Cluster-scoped objects of tests have names that no other test has."""
    install_kinds(cluster)
    return cluster


@pytest.fixture
def audit(kinds: Cluster) -> AuditLog:
    """What was asked of that cluster. A cluster of somebody else has no log that we know of."""
    log = kinds.kubeconfig.with_name("audit.log")
    if not log.is_file():
        pytest.skip("the API server's audit log is not here")
    return AuditLog(log)


@pytest.fixture
def operator(kinds: Cluster, tmp_path: Path) -> Iterator[Operator]:
    opened = Operator(tmp_path / "operator", kinds.kubeconfig)
    yield opened
    opened.close()


@pytest.fixture
def town(operator: Operator, namespace: Namespace, tmp_path: Path) -> StackTown:
    """A stack in the namespace of this test, which the operator acts in as the account of that namespace."""
    add_account(namespace)
    return StackTown(tmp_path, namespace, operator)
