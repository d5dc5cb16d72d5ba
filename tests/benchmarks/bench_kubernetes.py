"""How fast objects come into a cluster, and how fast drift is looked for, beside what the API server can take and what kubectl does.

python -m tests.benchmarks.bench_kubernetes [OBJECTS] [--fsync]

ConfigMaps of 2 kB, on an API server and an etcd of its own (`python -m tests.cluster build` first), all as a service account that
waits for its turn. What asks and what answers share the cores of this machine, so beside the clock stands what each who asks
takes of the processor for an object, which a busy machine disturbs less. Prints figures and asserts none.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml
from tests.benchmarks.bench_engine import ENTRY
from tests.cluster.apis import Api
from tests.cluster.builds import find_go, find_programs
from tests.cluster.clusters import Cluster, start_cluster

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Present

CONNECTIONS: Final = 32
WORKERS: Final = 16
WHOLE: Final = ("--environment", "test")
MOST_INSTANCES: Final = 1_000  # so that a stack is no larger than a document may be; beyond, an instance makes more objects
RAW: Final = Path(__file__).with_name("raw_applies") / "main.go"
VALUE: Final = "x" * 1800


@dataclass(frozen=True)
class Measured:
    seconds: float
    processor: float  # seconds of it that who asks took
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
    for namespace in ("raw", "ours", "whole", "theirs"):
        cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
    files = _write_files(folder / "objects", count)
    workspace = _write_workspace(folder / "workspace", count)
    bouwsteen = [sys.executable, "-m", "bouwsteen", "--kubeconfig", str(cluster.kubeconfig)]
    _run([*bouwsteen, "lock", "objects"], workspace)
    kubectl = [str(cluster.kubectl), "--kubeconfig", str(cluster.kubeconfig), "--namespace", "theirs"]
    provider = KubernetesProvider(lambda _: ClusterSettings(cluster.kubeconfig, namespace="ours"))
    _raw(cluster, 50)  # what a first request pays for is no part of it
    _survey(provider, _create(provider, 1))

    def show(what: str, work: Callable[[], Any]) -> float:
        return _show(what, count, _observe(cluster, work))

    print(f"{count} ConfigMaps of 2 kB\n{'':40} {'seconds':>8} {'a second':>9} {'ms of the processor':>20}  requests")
    raw = show("apply: the server's own limit", lambda: _raw(cluster, count))
    calls: list[Call] = []
    alone = show("apply: bouwsteen, its provider alone", lambda: calls.extend(_create(provider, count)))
    whole = show("apply: bouwsteen apply, state and all", lambda: _run([*bouwsteen, "apply", "objects", *WHOLE, "--yes"], workspace))
    theirs = show("apply: kubectl apply --server-side", lambda: _run([*kubectl, "apply", "--server-side", "-f", str(files)]))
    for name, ours in (("provider", alone), ("bouwsteen apply", whole)):
        print(f"{name:>40} {ours / raw:8.0%} of the limit, {ours / theirs:.1f} times kubectl")
    print()
    _check(cluster, count)
    listed = show("drift: lists and parsing alone", lambda: _list(cluster))
    ours = show("drift: bouwsteen, its provider alone", lambda: _survey(provider, calls))
    show("drift: bouwsteen drift, state and all", lambda: _run([*bouwsteen, "drift", "objects", *WHOLE], workspace))
    theirs = show("drift: kubectl diff --server-side", lambda: _run([*kubectl, "diff", "--server-side", "-f", str(files)]))
    print(f"{'provider':>40} {listed / ours:8.2f} times lists and parsing alone, {ours / theirs:.0f} times as fast as kubectl")
    print(f"{'':40} bound: {count // 500 + 2} requests, two for the one kind and one for each 500 objects")
    provider.close()


def _observe(cluster: Cluster, work: Callable[[], Any]) -> Measured:
    mark = cluster.audit.mark()
    started, taken = time.perf_counter(), _processor()
    work()
    seconds, processor = time.perf_counter() - started, _processor() - taken
    requests = cluster.audit.since(mark, user="deployer")
    verbs = {verb: sum(each.verb == verb for each in requests) for verb in sorted({each.verb for each in requests})}
    return Measured(seconds, processor, verbs, sum(each.code == 429 for each in requests))


def _show(what: str, count: int, measured: Measured) -> float:
    """The rate, in objects a second."""
    rate = count / measured.seconds
    told = ", ".join(f"{number} {verb}" for verb, number in measured.requests.items())
    refused = f"; {measured.refused} refused" if measured.refused else ""
    each = 1000 * measured.processor / count
    print(f"{what:40} {measured.seconds:8.2f} {rate:9.0f} {each:20.2f}  {told}{refused}", flush=True)
    return rate


def _processor() -> float:
    """Seconds of it, of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


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


def _write_workspace(root: Path, count: int) -> Path:
    """A stack that asks for the same objects: instances of a block that makes some of them each."""
    each = max(count // MOST_INSTANCES, 1)
    assert count % each == 0, f"a multiple of {each}"
    manifest = {**_manifest(0), "metadata": {"name": "${instance.name}-NUMBER"}}
    resources = [
        {
            "id": f"c{number}",
            "type": "kubernetes/object",
            "with": {"manifest": json.loads(json.dumps(manifest).replace("NUMBER", str(number)))},
        }
        for number in range(each)
    ]
    target = {"fidelity": "simulated", "resources": resources}
    spec = {"version": "1.0.0", "title": {"nl": "Objecten"}, "owner": "Benchmark", "targets": {"kubernetes": target}}
    environments = {"test": {"target": "kubernetes", "kubernetes": {"namespace": "whole"}}}
    blocks = [{"block": "some", "name": f"i{number}"} for number in range(count // each)]
    files = {
        "blocks/some/block.yaml": _document("BuildingBlock", "some", spec),
        "catalog/some.yaml": ENTRY.replace("$NAME", "some"),
        "catalog/organisations.csv": "nis,name,kind,province,population,facilities,postalCodes\n24062,Leuven,municipality,,1,,3000\n",
        "stacks/objects/stack.yaml": _document(
            "Stack", "objects", {"organisation": {"nis": "24062"}, "environments": environments, "blocks": blocks}
        ),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def _document(kind: str, name: str, spec: Mapping[str, Any]) -> str:
    head = {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1", "kind": kind, "metadata": {"name": name}}
    return str(yaml.safe_dump({**head, "spec": dict(spec)}, width=1_000_000, default_flow_style=None))


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


def _run(command: Sequence[str], workspace: Path | None = None) -> None:
    """As people run it: a process by itself, with a state and keys that are nobody else's."""
    environment = {**os.environ, "XDG_DATA_HOME": f"{workspace}/data", "XDG_CACHE_HOME": f"{workspace}/cache"} if workspace else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=workspace, env=environment)


def _check(cluster: Cluster, count: int) -> None:
    """Nothing was lost: what a namespace holds is what was asked for."""
    for namespace in ("ours", "theirs", "whole"):
        items = cluster.admin.get(f"/api/v1/namespaces/{namespace}/configmaps")["items"]
        held = [each for each in items if each.get("data", {}).get("value") == VALUE]
        assert len(held) == count, f"{len(held)} of {count} in {namespace}"


if __name__ == "__main__":
    main()
