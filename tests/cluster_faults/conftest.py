"""A client of the product for each test, as somebody who waits for his turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterSettings, open_cluster


@pytest.fixture
def client(namespace: Namespace) -> Iterator[ClusterClient]:
    opened = open_cluster(ClusterSettings(namespace.cluster.kubeconfig, namespace=namespace.name))
    yield opened
    opened.close()
