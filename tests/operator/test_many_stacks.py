"""Very many organisations that change at once, with an operator of its own: who waits for whom."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from tests.cluster.clusters import Cluster
from tests.support.operator_towns import OperatorProcess, Province, town

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.fault("F56")]

TOWNS: Final = int(os.environ.get("BOUWSTEEN_TOWNS", "24"))  # 300 by hand
REFUSED, HANGING = 0, 1
WORKERS: Final = 4
_LONGEST: Final = 180.0 + 3 * TOWNS  # seconds against hanging
_ADMISSION: Final = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"


@contextmanager
def silence(cluster: Cluster, namespace: str) -> Iterator[None]:
    """Whoever writes a ConfigMap there waits for somebody who takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE", "UPDATE"]}
        webhook = {
            "name": "silent.example.com",
            "clientConfig": {"url": f"https://127.0.0.1:{silent.getsockname()[1]}/"},
            "rules": [rule],
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
            "failurePolicy": "Fail",
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "timeoutSeconds": 30,
        }
        cluster.admin.create(_ADMISSION, {"metadata": {"name": "silent"}, "webhooks": [webhook]})
        try:
            yield
        finally:
            cluster.admin.delete(f"{_ADMISSION}/silent")


def refuse_content(cluster: Cluster, namespace: str) -> None:
    """The account of an organisation may keep its record, and nothing else."""
    rules = [{"apiGroups": ["", "coordination.k8s.io"], "resources": ["secrets", "leases"], "verbs": ["*"]}]
    cluster.admin.merge(f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/roles/bouwsteen", {"rules": rules})


def wait_ready(province: Province, count: int) -> None:
    """Until so many stacks are ready as they are asked for by now."""
    until = time.monotonic() + _LONGEST
    while (found := province.count_ready()) != count:
        if time.monotonic() > until:
            raise AssertionError(f"{found} of {count} stacks are ready after {_LONGEST:.0f} seconds")
        time.sleep(0.5)  # each look is at all of them


def looked_at(operator: OperatorProcess) -> list[str]:
    """The namespaces of the stacks, in the order in which looks at them came to their end."""
    return [str(each["stack"]).partition("/")[0] for each in operator.lines("reconciled")]


def test_one_that_is_refused_and_one_that_hangs_delay_no_other(cluster_of_ours: Cluster, tmp_path: Path) -> None:
    """All stacks change while no operator runs, so that all of them wait when it begins."""
    cluster = cluster_of_ours
    province = Province(tmp_path, cluster, instances=1)
    towns = range(TOWNS)
    province.settle(towns)
    with province.operate("--sweep", "86400") as operator:
        wait_ready(province, TOWNS)
    refuse_content(cluster, town(REFUSED))
    province.write(2)
    province.bring(towns)
    with silence(cluster, town(HANGING)), province.operate("--sweep", "86400", "--workers", str(WORKERS)) as operator:
        wait_ready(province, TOWNS - 2)
        order = looked_at(operator)
        said = operator.lines("a mistake")
    others = {town(number) for number in towns} - {town(REFUSED), town(HANGING)}
    assert others <= set(order)
    assert not said
    # Nobody had a second turn before each had a first one; as many as there are workers may still have been at it.
    twice = [name for name, count in Counter(order[: TOWNS - 1 - WORKERS]).items() if count > 1]
    assert twice == []
    assert order.count(town(HANGING)) <= 1 + len(order) // TOWNS, "who hangs holds one worker, and comes back when it was its turn"
    _check_content(cluster, towns)


def _check_content(cluster: Cluster, towns: range) -> None:
    """Each of the others has what was asked for, the two have what they had."""
    found = {number: _names(cluster, number) for number in towns}
    assert {number for number, names in found.items() if names == {"part-0", "part-1"}} == set(towns) - {REFUSED, HANGING}
    assert found[REFUSED] == found[HANGING] == {"part-0"}


def _names(cluster: Cluster, number: int) -> set[str]:
    items: list[dict[str, Any]] = cluster.admin.get(f"/api/v1/namespaces/{town(number)}/configmaps")["items"]
    return {each["metadata"]["name"] for each in items if each["metadata"]["name"].startswith("part-")}
