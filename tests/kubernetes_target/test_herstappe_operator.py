"""Herstappe as an operator runs it: installed as operator/README.md says, brought by a pipeline, with the rights of an installation."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import ryaml
from tests.cluster.audits import Request
from tests.cluster.clusters import Cluster, service_account_kubeconfig
from tests.e2e.conftest import Checkout
from tests.kubernetes_target.checkouts import HERSTAPPE, RETAINED, SHARED, marks, municipal_checkout, objects, secret, versions
from tests.operator.test_health_checks import FLUX, SCRIPTS, run
from tests.repository.places import ROOT
from tests.support.clusters import Namespace, own_cluster
from tests.support.operator_towns import OperatorProcess

from bouwsteen.expressions import Scope, compile_expression
from bouwsteen_operator.authorities import CONFIGURATION, SECRET
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.retentions import retained_map

pytestmark = [pytest.mark.slow, pytest.mark.cluster]
HOME, SYSTEM = "herstappe-test", "bouwsteen-system"
ACTS_AS = f"system:serviceaccount:{HOME}:bouwsteen"
WRITES = {"create", "update", "patch", "delete"}
CONFIG = "operator/config"


@dataclass(frozen=True)
class Town:
    """The cluster with an installation, the work tree, and who brings what is exported."""

    cluster: Cluster
    checkout: Checkout
    folder: Path
    pipeline: Path
    webhook: int  # the port of the operator's webhook

    @property
    def home(self) -> Namespace:
        return Namespace(self.cluster, HOME)

    def kubectl(self, *words: str, kubeconfig: Path | None = None, stdin: str = "") -> str:
        """What it prints, as admin or somebody else; it ends well, and warns of nothing."""
        return kubectl(self.cluster, *words, kubeconfig=kubeconfig, stdin=stdin)

    def bring(self) -> None:
        """As the pipeline of README.md: export, and apply all of it. Once all is there, the webhook has nothing to warn of."""
        file = self.folder / "herstappe-test.yaml"
        self.checkout.run("export", HERSTAPPE, "-e", "test", "--format", "objects", "--with-secrets", "--out", str(file))
        kubectl(self.cluster, "apply", "--server-side", "-f", str(file), kubeconfig=self.pipeline, may_warn=True)
        self.kubectl("apply", "--server-side", "-f", str(file), kubeconfig=self.pipeline)

    def wait_ready(self) -> None:
        said = self.kubectl("wait", "stack/herstappe", "-n", HOME, "--for=condition=Ready", "--timeout=300s")
        assert said == "stack.bouwsteen.vlaanderen.be/herstappe condition met\n"

    def why(self, name: str, *more: str, kubeconfig: Path | None = None) -> str:
        return self.kubectl("bouwsteen", "why", name, "-n", HOME, "--lang", "en", *more, kubeconfig=kubeconfig)

    @property
    def stack(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cluster.admin.get(KINDS["Stack"].path(HOME, "herstappe"))
        return found

    def is_settled(self) -> bool:
        """Looked at as it is now, and Ready."""
        found = self.stack
        ready = {each["type"]: each["status"] for each in found.get("status", {}).get("conditions", ())}.get("Ready")
        return ready == "True" and found["status"]["observedGeneration"] == found["metadata"]["generation"]

    def instances(self) -> dict[str, Any]:
        found = self.cluster.admin.get(KINDS["BlockInstance"].path(HOME))["items"]
        return {each["spec"]["instance"]: each for each in found}

    def touched(self, mark: int) -> list[Request]:
        """What was done to objects of blocks, as the account of the namespace: what its records are kept in is no business of a block."""
        asked = self.cluster.audit.since(mark, namespace=HOME)
        done = [each for each in asked if ACTS_AS in {each.user, each.impersonated}]
        return [each for each in done if each.verb in WRITES and each.code < 400 and not each.name.startswith("bouwsteen-")]


def kubectl(cluster: Cluster, *words: str, kubeconfig: Path | None = None, stdin: str = "", may_warn: bool = False) -> str:
    command = [str(cluster.kubectl), *words, "--kubeconfig", str(kubeconfig or cluster.kubeconfig)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where the plugin is
    done = subprocess.run(
        command, check=False, cwd=ROOT, env={**os.environ, "PATH": path}, input=stdin, capture_output=True, text=True, timeout=400
    )
    told = [line for line in done.stderr.splitlines() if not (may_warn and line.startswith("Warning: "))]
    assert (done.returncode, told) == (0, []), f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    if sys.platform == "win32":
        pytest.skip("local processes need supervisord, which Windows does not have")
    with own_cluster("kube-controller-manager", "kube-scheduler", "kwok") as cluster:
        _install(cluster, tmp_path)
        webhook = _point_webhook(cluster)
        pipeline = _add_pipeline(cluster, tmp_path)
        with municipal_checkout(tmp_path, cluster.kubeconfig, HOME, runBy="operator/bouwsteen") as checkout:
            yield Town(cluster, checkout, tmp_path, pipeline, webhook)


def _install(cluster: Cluster, folder: Path) -> None:
    """The lines of operator/README.md, under "Install"."""
    kubectl(cluster, "apply", "--server-side", "-k", f"{CONFIG}/base")
    key = folder / "key"
    key.write_text(secrets.token_hex(32))
    kubectl(cluster, "create", "secret", "generic", "bouwsteen-keys", "-n", SYSTEM, f"--from-file=2026={key}")
    kubectl(cluster, "apply", "--server-side", "-k", f"{CONFIG}/overlays/herstappe-test")
    (folder / "keys").mkdir()  # as a pod has that Secret before it
    (folder / "keys" / "2026").write_text(key.read_text())
    (folder / "marks").mkdir()


def _point_webhook(cluster: Cluster) -> int:
    """No Service leads to a process of this machine: the API server asks it at its address. That port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    path = f"/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/{CONFIGURATION}"
    webhooks = cluster.admin.get(path)["webhooks"]
    for each in webhooks:
        each["clientConfig"] = {"url": f"https://127.0.0.1:{port}/judge"}
    cluster.admin.merge(path, {"webhooks": webhooks})
    return port


def _add_pipeline(cluster: Cluster, folder: Path) -> Path:
    """Whoever brings exported objects, with the role for that, and the right to write the Secret of what other stacks export."""
    admin, rbac = cluster.admin, "/apis/rbac.authorization.k8s.io/v1"
    admin.create("/api/v1/namespaces", {"metadata": {"name": "pipelines"}})
    admin.create("/api/v1/namespaces/pipelines/serviceaccounts", {"metadata": {"name": "herstappe"}})
    who = [{"kind": "ServiceAccount", "name": "herstappe", "namespace": "pipelines"}]
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "bouwsteen-publisher"}
    admin.create(f"{rbac}/clusterrolebindings", {"metadata": {"name": "pipeline"}, "roleRef": role, "subjects": who})
    rules = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "create", "patch"], "resourceNames": ["herstappe-imports"]}]
    admin.create(f"{rbac}/namespaces/{HOME}/roles", {"metadata": {"name": "imports"}, "rules": rules})
    own = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "imports"}
    admin.create(f"{rbac}/namespaces/{HOME}/rolebindings", {"metadata": {"name": "imports"}, "roleRef": own, "subjects": who})
    return service_account_kubeconfig(cluster, folder / "pipeline.kubeconfig", "pipelines", "herstappe")


@pytest.fixture
def operator(town: Town) -> Iterator[OperatorProcess]:
    """As the Deployment of the base starts it, with the rights of its account. The pods of that Deployment run nothing here.

    It may call the shared services at this machine's address, as whoever runs it says.
    """
    mine = service_account_kubeconfig(town.cluster, town.folder / "operator.kubeconfig", SYSTEM, "bouwsteen-operator")
    more = ("--name", "bouwsteen", "--webhook-port", str(town.webhook), "--allow-address", "127.0.0.0/8")
    started = OperatorProcess(town.folder, mine, *more)
    town.cluster.wait(lambda: started.leads() and started.ask("health", "/health/ready"), "it leads, and answers")
    yield started
    assert started.end() == 0
    assert not started.lines("a mistake")


def test_a_municipality_lives_its_whole_life_under_an_operator(town: Town, operator: OperatorProcess) -> None:
    town.checkout.run("apply", SHARED, "-e", "test", "--yes")
    town.bring()
    town.wait_ready()
    _check_that_all_runs(town)
    _check_health_as_others_read_it(town)
    _check_that_a_parameter_touches_what_depends_on_it(town)
    _check_that_drift_is_put_back(town)
    _check_that_an_emergency_ends_in_a_pull_request(town)
    before = objects(town.home)
    password = secret(before, "forms-binding-database")["password"]
    _check_that_deletion_goes_in_order_and_keeps_what_is_retained(town)

    # Wanting it again finds the database as it was, and nothing is retained any more.
    town.bring()
    town.wait_ready()
    again = objects(town.home)
    assert again.keys() == before.keys()
    assert secret(again, "forms-binding-database")["password"] == password
    assert town.cluster.admin.find(town.home.path("configmaps", retained_map("herstappe"))) is None
    assert operator.process.poll() is None


def _check_that_all_runs(town: Town) -> None:
    found = objects(town.home)
    assert {name for name in found if name.startswith("Deployment/")} == {"Deployment/forms", "Deployment/solid-server"}
    for name, each in found.items():
        if name.startswith(("Deployment/", "StatefulSet/")):
            assert each["status"]["availableReplicas"] == each["spec"]["replicas"], name
        if name.startswith("Job/"):
            assert each["status"]["succeeded"] == 1
    document = ryaml.loads((town.checkout.root / HERSTAPPE / "stack.yaml").read_text(encoding="utf-8"))
    instances = town.instances()
    assert instances.keys() == {each.get("name", each["block"]) for each in document["spec"]["blocks"]}
    for name, each in instances.items():
        assert {one["type"]: one["status"] for one in each["status"]["conditions"]} == {"Ready": "True"}, name
    assert town.stack["status"]["instances"] == {"total": len(instances), "ready": len(instances)}

    # Bindings as servicebinding.io has them, and which instance gives which.
    uses = instances["forms"]["spec"]["uses"]
    types = {"identity": "oidc-client", "database": "postgresql", "payments": "payment-checkout"}
    for use, reference in uses.items():
        made = found[f"Secret/forms-binding-{use}"]
        assert made["type"] == f"servicebinding.io/{secret(found, f'forms-binding-{use}')['type']}"
        assert instances[reference.split("/")[0]]["status"]["binding"] == {"name": f"forms-binding-{use}"}
    assert uses.keys() == types.keys()
    # The sign-in service, a process here, answers to what the operator got of it.
    given = secret(found, "forms-binding-identity")
    assert _sign_in(given) == "invalid_grant"

    assert town.why("stack/herstappe").startswith(f"stack/herstappe (-n {HOME}): fine\n")
    assert json.loads(town.why("bi/herstappe.forms", "-o", "json"))["state"] == "fine"
    # The operator itself reads no Secret and makes nothing in a namespace but what is its own.
    own = [each for each in town.cluster.audit.since(0, user="bouwsteen-operator") if not each.impersonated]
    assert {each.name for each in own if each.resource in {"secrets", "configmaps", "deployments"}} <= {SECRET}  # of its webhook


def _sign_in(given: dict[str, str]) -> str:
    metadata = httpx.get(f"{given['issuer']}/.well-known/openid-configuration", timeout=60).json()
    asked = {"grant_type": "authorization_code", "code": "unknown", "redirect_uri": "https://forms.test.herstappe.example/callback"}
    answer = httpx.post(metadata["token_endpoint"], data=asked, auth=(given["clientId"], given["clientSecret"]), timeout=60)
    return str(answer.json()["error"])


def _check_health_as_others_read_it(town: Town) -> None:
    """What Flux and Argo CD make of the objects as they are."""
    for each in (town.stack, *town.instances().values()):
        (check,) = (one for one in FLUX if one["kind"] == each["kind"])
        scope = Scope({"metadata": {}, "spec": {}, "status": {}})
        found = {state: compile_expression(check[state], scope).evaluate(each) for state in ("inProgress", "failed", "current")}
        assert found == {"inProgress": False, "failed": False, "current": True}
        assert run(SCRIPTS[each["kind"]], each)["status"] == "Healthy"


def _check_that_a_parameter_touches_what_depends_on_it(town: Town) -> None:
    before, mark = objects(town.home), town.cluster.audit.mark()
    town.checkout.edit("stacks/herstappe/stack.yaml", "block: forms", "parameters: {draftDays: 7}\n    block: forms")
    town.bring()
    town.cluster.wait(town.is_settled, "the change is carried out")
    after = objects(town.home)
    assert {name for name, version in versions(after).items() if versions(before).get(name) != version} == {"Deployment/forms"}
    assert before.keys() == after.keys()
    # What is of the same resource was applied with it, and is what it was.
    touched = {(each.verb, each.resource, each.name) for each in town.touched(mark)}
    assert ("patch", "deployments", "forms") in touched
    of_forms = {name.split("/")[1] for name, each in after.items() if each["metadata"]["labels"]["app.kubernetes.io/name"] == "forms"}
    assert {verb for verb, _, _ in touched} == {"patch"}
    assert {name for _, _, name in touched} <= of_forms
    kept = {name: each["metadata"]["resourceVersion"] for name, each in before.items() if not name.startswith("Deployment/")}
    moved = {name for name, version in kept.items() if after[name]["metadata"]["resourceVersion"] != version}
    assert {name.split("/")[0] for name in moved} <= {"StatefulSet", "PodDisruptionBudget"}  # whose status their controllers write


def _check_that_drift_is_put_back(town: Town) -> None:
    before = objects(town.home)
    policy = next(name for name in before if name.startswith("NetworkPolicy/forms"))
    town.kubectl("delete", "networkpolicy", policy.split("/")[1], "-n", HOME)
    town.kubectl("bouwsteen", "reconcile", "stack/herstappe", "-n", HOME)
    town.cluster.wait(lambda: objects(town.home).keys() == before.keys(), "it is put back")
    after = objects(town.home)
    assert after[policy]["spec"] == before[policy]["spec"]
    assert after[policy]["metadata"]["uid"] != before[policy]["metadata"]["uid"]

    def told() -> list[str]:
        listed = town.cluster.admin.get(town.home.path("events", group="events.k8s.io/v1"))["items"]
        return [each["note"] for each in listed if each["reason"] == "DriftCorrected"]

    town.cluster.wait(told, "it is told")
    assert all("forms/server" in note for note in told())
    town.wait_ready()


def _check_that_an_emergency_ends_in_a_pull_request(town: Town) -> None:
    """The commands of the runbook, in the hands of somebody who may edit the namespace; then what `why` says to put in git."""
    town.cluster.admin.create(town.home.path("serviceaccounts"), {"metadata": {"name": "an"}})
    town.kubectl("create", "rolebinding", "an", "-n", HOME, "--clusterrole=edit", f"--serviceaccount={HOME}:an")
    an = service_account_kubeconfig(town.cluster, town.folder / "an.kubeconfig", HOME, "an")
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)).isoformat(timespec="seconds")
    declared = {"by": f"system:serviceaccount:{HOME}:an", "reason": "Het loket ligt stil.", "until": until}
    patch = json.dumps({"spec": {"breakGlass": declared}})
    town.kubectl("patch", "stack", "herstappe", "-n", HOME, "--type=merge", "-p", patch, kubeconfig=an)
    town.kubectl("set", "env", "deployment/forms", "-n", HOME, "DRAFT_DAYS=3", kubeconfig=an)
    town.kubectl("scale", "deployment/forms", "-n", HOME, "--replicas=4", kubeconfig=an)
    town.kubectl("bouwsteen", "reconcile", "stack/herstappe", "-n", HOME, kubeconfig=an)

    def told() -> Any:
        said = json.loads(town.why("stack/herstappe", "-o", "json", kubeconfig=an))
        return said.get("follow_up") if len(said.get("follow_up", {}).get("changes", ())) == 2 else None

    document = town.cluster.wait(told, "both changes are told")
    found = {each["field"].rpartition(".spec.")[2]: (each["before"], each["after"], each.get("parameter")) for each in document["changes"]}
    assert found == {"replicas": (2, 4, None), "containers[server].env[DRAFT_DAYS].value": ("7", "3", "draftDays")}
    added = [line[1:].strip() for line in document["diff"].splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added == ["parameters:", "draftDays: 3"]
    deployment = objects(town.home)["Deployment/forms"]
    assert deployment["spec"]["replicas"] == 4  # nothing was put back

    # What the diff says goes into git; what no parameter says is set back by hand. Then nothing is in the way.
    file = town.checkout.root / HERSTAPPE / "stack.yaml"
    stack = ryaml.loads(file.read_text(encoding="utf-8"))
    stack["spec"]["environments"]["test"]["blocks"]["forms"]["parameters"] = {"draftDays": 3}
    file.write_text(ryaml.dumps(stack), encoding="utf-8")
    town.kubectl("scale", "deployment/forms", "-n", HOME, "--replicas=2", kubeconfig=an)
    town.bring()
    town.kubectl("patch", "stack", "herstappe", "-n", HOME, "--type=merge", "-p", '{"spec": {"breakGlass": null}}', kubeconfig=an)
    town.cluster.wait(town.is_settled, "it goes on")
    pods = objects(town.home)["Deployment/forms"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": "DRAFT_DAYS", "value": "3"} in pods


def _check_that_deletion_goes_in_order_and_keeps_what_is_retained(town: Town) -> None:
    before, mark = objects(town.home), town.cluster.audit.mark()
    given = secret(before, "forms-binding-identity")
    town.kubectl("delete", "stack", "herstappe", "-n", HOME, "--timeout=300s")
    left = objects(town.home)
    assert marks(left) == RETAINED
    assert {name: each["metadata"]["uid"] for name, each in left.items()}.items() <= {
        name: each["metadata"]["uid"] for name, each in before.items()
    }.items()
    # What the Stack owned, the cluster removes by itself.
    town.cluster.wait(lambda: not town.cluster.admin.get(KINDS["BlockInstance"].path(HOME))["items"], "its instances are gone")
    assert _sign_in(given) == "invalid_client"  # what was registered elsewhere is gone too

    # What something stands on goes after it, and nothing of what is retained was deleted.
    deleted = [f"{each.resource}/{each.name}" for each in town.touched(mark) if each.verb == "delete"]
    assert deleted.index("deployments/forms") < deleted.index("services/forms")
    assert deleted.index("deployments/solid-server") < deleted.index("services/solid-server")
    kept = {name.split("/")[1] for name in left}
    assert not [each for each in deleted if each.startswith(("statefulsets/", "persistentvolumeclaims/")) or each.split("/")[1] in kept]

    # Which is told to whoever comes later.
    said = json.loads(town.why("stack/herstappe", "-o", "json"))
    assert (said["state"], said["reason"]) == ("deleted", "")
    told = {one.split("/")[-1] for each in said["retained"] for one in each["objects"]}
    assert {name.split("/")[1] for name in left if not name.startswith("Secret/")} <= told
