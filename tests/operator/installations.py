"""The committed roles of an installation, under names that no other test has."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from tests.support.clusters import new_namespace

from bouwsteen_operator.charts import CONFIG

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

ACCOUNT = "bouwsteen-operator"
_RBAC = "/apis/rbac.authorization.k8s.io/v1"
_ROLES = (
    "bouwsteen-operator",
    "bouwsteen-operator-admission",
    "bouwsteen-operator-webhook",
    "bouwsteen-tenant",
    "bouwsteen-cluster-identity",
    "bouwsteen-view",
    "bouwsteen-edit",
    "bouwsteen-approver",
)
_CLUSTER_WIDE = {
    "clusterroles": (*_ROLES, "bouwsteen-publisher", "bouwsteen-catalog"),
    "clusterrolebindings": (*_ROLES[:3], "bouwsteen-cluster-identity", "bouwsteen-catalog"),
}
_PLURALS = {"ServiceAccount": "serviceaccounts", "Role": "roles", "RoleBinding": "rolebindings"}


def _placed(each: dict[str, Any], namespace: str) -> tuple[str, dict[str, Any]]:
    """Its path, and the object with names of this test."""
    kind, metadata = each["kind"], dict(each["metadata"])
    body = {**each, "metadata": metadata}
    if kind.endswith("Binding"):
        role = each["roleRef"]
        own = role if role["kind"] == "Role" else {**role, "name": f"{role['name']}-{namespace}"}
        subjects = [{**one, "namespace": namespace} if one["kind"] == "ServiceAccount" else one for one in each["subjects"]]
        body |= {"roleRef": own, "subjects": subjects}
    if kind.startswith("ClusterRole"):
        metadata["name"] = f"{metadata['name']}-{namespace}"
        metadata["labels"] = {"bouwsteen.vlaanderen.be/test": "true"}  # no aggregation by a test
        return f"{_RBAC}/{kind.lower()}s/{metadata['name']}", body
    metadata["namespace"] = namespace
    root = "/api/v1" if kind == "ServiceAccount" else _RBAC
    return f"{root}/namespaces/{namespace}/{_PLURALS[kind]}/{metadata['name']}", body


def documents(text: str) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(text) if each]


def kustomize(folder: Path) -> list[dict[str, Any]]:
    from tests.cluster.builds import find_programs

    command = [str(find_programs().path("kubectl")), "kustomize", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return documents(done.stdout)


def tenant_rules() -> list[dict[str, Any]]:
    """What the account of a namespace may do there."""
    roles = documents((CONFIG / "base" / "tenant-role.yaml").read_text(encoding="utf-8"))
    (found,) = (each["rules"] for each in roles if each["metadata"]["name"] == "bouwsteen-tenant")
    rules: list[dict[str, Any]] = found
    return rules


@contextmanager
def installed_roles(cluster: Cluster) -> Iterator[str]:
    """The namespace of a service account that may do exactly what the committed roles say."""
    with new_namespace(cluster) as made:
        for each in kustomize(CONFIG / "base"):
            if each["kind"] in {"ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}:
                cluster.admin.apply(*_placed(each, made.name), "tests", force=True)
        try:
            yield made.name
        finally:
            for plural, names in _CLUSTER_WIDE.items():
                for name in names:
                    cluster.admin.delete(f"{_RBAC}/{plural}/{name}-{made.name}")
