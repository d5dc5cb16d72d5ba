"""What is known of kinds without asking a cluster: their paths, and in which order they come.

A kind that is not here is asked of the cluster (`objects.Discovery`): it is a custom resource.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KindInfo:
    """How the API server calls a kind in its paths, and whether its objects live in a namespace."""

    plural: str
    namespaced: bool = True


DEFINITIONS, GROUND, WORK, DOORS, CUSTOM = 0, 10, 20, 30, 40
DEFAULT_WAVE: Final = CUSTOM

_NAMESPACED: Final = {
    "v1": {
        "ConfigMap": "configmaps",
        "Endpoints": "endpoints",
        "Event": "events",
        "LimitRange": "limitranges",
        "PersistentVolumeClaim": "persistentvolumeclaims",
        "Pod": "pods",
        "PodTemplate": "podtemplates",
        "ReplicationController": "replicationcontrollers",
        "ResourceQuota": "resourcequotas",
        "Secret": "secrets",
        "Service": "services",
        "ServiceAccount": "serviceaccounts",
    },
    "apps/v1": {
        "ControllerRevision": "controllerrevisions",
        "DaemonSet": "daemonsets",
        "Deployment": "deployments",
        "ReplicaSet": "replicasets",
        "StatefulSet": "statefulsets",
    },
    "autoscaling/v2": {"HorizontalPodAutoscaler": "horizontalpodautoscalers"},
    "batch/v1": {"CronJob": "cronjobs", "Job": "jobs"},
    "coordination.k8s.io/v1": {"Lease": "leases"},
    "discovery.k8s.io/v1": {"EndpointSlice": "endpointslices"},
    "networking.k8s.io/v1": {"Ingress": "ingresses", "NetworkPolicy": "networkpolicies"},
    "policy/v1": {"PodDisruptionBudget": "poddisruptionbudgets"},
    "rbac.authorization.k8s.io/v1": {"Role": "roles", "RoleBinding": "rolebindings"},
}
_OF_THE_CLUSTER: Final = {
    "v1": {"Namespace": "namespaces", "Node": "nodes", "PersistentVolume": "persistentvolumes"},
    "admissionregistration.k8s.io/v1": {
        "MutatingWebhookConfiguration": "mutatingwebhookconfigurations",
        "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
        "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings",
        "ValidatingWebhookConfiguration": "validatingwebhookconfigurations",
    },
    "apiextensions.k8s.io/v1": {"CustomResourceDefinition": "customresourcedefinitions"},
    "apiregistration.k8s.io/v1": {"APIService": "apiservices"},
    "networking.k8s.io/v1": {"IngressClass": "ingressclasses"},
    "rbac.authorization.k8s.io/v1": {"ClusterRole": "clusterroles", "ClusterRoleBinding": "clusterrolebindings"},
    "scheduling.k8s.io/v1": {"PriorityClass": "priorityclasses"},
    "storage.k8s.io/v1": {"StorageClass": "storageclasses"},
}
KINDS: Final = {
    **{(version, kind): KindInfo(plural) for version, kinds in _NAMESPACED.items() for kind, plural in kinds.items()},
    **{(version, kind): KindInfo(plural, namespaced=False) for version, kinds in _OF_THE_CLUSTER.items() for kind, plural in kinds.items()},
}

# What others stand on comes first and goes last. Within a wave nothing waits for anything.
_WAVES: Final = {
    DEFINITIONS: ("Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "IngressClass"),
    GROUND: (
        "ConfigMap",
        "LimitRange",
        "NetworkPolicy",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "ResourceQuota",
        "ClusterRole",
        "ClusterRoleBinding",
        "Role",
        "RoleBinding",
        "Secret",
        "Service",
        "ServiceAccount",
    ),
    WORK: ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "PodDisruptionBudget", "ReplicaSet", "StatefulSet"),
    DOORS: ("APIService", "HorizontalPodAutoscaler", "Ingress", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
}
_WAVE_OF: Final = {kind: wave for wave, kinds in _WAVES.items() for kind in kinds}
_BUILT_IN: Final = {version for version, _ in KINDS}

# Deleting these takes with them what a controller made for them: the deletion is done when that is gone too.
OWNERS: Final = frozenset({"CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"})


def default_wave(api_version: str, kind: str) -> int:
    return _WAVE_OF.get(kind, DEFAULT_WAVE) if api_version in _BUILT_IN else DEFAULT_WAVE


def split_version(api_version: str) -> tuple[str, str]:
    """`apps/v1` → (`apps`, `v1`); the core group has no name."""
    group, _, version = api_version.rpartition("/")
    return group, version


def base_path(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
