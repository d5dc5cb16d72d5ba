"""A place for states in a real cluster, which a store makes by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpx

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterSettings, open_cluster

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster


@contextmanager
def state_namespace(cluster: Cluster, name: str = "") -> Iterator[tuple[ClusterClient, str]]:
    """A client that is the deployer, and the name of a namespace that is not there yet; it goes afterwards, which nobody waits for."""
    namespace = name or f"state-{uuid.uuid4().hex[:10]}"
    client = open_cluster(ClusterSettings(cluster.kubeconfig, "", namespace))
    try:
        yield client, namespace
    finally:
        client.close()
        with suppress(httpx.HTTPError):
            cluster.admin.delete(f"/api/v1/namespaces/{namespace}")
