"""How fast objects come into a cluster, and how fast drift is looked for, beside what the API server can take and what kubectl does.

python -m tests.benchmarks.bench_kubernetes [OBJECTS] [--fsync]

ConfigMaps of 2 kB, on an API server and an etcd of its own (`python -m tests.cluster build` first), all as a service account that
waits for its turn. What asks and what answers share the cores of this machine. Prints figures and asserts none.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml
from tests.cluster.apis import Api
from tests.cluster.builds import find_go, find_programs
from tests.cluster.clusters import Cluster, start_cluster

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Present

CONNECTIONS: Final = 32
WORKERS: Final = 16
RAW: Final = Path(__file__).with_name("raw_applies") / "main.go"
VALUE: Final = "x" * 1800


@dataclass(frozen=True)
class Measured:
    seconds: float
    requests: dict[str, int]  # by verb, as the audit log has them
    refused: int  # 429


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("objects", type=int, nargs="?", default=500)
    parser.add_argument("--fsync", action="store_true", help="let etcd write through to the disk")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bw-bench-") as name:
        folder = Path(name)
        cluster = start_cluster(folder / "k8s", find_programs(), parts=(), watched=os.getpid(), fsync=arguments.fsync)
        try:
            _measure(cluster, folder, arguments.objects)
        finally:
            cluster.down()


def _measure(cluster: Cluster, folder: Path, count: int) -> None:
    for namespace in ("raw", "ours", "theirs"):
        cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
    files = _write_files(folder / "objects", count)
    kubectl = [str(cluster.kubectl), "--kubeconfig", str(cluster.kubeconfig), "--namespace", "theirs"]
    _raw(cluster, 50)  # what a first request pays for is no part of it
    print(f"{count} ConfigMaps of 2 kB\n{'':38} {'seconds':>8} {'a second':>9}  requests")
    raw = _show("apply: the server's own limit", count, _observe(cluster, lambda: _raw(cluster, count)))
    provider = KubernetesProvider(lambda _: ClusterSettings(cluster.kubeconfig, namespace="ours"))
    calls: list[Call] = []
    ours = _show("apply: bouwsteen, its provider alone", count, _observe(cluster, lambda: calls.extend(_create(provider, count))))
    apply = [*kubectl, "apply", "--server-side", "-f", str(files)]
    theirs = _show("apply: kubectl apply --server-side", count, _observe(cluster, lambda: _run(apply)))
    print(f"{'':38} {ours / raw:8.0%} of the limit, {ours / theirs:.1f} times kubectl\n")
    _check(cluster, count)
    _show("drift: lists and parsing alone", count, _observe(cluster, lambda: _list(cluster)))
    _show("drift: bouwsteen, its provider alone", count, _observe(cluster, lambda: _survey(provider, calls)))
    _show(
        "drift: kubectl diff --server-side", count, _observe(cluster, lambda: _run([*kubectl, "diff", "--server-side", "-f", str(files)]))
    )
    print(f"{'':38} bound: {count // 500 + 2} requests, two for the one kind and one for each 500 objects")
    provider.close()


def _observe(cluster: Cluster, work: Callable[[], Any]) -> Measured:
    mark = cluster.audit.mark()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    requests = cluster.audit.since(mark, user="deployer")
    verbs = {verb: sum(each.verb == verb for each in requests) for verb in sorted({each.verb for each in requests})}
    return Measured(seconds, verbs, sum(each.code == 429 for each in requests))


def _show(what: str, count: int, measured: Measured) -> float:
    """The rate, in objects a second."""
    rate = count / measured.seconds
    told = ", ".join(f"{number} {verb}" for verb, number in measured.requests.items())
    print(f"{what:38} {measured.seconds:8.2f} {rate:9.0f}  {told}{f'; {measured.refused} refused' if measured.refused else ''}", flush=True)
    return rate


def _manifest(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"object-{number}"},
        "data": {"number": str(number), "value": VALUE},
    }


def _write_files(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.json").write_text(json.dumps(_manifest(number)))
    return folder


def _token(cluster: Cluster) -> str:
    document = yaml.safe_load(cluster.kubeconfig.read_text())
    return str(next(each["user"]["token"] for each in document["users"] if "token" in each["user"]))


def _raw(cluster: Cluster, count: int) -> None:
    assert cluster.layout is not None
    program = cluster.layout.folder / "raw"
    if not program.exists():
        subprocess.run([find_go(), "build", "-o", str(program), str(RAW)], check=True)
    command = [str(program), cluster.layout.api_url, cluster.layout.authority, "raw", str(count), str(CONNECTIONS)]
    done = subprocess.run(command, input=_token(cluster), check=True, capture_output=True, text=True)
    failed = int(done.stdout.split()[1])
    assert failed == 0, f"{failed} requests failed"


def _create(provider: KubernetesProvider, count: int) -> list[Call]:
    """The calls as a state would have them afterwards."""

    def create(number: int) -> Call:
        address = Address("town", "test", "app", f"object-{number}")
        call = Call(address, "kubernetes/object", {"manifest": _manifest(number)}, key=str(number))
        outcome = provider.create(call)
        assert isinstance(outcome, Done), outcome
        return replace(call, id=outcome.id, outputs=outcome.outputs, objects=outcome.objects, private=outcome.private)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(create, range(count)))


def _survey(provider: KubernetesProvider, calls: Sequence[Call]) -> None:
    found = provider.survey(calls)
    assert all(isinstance(each, Present) and not each.differences for each in found.observations)


def _list(cluster: Cluster) -> None:
    api = Api(cluster.kubeconfig)
    following = ""
    while True:
        page = api.get("/api/v1/namespaces/ours/configmaps", limit="500", **({"continue": following} if following else {}))
        following = page["metadata"].get("continue", "")
        if not following:
            break
    api.close()


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _check(cluster: Cluster, count: int) -> None:
    """Nothing was lost: what a namespace holds is what was asked for."""
    for namespace in ("ours", "theirs"):
        items = cluster.admin.get(f"/api/v1/namespaces/{namespace}/configmaps")["items"]
        held = {each["data"]["number"]: each["data"]["value"] for each in items if "number" in each.get("data", {})}
        assert held == {str(number): VALUE for number in range(count)}, f"{len(held)} of {count} in {namespace}"


if __name__ == "__main__":
    main()
