"""One Kubernetes for a whole run of tests, whichever worker asks first; and a namespace of its own for each test.

It ends with the run, however the run ends. What disturbs a cluster (who kills its API server, say) takes `own_cluster`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bouwsteen.adapters.file_locks import exclusive_lock

if TYPE_CHECKING:
    from tests.cluster.apis import Api
    from tests.cluster.builds import Programs
    from tests.cluster.clusters import Cluster

_LONGEST_START = 600.0  # seconds that another worker's start is waited for


@dataclass(frozen=True)
class Namespace:
    """One that is there for one test, where pods are held to the standard *restricted*."""

    cluster: Cluster
    name: str

    @property
    def api(self) -> Api:
        return self.cluster.admin

    def path(self, plural: str, name: str = "", *, group: str = "") -> str:
        """Of the objects of a kind in this namespace, as `path("deployments", "web", group="apps/v1")`."""
        root = f"/apis/{group}" if group else "/api/v1"
        return f"{root}/namespaces/{self.name}/{plural}{f'/{name}' if name else ''}"

    def create_service_account(self, name: str, rules: list[dict[str, Any]], folder: Path) -> Path:
        """Somebody who may do in this namespace what `rules` (of RBAC) say. Its kubeconfig, in `folder`."""
        from tests.cluster.clusters import service_account_kubeconfig

        rbac = "rbac.authorization.k8s.io/v1"
        self.api.create(self.path("serviceaccounts"), {"metadata": {"name": name}})
        self.api.create(self.path("roles", group=rbac), {"metadata": {"name": name}, "rules": rules})
        subject = {"kind": "ServiceAccount", "name": name, "namespace": self.name}
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name}
        binding = {"metadata": {"name": name}, "roleRef": role, "subjects": [subject]}
        self.api.create(self.path("rolebindings", group=rbac), binding)
        return service_account_kubeconfig(self.cluster, folder / f"{name}.kubeconfig", self.name, name)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster of this run: all workers have the same one. Leave it as it is; its people are `deployer` and `admin`."""
    from tests.cluster.clusters import outside_cluster

    with closing(outside_cluster() or _shared_cluster(tmp_path_factory)) as found:
        yield found


def _shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    from tests.cluster.clusters import ClusterError

    programs = _programs()
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if is_worker else own
    try:
        # Pytest itself, whom the cluster ends with, is the parent of each worker.
        return _start_once(shared / "k8s", programs, os.getppid() if is_worker else os.getpid())
    except ClusterError as error:
        pytest.fail(str(error))


@pytest.fixture
def namespace(cluster: Cluster) -> Iterator[Namespace]:
    with new_namespace(cluster) as made:
        yield made


@contextmanager
def new_namespace(cluster: Cluster) -> Iterator[Namespace]:
    """Where pods can start at once. It is deleted afterwards, which nobody waits for."""
    name = f"test-{uuid.uuid4().hex[:10]}"
    labels = {"pod-security.kubernetes.io/enforce": "restricted", "bouwsteen.vlaanderen.be/test": "true"}
    cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
    made = Namespace(cluster, name)
    cluster.wait(lambda: cluster.admin.find(made.path("serviceaccounts", "default")), "a namespace has its service account")
    try:
        yield made
    finally:
        cluster.admin.delete(f"/api/v1/namespaces/{name}")
        _let_go(made)


def _let_go(namespace: Namespace) -> None:
    """Nobody is there any more whom our finalizers wait for, and the cluster would try again for as long as it lives."""
    stacks = namespace.api.find(namespace.path("stacks", group="bouwsteen.vlaanderen.be/v1alpha1")) or {"items": []}
    for each in stacks["items"]:
        if each["metadata"].get("finalizers"):
            path = namespace.path("stacks", each["metadata"]["name"], group="bouwsteen.vlaanderen.be/v1alpha1")
            patch = {"metadata": {"finalizers": None}}
            namespace.api.send("PATCH", path, patch, content_type="application/merge-patch+json")  # gone meanwhile: as well


@contextmanager
def own_cluster(*parts: str) -> Iterator[Cluster]:
    """One for whoever kills its programs; only `parts` besides etcd and the API server. It begins in some ten seconds."""
    from tests.cluster.clusters import start_cluster

    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="bw-k8s-"))
    try:
        cluster = start_cluster(folder, programs, parts=parts, watched=os.getpid())
        try:
            yield cluster
        finally:
            cluster.down()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Programs:
    """Skips where they are not built: a test is no moment for that. Fails where BOUWSTEEN_REQUIRE names `kubernetes`."""
    from tests.cluster.builds import NotBuiltError, find_programs

    try:
        return find_programs()
    except NotBuiltError as error:
        required = "kubernetes" in os.environ.get("BOUWSTEEN_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)(str(error))


def _start_once(folder: Path, programs: Programs, runner: int) -> Cluster:
    """The first of the workers starts it. When that fails, the others need not find out by themselves."""
    from tests.cluster.clusters import ClusterError, find_cluster, start_cluster

    lock, failure = folder.with_suffix(".lock"), folder.with_suffix(".failed")
    with exclusive_lock(lock, _LONGEST_START):
        if failure.exists():
            raise ClusterError(failure.read_text())
        if found := find_cluster(folder):
            return found
        try:
            return start_cluster(folder, programs, watched=runner)
        except ClusterError as error:
            failure.write_text(str(error))
            raise
