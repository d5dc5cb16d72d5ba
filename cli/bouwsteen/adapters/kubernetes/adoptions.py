"""Taking over an object that exists: marked as ours, and nothing else of it changed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bouwsteen.adapters.kubernetes import fields, refusals
from bouwsteen.adapters.kubernetes.failures import ClusterError
from bouwsteen.adapters.kubernetes.manifests import ADDRESS, STACK, ObjectKey, Wanted, owner_labels, owner_of, seal
from bouwsteen.adapters.kubernetes.objects import Live, Objects
from bouwsteen.adapters.kubernetes.observations import Memory
from bouwsteen.adapters.kubernetes.readiness import readiness_of
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Failed, Present, ProviderObject
from bouwsteen.values import Secret


def adopt(objects: Objects, call: Call, wanted: Wanted, identity: str) -> Present | Failed:
    """Raises ClusterError where the cluster does not answer."""
    key = wanted.key
    if identity not in {key.id, key.name}:
        return _not_found(f"The manifest is of {key}, and {quoted(identity)} names another object. Name the object of the manifest.")
    live = objects.read(key)
    if live is None:
        return _not_found(f"{key} is not there.")
    if _is_anothers(live, call):
        return Failed(
            "import-owned",
            "It belongs to something else",
            f"By its labels, {key} belongs to {owner_of(live)}.",
            "Let go of it there first.",
        )
    try:
        marked, _ = objects.apply(key, seal(_marks(key, call, live), key))
    except ClusterError as error:
        if not error.is_field_conflict:
            raise
        return refusals.conflict(key, error, ())
    return _present(call, wanted, marked, objects)


def _not_found(detail: str) -> Failed:
    return Failed("import-not-found", "There is nothing to take over", detail, "Name it as `namespace/name`.")


def _is_anothers(live: Live, call: Call) -> bool:
    metadata = live["metadata"]
    if not (metadata.get("labels") or {}).get(STACK):
        return False
    return bool((metadata.get("annotations") or {}).get(ADDRESS) != str(call.address))


def _marks(key: ObjectKey, call: Call, live: Live) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": key.name, "uid": live["metadata"]["uid"]}
    if key.namespace:
        metadata["namespace"] = key.namespace
    marks = {"labels": owner_labels(call.address), "annotations": {ADDRESS: str(call.address)}}
    return {"apiVersion": key.api_version, "kind": key.kind, "metadata": {**metadata, **marks}}


def _present(call: Call, wanted: Wanted, live: Live, objects: Objects) -> Present:
    """With what the object really is, as far as the manifest asks for it."""
    asked: Mapping[str, Any] = call.inputs["manifest"]
    observed = fields.look(wanted.manifest, live).observed
    found = readiness_of(live)
    uid = str(live["metadata"]["uid"])
    return Present(
        str(wanted.key),
        {"manifest": _as_written(observed, asked)},
        {"name": wanted.key.name, "namespace": wanted.key.namespace, "uid": uid},
        (ProviderObject(wanted.key.recorded_kind, wanted.key.id, uid),),
        Memory(cluster=objects.client.uid()).private(),
        "" if found.is_ready else found.reason,
    )


def _as_written(observed: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Without the marks that the manifest does not ask for. Texts of a Secret come back as texts."""
    metadata = {name: item for name, item in observed["metadata"].items() if name in asked["metadata"]}
    for part in ("labels", "annotations"):
        if part in metadata:
            metadata[part] = {name: item for name, item in metadata[part].items() if name in asked["metadata"][part]}
    texts = asked.get("stringData") or {}
    rest = {name: item for name, item in observed.items() if name != "metadata"}
    if texts:
        data = rest.pop("data", {})
        rest["stringData"] = {name: _decoded(data[name]) for name in texts if name in data}
        if kept := {name: item for name, item in data.items() if name not in texts}:
            rest["data"] = kept
    return {**rest, "metadata": metadata}


def _decoded(item: Any) -> Any:
    try:
        text = base64.b64decode(str(item.reveal() if isinstance(item, Secret) else item), validate=True).decode()
    except ValueError:
        return item
    return Secret(text)
