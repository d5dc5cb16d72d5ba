"""The operator, on an API server of its own: how soon many stacks are ready, and what it costs when nothing happens.

    uv run python -m tests.benchmarks.bench_operator [STACKS [INSTANCES]]      285 stacks of 10 instances each, where nothing is said

Printed beside the limit of the same server in the same run: how many of the plainest writes it takes from as many threads.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import psutil
from tests.cluster.apis import Api
from tests.cluster.audits import AuditLog
from tests.cluster.clusters import Cluster
from tests.operator.conftest import install_kinds
from tests.support.clusters import own_cluster
from tests.support.operator_towns import OperatorProcess, Province

THREADS: Final = 8
_LONGEST: Final = 3600.0  # seconds for any part
_IDLE: Final = 120.0
_WRITES: Final = frozenset({"create", "update", "patch", "delete"})


def main(stacks: int, instances: int) -> None:
    with own_cluster("kube-controller-manager") as cluster, tempfile.TemporaryDirectory(prefix="bw-op-") as folder:
        install_kinds(cluster)
        print(f"{stacks} stacks, {stacks * instances} BlockInstances, {THREADS} workers, {psutil.cpu_count()} processors for all")
        limit = measure_server(cluster)
        print(f"{limit:8.0f} writes a second: the API server alone, ConfigMaps by server-side apply from {THREADS} threads")
        province = Province(Path(folder), cluster, instances)
        province.settle(range(stacks))
        measure_operator(province, cluster, stacks, instances, limit)


def measure_server(cluster: Cluster, count: int = 1000) -> float:
    """Writes a second."""
    clients = [Api(cluster.kubeconfig) for _ in range(THREADS)]

    def write(number: int) -> None:
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"limit-{number}"}, "data": {"text": "hallo"}}
        clients[number % THREADS].apply(f"/api/v1/namespaces/default/configmaps/limit-{number}", body, "limit")

    begun = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(count)))
    seconds = time.monotonic() - begun
    for each in clients:
        each.close()
    return count / seconds


def measure_operator(province: Province, cluster: Cluster, stacks: int, instances: int, limit: float) -> None:
    audit = cluster.audit
    mark = audit.mark()
    begun = time.monotonic()
    with province.operate("--sweep", "86400") as operator:
        wait(lambda: province.count_ready() == stacks, operator)
        seconds = time.monotonic() - begun
        done = writes(audit, mark)
        print(f"{seconds:8.1f} s from its start until all are ready: {stacks * instances / seconds:.1f} BlockInstances a second")
        print(f"{done / seconds:8.0f} writes a second meanwhile ({done} in all): {100 * done / seconds / limit:.0f}% of the server's limit")
        print(f"{memory(operator):8.0f} MB of memory by now")
    mark = audit.mark()
    begun = time.monotonic()
    with province.operate("--sweep", "86400") as operator:
        wait(lambda: len(operator.lines("reconciled")) >= stacks, operator)
        looked = operator.lines("reconciled")
        busy = sum(each["seconds"] for each in looked)
        print(f"{time.monotonic() - begun:8.1f} s from a restart until all were looked at, with {writes(audit, mark)} writes")
        print(f"{1000 * busy / len(looked):8.1f} ms a full reconcile when nothing is to do (plan of {instances} instances and all reads)")
        measure_idle(audit, operator)
    with province.operate("--sweep", "10") as operator:
        wait(lambda: len(operator.lines("reconciled")) >= stacks, operator)
        measure_changes(province, operator, stacks)


def measure_idle(audit: AuditLog, operator: OperatorProcess) -> None:
    mark = audit.mark()
    time.sleep(_IDLE)
    asked = [each for each in audit.since(mark) if each.agent.startswith(("bouwsteen", "kopf"))]
    hour = 3600 / _IDLE
    leases = sum(each.resource == "leases" for each in asked)
    print(f"{len(asked) * hour:8.0f} requests of an idle hour ({leases * hour:.0f} for the Lease), extrapolated from {_IDLE:.0f} s")
    print(f"{memory(operator):8.0f} MB of memory when idle")


def measure_changes(province: Province, operator: OperatorProcess, stacks: int, count: int = 50) -> None:
    """Somebody asks for a look at a stack; meanwhile all others are swept as fast as they can be."""
    stopped = threading.Event()
    before = len(operator.lines("reconciled"))
    begun = time.monotonic()
    waits = []
    for number in range(count):
        text = f"now-{number}"
        asked = time.monotonic()
        province.request(number % stacks, text)
        while province.status(number % stacks).get("lastHandledReconcileAt") != text:
            stopped.wait(0.01)
            if time.monotonic() - asked > _LONGEST:
                raise AssertionError("a request was never handled")
        waits.append(time.monotonic() - asked)
    seconds = time.monotonic() - begun
    waits.sort()
    rate = (len(operator.lines("reconciled")) - before) / seconds
    print(f"{rate:8.1f} full reconciles a second during a sweep, by one process")
    worst = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(f"{waits[len(waits) // 2]:8.2f} s median, {worst:.2f} s p99 of {count} changes meanwhile")


def writes(audit: AuditLog, mark: int) -> int:
    """Of the operator and of whom it acts as, beside its own Lease and questions about its rights."""
    ours = [each for each in audit.since(mark) if each.agent.startswith("bouwsteen") and each.verb in _WRITES]
    return sum(each.name != "bouwsteen-operator" and "accessreview" not in each.resource for each in ours)


def memory(operator: OperatorProcess) -> float:
    """In MB, resident."""
    return float(psutil.Process(operator.process.pid).memory_info().rss) / 1e6


def wait(check: Callable[[], Any], operator: OperatorProcess) -> None:
    until = time.monotonic() + _LONGEST
    while not check():
        if operator.process.poll() is not None or time.monotonic() > until:
            raise AssertionError(operator.log.read_text()[-3000:])
        time.sleep(0.25)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    main(given[0] if given else 285, given[1] if len(given) > 1 else 10)
