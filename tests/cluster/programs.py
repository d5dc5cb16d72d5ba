"""How each program of a cluster is started: its arguments, files and ports. Everything is on loopback."""

from __future__ import annotations

import json
import random
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from tests.cluster.builds import Programs

from bouwsteen.adapters.private_files import create_private_file

# In the order in which they start; they stop the other way around.
ORDER: Final = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")
# Below those that systems give out by themselves, and those that the product picks from.
_PORTS: Final = range(10_000, 19_000)
# What kwok leaves alone: such a pod stays where the scheduler put it, and its workload never becomes ready.
STUCK: Final = "bouwsteen.vlaanderen.be/test-stuck"
STORAGE_CLASS: Final = "kwok-volume"


@dataclass(frozen=True)
class Layout:
    """Where one cluster lives: its folder, its ports, and the folder with its programs."""

    folder: Path
    programs: Path
    etcd_port: int
    peer_port: int
    api_port: int
    fsync: bool

    @property
    def api_url(self) -> str:
        return f"https://127.0.0.1:{self.api_port}"

    @property
    def etcd_url(self) -> str:
        return f"https://127.0.0.1:{self.etcd_port}"

    @property
    def audit_log(self) -> Path:
        return self.folder / "audit.log"

    def certificate(self, name: str) -> tuple[str, str]:
        """(certificate file, key file)"""
        return str(self.folder / "pki" / f"{name}.crt"), str(self.folder / "pki" / f"{name}.key")

    @property
    def authority(self) -> str:
        return str(self.folder / "pki" / "ca.crt")

    def save(self) -> None:
        shown = asdict(self) | {"folder": str(self.folder), "programs": str(self.programs)}
        create_private_file(self.folder / "layout.json", json.dumps(shown).encode())

    @classmethod
    def load(cls, folder: Path) -> Layout:
        shown = json.loads((folder / "layout.json").read_bytes())
        return cls(**shown | {"folder": Path(shown["folder"]), "programs": Path(shown["programs"])})


def choose_layout(folder: Path, programs: Programs, *, fsync: bool) -> Layout:
    etcd, peer, api = _free_ports(3)
    return Layout(folder, programs.folder, etcd, peer, api, fsync)


def _free_ports(count: int) -> list[int]:
    """Nobody listens there now. Somebody may before we do: then the start fails, and whoever starts chooses again."""
    chosen: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as attempt:
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
        chosen.append(port)
        if len(chosen) == count:
            break
    return chosen


def write_settings(layout: Layout) -> None:
    """The files that the programs read, beside their keys."""
    for name in ("kube-controller-manager", "kube-scheduler", "kwok", "admin"):
        write_kubeconfig(layout.folder / f"{name}.kubeconfig", layout, {name: client_certificate(layout, name)})
    create_private_file(layout.folder / "audit-policy.yaml", yaml.safe_dump(_audit_policy()).encode())
    create_private_file(layout.folder / "stages.yaml", yaml.safe_dump_all(_stages(Programs(layout.programs))).encode())


def client_certificate(layout: Layout, name: str) -> dict[str, str]:
    certificate, key = layout.certificate(name)
    return {"client-certificate": certificate, "client-key": key}


def write_kubeconfig(path: Path, layout: Layout, users: dict[str, dict[str, str]]) -> None:
    """A context for each user, of its name; the first is the current one."""
    cluster = {"server": layout.api_url, "certificate-authority": layout.authority}
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "test", "cluster": cluster}],
        "users": [{"name": name, "user": user} for name, user in users.items()],
        "contexts": [{"name": name, "context": {"cluster": "test", "user": name}} for name in users],
        "current-context": next(iter(users)),
    }
    create_private_file(path, yaml.safe_dump(document, sort_keys=False).encode())


def _audit_policy() -> dict[str, Any]:
    """One line for each request of people and tools; what the cluster's own programs ask is left out."""
    own = ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "kwok"]
    rules = [
        {"level": "None", "users": own},
        {"level": "None", "userGroups": ["system:serviceaccounts:kube-system"]},
        {"level": "Metadata"},
    ]
    return {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": rules}


def _stages(programs: Programs) -> list[Any]:
    """kwok's own, which make a pod ready and a job complete at once; except pods that a test wants to be stuck."""
    stages = [document for path in programs.stages() for document in yaml.safe_load_all(path.read_text())]
    for stage in stages:
        if stage["metadata"]["name"] in {"pod-ready", "pod-complete"}:
            stuck = {"key": f'.metadata.annotations["{STUCK}"]', "operator": "DoesNotExist"}
            stage["spec"]["selector"]["matchExpressions"].append(stuck)
    return [each for each in stages if each["kind"] == "Stage"]


def storage_classes(programs: Programs) -> list[Any]:
    """What the volumes that kwok plays belong to."""
    documents = [document for path in programs.stages() for document in yaml.safe_load_all(path.read_text())]
    return [each for each in documents if each["kind"] == "StorageClass"]


def command_line(name: str, layout: Layout) -> list[str]:
    arguments = {
        "etcd": _etcd,
        "kube-apiserver": _api_server,
        "kube-controller-manager": _controller_manager,
        "kube-scheduler": _scheduler,
        "kwok": _kwok,
    }[name](layout)
    return [str(layout.programs / name), *(f"--{key}={value}" for key, value in arguments.items())]


def _etcd(layout: Layout) -> dict[str, object]:
    certificate, key = layout.certificate("etcd")
    peer = f"https://127.0.0.1:{layout.peer_port}"
    tls = {"cert-file": certificate, "key-file": key, "trusted-ca-file": layout.authority}
    return {
        "name": "test",
        "data-dir": layout.folder / "etcd",
        "listen-client-urls": layout.etcd_url,
        "advertise-client-urls": layout.etcd_url,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"test={peer}",
        "client-cert-auth": "true",
        "peer-client-cert-auth": "true",
        **tls,
        **{f"peer-{name}": value for name, value in tls.items()},
        "quota-backend-bytes": 4 * 2**30,
        # Only a machine that loses its power needs the disk's word for it; a process that is killed does not.
        "unsafe-no-fsync": str(not layout.fsync).lower(),
        "log-level": "warn",
    }


def _api_server(layout: Layout) -> dict[str, object]:
    certificate, key = layout.certificate("kube-apiserver")
    etcd_certificate, etcd_key = layout.certificate("etcd-client")
    service_accounts = layout.folder / "pki" / "service-accounts"
    return {
        "bind-address": "127.0.0.1",
        "advertise-address": "127.0.0.1",
        "endpoint-reconciler-type": "none",  # a Service may not lead to loopback
        "secure-port": layout.api_port,
        "etcd-servers": layout.etcd_url,
        "etcd-cafile": layout.authority,
        "etcd-certfile": etcd_certificate,
        "etcd-keyfile": etcd_key,
        "tls-cert-file": certificate,
        "tls-private-key-file": key,
        "client-ca-file": layout.authority,
        "authorization-mode": "RBAC",
        "service-account-issuer": "https://kubernetes.default.svc",
        "service-account-key-file": f"{service_accounts}.pub",
        "service-account-signing-key-file": f"{service_accounts}.key",
        "service-cluster-ip-range": "10.96.0.0/16",
        "audit-policy-file": layout.folder / "audit-policy.yaml",
        "audit-log-path": layout.audit_log,
        "audit-log-mode": "blocking",  # who has the answer finds the line
        "audit-log-maxsize": 10_000,  # MB; a file that is put aside takes along what somebody marked in it
        "profiling": "false",
    }


def _controller_manager(layout: Layout) -> dict[str, object]:
    kubeconfig = layout.folder / "kube-controller-manager.kubeconfig"
    return {
        "kubeconfig": kubeconfig,
        "root-ca-file": layout.authority,
        "service-account-private-key-file": layout.folder / "pki" / "service-accounts.key",
        "use-service-account-credentials": "true",
        "leader-elect": "false",
        "secure-port": 0,
        "kube-api-qps": 200,
        "kube-api-burst": 400,
        "profiling": "false",
    }


def _scheduler(layout: Layout) -> dict[str, object]:
    kubeconfig = layout.folder / "kube-scheduler.kubeconfig"
    return {"kubeconfig": kubeconfig, "leader-elect": "false", "secure-port": 0, "kube-api-qps": 200, "kube-api-burst": 400}


def _kwok(layout: Layout) -> dict[str, object]:
    return {
        "kubeconfig": layout.folder / "kwok.kubeconfig",
        "config": layout.folder / "stages.yaml",
        "manage-all-nodes": "true",
        "node-lease-duration-seconds": 40,
        "server-address": "",
    }
