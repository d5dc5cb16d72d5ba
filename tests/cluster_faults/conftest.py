"""The product's provider in the namespace of a test, as somebody who waits for his turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.cluster_faults.records import open_provider
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.provider import KubernetesProvider


@pytest.fixture
def provider(namespace: Namespace) -> Iterator[KubernetesProvider]:
    with open_provider(namespace.cluster.kubeconfig, namespace.name) as opened:
        yield opened
