"""Many organisations in one cluster, each with the same stack of plain objects in a namespace of its own, and processes of the operator."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psutil
import yaml
from tests.cluster.clusters import Cluster, service_account_kubeconfig
from tests.cluster_faults.towns import ClusterTown, config_map, resource
from tests.repository.places import ROOT
from tests.support import engines
from tests.support.clusters import Namespace
from tests.support.short_operators import VARIABLE, Moment
from tests.support.stack_objects import ENVIRONMENT, add_account

from bouwsteen.engine.compilations import resolve_by_lock
from bouwsteen.formats.stack_objects import write_objects
from bouwsteen_operator.charts import CONFIG
from bouwsteen_operator.objects import INSTANCE_LABEL, KINDS

NAME: Final = "load"
SYSTEM: Final = "bouwsteen-system"
_SECONDS: Final = 60.0


class Province:
    """`instances` in each stack, each of `objects` ConfigMaps. The namespaces are named `town-<number>`."""

    def __init__(self, folder: Path, cluster: Cluster, instances: int, objects: int = 1) -> None:
        self.cluster = cluster
        self.folder = folder
        self.objects = objects
        self._town = ClusterTown(folder / "town", Namespace(cluster, "nowhere"))
        self.stack = self._town.name
        self.write(instances)
        (folder / "keys").mkdir()
        (folder / "keys" / "1").write_text("ab" * 32)
        (folder / "marks").mkdir()
        self.install()
        self.kubeconfig = service_account_kubeconfig(self.cluster, self.folder / "operator.kubeconfig", SYSTEM, "bouwsteen-operator")

    def want(self, number: int, instances: Sequence[int], text: str = "hallo") -> None:
        """One organisation asks for these instances from now on, with this text in each."""
        self._want(instances, text)
        self.apply(number, self.put_catalog())

    def parts(self, number: int) -> dict[str, dict[str, Any]]:
        """The ConfigMaps of the instances of one organisation, by name."""
        found = self.cluster.admin.get(f"/api/v1/namespaces/{town(number)}/configmaps", labelSelector=f"{INSTANCE_LABEL}")["items"]
        return {each["metadata"]["name"]: each for each in found}

    def install(self, config: Path = CONFIG) -> None:
        """The namespace, account and roles of the operator as an installation of that version has them."""
        for part in ("namespace", "service-account", "operator-role"):
            for each in yaml.safe_load_all((config / "base" / f"{part}.yaml").read_text()):
                metadata = each["metadata"]
                inside = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
                root = f"{'/api' if each['apiVersion'] == 'v1' else '/apis'}/{each['apiVersion']}"
                path = f"{root}{inside}/{each['kind'].lower()}s/{metadata['name']}"
                self.cluster.admin.apply(path, each, "kubectl", force=True)

    def settle(self, numbers: Sequence[int]) -> None:
        """These organisations come, with all that their stacks need."""
        for number in numbers:
            self.cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": town(number)}})
            add_account(Namespace(self.cluster, town(number)))
        self.bring(numbers)

    def bring(self, numbers: Sequence[int]) -> None:
        """Their stacks become what the documents say by now."""
        own = self.put_catalog()
        for number in numbers:
            self.apply(number, own)

    def put_catalog(self) -> list[dict[str, Any]]:
        """What the whole cluster shares. Returns what each organisation has, for `apply`."""
        shared, own = self._objects()
        for each in shared:
            self.cluster.admin.apply(KINDS[each["kind"]].path("", each["metadata"]["name"]), each, "kubectl", force=True)
        return own

    def beside(self) -> Province:
        """The same for another thread, with connections of its own."""
        found = copy.copy(self)
        found.cluster = replace(self.cluster)
        return found

    def write(self, instances: int) -> None:
        """In the documents, each stack has so many from now on."""
        self._want(range(instances))

    def leave(self) -> None:
        """Its organisations and its catalog go, whatever state they are in: nobody is there any more whom a finalizer waits for."""
        admin = self.cluster.admin
        for each in (admin.find(KINDS["Stack"].path()) or {"items": []})["items"]:
            path = KINDS["Stack"].path(each["metadata"]["namespace"], each["metadata"]["name"])
            admin.send("PATCH", path, {"metadata": {"finalizers": None}}, content_type="application/merge-patch+json")
        names = [each["metadata"]["name"] for each in admin.get("/api/v1/namespaces")["items"]]
        for name in (each for each in names if each.startswith("town-")):
            admin.delete(f"/api/v1/namespaces/{name}")
        for kind in ("BuildingBlock", "Interface", "Policy", "CatalogEntry"):
            admin.delete(KINDS[kind].path())
        self.cluster.wait(
            lambda: not [each for each in admin.get("/api/v1/namespaces")["items"] if each["metadata"]["name"].startswith("town-")],
            "the organisations are gone",
        )

    def request(self, number: int, text: str) -> None:
        """Somebody of one organisation asks to look at its stack now."""
        path = KINDS["Stack"].path(town(number), self.stack)
        self.cluster.admin.merge(path, {"metadata": {"annotations": {"reconcile.bouwsteen.vlaanderen.be/requestedAt": text}}})

    def apply(self, number: int, own: Sequence[dict[str, Any]]) -> None:
        for each in copy.deepcopy(list(own)):
            kind, metadata = each["kind"], each["metadata"]
            metadata["namespace"] = town(number)
            if kind == "Stack":
                each["spec"]["environments"][ENVIRONMENT]["kubernetes"] = {"namespace": town(number)}
            inside = Namespace(self.cluster, town(number))
            name = metadata["name"]
            path = KINDS[kind].path(inside.name, name) if kind in KINDS else inside.path("configmaps", name)
            self.cluster.admin.apply(path, each, "kubectl", force=True)

    def status(self, number: int) -> dict[str, Any]:
        found = self.cluster.admin.find(KINDS["Stack"].path(town(number), self.stack)) or {}
        return dict(found.get("status") or {})

    def is_ready(self, number: int) -> bool:
        return _is_ready(self.cluster.admin.find(KINDS["Stack"].path(town(number), self.stack)) or {})

    def is_there(self, number: int) -> bool:
        return self.cluster.admin.find(KINDS["Stack"].path(town(number), self.stack)) is not None

    def remove(self, number: int) -> None:
        """As `kubectl delete stack`: it goes when the operator lets go of it."""
        self.cluster.admin.delete(KINDS["Stack"].path(town(number), self.stack))

    def count_ready(self, kind: str = "Stack") -> int:
        return sum(map(_is_ready, self.cluster.admin.get(KINDS[kind].path())["items"]))

    @contextmanager
    def operate(self, *more: str, moment: Moment | None = None, kubeconfig: Path | None = None) -> Iterator[OperatorProcess]:
        """With a Lease as it is; or, where a `moment` is given, a short one, and the process ends or stands still at that moment."""
        program = "bouwsteen" if moment is None else "tests.support.short_operators"
        environment = {} if moment is None else {VARIABLE: moment.text()}
        started = OperatorProcess(self.folder, kubeconfig or self.kubeconfig, *more, program=program, environment=environment)
        try:
            yield started
        finally:
            started.end()

    def _want(self, numbers: Sequence[int], text: str = "hallo") -> None:
        """The text is a parameter: a block that was published never changes."""
        self._town.want({f"part-{number}": self._resources(number) for number in numbers})
        for number in numbers:
            block = self._town.root / "blocks" / f"of-part-{number}" / "block.yaml"
            document = json.loads(block.read_text())
            document["spec"]["parameters"] = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
            block.write_text(json.dumps(document))
        file = self._town.root / "stacks" / self.stack / "stack.yaml"
        document = json.loads(file.read_text())
        for entry in document["spec"]["blocks"]:
            entry["parameters"] = {"text": text}
        said = {"target": "kubernetes", "runBy": f"operator/{NAME}", "kubernetes": {"namespace": "nowhere"}}
        document["spec"]["environments"] = {ENVIRONMENT: said}
        file.write_text(json.dumps(document))

    def _resources(self, number: int) -> list[dict[str, Any]]:
        """Of one instance. The name of the first object is that of the instance."""
        others = [f"part-{number}-{each}" for each in range(1, self.objects)]
        text = "${parameters.text}"
        return [
            resource(config_map(f"part-{number}", text=text)),
            *(resource(config_map(name, text=text), f"thing{each}") for each, name in enumerate(others, 1)),
        ]

    def _objects(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What the whole cluster shares, and what each organisation has."""
        workspace = engines.load(self._town.root, self.stack)
        resolution, refused = resolve_by_lock(workspace, workspace.stacks[self.stack])
        assert resolution is not None, refused
        found: list[dict[str, Any]] = [dict(each) for each in write_objects(workspace, resolution, resolution.arrange(ENVIRONMENT)).objects]
        return [each for each in found if "namespace" not in each["metadata"]], [each for each in found if "namespace" in each["metadata"]]


class OperatorProcess:
    """`bouwsteen operator run` in a process of its own."""

    def __init__(
        self,
        folder: Path,
        kubeconfig: Path,
        *more: str,
        program: str = "bouwsteen",
        environment: Mapping[str, str] | None = None,
        place: Path = ROOT,
    ) -> None:
        """`program` is a module, found from `place`."""
        number = len(list(folder.glob("operator-*.log")))
        self.log = folder / f"operator-{number}.log"
        command = [sys.executable, "-m", program, "-v", "--kubeconfig", str(kubeconfig), "operator", "run"]
        command += ["--name", NAME, "--namespace", SYSTEM, "--keys", str(folder / "keys"), "--marks", str(folder / "marks")]
        command += ["--metrics-port", "0", "--health-port", "0", *more]
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        known = {**os.environ, "PYTHONUNBUFFERED": "1", "HOME": str(folder), "TMPDIR": str(temporary), **(environment or {})}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=known, cwd=place, stdout=log, stderr=log)
        self._said: dict[str, list[dict[str, Any]]] = {}
        self._read = 0  # bytes of the log

    def lines(self, message: str) -> list[dict[str, Any]]:
        """What it said so far that has this message. Each line is read once, however often that is asked."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            whole = log.read().rpartition(b"\n")[0]
        for line in whole.splitlines():
            if line.startswith(b"{"):
                said = json.loads(line)
                self._said.setdefault(said["message"], []).append(said)
        self._read += len(whole) + 1 if whole else 0
        return list(self._said.get(message, ()))

    @property
    def processor_seconds(self) -> float:
        """Of the processor, so far: what others on the machine cost is not in it."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    @property
    def memory(self) -> float:
        """In MB, resident."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def leads(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(self.log.read_text()[-2000:])
        return bool(self.lines("leads")) and len(self.lines("leads")) > len(self.lines("leads no more"))

    def ask(self, port: str, path: str) -> str:
        """Of its sites: `port` is `health` or `metrics`. Empty where it does not answer yet."""
        heard = self.lines("listening")
        if not heard:
            return ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{heard[0][port]}{path}", timeout=_SECONDS) as answer:
                return str(answer.read().decode())
        except (urllib.error.HTTPError, OSError):
            return ""

    def is_stopped(self) -> bool:
        """Whether it stands still, by SIGSTOP."""
        return bool(psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED)

    def kill(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(_SECONDS)

    def end(self) -> int:
        """As a kubelet does it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                return self.process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait(_SECONDS)


def town(number: int) -> str:
    return f"town-{number}"


def _is_ready(obj: dict[str, Any]) -> bool:
    status = obj.get("status") or {}
    said = {each["type"]: each["status"] for each in status.get("conditions") or ()}
    return said.get("Ready") == "True" and status.get("observedGeneration") == (obj.get("metadata") or {}).get("generation")
