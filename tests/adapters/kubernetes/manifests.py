"""Small objects that the API server takes, in the standard *restricted*."""

from __future__ import annotations

from typing import Any

from bouwsteen.values import Secret

RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
Manifest = dict[str, Any]


def config_map(name: str, **data: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": {"tier": "front"}}, "data": data or {"size": "1"}}


def secret(name: str, **data: str) -> Manifest:
    texts = {key: Secret(text) for key, text in (data or {"password": "not-for-eyes"}).items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": texts}


def container(name: str = "main") -> Manifest:
    return {
        "name": name,
        "image": "example.invalid/web@sha256:" + "0" * 64,
        "env": [{"name": "COLOUR", "value": "blue"}],
        "ports": [{"name": "http", "containerPort": 8080}],
        "resources": {"requests": {"cpu": "0.5", "memory": "64Mi"}, "limits": {"memory": "0.125Gi"}},
        "securityContext": RESTRICTED,
    }


def pod_template(name: str, *containers: Manifest) -> Manifest:
    return {"metadata": {"labels": {"app": name}}, "spec": {"containers": [*containers] or [container()]}}


def deployment(name: str, replicas: int = 0, *containers: Manifest) -> Manifest:
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": pod_template(name, *containers)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def stateful_set(name: str) -> Manifest:
    return {**deployment(name), "kind": "StatefulSet", "spec": {**deployment(name)["spec"], "serviceName": name}}


def service(name: str) -> Manifest:
    spec = {"selector": {"app": name}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def service_account(name: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}, "automountServiceAccountToken": False}


def network_policy(name: str) -> Manifest:
    rule = {"from": [{"podSelector": {"matchLabels": {"app": name}}}], "ports": [{"port": 8080}]}
    spec = {"podSelector": {"matchLabels": {"app": name}}, "policyTypes": ["Ingress"], "ingress": [rule]}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}, "spec": spec}


def disruption_budget(name: str) -> Manifest:
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": {"app": name}}}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}


def role(name: str) -> Manifest:
    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": name}, "rules": rules}


def job(name: str, **annotations: str) -> Manifest:
    template = pod_template(name)
    template["metadata"]["annotations"] = annotations
    template["spec"]["restartPolicy"] = "Never"
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"backoffLimit": 0, "template": template}}


def cron_job(name: str) -> Manifest:
    spec = {"schedule": "0 3 * * *", "suspend": True, "jobTemplate": {"spec": job(name)["spec"]}}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "spec": spec}
