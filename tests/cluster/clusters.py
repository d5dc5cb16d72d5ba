"""A whole Kubernetes on loopback: etcd, API server, controllers, scheduler, and nodes that kwok plays."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
import yaml
from tests.cluster import keepers
from tests.cluster.apis import Api
from tests.cluster.audits import AuditLog
from tests.cluster.builds import Programs
from tests.cluster.certificates import make_certificates
from tests.cluster.programs import (
    ORDER,
    Layout,
    choose_layout,
    client_certificate,
    storage_classes,
    write_kubeconfig,
    write_settings,
)

ROOT: Final = Path(__file__).parents[2]
DEADLINE: Final = 180.0  # seconds against hanging
NAMESPACE: Final = "bouwsteen-tests"  # of the people that every cluster begins with
ADMIN: Final = "admin"  # of the group whose requests are never held up
DEPLOYER: Final = "deployer"  # a service account that may do all, and waits for its turn like everybody
NODES: Final = ("node-1", "node-2", "node-3")
_TRIES: Final = 3
_PAUSE: Final = 0.1  # seconds between two looks


class ClusterError(Exception):
    """A cluster that did not start, or not in time; the text has the end of the log that tells why."""


@dataclass(frozen=True)
class Cluster:
    """One cluster and its people. Somebody else's (`layout` is None) can be used, and not be stopped or read the log of."""

    kubeconfig: Path
    layout: Layout | None = None

    @cached_property
    def admin(self) -> Api:
        """For what tests set up and look at. On a cluster of somebody else: whoever its kubeconfig says."""
        return Api(self.kubeconfig, ADMIN if self.layout else "")

    @property
    def audit(self) -> AuditLog:
        return AuditLog(self._own().audit_log)

    @property
    def kubectl(self) -> Path:
        return Programs(self._own().programs).path("kubectl")

    def kill(self, program: str) -> None:
        """SIGKILL, and it is gone when this returns."""
        self._order("kill", program)

    def stop(self, program: str) -> None:
        """SIGTERM, and it is gone when this returns."""
        self._order("stop", program)

    def pause(self, program: str) -> None:
        """SIGSTOP: its port is still there, and nobody answers."""
        self._order("pause", program)

    def resume(self, program: str) -> None:
        self._order("resume", program)

    def start(self, *programs: str) -> None:
        """Start what does not run, and wait until the API server is ready if it is one of those that run."""
        for name in programs:
            self._order("start", name)
        if self.status().get("kube-apiserver", {}).get("code", 0) is None:
            self.wait_ready()

    def status(self) -> dict[str, dict[str, int | None]]:
        """{program: {pid, code}}; the code is None while it runs."""
        found: dict[str, dict[str, int | None]] = self._order("status")["programs"]
        return found

    def wait_ready(self) -> None:
        """Until the API server says that it is ready. Raises ClusterError when a program ended, or after a deadline."""
        self.wait(lambda: self.admin.get("/readyz") == "ok", "the API server is ready")

    def wait(self, check: Callable[[], Any], what: str) -> Any:
        """What `check` yields once it yields something. Meanwhile a server may be away, or not know what is asked."""
        return wait_for(check, what, self._raise_where_ended)

    def close(self) -> None:
        """Leave it as it is; only our own connections end."""
        if "admin" in self.__dict__:
            self.admin.close()

    def down(self) -> None:
        """End all of it, and wait until it is gone, its folder too."""
        self.close()
        keeper = self._order("down")["keeper"]
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(keeper).wait(timeout=DEADLINE)

    def _order(self, do: str, program: str = "") -> dict[str, Any]:
        return keepers.give_order(self._own().folder, do, program)

    def _own(self) -> Layout:
        if self.layout is None:
            raise ClusterError("this needs a cluster that the tests started, not one of somebody else")
        return self.layout

    def _raise_where_ended(self) -> None:
        if self.layout is None:
            return
        for name, found in self.status().items():
            if found["code"] is not None:
                raise ClusterError(f"{name} ended with {found['code']}:\n{_last_lines(self.layout.folder / f'{name}.log')}")


def wait_for(check: Callable[[], Any], what: str, give_up: Callable[[], None] = lambda: None) -> Any:
    deadline = time.monotonic() + DEADLINE
    error: httpx.HTTPError | None = None
    while time.monotonic() < deadline:
        try:
            if found := check():
                return found
        except httpx.HTTPError as problem:
            error = problem
        give_up()
        time.sleep(_PAUSE)
    raise ClusterError(f"waited {DEADLINE:.0f} seconds until {what}{f'; the last answer: {error}' if error else ''}")


def start_cluster(
    folder: Path, programs: Programs, *, parts: Iterable[str] = ORDER, watched: int | None = None, fsync: bool = False
) -> Cluster:
    """A new cluster in an empty folder (its path short: sockets are in it), ready for use. It ends with the process `watched`, if any.

    `parts` may leave out the scheduler and kwok, where no pod needs to run. Raises ClusterError.
    """
    for tried in range(1, _TRIES + 1):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        layout = choose_layout(folder, programs, fsync=fsync)
        layout.save()
        make_certificates(folder / "pki")
        write_settings(layout)
        cluster = Cluster(folder / "admin.kubeconfig", layout)
        _start_keeper(layout, watched)
        try:
            return _fill(cluster, layout, tuple(parts))
        except ClusterError as error:
            cluster.down()
            if tried == _TRIES or "address already in use" not in str(error):
                raise
        except OSError as error:  # the keeper itself is gone or does not answer
            raise ClusterError(f"{error}; the keeper said:\n{_last_lines(folder / 'keeper.log')}") from error
    raise AssertionError("the last try returns or raises")


def _fill(cluster: Cluster, layout: Layout, parts: tuple[str, ...]) -> Cluster:
    """Start the programs, and set up what every cluster begins with."""
    cluster.start("etcd", "kube-apiserver")
    cluster.start(*(name for name in ORDER if name in parts))
    admin = cluster.admin
    if "kube-controller-manager" in parts:
        # It ends when the API server goes away before all its controllers are made; from then on it waits.
        cluster.wait(lambda: admin.find("/api/v1/namespaces/default/serviceaccounts/default"), "the controllers are at work")
    cluster.wait(lambda: admin.find("/api/v1/namespaces/default"), "there is a default namespace")
    admin.create("/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    token = _create_deployer(admin)
    users = {DEPLOYER: {"token": token}, ADMIN: client_certificate(layout, ADMIN)}
    write_kubeconfig(layout.folder / "kubeconfig", layout, users)
    if "kwok" in parts:
        _create_nodes(cluster, Programs(layout.programs))
    cluster.close()
    return Cluster(layout.folder / "kubeconfig", layout)


def _create_deployer(admin: Api) -> str:
    admin.create(f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts", {"metadata": {"name": DEPLOYER}})
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}
    subject = {"kind": "ServiceAccount", "name": DEPLOYER, "namespace": NAMESPACE}
    binding = {"metadata": {"name": DEPLOYER}, "roleRef": role, "subjects": [subject]}
    admin.create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding)
    return request_token(admin, NAMESPACE, DEPLOYER)


def request_token(admin: Api, namespace: str, name: str) -> str:
    """For a day, which outlives any run."""
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token"
    return str(admin.create(path, {"spec": {"expirationSeconds": 86_400}})["status"]["token"])


def _create_nodes(cluster: Cluster, programs: Programs) -> None:
    for name in NODES:
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": f"zone-{name[-1]}"}
        metadata = {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}}
        cluster.admin.create("/api/v1/nodes", {"metadata": metadata})
    for document in storage_classes(programs):
        cluster.admin.create("/apis/storage.k8s.io/v1/storageclasses", document)
    cluster.wait(lambda: all(_is_usable(node) for node in cluster.admin.get("/api/v1/nodes")["items"]), "the nodes are ready")


def _is_usable(node: dict[str, Any]) -> bool:
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in node.get("status", {}).get("conditions", ()))
    return ready and not node["spec"].get("taints")


def _start_keeper(layout: Layout, watched: int | None) -> None:
    """A process of its own session, so that nobody's Ctrl-C reaches it."""
    command = [sys.executable, "-m", "tests.cluster.keepers", str(layout.folder)]
    command += ["--while", str(watched)] if watched is not None else []
    with (layout.folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def give_up() -> None:
        if keeper.poll() is not None:
            raise ClusterError(f"the keeper ended with {keeper.returncode}:\n{_last_lines(layout.folder / 'keeper.log')}")

    wait_for((layout.folder / keepers.SOCKET).exists, "the keeper listens", give_up)
    keeper.returncode = 0  # it lives on by itself: nobody here is to wait for it


def find_cluster(folder: Path) -> Cluster | None:
    """The one that runs in a folder, started whole by whoever it was."""
    kubeconfig = folder / "kubeconfig"
    if not kubeconfig.is_file():
        return None
    cluster = Cluster(kubeconfig, Layout.load(folder))
    try:
        cluster.status()
    except OSError:
        return None
    return cluster


def outside_cluster() -> Cluster | None:
    """Where BOUWSTEEN_TEST_KUBECONFIG points, if it is set."""
    named = os.environ.get("BOUWSTEEN_TEST_KUBECONFIG")
    return Cluster(Path(named)) if named else None


def service_account_kubeconfig(cluster: Cluster, path: Path, namespace: str, name: str) -> Path:
    """Write a kubeconfig for a service account of that cluster, with `namespace` as its default."""
    document = yaml.safe_load(cluster.kubeconfig.read_text())
    context = next(each for each in document["contexts"] if each["name"] == document["current-context"])["context"]
    chosen = next(each for each in document["clusters"] if each["name"] == context["cluster"])
    document |= {
        "clusters": [chosen],
        "users": [{"name": name, "user": {"token": request_token(cluster.admin, namespace, name)}}],
        "contexts": [{"name": name, "context": {"cluster": chosen["name"], "user": name, "namespace": namespace}}],
        "current-context": name,
    }
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    path.chmod(0o600)
    return path


def _last_lines(path: Path, count: int = 20) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""
