"""A work tree with the real blocks and stacks, in which Herstappe's environment `test` is in a cluster, and what is found there."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ryaml
from tests.e2e.conftest import REPOSITORY, Checkout
from tests.repository.places import copy_compiled_content
from tests.support.clusters import Namespace
from tests.support.endings import end_all

HERSTAPPE: Final = "stacks/herstappe"
SHARED: Final = "stacks/digitaal-vlaanderen"
# Slow to start, and not what is asked here: data vaults and their servers, and who is only an example.
NOT_HERE: Final = {
    "herstappe": {"data-vault", "magda", "ebox"},
    "digitaal-vlaanderen": {
        *("data-vault-service", "solid-server", "magda-service", "ebox-service", "ebox", "tax-software", "address-register"),
    },
}
# What a StatefulSet of its own brings along: retained with its disk, its password and its address.
RETAINED: Final = {
    "NetworkPolicy/database",
    "PersistentVolumeClaim/database",
    "PersistentVolumeClaim/solid-server",
    "PodDisruptionBudget/database",
    "Secret/database",
    "Service/database",
    "ServiceAccount/database",
    "StatefulSet/database",
}
KINDS: Final = {
    "Deployment": ("deployments", "apps/v1"),
    "StatefulSet": ("statefulsets", "apps/v1"),
    "Job": ("jobs", "batch/v1"),
    "Service": ("services", ""),
    "ServiceAccount": ("serviceaccounts", ""),
    "Secret": ("secrets", ""),
    "ConfigMap": ("configmaps", ""),
    "PersistentVolumeClaim": ("persistentvolumeclaims", ""),
    "NetworkPolicy": ("networkpolicies", "networking.k8s.io/v1"),
    "Ingress": ("ingresses", "networking.k8s.io/v1"),
    "PodDisruptionBudget": ("poddisruptionbudgets", "policy/v1"),
}


@contextmanager
def municipal_checkout(
    folder: Path,
    kubeconfig: Path,
    namespace: str,
    *,
    not_here: Mapping[str, set[str]] = NOT_HERE,
    adjust: Callable[[dict[str, Any]], None] = lambda _: None,
    **settings: str,
) -> Iterator[Checkout]:
    """Shared services are processes of this machine. `settings` are those of the environment that is in the cluster, in `namespace`.

    `not_here` are instances that each stack does without; `adjust` changes what else the municipality asks for, its `spec`.
    """
    root = folder / "work"
    copy_compiled_content(root)
    for stack, left_out in not_here.items():
        file = root / "stacks" / stack / "stack.yaml"
        document = ryaml.loads(file.read_text(encoding="utf-8"))
        spec = document["spec"]
        spec["blocks"] = [each for each in spec["blocks"] if each.get("name", each["block"]) not in left_out]
        spec["exports"] = [each for each in spec.get("exports", ()) if each["output"].split("/")[0] not in left_out]
        said = spec["environments"]["test"]
        said["blocks"] = {name: each for name, each in said.get("blocks", {}).items() if name not in left_out}
        if said["target"] == "kubernetes":
            said["kubernetes"]["namespace"] = namespace
            said |= settings
            adjust(spec)
        file.write_text(ryaml.dumps(document), encoding="utf-8")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "keys"),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": str(REPOSITORY / "cli"),
        "KUBECONFIG": str(kubeconfig),
    }
    made = Checkout(root, environment)
    made.run("lock")
    try:
        yield made
    finally:
        end_all(made.processes)


def objects(namespace: Namespace) -> dict[str, Any]:
    """What bears the mark of a block in the namespace, by `Kind/name`."""
    found = {}
    for kind, (plural, group) in KINDS.items():
        selector = "app.kubernetes.io/managed-by=bouwsteen,app.kubernetes.io/name"
        listed = namespace.api.get(namespace.path(plural, group=group), labelSelector=selector)
        found.update({f"{kind}/{each['metadata']['name']}": each for each in listed["items"]})
    return found


def marks(found: Mapping[str, Any]) -> set[str]:
    """Without the mark that the name of an edge ends with, and without what a name is of."""
    return {f"{name.split('/')[0]}/{each['metadata']['labels']['app.kubernetes.io/name']}" for name, each in found.items()}


def versions(found: Mapping[str, Any]) -> dict[str, str]:
    """What changes with each change of what is asked, and not with what a controller tells."""
    return {name: str(each["metadata"].get("generation") or each["metadata"]["uid"]) for name, each in found.items()}


def secret(found: Mapping[str, Any], name: str) -> dict[str, str]:
    return {field: base64.b64decode(text).decode() for field, text in found[f"Secret/{name}"]["data"].items()}
