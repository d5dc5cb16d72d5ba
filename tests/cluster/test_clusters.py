"""The cluster of the tests does what they rely on: workloads run, standards and rights hold, requests are counted, nothing outlives it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from tests.cluster.apis import Api
from tests.cluster.clusters import DEPLOYER, ROOT, Cluster, wait_for
from tests.cluster.programs import ORDER, STUCK
from tests.support.clusters import Namespace, own_cluster

pytestmark = pytest.mark.cluster

RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def pod_template(**annotations: str) -> dict[str, Any]:
    container = {"name": "main", "image": "example.invalid/nothing", "securityContext": RESTRICTED}
    return {"metadata": {"labels": {"app": "web"}, "annotations": annotations}, "spec": {"containers": [container]}}


def deployment(name: str, **annotations: str) -> dict[str, Any]:
    spec = {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": pod_template(**annotations)}
    return {"metadata": {"name": name}, "spec": spec}


def test_a_deployment_becomes_available_and_a_job_completes(namespace: Namespace) -> None:
    deployments, jobs = namespace.path("deployments", group="apps/v1"), namespace.path("jobs", group="batch/v1")
    namespace.api.create(deployments, deployment("web"))
    template = pod_template()
    template["spec"]["restartPolicy"] = "Never"
    namespace.api.create(jobs, {"metadata": {"name": "once"}, "spec": {"template": template}})
    namespace.cluster.wait(
        lambda: namespace.api.get(f"{deployments}/web")["status"].get("availableReplicas") == 2, "a deployment is available"
    )
    namespace.cluster.wait(lambda: namespace.api.get(f"{jobs}/once")["status"].get("succeeded") == 1, "a job completes")


def test_a_pod_that_is_to_be_stuck_is_never_ready(namespace: Namespace) -> None:
    namespace.api.create(namespace.path("deployments", group="apps/v1"), deployment("web", **{STUCK: "true"}))
    pods = namespace.path("pods")
    namespace.cluster.wait(
        lambda: [each for each in namespace.api.get(pods)["items"] if each["spec"].get("nodeName")], "a pod has its place"
    )
    namespace.api.create(namespace.path("deployments", group="apps/v1"), deployment("later"))
    ready = namespace.path("deployments", "later", group="apps/v1")
    namespace.cluster.wait(lambda: namespace.api.get(ready)["status"].get("availableReplicas") == 2, "a later one is available")
    assert "availableReplicas" not in namespace.api.get(namespace.path("deployments", "web", group="apps/v1"))["status"]


def test_a_claim_gets_a_volume(namespace: Namespace) -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    namespace.api.create(namespace.path("persistentvolumeclaims"), {"metadata": {"name": "data"}, "spec": spec})
    claim = namespace.path("persistentvolumeclaims", "data")
    namespace.cluster.wait(lambda: namespace.api.get(claim)["status"].get("phase") == "Bound", "a claim is bound")


def test_a_pod_that_is_not_restricted_is_refused(namespace: Namespace) -> None:
    template = pod_template()
    del template["spec"]["containers"][0]["securityContext"]
    with pytest.raises(httpx.HTTPStatusError, match='violates PodSecurity \\\\"restricted'):
        namespace.api.create(namespace.path("pods"), {"metadata": {"name": "loose"}, "spec": template["spec"]})


def test_people_may_do_what_their_role_says(namespace: Namespace, tmp_path: Path) -> None:
    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}]
    somebody = Api(namespace.create_service_account("somebody", rules, tmp_path))
    assert somebody.get(namespace.path("configmaps"))["kind"] == "ConfigMapList"
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        somebody.get(namespace.path("secrets"))
    somebody.close()


def test_the_audit_log_counts_who_asked_what(namespace: Namespace, tmp_path: Path) -> None:
    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]}]
    somebody = Api(namespace.create_service_account("counted", rules, tmp_path))
    mark = namespace.cluster.audit.mark()
    for name in ("a", "b", "c"):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
        somebody.apply(namespace.path("configmaps", name), body, "counted")
    somebody.get(namespace.path("configmaps"), limit="1")
    somebody.close()
    assert namespace.cluster.audit.counts(mark, user="counted") == {"patch": 3, "list": 1}
    assert {each.code for each in namespace.cluster.audit.since(mark, user="counted")} == {200, 201}


def test_the_first_of_its_people_waits_for_its_turn(cluster: Cluster) -> None:
    """Figures of somebody who is never held up would say nothing."""
    deployer = Api(cluster.kubeconfig, DEPLOYER)
    review = deployer.create(
        "/apis/authentication.k8s.io/v1/selfsubjectreviews", {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    )
    deployer.close()
    assert "system:masters" not in review["status"]["userInfo"]["groups"]
    assert "system:serviceaccounts" in review["status"]["userInfo"]["groups"]


@pytest.mark.slow
def test_a_cluster_ends_with_whom_it_is_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    """However that one ends: here it is killed."""
    folder = tmp_path_factory.mktemp("k8s")
    script = (
        "import os, sys, time; from pathlib import Path; from tests.cluster.builds import find_programs;"
        "from tests.cluster.clusters import start_cluster;"
        f"start_cluster(Path({str(folder)!r}), find_programs(), parts=(), watched=os.getpid()); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == "up\n"
        processes = _processes_in(folder)
        assert {each.name() for each in processes} >= {"etcd", "kube-apiserver"}
        runner.kill()
    wait_for(lambda: not folder.exists() and not _processes_in(folder), "nothing is left")


def _processes_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(str(folder) in each for each in process.cmdline()) and process.name() in {*ORDER, "python", "python3"}:
                found.append(process)
    return found


@pytest.mark.slow
def test_controllers_live_on_when_the_api_server_goes_as_soon_as_they_are_there() -> None:
    with own_cluster("kube-controller-manager") as cluster:
        cluster.kill("kube-apiserver")
        time.sleep(15)  # who waits for it in vain while it starts gives up after ten
        cluster.start("kube-apiserver")
        cluster.admin.create("/api/v1/namespaces", {"metadata": {"name": "later"}})
        cluster.wait(lambda: cluster.admin.find("/api/v1/namespaces/later/serviceaccounts/default"), "they are at work")
