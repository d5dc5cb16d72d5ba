"""The webhook on a real API server: what is wrong is refused as the command line says it, and what cannot be asked is not kept."""

from __future__ import annotations

import base64
import contextlib
import copy
import datetime as dt
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from httpx import HTTPStatusError
from tests.cluster.clusters import Cluster
from tests.operator.samples import sample
from tests.operator.test_exports import as_stored, export, tree
from tests.operator.test_judges import planned, told
from tests.operator.test_running import SHORT
from tests.support.clusters import Namespace, new_namespace
from tests.support.operator_towns import SYSTEM, Province, town
from tests.support.stack_objects import add_account

from bouwsteen.adapters.kubernetes.clients import MERGE, ClusterSettings, open_cluster
from bouwsteen_operator import authorities, running
from bouwsteen_operator.authorities import CONFIGURATION, SECRET, Authority
from bouwsteen_operator.certificates import is_issued_by, read_facts, split_bundle
from bouwsteen_operator.charts import CONFIG
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.settings import Settings

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
CONFIGURATIONS: Final = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
Objects = list[dict[str, Any]]


@pytest.fixture
def system(cluster_of_ours: Cluster) -> Iterator[Namespace]:
    """The namespace of an operator, with the Secret of the installation."""
    with new_namespace(cluster_of_ours) as made:
        cluster_of_ours.admin.create(made.path("secrets"), {"metadata": {"name": SECRET}})
        yield made
        cluster_of_ours.admin.delete(f"{CONFIGURATIONS}/{CONFIGURATION}")


class Guarded:
    """A cluster whose webhook is one operator on this machine, which its Service leads to."""

    def __init__(self, cluster: Cluster, system: Namespace, folder: Path) -> None:
        self.cluster = cluster
        self.system = system
        self.folder = folder
        self.port = _free_port()
        (folder / "keys").mkdir()
        (folder / "keys" / "1").write_text("ab" * 32)
        _configure(cluster, system.name, self.port)

    @contextlib.contextmanager
    def operate(self, **changes: Any) -> Iterator[running.Operator]:
        """An operator with the real reconciler, which has what it needs to answer when this begins."""
        settings = Settings(
            kubeconfig=self.cluster.kubeconfig,
            namespace=self.system.name,
            keys=self.folder / "keys",
            marks=self.folder / "marks",
            metrics_port=0,
            health_port=0,
            webhook_port=self.port,
            sweep=3.0,
            workers=2,
            language="en",
        )
        operator = running.Operator(settings, terms=SHORT, **changes)
        stopped = threading.Event()
        thread = threading.Thread(target=operator.run, args=[stopped])
        thread.start()
        try:
            self.cluster.wait(lambda: operator.is_ready()[0] == 200, "the operator is ready")
            yield operator
        finally:
            stopped.set()
            thread.join(60)
            assert not thread.is_alive()

    def configuration(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cluster.admin.get(f"{CONFIGURATIONS}/{CONFIGURATION}")
        return found

    def served(self) -> bytes:
        """The certificate that is shown now."""
        return ssl.get_server_certificate(("127.0.0.1", self.port)).encode()


def _documents(part: str) -> Objects:
    return [each for each in yaml.safe_load_all((CONFIG / "base" / f"{part}.yaml").read_text(encoding="utf-8")) if each]


@pytest.fixture
def guarded(cluster_of_ours: Cluster, system: Namespace, tmp_path: Path) -> Guarded:
    return Guarded(cluster_of_ours, system, tmp_path)


@pytest.fixture
def home(cluster_of_ours: Cluster) -> Iterator[Namespace]:
    with new_namespace(cluster_of_ours) as made:
        add_account(made)
        yield made


def exported(home: Namespace) -> Objects:
    """The stack of Herstappe in a namespace; what it makes there is not wanted here."""
    objects = as_stored(export(tree("herstappe"), "herstappe", "test"))
    for each in objects:
        if "namespace" in each["metadata"]:
            each["metadata"]["namespace"] = home.name
    return objects


def path_of(each: dict[str, Any]) -> str:
    metadata = each["metadata"]
    if each["kind"] == "ConfigMap":
        return f"/api/v1/namespaces/{metadata['namespace']}/configmaps/{metadata['name']}"
    return KINDS[each["kind"]].path(metadata.get("namespace", ""), metadata["name"])


def kubectl(cluster: Cluster, manifest: dict[str, Any], folder: Path) -> tuple[int, str]:
    file = folder / "object.json"
    file.write_text(json.dumps(manifest))
    command = [
        str(cluster.kubectl),
        "--kubeconfig",
        str(cluster.kubeconfig),
        "apply",
        "--server-side",
        "--force-conflicts",
        "-f",
        str(file),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.fault("F30")
def test_the_webhook_from_its_first_certificate_to_its_absence(guarded: Guarded, home: Namespace, tmp_path: Path) -> None:
    admin = guarded.cluster.admin
    *others, stack = exported(home)
    assert stack["kind"] == "Stack"

    # Before an operator was there, nothing is kept.
    answer = admin.send("POST", KINDS["Organisation"].path(home.name), next(each for each in others if each["kind"] == "Organisation"))
    assert answer.status_code == 500
    assert "documents.bouwsteen.vlaanderen.be" in answer.text

    with guarded.operate() as operator:
        for each in others:
            admin.apply(path_of(each), each, "tests", force=True)
        guarded.cluster.wait(lambda: _knows(operator, others), "the operator knows what there is")

        broken = copy.deepcopy(stack)
        broken["spec"]["blocks"][7]["parameters"] = {"draftDays": "many", "unknownOne": 1}
        code, said = kubectl(guarded.cluster, broken, tmp_path)
        assert code == 1
        assert "spec.blocks[7].parameters.draftDays" in said
        answer = admin.send("POST", KINDS["Stack"].path(home.name), broken)
        assert answer.status_code == 422
        causes = answer.json()["details"]["causes"]
        expected = operator_says(operator, broken)
        assert {(each["reason"], each["field"]) for each in causes} == expected
        assert admin.find(path_of(stack)) is None

        code, said = kubectl(guarded.cluster, stack, tmp_path)
        assert (code, "Warning" in said) == (0, False), said
        assert b'bouwsteen_webhook_seconds_count{kind="Stack",result="taken"}' in operator.figures.tell()[2]
        # The environment is the command line's: it is seen, and left alone.
        guarded.cluster.wait(lambda: condition(admin.get(path_of(stack))) == "RunByAnother", "it is looked at")
        code, said = kubectl(guarded.cluster, {**stack, "spec": broken["spec"]}, tmp_path)
        assert (code, admin.get(path_of(stack))["spec"]["blocks"][7].get("parameters")) == (1, None)

    # Nobody is there: what is new is refused, and what runs can be stopped and go.
    answer = admin.send(
        "PATCH", path_of(stack), {"spec": {"moved": [{"from": "a", "to": "b"}]}}, content_type="application/merge-patch+json"
    )
    assert answer.status_code == 500
    assert "stacks.bouwsteen.vlaanderen.be" in answer.text
    admin.merge(path_of(stack), {"metadata": {"annotations": {"a": "b"}}})
    admin.merge(path_of(stack), {"spec": {"suspend": True}})
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat(timespec="seconds").replace("+00:00", "Z")
    admin.merge(path_of(stack), {"spec": {"breakGlass": {"by": "an", "reason": "Brand", "until": until}}})
    status = {"status": {"observedGeneration": 7}}
    assert admin.send("PATCH", f"{path_of(stack)}/status", status, content_type=MERGE).status_code == 200
    admin.create(home.path("configmaps"), {"metadata": {"name": "of-somebody-else"}})
    admin.delete(path_of(stack))
    admin.merge(path_of(stack), {"metadata": {"finalizers": None}})  # as the operator lets go
    assert admin.find(path_of(stack)) is None

    with guarded.operate():
        assert kubectl(guarded.cluster, stack, tmp_path)[0] == 0, "it is back"
        admin.merge(path_of(stack), {"metadata": {"finalizers": None}})


def operator_says(operator: running.Operator, stack: dict[str, Any]) -> set[tuple[str, str]]:
    """Codes and paths; and that they are what the command line says of the document."""
    assert operator.doorkeeper is not None
    found = operator.doorkeeper.judge.judge(stack, time.monotonic() + 60).problems
    assert planned(stack) == told(found)
    return {(each.code, str(each.source).partition(") ")[2]) for each in found}


def _knows(operator: running.Operator, objects: Objects) -> bool:
    return all(
        operator.cache.get(each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"]) is not None
        for each in objects
        if each["kind"] != "ConfigMap"
    )


def condition(stack: dict[str, Any]) -> str:
    found = [each["reason"] for each in stack.get("status", {}).get("conditions", ()) if each["type"] == "Ready"]
    return found[0] if found else ""


@pytest.mark.fault("F30")
def test_a_webhook_that_is_away_holds_up_what_is_new_and_nothing_else(cluster_of_ours: Cluster, tmp_path: Path) -> None:
    """Processes of the operator as an installation has them: its roles, its Secret, who leads and who stands by."""
    cluster = cluster_of_ours
    with contextlib.ExitStack() as ending:
        province = Province(tmp_path, cluster, instances=1)
        cluster.admin.create(f"/api/v1/namespaces/{SYSTEM}/secrets", {"metadata": {"name": SECRET}})
        ports = [_free_port(), _free_port()]
        _configure(cluster, SYSTEM, ports[0])
        ending.callback(cluster.admin.delete, f"{CONFIGURATIONS}/{CONFIGURATION}")
        one = ending.enter_context(province.operate("--webhook-port", str(ports[0])))
        cluster.wait(lambda: one.ask("health", "/health/ready"), "it is ready")
        province.settle([1])
        cluster.wait(lambda: province.count_ready() == 1, "the first town is ready")

        _point(cluster, 9)
        with pytest.raises(HTTPStatusError, match="500"):
            province.settle([2])
        made = f"/api/v1/namespaces/{town(1)}/configmaps/part-0"
        before = cluster.admin.get(made)["metadata"]["uid"]
        cluster.admin.delete(made)
        province.request(1, "now")
        cluster.wait(lambda: (cluster.admin.find(made) or {"metadata": {"uid": before}})["metadata"]["uid"] != before, "it is put back")
        cluster.wait(lambda: province.status(1).get("lastHandledReconcileAt") == "now", "and told")
        cluster.admin.delete(KINDS["Stack"].path(town(1), province.stack))
        cluster.wait(lambda: cluster.admin.find(KINDS["Stack"].path(town(1), province.stack)) is None, "a stack goes")

        # One that stands by answers as well.
        two = ending.enter_context(province.operate("--webhook-port", str(ports[1])))
        cluster.wait(lambda: '"standby"' in two.ask("health", "/health/ready"), "another one stands by")
        _point(cluster, ports[1])
        province.settle([3])
        cluster.wait(lambda: province.is_ready(3), "what is new is taken again")
        taken = 'bouwsteen_webhook_seconds_count{kind="Stack",result="taken"}'
        assert taken in two.ask("metrics", "/metrics")
        assert not one.lines("a mistake")
        assert not two.lines("a mistake")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configure(cluster: Cluster, namespace: str, port: int) -> None:
    """The committed configuration and its Service, which leads to this machine instead of to pods: in this cluster none has an address."""
    service, made = (each for each in _documents("webhook") if each["kind"] in {"Service", "ValidatingWebhookConfiguration"})
    service["metadata"]["namespace"] = namespace
    service["spec"] = {"type": "ExternalName", "externalName": "localhost"}
    cluster.admin.create(f"/api/v1/namespaces/{namespace}/services", service)
    for each in made["webhooks"]:
        each["clientConfig"]["service"] |= {"namespace": namespace, "port": port}
    cluster.admin.create(CONFIGURATIONS, made)


def _point(cluster: Cluster, port: int) -> None:
    """Have the API server ask there, and wait until it does."""
    webhooks = cluster.admin.get(f"{CONFIGURATIONS}/{CONFIGURATION}")["webhooks"]
    for each in webhooks:
        each["clientConfig"]["service"]["port"] = port
    cluster.admin.merge(f"{CONFIGURATIONS}/{CONFIGURATION}", {"webhooks": webhooks})
    organisation = sample("Organisation", "default")
    cluster.wait(
        lambda: (
            (cluster.admin.send("POST", KINDS["Organisation"].path("default"), organisation, dryRun="All").status_code == 201)
            == (port != 9)
        ),
        "it is asked there",
    )


def test_a_certificate_is_renewed_while_it_is_served(guarded: Guarded) -> None:
    soon = authorities.Terms(certificate=dt.timedelta(seconds=20))
    organisation = sample("Organisation", "default")
    with guarded.operate(renewal=soon) as operator:
        first = guarded.served()
        known = split_bundle(base64.b64decode(guarded.configuration()["webhooks"][0]["clientConfig"]["caBundle"]))
        assert is_issued_by(first, known[0])
        seen = {first}
        asked = 0
        while len(seen) < 3:
            answer = guarded.cluster.admin.send("POST", KINDS["Organisation"].path("default"), organisation, dryRun="All")
            assert answer.status_code == 201, answer.text
            asked += 1
            seen.add(guarded.served())
            assert asked < 2000, "it is not renewed"
        assert all(is_issued_by(each, known[0]) for each in seen)
        assert b"bouwsteen_webhook_problem 0.0" in operator.figures.tell()[2]


class Clocked:
    """The authority of an installation whose clock stands where it is put."""

    def __init__(self, cluster: Cluster, system: Namespace) -> None:
        self.cluster = cluster
        self.system = system
        self.now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        self._client = open_cluster(ClusterSettings(cluster.kubeconfig))
        self.authority = Authority(self._client, self._client, system.name, lambda: self.now)
        self.install()

    def install(self) -> None:
        """As it is committed, by whoever runs the cluster."""
        _, secret, configuration = _documents("webhook")
        secret["metadata"]["namespace"] = self.system.name
        self.cluster.admin.apply(self.system.path("secrets", SECRET), secret, "kubectl", force=True)
        self.cluster.admin.apply(f"{CONFIGURATIONS}/{CONFIGURATION}", configuration, "kubectl")

    def close(self) -> None:
        self._client.close()

    def secret(self) -> dict[str, bytes]:
        found = self.cluster.admin.get(self.system.path("secrets", SECRET)).get("data") or {}
        return {name: base64.b64decode(text) for name, text in found.items()}

    def trusted(self) -> list[bytes]:
        webhooks = self.cluster.admin.get(f"{CONFIGURATIONS}/{CONFIGURATION}")["webhooks"]
        (bundle,) = {each["clientConfig"].get("caBundle", "") for each in webhooks}
        return split_bundle(base64.b64decode(bundle))

    def writes(self, mark: int) -> list[str]:
        return [each.resource for each in self.cluster.audit.since(mark) if each.agent == "bouwsteen" and each.verb == "patch"]


@pytest.fixture
def clocked(cluster_of_ours: Cluster, system: Namespace) -> Iterator[Clocked]:
    made = Clocked(cluster_of_ours, system)
    yield made
    made.close()


def test_each_part_is_renewed_before_its_end_and_trusted_before_it_is_used(clocked: Clocked) -> None:
    assert clocked.authority.read() is None
    clocked.authority.keep()
    first, trusted = clocked.secret(), clocked.trusted()
    facts = read_facts(first["tls.crt"])
    assert facts is not None
    assert facts.names == {"bouwsteen-webhook.bouwsteen-system.svc", "bouwsteen-webhook.bouwsteen-system.svc.cluster.local"}
    assert (split_bundle(first["ca.crt"]), len(trusted)) == (trusted, 1)
    pair = clocked.authority.read()
    assert pair is not None
    assert is_issued_by(pair.certificate, trusted[0])

    mark = clocked.cluster.audit.mark()
    clocked.authority.keep()
    assert clocked.writes(mark) == [], "nothing is written where nothing differs"
    clocked.install()
    assert (clocked.secret(), clocked.trusted()) == (first, trusted), "another installation takes nothing of it away"

    clocked.now += dt.timedelta(days=61)
    clocked.authority.keep()
    second = clocked.secret()
    assert second["tls.crt"] != first["tls.crt"]
    assert (second["ca.crt"], second["ca.key"], clocked.trusted()) == (first["ca.crt"], first["ca.key"], trusted)

    clocked.now += dt.timedelta(days=1500)
    mark = clocked.cluster.audit.mark()
    clocked.authority.keep()
    assert clocked.writes(mark) == ["secrets", "validatingwebhookconfigurations", "secrets"]
    newer = clocked.trusted()
    assert newer[1:] == trusted, "who issued before is trusted until its end"
    assert is_issued_by(clocked.secret()["tls.crt"], newer[0])

    clocked.now += dt.timedelta(days=500)
    clocked.authority.keep()
    # What a hand took away comes back.
    webhooks = clocked.cluster.admin.get(f"{CONFIGURATIONS}/{CONFIGURATION}")["webhooks"]
    for each in webhooks:
        del each["clientConfig"]["caBundle"]
    clocked.cluster.admin.merge(f"{CONFIGURATIONS}/{CONFIGURATION}", {"webhooks": webhooks})
    clocked.cluster.admin.merge(clocked.system.path("secrets", SECRET), {"data": {"tls.key": base64.b64encode(b"another").decode()}})
    clocked.authority.keep()
    assert clocked.authority.read() is not None
    assert clocked.trusted() == split_bundle(clocked.secret()["ca.crt"])


def test_what_cert_manager_keeps_is_read_and_left_alone(clocked: Clocked) -> None:
    clocked.authority.keep()
    given = clocked.authority.read()
    annotation = {"cert-manager.io/inject-ca-from": "bouwsteen-system/bouwsteen-webhook"}
    clocked.cluster.admin.merge(f"{CONFIGURATIONS}/{CONFIGURATION}", {"metadata": {"annotations": annotation}})
    clocked.now += dt.timedelta(days=4000)
    mark = clocked.cluster.audit.mark()
    clocked.authority.keep()
    assert clocked.writes(mark) == []
    assert clocked.authority.read() == given
