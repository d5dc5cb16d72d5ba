"""The shared services themselves in a cluster: as pods that the standard *restricted* lets in, reached by an Ingress, gone in order."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import ryaml
from tests.kubernetes_target.checkouts import KINDS, objects, secret
from tests.repository.places import copy_content
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterSettings, open_cluster
from bouwsteen.cli.main import main

pytestmark = [pytest.mark.slow, pytest.mark.cluster]

STACK: Final = "services"
ENVIRONMENT: Final = ("-e", "test")
SERVICES: Final = ("identity-service", "ebox-service", "payments-service", "magda-service", "address-register", "solid-server")
DOMAIN: Final = "services.test.example"
DATA: Final = {"categories": ["contact"], "subjects": ["citizens"], "purpose": "test", "legalBasis": "test", "retention": "P1Y"}
# What seals or opens what is in a volume that stays, and where the pods of the volume are reached: no more than that.
KEYS: Final = {"brokerKey", "sessionKey", "dataKey", "simulationKey"}
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, namespace: Namespace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    root = tmp_path / "work"
    copy_content(root, ("blocks", "catalog", "policies", "loadtests"))
    cluster = {"namespace": namespace.name, "domain": DOMAIN}
    placement = {"provider": "on-premises", "region": "belgium", "encryption": {"atRest": "ownKey", "inTransit": "mutualTls"}}
    spec = {
        "organisation": {"ovo": "OVO002949", "kbo": "0316.380.841", "name": "Digitaal Vlaanderen", "kind": "agency"},
        "blocks": [{"block": name} for name in SERVICES] + [{"block": "data-vault-service", "data": {"solid": DATA}}],
        "environments": {"test": {"target": "kubernetes", "kubernetes": cluster, "placement": placement}},
    }
    document = {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1", "kind": "Stack", "metadata": {"name": STACK}, "spec": spec}
    file = root / "stacks" / STACK / "stack.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(ryaml.dumps(document), encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("KUBECONFIG", str(namespace.cluster.kubeconfig))
    monkeypatch.chdir(root)

    def call(*arguments: str) -> str:
        code = main(["--lang", "en", *arguments])
        out, err = capfd.readouterr()
        assert code == 0, err
        return str(out)

    call("lock", STACK)
    return call


def test_the_services_live_in_a_cluster(run: Run, namespace: Namespace, tmp_path: Path) -> None:
    run("apply", STACK, *ENVIRONMENT, "--yes")
    found = objects(namespace)
    pods = {name.removeprefix("Deployment/"): each for name, each in found.items() if name.startswith("Deployment/")}
    assert pods.keys() == {*SERVICES, "data-vault-service"}
    for name, each in pods.items():
        assert each["status"]["availableReplicas"] == each["spec"]["replicas"], name
    hosts = {name: each["spec"]["rules"][0]["host"] for name, each in found.items() if name.startswith("Ingress/")}
    assert hosts == {f"Ingress/{name}": f"{name}.{DOMAIN}" for name in pods}
    for name, each in pods.items():
        says = {each["name"]: each.get("value") for each in each["spec"]["template"]["spec"]["containers"][0]["env"]}
        assert says.get("PUBLIC_URL", f"https://{hosts[f'Ingress/{name}']}") == f"https://{hosts[f'Ingress/{name}']}"
    run("plan", STACK, *ENVIRONMENT, "--detailed-exitcode")
    _check_whole_export(run, namespace, found, tmp_path / "manifests.yaml")

    version = namespace.api.get(namespace.path("configmaps"))["metadata"]["resourceVersion"]
    plan = json.loads(run("plan", STACK, *ENVIRONMENT, "--destroy", "-o", "json"))
    count = sum(change["action"] == "delete" for change in plan["changes"])
    run("destroy", STACK, *ENVIRONMENT, "--yes", "--confirm", f"{STACK}/test", "--approve-deletions", str(count))
    _check_order(_gone_since(namespace, version))
    left = objects(namespace)
    assert {name.split("/")[0] for name in left} == {"PersistentVolumeClaim"}
    records = json.loads(run("state", "list", STACK, *ENVIRONMENT, "-o", "json"))["records"]
    assert {each["address"].split("/")[-1] for each in records} == {"data", *KEYS}

    run("apply", STACK, *ENVIRONMENT, "--yes")
    again = objects(namespace)
    assert again.keys() == found.keys()
    for name in pods:
        if f"Secret/{name}-binding-own" in found:
            assert secret(again, f"{name}-binding-own") == secret(found, f"{name}-binding-own"), "what is in the volume opens again"


def _gone_since(namespace: Namespace, version: str) -> list[str]:
    """What went, as `Kind/name`, in the order in which the server took it away."""
    client = open_cluster(ClusterSettings(namespace.cluster.kubeconfig, "", namespace.name))
    gone: list[tuple[int, str]] = []
    for kind, (plural, group) in KINDS.items():
        for event in client.lines(namespace.path(plural, group=group), {"resourceVersion": version}, 1):
            if event["type"] == "DELETED":
                metadata = event["object"]["metadata"]
                gone.append((int(metadata["resourceVersion"]), f"{kind}/{metadata['name']}"))
    client.close()
    return [name for _, name in sorted(gone)]


def _check_order(gone: list[str]) -> None:
    """Who uses goes before what is used: pods before what they read and stand on, a service before the one that it calls."""
    place = {name: number for number, name in enumerate(gone)}
    for name in (each.removeprefix("Deployment/") for each in gone if each.startswith("Deployment/")):
        behind = [place[each] for each in gone if each in {f"ServiceAccount/{name}", f"Secret/{name}-binding-own", f"Service/{name}"}]
        assert behind
        assert place[f"Deployment/{name}"] < min(behind)
    assert place["Deployment/data-vault-service"] < place["Deployment/solid-server"]


def _check_whole_export(run: Run, namespace: Namespace, found: dict[str, Any], file: Path) -> None:
    """With its secrets it is all that is in the cluster, and kubectl takes it without a word of warning."""
    run("export", STACK, *ENVIRONMENT, "--with-secrets", "--out", str(file))
    assert file.stat().st_mode & 0o077 == 0, "nobody else reads secrets"
    command = [str(namespace.cluster.kubectl), "--kubeconfig", str(namespace.cluster.kubeconfig), "apply", "--server-side"]
    options = ["--field-manager=bouwsteen", "--dry-run=server", "-o", "json", "-f", str(file)]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    written = {f"{each['kind']}/{each['metadata']['name']}": each for each in json.loads(done.stdout)["items"]}
    assert written.keys() == found.keys()
    for name, each in written.items():
        if name.startswith("Secret/"):
            assert each["data"] == found[name]["data"]
