"""How fast objects come into a cluster, and how fast drift is looked for, beside what the API server can take and what kubectl does.

python -m tests.benchmarks.bench_kubernetes [OBJECTS] [--rounds ROUNDS] [--fsync]

ConfigMaps of 2 kB, on an API server and an etcd of its own (`python -m tests.cluster build` first), all as a service account that
waits for its turn. Everybody brings the same objects, with the marks that bouwsteen puts on them, each into a namespace of its own, one
after the other in each round. What asks and what answers share the cores of this machine, so beside the clock stands what each takes of
the processor for an object, which a busy machine disturbs less. The state of bouwsteen is written through to the disk, and etcd does so
with `--fsync` alone; with `TMPDIR` in memory neither waits for a disk. Prints figures and asserts none.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil
import yaml
from tests.benchmarks.bench_engine import ENTRY
from tests.cluster.apis import Api
from tests.cluster.builds import find_go, find_programs
from tests.cluster.clusters import Cluster, start_cluster

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.manifests import prepare
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Present

CONNECTIONS: Final = 32
WORKERS: Final = 16
WHOLE: Final = ("--environment", "test")
DIFFED: Final = 2_000  # of the objects kubectl looks at no more: it takes two requests for each
MOST_INSTANCES: Final = 1_000  # so that a stack is no larger than a document may be; beyond, an instance makes more objects
RAW: Final = Path(__file__).with_name("raw_applies") / "main.go"
VALUE: Final = "x" * 1800


@dataclass(frozen=True)
class Measured:
    seconds: float
    processor: float  # seconds of it that who asks took
    server: float  # seconds of it that API server and etcd took meanwhile
    requests: dict[str, int]  # by verb, as the audit log has them
    refused: int  # 429


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("objects", type=int, nargs="?", default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fsync", action="store_true", help="let etcd write through to the disk")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bw-bench-") as name:
        folder = Path(name)
        cluster = start_cluster(folder / "k8s", find_programs(), parts=(), watched=os.getpid(), fsync=arguments.fsync)
        try:
            _Bench(cluster, folder, arguments.objects).run(arguments.rounds)
        finally:
            cluster.down()


class _Bench:
    def __init__(self, cluster: Cluster, folder: Path, count: int) -> None:
        self._cluster = cluster
        self._count = count
        self._lines = folder / "objects.txt"
        self._files = _write_files(folder / "objects", self._lines, count)
        self._part = _first_files(self._files, folder / "part")
        self._workspace = _write_workspace(folder / "workspace", count)
        self._raw = folder / "raw"
        subprocess.run([find_go(), "build", "-o", str(self._raw), str(RAW)], check=True)
        self._bouwsteen = [sys.executable, "-m", "bouwsteen", "--kubeconfig", str(cluster.kubeconfig)]
        self._rates: dict[str, list[float]] = {}

    def run(self, rounds: int) -> None:
        print(f"{self._count} ConfigMaps of 2 kB, {rounds} rounds; milliseconds of the processor for each object")
        print(f"{'':40} {'seconds':>8} {'a second':>9} {'who asks':>9} {'server':>7}  requests")
        for number in range(rounds):
            self._apply(f"round-{number}")
            print()
        for name in ("its provider alone", "all of it"):
            ours = self._rates[f"apply: bouwsteen, {name}"]
            limit, theirs = self._rates["apply: the server's own limit"], self._rates["apply: kubectl apply --server-side"]
            shares = [one / other for one, other in zip(ours, limit, strict=True)]
            times = [one / other for one, other in zip(ours, theirs, strict=True)]
            told = ", ".join(f"{share:.0%} and {number:.1f}" for share, number in zip(shares, times, strict=True))
            print(f"bouwsteen, {name}: {median(shares):.0%} of the limit, {median(times):.1f} times kubectl (by round: {told})")
        print()
        self._look(f"round-{rounds - 1}")

    def _apply(self, name: str) -> None:
        """Everybody once, in namespaces of this round; the state is a new one."""
        for who in ("raw", "ours", "whole", "theirs"):
            self._cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": f"{who}-{name}"}})
        _place_in(self._workspace, f"whole-{name}")
        _run([*self._bouwsteen, "lock", "objects"], self._workspace)
        provider = self._provider(name)
        _survey(provider, _create(provider, 1))  # what a first request pays for is no part of it
        self._show("apply: the server's own limit", lambda: self._apply_raw(f"raw-{name}"))
        self._show("apply: bouwsteen, its provider alone", lambda: _create(provider, self._count))
        self._show("apply: bouwsteen, all of it", lambda: _run([*self._bouwsteen, "apply", "objects", *WHOLE, "--yes"], self._workspace))
        self._show(
            "apply: kubectl apply --server-side", lambda: _run([*self._kubectl(name), "apply", "--server-side", "-f", str(self._files)])
        )
        provider.close()
        self._check(name)

    def _look(self, name: str) -> None:
        count, part = self._count, min(self._count, DIFFED)
        provider = self._provider(name)
        calls = _create(provider, count)  # as they are there already
        listed = self._show("drift: lists and parsing alone", lambda: _list(self._cluster, f"ours-{name}"))
        ours = self._show("drift: bouwsteen, its provider alone", lambda: _survey(provider, calls))
        whole = self._show(
            "drift: bouwsteen drift, state and all", lambda: _run([*self._bouwsteen, "drift", "objects", *WHOLE], self._workspace)
        )
        command = [*self._kubectl(name), "diff", "--server-side", "-f", str(self._part)]
        theirs = self._show(f"drift: kubectl diff --server-side of {part}", lambda: _run(command), part)
        print(f"provider: {listed / ours:.2f} times lists and parsing alone, {ours / theirs:.0f} times as fast as kubectl")
        print(f"all of it: {whole / theirs:.0f} times as fast as kubectl")
        print(f"bound: {count // 500 + 2} requests, two for the one kind and one for each 500 objects")
        provider.close()

    def _provider(self, name: str) -> KubernetesProvider:
        return KubernetesProvider(lambda _: ClusterSettings(self._cluster.kubeconfig, namespace=f"ours-{name}"))

    def _kubectl(self, name: str) -> list[str]:
        return [str(self._cluster.kubectl), "--kubeconfig", str(self._cluster.kubeconfig), "--namespace", f"theirs-{name}"]

    def _apply_raw(self, namespace: str) -> None:
        layout = self._cluster.layout
        assert layout is not None
        command = [str(self._raw), layout.api_url, layout.authority, namespace, str(self._lines), str(CONNECTIONS)]
        done = subprocess.run(command, input=_token(self._cluster), check=True, capture_output=True, text=True)
        failed = int(done.stdout.split()[1])
        assert failed == 0, f"{failed} requests failed"

    def _show(self, what: str, work: Callable[[], Any], count: int = 0) -> float:
        """The rate, in objects a second."""
        measured = _observe(self._cluster, work)
        count = count or self._count
        rate = count / measured.seconds
        told = ", ".join(f"{number} {verb}" for verb, number in measured.requests.items())
        refused = f"; {measured.refused} refused" if measured.refused else ""
        asks, answers = (1000 * each / count for each in (measured.processor, measured.server))
        print(f"{what:40} {measured.seconds:8.2f} {rate:9.0f} {asks:9.2f} {answers:7.2f}  {told}{refused}", flush=True)
        self._rates.setdefault(what, []).append(rate)
        return rate

    def _check(self, name: str) -> None:
        """Nothing was lost: what a namespace holds is what was asked for."""
        for who in ("raw", "ours", "theirs", "whole"):
            items = self._cluster.admin.get(f"/api/v1/namespaces/{who}-{name}/configmaps")["items"]
            held = [each for each in items if each.get("data", {}).get("value") == VALUE]
            assert len(held) == self._count, f"{len(held)} of {self._count} in {who}-{name}"


def _observe(cluster: Cluster, work: Callable[[], Any]) -> Measured:
    mark = cluster.audit.mark()
    started, taken, answered = time.perf_counter(), _processor(), _server_processor(cluster)
    work()
    seconds, processor, server = time.perf_counter() - started, _processor() - taken, _server_processor(cluster) - answered
    requests = cluster.audit.since(mark, user="deployer")
    verbs = {verb: sum(each.verb == verb for each in requests) for verb in sorted({each.verb for each in requests})}
    return Measured(seconds, processor, server, verbs, sum(each.code == 429 for each in requests))


def _processor() -> float:
    """Seconds of it, of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _server_processor(cluster: Cluster) -> float:
    pids = [cluster.status()[name]["pid"] for name in ("kube-apiserver", "etcd")]
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return sum(each.user + each.system for each in times)


def _manifest(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"object-{number}"},
        "data": {"number": str(number), "value": VALUE},
    }


def _address(number: int) -> Address:
    return Address("town", "test", "app", f"object-{number}")


def _write_files(folder: Path, lines: Path, count: int) -> Path:
    """The objects as bouwsteen sends them but for their namespace: each in a file, and all on the lines of one."""
    folder.mkdir()
    with lines.open("w") as all_:
        for number in range(count):
            manifest = dict(prepare(_manifest(number), "", _address(number)).manifest)
            text = json.dumps(manifest)
            (folder / f"{number}.json").write_text(text)
            all_.write(f"{manifest['metadata']['name']}\t{text}\n")
    return folder


def _first_files(files: Path, folder: Path) -> Path:
    folder.mkdir()
    for number in range(min(DIFFED, len(list(files.iterdir())))):
        (folder / f"{number}.json").symlink_to(files / f"{number}.json")
    return folder


def _place_in(workspace: Path, namespace: str) -> None:
    """The environment is in this namespace, and nothing is known of what was done in another."""
    file = workspace / "stacks" / "objects" / "stack.yaml"
    document = yaml.safe_load(file.read_text())
    document["spec"]["environments"]["test"]["kubernetes"] = {"namespace": namespace}
    file.write_text(str(yaml.safe_dump(document, width=1_000_000, default_flow_style=None)))
    for each in (".bouwsteen", "data"):
        shutil.rmtree(workspace / each, ignore_errors=True)


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


def _create(provider: KubernetesProvider, count: int) -> list[Call]:
    """The calls as a state would have them afterwards."""

    def create(number: int) -> Call:
        call = Call(_address(number), "kubernetes/object", {"manifest": _manifest(number)}, key=str(number))
        outcome = provider.create(call)
        assert isinstance(outcome, Done), outcome
        return replace(call, id=outcome.id, outputs=outcome.outputs, objects=outcome.objects, private=outcome.private)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(create, range(count)))


def _survey(provider: KubernetesProvider, calls: Sequence[Call]) -> None:
    found = provider.survey(calls)
    assert all(isinstance(each, Present) and not each.differences for each in found.observations)


def _list(cluster: Cluster, namespace: str) -> None:
    api = Api(cluster.kubeconfig)
    following = ""
    while True:
        page = api.get(f"/api/v1/namespaces/{namespace}/configmaps", limit="500", **({"continue": following} if following else {}))
        following = page["metadata"].get("continue", "")
        if not following:
            break
    api.close()


def _run(command: Sequence[str], workspace: Path | None = None) -> None:
    """As people run it: a process by itself, with a state and keys that are nobody else's."""
    environment = {**os.environ, "XDG_DATA_HOME": f"{workspace}/data", "XDG_CACHE_HOME": f"{workspace}/cache"} if workspace else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=workspace, env=environment)


if __name__ == "__main__":
    main()
