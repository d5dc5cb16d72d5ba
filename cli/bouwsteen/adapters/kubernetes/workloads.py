"""What a resource of the types in `workload_types` is in a cluster. Pure: the same inputs give the same manifests.

The provider applies them and `bouwsteen export` writes them. Values of Secrets are `values.Secret`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingFiles, render_bindings
from bouwsteen.adapters.kubernetes.binding_secrets import binding_name, binding_secrets
from bouwsteen.adapters.kubernetes.content_maps import content_maps
from bouwsteen.adapters.kubernetes.network_policies import network_policy
from bouwsteen.adapters.kubernetes.places import WAVE, Manifest, Place
from bouwsteen.adapters.kubernetes.pods import SERVER, Contents, migration_template, pod_template
from bouwsteen.adapters.kubernetes.workload_types import BINDING_SECRETS, PORT, SERVICE, VOLUME, WORKLOAD

_BEFORE_THE_PODS: Final = "15"  # a wave after what both stand on, and before what runs
_HISTORY: Final = 3  # old ReplicaSets and revisions that are kept, to go back to


def make_manifests(type_name: str, inputs: Mapping[str, Any], place: Place, contents: Contents) -> tuple[Manifest, ...]:
    """Raises BindingError and VariableError, whose texts name what cannot be and show no value."""
    match type_name:
        case SERVICE.name:
            return service_manifests(inputs, place)
        case VOLUME.name:
            return volume_manifests(inputs, place)
        case BINDING_SECRETS.name:
            return tuple(binding_secrets(inputs["bindings"], place))
        case WORKLOAD.name:
            return workload_manifests(inputs, place, contents)
        case _:
            raise LookupError(f"{type_name} is no type of this module")


def make_outputs(type_name: str, inputs: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """What `make_manifests` makes is reached by, before it is there."""
    match type_name:
        case SERVICE.name:
            host, port = f"{place.named()}.{place.namespace}.svc", int(inputs.get("port", PORT))
            visited = _visited(inputs, place)
            return {"host": host, "port": port, "url": f"https://{visited}" if visited else f"http://{host}:{port}"}
        case VOLUME.name:
            return {"claim": place.named(place.address.resource)}
        case BINDING_SECRETS.name:
            return {"secrets": {use: binding_name(use, place) for use in sorted(inputs["bindings"])}}
        case WORKLOAD.name:
            inside = make_outputs(SERVICE.name, {"port": inputs.get("port", PORT)}, place)["url"]
            return {"name": place.named(), "url": str(inputs.get("url", inside))}
        case _:
            raise LookupError(f"{type_name} is no type of this module")


def content_digests(inputs: Mapping[str, Any]) -> list[str]:
    """The file sets that a workload mounts, for who has to fetch them."""
    return sorted({str(content["digest"]) for content in inputs.get("files", {}).values()})


def service_manifests(inputs: Mapping[str, Any], place: Place) -> tuple[Manifest, ...]:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": place.metadata(),
        "spec": {
            "type": "ClusterIP",
            "selector": place.selector(SERVER),
            "ports": [{"name": "http", "port": int(inputs.get("port", PORT)), "targetPort": "http", "protocol": "TCP"}],
        },
    }
    host = _visited(inputs, place)
    return (service, _ingress(host, inputs, place)) if host else (service,)


def _visited(inputs: Mapping[str, Any], place: Place) -> str:
    """Where people visit it, by a host of its own; empty where they do not."""
    return f"{place.address.instance}.{inputs['domain']}" if "domain" in inputs else ""


def _ingress(host: str, inputs: Mapping[str, Any], place: Place) -> Manifest:
    backend = {"service": {"name": place.named(), "port": {"name": "http"}}}
    chosen = {"ingressClassName": str(inputs["ingressClass"])} if "ingressClass" in inputs else {}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": place.metadata(),
        "spec": {
            **chosen,
            "tls": [{"hosts": [host], "secretName": place.named("tls")}],
            "rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
        },
    }


def volume_manifests(inputs: Mapping[str, Any], place: Place) -> tuple[Manifest, ...]:
    chosen = {"storageClassName": str(inputs["storageClass"])} if "storageClass" in inputs else {}
    spec = {"accessModes": ["ReadWriteOnce"], **chosen, "resources": {"requests": {"storage": str(inputs.get("size", "1Gi"))}}}
    return ({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": place.metadata(place.address.resource), "spec": spec},)


def workload_manifests(inputs: Mapping[str, Any], place: Place, contents: Contents) -> tuple[Manifest, ...]:
    """`contents` holds the file set of each digest in `files`. In an order in which each finds what it needs."""
    bindings = inputs.get("bindings", {})
    files = render_bindings(bindings)
    port = int(inputs.get("port", PORT))
    return (
        _service_account(place),
        *binding_secrets(bindings, place),
        *_config_maps(inputs, contents, place),
        network_policy(inputs, port, place),
        *_migration(inputs, files, place),
        _controller(inputs, files, contents, place),
        _disruption_budget(place),
    )


def _service_account(place: Place) -> Manifest:
    """With no right at all: so nothing that is granted to `default` reaches a service."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": place.metadata(), "automountServiceAccountToken": False}


def _config_maps(inputs: Mapping[str, Any], contents: Contents, place: Place) -> list[Manifest]:
    mounted = sorted(inputs.get("files", {}).items())
    return [
        each for mount, content in mounted for each in content_maps(mount, str(content["digest"]), contents[str(content["digest"])], place)
    ]


def _migration(inputs: Mapping[str, Any], files: BindingFiles, place: Place) -> list[Manifest]:
    """A Job cannot be changed: other code makes another one."""
    if not inputs.get("migrate"):
        return []
    template = migration_template(inputs, files, place)
    metadata = place.metadata(f"migrate-{_mark(template)}")
    metadata["annotations"][WAVE] = _BEFORE_THE_PODS
    return [{"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": {"backoffLimit": 6, "template": template}}]


def _controller(inputs: Mapping[str, Any], files: BindingFiles, contents: Contents, place: Place) -> Manifest:
    stateful = bool(inputs.get("stateful", False))
    spec: Manifest = {
        "replicas": int(inputs.get("replicas", 1)),
        "revisionHistoryLimit": _HISTORY,
        "selector": {"matchLabels": place.selector(SERVER)},
        "template": pod_template(inputs, files, contents, place),
    }
    if stateful:
        spec["serviceName"] = place.named()
    elif "volume" in inputs:
        spec["strategy"] = {"type": "Recreate"}  # two pods would write to one disk
    else:
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    kind = "StatefulSet" if stateful else "Deployment"
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": place.metadata(), "spec": spec}


def _disruption_budget(place: Place) -> Manifest:
    """One at a time. Of a single pod that lets a node be emptied, which asking for one that runs would forbid."""
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": place.selector(SERVER)}}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": place.metadata(), "spec": spec}


def _mark(template: Manifest) -> str:
    """Of all that it says. Rotated credentials say nothing there: they change no table."""
    return hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:10]
