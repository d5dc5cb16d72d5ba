"""The pods of a workload, under Pod Security *restricted* whole: no root, no capability, a root file system that is read-only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingFiles
from bouwsteen.adapters.kubernetes.binding_secrets import ROOT, VOLUME, binding_hash, binding_volume
from bouwsteen.adapters.kubernetes.content_maps import Content, content_volume
from bouwsteen.adapters.kubernetes.places import GROUP, Manifest, Place
from bouwsteen.adapters.kubernetes.workload_types import PORT, USER
from bouwsteen.adapters.local.resource_types import READY_TIMEOUT
from bouwsteen.adapters.variables import check_variables

SERVER: Final = "server"
MIGRATION: Final = "migration"
_PERIOD: Final = 5  # seconds
_CPU: Final = ("50m", "1")
_MEMORY: Final = ("192Mi", "512Mi")
_HOST: Final = "0.0.0.0"  # noqa: S104  inside a pod; who reaches it is what network policies say

Contents = Mapping[str, Content]  # by digest


def pod_template(inputs: Mapping[str, Any], files: BindingFiles, contents: Contents, place: Place) -> Manifest:
    """Of the server. `files` are its bindings as `render_bindings` has them."""
    container = {**_container(inputs, files, place), **_commands(inputs), **_probes(inputs)}
    container["ports"] = [{"name": "http", "containerPort": _port(inputs), "protocol": "TCP"}]
    container["volumeMounts"] = _mounts(inputs, files)
    spec = {**_pod_spec(inputs, place), "containers": [container], "volumes": _volumes(inputs, files, contents, place)}
    spec["terminationGracePeriodSeconds"] = 30
    if int(inputs.get("replicas", 1)) > 1:
        spec["topologySpreadConstraints"] = [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": place.selector(SERVER)},
            }
        ]
    return {"metadata": _metadata(inputs, SERVER, place), "spec": spec}


def migration_template(inputs: Mapping[str, Any], files: BindingFiles, place: Place) -> Manifest:
    """The same image with the same bindings, and nothing else of the server: what it says decides whether it is run again."""
    bare = {name: value for name, value in inputs.items() if name not in {"files", "volume", "environment"}}
    container = {**_container(bare, files, replace(place, bindings_key=b"")), "name": MIGRATION, "command": list(inputs["migrate"])}
    container["volumeMounts"] = _mounts(bare, files)
    spec = {**_pod_spec(inputs, place), "restartPolicy": "OnFailure", "containers": [container]}
    spec["volumes"] = _volumes(bare, files, {}, place)
    return {"metadata": _metadata(inputs, MIGRATION, place), "spec": spec}


def _metadata(inputs: Mapping[str, Any], component: str, place: Place) -> Manifest:
    annotations = {f"{GROUP}/{name}": value for name, value in _code(inputs).items()}
    labels = {**place.labels, "app.kubernetes.io/component": component}
    return {"labels": labels, **({"annotations": annotations} if annotations else {})}


def _code(inputs: Mapping[str, Any]) -> dict[str, str]:
    """What pods are told apart by, where their image may be another one under the same name: an image by its digest never is."""
    service = inputs.get("service", {})
    if "digest" not in service:
        return {}
    kit = str(service.get("kit", "")) if "@" not in inputs["image"] else ""
    return {"service": str(service["digest"]), **({"kit": kit} if kit else {})}


def _pod_spec(inputs: Mapping[str, Any], place: Place) -> Manifest:
    user = int(inputs.get("user", USER))
    return {
        "serviceAccountName": place.named(),
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": user,
            "runAsGroup": user,
            "fsGroup": user,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    }


def _container(inputs: Mapping[str, Any], files: BindingFiles, place: Place) -> Manifest:
    given = inputs.get("resources", {})
    return {
        "name": SERVER,
        "image": str(inputs["image"]),
        "env": [{"name": name, "value": value} for name, value in sorted(_environment(inputs, files, place).items())],
        "resources": {
            "requests": {"cpu": given.get("cpu", _CPU[0]), "memory": given.get("memory", _MEMORY[0])},
            "limits": {"cpu": given.get("cpuLimit", _CPU[1]), "memory": given.get("memoryLimit", _MEMORY[1])},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
        },
    }


def _environment(inputs: Mapping[str, Any], files: BindingFiles, place: Place) -> dict[str, str]:
    """As `local/process` gives it. Raises VariableError."""
    address = place.address
    mark = binding_hash(files, place)
    return {
        "HOME": "/tmp",  # noqa: S108  the one folder of a pod that can be written, which is its own
        "SERVICE_BINDING_ROOT": ROOT,
        "BOUWSTEEN_HOST": _HOST,
        "BOUWSTEEN_PORT": str(_port(inputs)),
        "BOUWSTEEN_INSTANCE": f"{address.stack}/{address.environment}/{address.instance}",
        **({"BOUWSTEEN_BINDINGS_HASH": mark} if mark else {}),
        **check_variables(inputs.get("environment", {})),
    }


def _commands(inputs: Mapping[str, Any]) -> Manifest:
    names = {"command": "command", "arguments": "args"}
    return {theirs: list(inputs[ours]) for ours, theirs in names.items() if inputs.get(ours)}


def _probes(inputs: Mapping[str, Any]) -> Manifest:
    ready = inputs.get("ready", {})
    tries = max(1, math.ceil(float(ready.get("timeout", READY_TIMEOUT)) / _PERIOD))
    is_ready: Manifest
    is_live: Manifest
    if "command" in ready:
        is_ready = is_live = {"exec": {"command": list(ready["command"])}}
    else:
        is_ready = {"httpGet": {"path": ready.get("path", "/health/ready"), "port": "http"}}
        is_live = {"httpGet": {"path": ready.get("live", "/health/live"), "port": "http"}}
    return {
        "startupProbe": {**is_live, "periodSeconds": _PERIOD, "timeoutSeconds": 3, "failureThreshold": tries},
        "readinessProbe": {**is_ready, "periodSeconds": _PERIOD, "timeoutSeconds": 3},
        "livenessProbe": {**is_live, "periodSeconds": 20, "timeoutSeconds": 3},
    }


def _mounts(inputs: Mapping[str, Any], files: BindingFiles) -> list[Manifest]:
    mounts: list[Manifest] = [{"name": f"scratch-{number}", "mountPath": path} for number, path in enumerate(_scratch(inputs))]
    if files:
        mounts.append({"name": VOLUME, "mountPath": ROOT, "readOnly": True})
    mounts += [{"name": f"files-{number}", "mountPath": path, "readOnly": True} for number, path in enumerate(_folders(inputs))]
    if "volume" in inputs:
        mounts.append({"name": "data", "mountPath": inputs["volume"]["path"]})
    return mounts


def _volumes(inputs: Mapping[str, Any], files: BindingFiles, contents: Contents, place: Place) -> list[Manifest]:
    volumes: list[Manifest] = [
        {"name": f"scratch-{number}", "emptyDir": {"sizeLimit": "256Mi"}} for number, _ in enumerate(_scratch(inputs))
    ]
    if files:
        volumes.append(binding_volume(files, place))
    for number, (path, content) in enumerate(_folders(inputs).items()):
        volumes.append(content_volume(f"files-{number}", path, content["digest"], contents[content["digest"]], place))
    if "volume" in inputs:
        volumes.append({"name": "data", "persistentVolumeClaim": {"claimName": inputs["volume"]["claim"]}})
    return volumes


def _scratch(inputs: Mapping[str, Any]) -> list[str]:
    return ["/tmp", *inputs.get("scratch", ())]  # noqa: S108  as above


def _folders(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(inputs.get("files", {}).items()))


def _port(inputs: Mapping[str, Any]) -> int:
    return int(inputs.get("port", PORT))
