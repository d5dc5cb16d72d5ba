"""The operator, on an API server of its own: how soon many stacks are ready, and what it costs when nothing happens.

    uv run python -m tests.benchmarks.bench_operator [STACKS [INSTANCES [OBJECTS]]]

285 stacks of 10 instances of 1 object each, where nothing is said; `285 10 10` holds 28,500 objects.

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
_QUIET: Final = 30.0
_SWEPT: Final = 60.0
_WRITES: Final = frozenset({"create", "update", "patch", "delete"})


def main(stacks: int, instances: int, objects: int) -> None:
    with own_cluster("kube-controller-manager") as cluster, tempfile.TemporaryDirectory(prefix="bw-op-") as folder:
        install_kinds(cluster)
        things = f"{stacks} stacks, {stacks * instances} BlockInstances, {stacks * instances * objects} objects"
        print(f"{things}, {THREADS} workers, {psutil.cpu_count()} processors for all")
        limit = measure_server(cluster)
        print(f"{limit:8.0f} writes a second: the API server alone, ConfigMaps by server-side apply from {THREADS} threads")
        province = Province(Path(folder), cluster, instances, objects)
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
        print(f"{operator.processor_seconds:8.1f} s of the processor by the operator")
        print(f"{operator.memory:8.0f} MB of memory by now")
        operator.kill()
    measure_restart(province, audit, stacks)
    with province.operate("--sweep", "3") as operator:
        wait(lambda: len(operator.lines("reconciled")) >= 2 * stacks, operator)
        measure_sweep(operator, instances)
        measure_changes(province, operator, stacks, instances)


def measure_restart(province: Province, audit: AuditLog, stacks: int) -> None:
    """Another process after one that was killed: its Lease has to run out first."""
    mark = audit.mark()
    begun = time.monotonic()
    with province.operate("--sweep", "86400") as operator:
        wait(lambda: "ready" in operator.ask("health", "/health/ready"), operator)
        print(f"{time.monotonic() - begun:8.1f} s from a restart after SIGKILL until it is ready to lead")
        wait(operator.leads, operator)
        print(f"{time.monotonic() - begun:8.1f} s until it leads")
        before = operator.processor_seconds
        wait(lambda: len(operator.lines("reconciled")) >= stacks, operator)
        print(f"{time.monotonic() - begun:8.1f} s until all were looked at, with {writes(audit, mark)} writes")
        spent = operator.processor_seconds - before
        print(f"{1000 * spent / stacks:8.1f} ms of the processor for the first look at a stack, of which nothing is known")
        measure_idle(audit, operator)


def measure_idle(audit: AuditLog, operator: OperatorProcess) -> None:
    time.sleep(_QUIET)  # until lists after the start are over
    mark, before = audit.mark(), operator.processor_seconds
    time.sleep(_IDLE)
    asked = [each for each in audit.since(mark) if each.agent.startswith(("bouwsteen", "kopf"))]
    hour = 3600 / _IDLE
    leases = sum(each.resource == "leases" for each in asked)
    print(f"{len(asked) * hour:8.0f} requests of an idle hour ({leases * hour:.0f} for the Lease), extrapolated from {_IDLE:.0f} s")
    print(f"{(operator.processor_seconds - before) * hour:8.0f} s of the processor in an idle hour")
    print(f"{operator.memory:8.0f} MB of memory when idle")


def measure_sweep(operator: OperatorProcess, instances: int) -> None:
    """Each a plan of all instances on what is recorded and on what the server shows, and all that follows from it."""
    before, count = operator.processor_seconds, len(operator.lines("reconciled"))
    begun = time.monotonic()
    time.sleep(_SWEPT)
    seconds = time.monotonic() - begun
    looked = operator.lines("reconciled")[count:]
    spent = operator.processor_seconds - before
    print(f"{len(looked) / seconds:8.1f} stacks a second looked at during a sweep, {instances * len(looked) / seconds:.0f} BlockInstances")
    print(f"{1000 * spent / len(looked):8.1f} ms of the processor for each stack where nothing is to do, lists and logs included")
    print(f"{1000 * sum(each['seconds'] for each in looked) / len(looked):8.1f} ms of the clock for each")


def measure_changes(province: Province, operator: OperatorProcess, stacks: int, instances: int, count: int = 200) -> None:
    """Somebody asks for a look at a stack; meanwhile all others are swept as fast as they can be."""
    pause = threading.Event()
    before = len(operator.lines("reconciled"))
    begun = time.monotonic()
    waits = []
    for number in range(count):
        text = f"now-{number}"
        asked = time.monotonic()
        province.request(number % stacks, text)
        while province.status(number % stacks).get("lastHandledReconcileAt") != text:
            pause.wait(0.02)
            if time.monotonic() - asked > _LONGEST:
                raise AssertionError("a request was never handled")
        waits.append(time.monotonic() - asked)
    seconds = time.monotonic() - begun
    waits.sort()
    rate = instances * (len(operator.lines("reconciled")) - before) / seconds
    worst = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(
        f"{waits[len(waits) // 2]:8.2f} s median, {worst:.2f} s p99 of {count} changes, while {rate:.0f} BlockInstances a second are swept"
    )
    print(f"{operator.memory:8.0f} MB of memory by then")


def writes(audit: AuditLog, mark: int) -> int:
    """Of the operator and of whom it acts as, beside its own Lease and questions about its rights."""
    ours = [each for each in audit.since(mark) if each.agent.startswith("bouwsteen") and each.verb in _WRITES]
    return sum(each.name != "bouwsteen-operator" and "accessreview" not in each.resource for each in ours)


def wait(check: Callable[[], Any], operator: OperatorProcess) -> None:
    until = time.monotonic() + _LONGEST
    while not check():
        if operator.process.poll() is not None or time.monotonic() > until:
            raise AssertionError(operator.log.read_text()[-3000:])
        time.sleep(0.25)


if __name__ == "__main__":
    main(*[int(each) for each in sys.argv[1:4]], *(285, 10, 1)[len(sys.argv[1:4]) :])
