"""`bouwsteen apply stacks/herstappe --environment test`: the shared services are processes here, the rest is in a cluster."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.e2e.conftest import Checkout
from tests.kubernetes_target.checkouts import HERSTAPPE, RETAINED, SHARED, marks, municipal_checkout, objects, secret, versions
from tests.support.clusters import Namespace

pytestmark = [pytest.mark.slow, pytest.mark.cluster]
TEST = ("-e", "test")


@pytest.fixture
def place(tmp_path: Path, namespace: Namespace) -> Iterator[Checkout]:
    """A work tree with the real blocks and stacks, whose environment `test` is in a namespace of this test."""
    with municipal_checkout(tmp_path, namespace.cluster.kubeconfig, namespace.name) as made:
        yield made


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
