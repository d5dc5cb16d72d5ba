"""A world of objects in a namespace of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.adapters.kubernetes.worlds import World, open_world
from tests.support.clusters import Namespace


@pytest.fixture
def world(namespace: Namespace) -> Iterator[World]:
    opened = open_world(namespace, namespace.cluster.kubeconfig)
    yield opened
    opened.provider.close()
