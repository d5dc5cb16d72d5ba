"""The kinds of the operator, in the cluster of this run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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


def _is_served(definition: dict[str, Any] | None) -> bool:
    said = (definition or {}).get("status", {}).get("conditions", ())
    return {"NamesAccepted", "Established"} <= {each["type"] for each in said if each["status"] == "True"}


@pytest.fixture(scope="session")
def kinds(cluster: Cluster) -> Cluster:
    """The cluster of this run, which serves our kinds. Cluster-scoped objects of tests have names that no other test has."""
    install_kinds(cluster)
    return cluster
