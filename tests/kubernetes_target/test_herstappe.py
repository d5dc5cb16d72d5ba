"""`bouwsteen apply stacks/herstappe --environment test`: the shared services are processes here, the rest is in a cluster."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import ryaml
from tests.e2e.conftest import REPOSITORY, Checkout
from tests.repository.places import copy_compiled_content
from tests.support.clusters import Namespace
from tests.support.endings import end_all

pytestmark = [pytest.mark.slow, pytest.mark.cluster]
HERSTAPPE, SHARED = "stacks/herstappe", "stacks/digitaal-vlaanderen"
TEST = ("-e", "test")
# Slow to start, and not what is asked here: data vaults and their servers, and who is only an example.
NOT_HERE = {
    "herstappe": {"data-vault", "magda", "ebox"},
    "digitaal-vlaanderen": {
        *("data-vault-service", "solid-server", "magda-service", "ebox-service", "ebox", "tax-software", "address-register"),
    },
}
# What a StatefulSet of its own brings along: retained with its disk, its password and its address.
RETAINED = {
    "NetworkPolicy/database",
    "PersistentVolumeClaim/database",
    "PersistentVolumeClaim/solid-server",
    "PodDisruptionBudget/database",
    "Secret/database",
    "Service/database",
    "ServiceAccount/database",
    "StatefulSet/database",
}
KINDS = {
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


@pytest.fixture
def place(tmp_path: Path, namespace: Namespace) -> Iterator[Checkout]:
    """A work tree with the real blocks and stacks, whose environment `test` is in a namespace of this test."""
    root = tmp_path / "work"
    copy_compiled_content(root)
    for stack, left_out in NOT_HERE.items():
        file = root / "stacks" / stack / "stack.yaml"
        document = ryaml.loads(file.read_text(encoding="utf-8"))
        spec = document["spec"]
        spec["blocks"] = [each for each in spec["blocks"] if each.get("name", each["block"]) not in left_out]
        spec["exports"] = [each for each in spec.get("exports", ()) if each["output"].split("/")[0] not in left_out]
        said = spec["environments"]["test"]
        said["blocks"] = {name: each for name, each in said.get("blocks", {}).items() if name not in left_out}
        if said["target"] == "kubernetes":
            said["kubernetes"]["namespace"] = namespace.name
        file.write_text(ryaml.dumps(document), encoding="utf-8")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "keys"),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": str(REPOSITORY / "cli"),
        "KUBECONFIG": str(namespace.cluster.kubeconfig),
    }
    made = Checkout(root, environment)
    made.run("lock")
    yield made
    end_all(made.processes)


def objects(namespace: Namespace) -> dict[str, Any]:
    """What bears our mark in the namespace, by `Kind/name`."""
    found = {}
    for kind, (plural, group) in KINDS.items():
        listed = namespace.api.get(namespace.path(plural, group=group), labelSelector="app.kubernetes.io/managed-by=bouwsteen")
        found.update({f"{kind}/{each['metadata']['name']}": each for each in listed["items"]})
    return found


def marks(found: dict[str, Any]) -> set[str]:
    """Without the mark that the name of an edge ends with, and without what a name is of."""
    return {f"{name.split('/')[0]}/{each['metadata']['labels']['app.kubernetes.io/name']}" for name, each in found.items()}


def versions(found: dict[str, Any]) -> dict[str, str]:
    """What changes with each change of what is asked, and not with what a controller tells."""
    return {name: str(each["metadata"].get("generation") or each["metadata"]["uid"]) for name, each in found.items()}


def secret(found: dict[str, Any], name: str) -> dict[str, str]:
    return {field: base64.b64decode(text).decode() for field, text in found[f"Secret/{name}"]["data"].items()}


@pytest.mark.skipif(sys.platform == "win32", reason="local processes need supervisord, which Windows does not have")
def test_a_municipality_lives_its_whole_life_in_a_cluster(place: Checkout, namespace: Namespace, tmp_path: Path) -> None:
    place.run("apply", SHARED, *TEST, "--yes")
    place.run("apply", HERSTAPPE, *TEST, "--yes")
    found = objects(namespace)
    assert {name for name in found if name.startswith("Deployment/")} == {"Deployment/forms", "Deployment/solid-server"}
    for name, each in found.items():
        if name.startswith(("Deployment/", "StatefulSet/")):
            assert each["status"]["availableReplicas"] == each["spec"]["replicas"], name
        if name.startswith("Job/"):
            assert each["status"]["succeeded"] == 1

    # The secret of the sign-in service is one that the service itself, a process here, answers to.
    given = secret(found, "forms-binding-identity")
    metadata = httpx.get(f"{given['issuer']}/.well-known/openid-configuration", timeout=60).json()
    asked = {"grant_type": "authorization_code", "code": "unknown", "redirect_uri": "https://forms.test.herstappe.example/callback"}
    answers = {
        password: httpx.post(metadata["token_endpoint"], data=asked, auth=(given["clientId"], password), timeout=60).json()["error"]
        for password in (given["clientSecret"], "another")
    }
    assert answers == {given["clientSecret"]: "invalid_grant", "another": "invalid_client"}
    database = next(name.removeprefix("Service/") for name in found if name.startswith("Service/database"))
    assert secret(found, "forms-binding-database")["host"] == f"{database}.{namespace.name}.svc"

    place.run("plan", HERSTAPPE, *TEST, "--detailed-exitcode")
    _check_export(place, namespace, tmp_path / "manifests.yaml")

    # One changed parameter touches one object, and that alone.
    place.edit("stacks/herstappe/stack.yaml", "block: forms", "parameters: {draftDays: 7}\n    block: forms")
    place.run("apply", HERSTAPPE, *TEST, "--yes")
    after = objects(namespace)
    assert {name for name, version in versions(after).items() if versions(found).get(name) != version} == {"Deployment/forms"}
    assert found.keys() == after.keys()

    place.run("destroy", HERSTAPPE, *TEST, "--yes", "--confirm", "herstappe/test", "--approve-deletions", _removals(place))
    left = objects(namespace)
    assert marks(left) == RETAINED
    assert {name: each["metadata"]["uid"] for name, each in left.items()}.items() <= {
        name: each["metadata"]["uid"] for name, each in found.items()
    }.items()

    # Wanting it again finds the database as it was.
    place.run("apply", HERSTAPPE, *TEST, "--yes")
    again = objects(namespace)
    assert again.keys() == found.keys()
    assert secret(again, "forms-binding-database") == secret(found, "forms-binding-database")


def _removals(place: Checkout) -> str:
    """The number that a plan asks for: what goes, without what is let go."""
    plan = place.json("plan", HERSTAPPE, *TEST, "--destroy")
    return str(sum(change["action"] == "delete" for change in plan["changes"]))


def _check_export(place: Checkout, namespace: Namespace, file: Path) -> None:
    """kubectl takes it without a word of warning, and no secret of the cluster stands in it."""
    told = place.run("export", HERSTAPPE, *TEST, "--out", str(file)).stderr
    text = file.read_text(encoding="utf-8")
    found = objects(namespace)
    names = {name.removeprefix("Secret/") for name in found if name.startswith("Secret/")}
    assert names
    for name in names:
        assert f"{namespace.name}/{name} " in told
        for field, value in secret(found, name).items():
            if field in {"clientSecret", "password", "uri", "sessionKey", "apiKey"}:
                assert value not in text
                assert base64.b64encode(value.encode()).decode() not in text
    command = [str(namespace.cluster.kubectl), "--kubeconfig", str(namespace.cluster.kubeconfig), "apply", "--server-side"]
    options = ["--field-manager=bouwsteen", "--dry-run=server", "-o", "json", "-f", str(file)]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    written = {f"{each['kind']}/{each['metadata']['name']}" for each in json.loads(done.stdout)["items"]}
    assert written == {name for name in found if not name.startswith("Secret/")}
