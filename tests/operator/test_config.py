"""What stands under `operator/config`: Kustomize and Helm give the same, the API server takes it, and nobody may do more than is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.operator.installations import ACCOUNT, documents, installed_roles, kustomize
from tests.operator.test_exports import kubectl
from tests.repository.places import ROOT
from tests.support.clusters import new_namespace

from bouwsteen.cli.main import main
from bouwsteen_operator.charts import CONFIG, FOLDER, VALUES, write_chart
from bouwsteen_operator.manifests import list_definitions, list_operator, list_tenant, write_manifests
from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

MONITORING = CONFIG / "overlays" / "monitoring"
FIGURE = re.compile(r"\b(?:bouwsteen|process)_[a-z_]+")


def render(text: str, values: dict[str, Any], namespace: str) -> str:
    """What Helm makes of a template that holds no more than the chart's do."""
    said = re.compile(r"\{\{- if \.Values\.(\w+) \}\}\n(.*?)\{\{- end \}\}\n", re.DOTALL)
    text = said.sub(lambda found: found[2] if values[found[1]] else "", text)
    text = text.replace("{{ .Release.Namespace }}", namespace)
    text = re.sub(r"\{\{ \.Values\.(\w+) \}\}", lambda found: str(values[found[1]]), text)
    assert "{{" not in text
    return text


def by_name(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in objects}


def test_the_chart_is_what_the_manifests_say() -> None:
    written = write_chart()
    found = {str(file.relative_to(FOLDER)): file.read_text(encoding="utf-8") for file in FOLDER.rglob("*") if file.is_file()}
    assert found == written, "Write it again: python -m bouwsteen_operator.charts"


@pytest.mark.cluster
def test_helm_and_kustomize_give_the_same() -> None:
    base = by_name(kustomize(CONFIG / "base"))
    values = {**VALUES, "podMonitor": True}
    templates = [text for path, text in write_chart().items() if path.startswith("templates/")]
    chart = by_name([each for text in templates for each in documents(render(text, values, "bouwsteen-system"))])
    monitor = chart.pop("PodMonitor/bouwsteen-operator")
    assert monitor["spec"]["podMetricsEndpoints"] == [{"port": "metrics", "path": "/metrics", "interval": "30s"}]
    kinds = {f"CustomResourceDefinition/{kind.crd}" for kind in KINDS.values()}
    assert base.keys() - chart.keys() == kinds | {"Namespace/bouwsteen-system"}
    assert {name: base[name] for name in chart} == chart


@pytest.mark.cluster
def test_what_the_program_writes_is_what_kustomize_makes() -> None:
    base = by_name(kustomize(CONFIG / "base"))
    assert by_name([*list_definitions(), *list_operator()]) == base
    text = write_manifests([*list_definitions(), *list_operator()])
    assert by_name(documents(text)) == base
    made = kustomize(CONFIG / "overlays" / "herstappe-test")
    assert by_name(list_tenant("herstappe-test")) == by_name([each for each in made if each["kind"] != "Namespace"])


def test_what_the_program_writes_stands_where_it_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    moved = list_operator("elsewhere", "registry.example/operator:1")
    assert "bouwsteen-system" not in json.dumps(moved).replace("bouwsteen-system.svc", "")
    assert moved[0] == {**list_operator()[0], "metadata": {**list_operator()[0]["metadata"], "name": "elsewhere"}}
    assert main(["operator", "manifests", "--namespace", "elsewhere", "--image", "registry.example/operator:1"]) == 0
    assert documents(capsys.readouterr().out) == [*list_definitions(), *moved]
    assert main(["operator", "manifests", "--crds-only", "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"apiVersion": "v1", "kind": "List", "items": list_definitions()}
    assert main(["operator", "manifests", "--crds-only", "--tenant", "herstappe-test"]) == 10


@pytest.fixture(scope="module")
def helm() -> str:
    from tests.cluster.builds import NotBuiltError, find_helm

    try:
        return str(find_helm())
    except NotBuiltError as error:
        pytest.skip(str(error))


@pytest.mark.cluster
def test_helm_itself_gives_what_kustomize_gives(helm: str, tmp_path: Path) -> None:
    """`helm template` with the values as they are, and with others; `helm lint` finds nothing to say; a wrong value is refused."""
    from tests.cluster.builds import kubernetes_version

    base = by_name(kustomize(CONFIG / "base"))
    which = ["--kube-version", kubernetes_version()]  # a Helm that was not built for a release takes an ancient one for granted

    def template(*words: str) -> subprocess.CompletedProcess[str]:
        command = [helm, "template", "bouwsteen", str(FOLDER), "--namespace", "bouwsteen-system", *which, *words]
        environment = {"PATH": "", "HOME": str(tmp_path)}
        return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=120)

    made = template("--include-crds")
    assert (made.returncode, made.stderr) == (0, "")
    namespace = {name: each for name, each in base.items() if name.startswith("Namespace/")}
    assert by_name(documents(made.stdout)) == {name: each for name, each in base.items() if name not in namespace}

    other = by_name(documents(template("--set", "replicas=3,name=bis,podMonitor=true,keysSecret=sleutels,image=example/op:9").stdout))
    deployment = other["Deployment/bouwsteen-operator"]["spec"]
    assert (deployment["replicas"], "PodMonitor/bouwsteen-operator" in other) == (3, True)
    pod = deployment["template"]["spec"]
    assert pod["containers"][0]["image"] == "example/op:9"
    assert "--name=bis" in pod["containers"][0]["args"]
    assert "sleutels" in {each.get("secret", {}).get("secretName") for each in pod["volumes"]}

    refused = template("--set", "replicaCount=3")
    assert refused.returncode != 0
    assert "replicaCount" in refused.stderr
    lint = [helm, "lint", str(FOLDER), "--strict", *which]
    done = subprocess.run(lint, check=False, env={"PATH": "", "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_values_of_the_chart_say_what_they_are_for() -> None:
    schema = json.loads((FOLDER / "values.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"].keys() == VALUES.keys() == yaml.safe_load((FOLDER / "values.yaml").read_text(encoding="utf-8")).keys()
    used = {name for path, text in write_chart().items() for name in re.findall(r"\.Values\.(\w+)", text)}
    assert used == VALUES.keys()


@pytest.mark.cluster
def test_the_api_server_takes_all_of_it_without_a_warning(kinds: Cluster, tmp_path: Path) -> None:
    objects = kustomize(CONFIG / "base") + kustomize(CONFIG / "overlays" / "herstappe-test")
    with new_namespace(kinds) as made:  # nothing is kept, and a namespace that is not there cannot be written into
        for each in objects:
            if "namespace" in each["metadata"]:
                each["metadata"]["namespace"] = made.name
        file = tmp_path / "all.yaml"
        file.write_text(yaml.safe_dump_all(objects), encoding="utf-8")
        told = kubectl(kinds, "apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", str(file))
    assert len(told.splitlines()) == len(objects)


def test_the_operator_may_do_what_it_needs_and_no_more() -> None:
    file = CONFIG / "base" / "operator-role.yaml"
    role, admission, webhook = (each for each in documents(file.read_text(encoding="utf-8")) if each["kind"] == "ClusterRole")
    assert [(rule["resources"], rule["resourceNames"], rule["verbs"]) for rule in webhook["rules"]] == [
        (["validatingwebhookconfigurations"], ["bouwsteen"], ["get", "patch"])
    ]
    assert {group for rule in admission["rules"] for group in rule["apiGroups"]} == {"admissionregistration.k8s.io"}
    granted = {
        (verb, group, resource, name)
        for rule in role["rules"]
        for verb in rule["verbs"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for name in rule.get("resourceNames", [""])
    }
    assert {resource for _, _, resource, _ in granted if "*" in resource} == set()
    assert {(resource, name) for verb, _, resource, name in granted if verb == "impersonate"} == {("serviceaccounts", "bouwsteen")}
    assert {resource for _, group, resource, _ in granted if not group} == {"serviceaccounts", "namespaces"}
    written = {resource for verb, group, resource, _ in granted if verb not in {"get", "list", "watch"} and "bouwsteen" in group}
    assert written == {"stacks", "stacks/status", "stacks/finalizers", "blockinstances", "blockinstances/status"}


def test_who_edits_a_namespace_cannot_approve_or_waive() -> None:
    roles = documents((CONFIG / "base" / "people-roles.yaml").read_text(encoding="utf-8"))
    for role in roles:
        labels = role["metadata"]["labels"]
        if not any(name.startswith("rbac.authorization.k8s.io/aggregate") for name in labels):
            continue
        for rule in role["rules"]:
            if set(rule["verbs"]) - {"get", "list", "watch"}:
                assert rule["resources"] == ["stacks"]


@pytest.fixture(scope="module")
def account(kinds: Cluster) -> Iterator[str]:
    with installed_roles(kinds) as namespace:
        yield f"system:serviceaccount:{namespace}:{ACCOUNT}"


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("verb", "group", "resource", "name", "where", "allowed"),
    [
        *[(verb, "bouwsteen.vlaanderen.be", kind.plural, "", "", True) for kind in KINDS.values() for verb in ("list", "watch")],
        ("patch", "bouwsteen.vlaanderen.be", "stacks", "", "other", True),
        ("patch", "bouwsteen.vlaanderen.be", "stacks/status", "", "other", True),
        ("patch", "bouwsteen.vlaanderen.be", "blockinstances/status", "", "other", True),
        ("create", "bouwsteen.vlaanderen.be", "blockinstances", "", "other", True),
        ("create", "events.k8s.io", "events", "", "other", True),
        ("impersonate", "", "serviceaccounts", "bouwsteen", "other", True),
        ("create", "coordination.k8s.io", "leases", "", "own", True),
        ("patch", "admissionregistration.k8s.io", "validatingadmissionpolicies", "", "", True),
        ("delete", "admissionregistration.k8s.io", "validatingadmissionpolicybindings", "", "", True),
        ("patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", "bouwsteen", "", True),
        ("get", "", "secrets", "bouwsteen-webhook", "own", True),
        ("patch", "", "secrets", "bouwsteen-webhook", "own", True),
        # and what it may not
        ("create", "", "secrets", "", "own", False),
        ("get", "", "secrets", "bouwsteen-keys", "own", False),
        ("get", "", "secrets", "bouwsteen-webhook", "other", False),
        ("patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", "", "", False),
        ("patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", "another", "", False),
        ("delete", "admissionregistration.k8s.io", "validatingwebhookconfigurations", "bouwsteen", "", False),
        ("create", "coordination.k8s.io", "leases", "", "other", False),
        ("impersonate", "", "serviceaccounts", "default", "other", False),
        ("impersonate", "", "users", "", "", False),
        ("get", "", "secrets", "", "other", False),
        ("get", "", "secrets", "", "own", False),
        ("get", "", "configmaps", "", "other", False),
        ("create", "apps", "deployments", "", "other", False),
        ("create", "bouwsteen.vlaanderen.be", "approvals", "", "other", False),
        ("patch", "bouwsteen.vlaanderen.be", "waivers", "", "other", False),
        ("delete", "bouwsteen.vlaanderen.be", "stacks", "", "other", False),
        ("patch", "bouwsteen.vlaanderen.be", "policies", "", "", False),
    ],
)
def test_the_api_server_says_what_the_operator_may(
    kinds: Cluster, account: str, verb: str, group: str, resource: str, name: str, where: str, allowed: bool
) -> None:
    plural, _, part = resource.partition("/")
    namespace = account.split(":")[2] if where == "own" else "default" if where == "other" else ""
    asked = {"verb": verb, "group": group, "resource": plural, "subresource": part, "name": name, "namespace": namespace}
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": account, "resourceAttributes": asked}}
    assert kinds.admin.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", body)["status"]["allowed"] is allowed


def test_pods_of_the_operator_are_held_to_the_strictest_standard() -> None:
    (deployment,) = documents((CONFIG / "base" / "deployment.yaml").read_text(encoding="utf-8"))
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"] | {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}} == pod["securityContext"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container.keys() >= {"livenessProbe", "readinessProbe", "startupProbe", "resources"}
    assert {each["name"] for each in container["ports"]} == {"metrics", "health", "webhook"}


def test_alerts_and_panels_ask_for_figures_that_there_are() -> None:
    # By name: the operator's own, as its module has them, and what a Python process tells of itself.
    source = (ROOT / "operator/bouwsteen_operator/metrics.py").read_text(encoding="utf-8")
    told = set(re.findall(r'"(bouwsteen_[a-z_]+)"', source)) | {"process_resident_memory_bytes"}
    endings = ("_bucket", "_count", "_sum", "_total")
    known = told | {f"{name}{ending}" for name in told for ending in endings}
    (rules,) = documents((MONITORING / "alert-rules.yaml").read_text(encoding="utf-8"))
    alerts = [rule for group in rules["spec"]["groups"] for rule in group["rules"]]
    dashboard = json.loads((MONITORING / "bouwsteen.json").read_text(encoding="utf-8"))
    expressions = [each["expr"] for each in alerts] + [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len(alerts) > 5
    assert len(dashboard["panels"]) > 8
    for expression in expressions:
        names = set(FIGURE.findall(expression))
        assert names
        assert names <= known, expression
        for opening, closing in ("()", "{}", "[]"):
            assert expression.count(opening) == expression.count(closing)
        assert expression.count('"') % 2 == 0


def test_alerts_name_a_section_of_the_runbooks() -> None:
    text = (ROOT / "operator/runbooks.md").read_text(encoding="utf-8")
    sections = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in text.splitlines() if line.startswith("#")
    }
    (rules,) = documents((MONITORING / "alert-rules.yaml").read_text(encoding="utf-8"))
    for group in rules["spec"]["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}
            file, _, section = rule["annotations"]["runbook_url"].partition("#")
            assert file == "operator/runbooks.md"
            assert not section or section in sections


def test_the_image_of_the_operator_is_written_as_those_of_blocks() -> None:
    file = ROOT / "operator" / "Containerfile"
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(linter), "--no-color", str(file)], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert "\nUSER 10001\n" in file.read_text(encoding="utf-8")
