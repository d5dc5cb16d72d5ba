"""What the operator writes in its own name: finalizers, status, its own objects. One request each, and none where nothing differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from bouwsteen.adapters.kubernetes.clients import APPLY, MERGE, ClusterClient, ClusterError, Kind
from bouwsteen_operator.caches import Object
from bouwsteen_operator.objects import KINDS

MANAGER: Final = "bouwsteen-operator"
_SECONDS: Final = 30.0


class Writer:
    """As the operator itself. All methods raise ClusterError."""

    def __init__(self, client: ClusterClient) -> None:
        self._client = client

    def write_status(self, kind: str, obj: Object, status: Mapping[str, Any]) -> Object:
        """The whole status of an object that is still the one that was seen. Raises ClusterError (CONFLICT) where it is not."""
        body = {"metadata": {"resourceVersion": obj["metadata"]["resourceVersion"]}, "status": replacing(obj.get("status") or {}, status)}
        return self._patch(f"{_path(kind, obj)}/status", body, MERGE)

    def set_finalizers(self, kind: str, obj: Object, finalizers: Sequence[str]) -> Object:
        """Raises ClusterError (CONFLICT) where the object is not the one that was seen."""
        body = {"metadata": {"resourceVersion": obj["metadata"]["resourceVersion"], "finalizers": list(finalizers)}}
        return self._patch(_path(kind, obj), body, MERGE)

    def apply(self, manifest: Mapping[str, Any]) -> Object:
        """Make or bring an object of the operator's own kinds to what is wanted, whoever changed it."""
        return self._patch(_path(manifest["kind"], manifest), manifest, APPLY)

    def put_back(self, live: Object, manifest: Mapping[str, Any]) -> Object:
        """The same of an object that is there: what others added to its spec goes too. Raises ClusterError (CONFLICT) as above."""
        metadata = live["metadata"]
        labels = {**(metadata.get("labels") or {}), **manifest["metadata"]["labels"]}
        kept = {**metadata, "labels": labels, "ownerReferences": manifest["metadata"]["ownerReferences"]}
        body = {**live, "apiVersion": manifest["apiVersion"], "kind": manifest["kind"], "metadata": kept, "spec": manifest["spec"]}
        path = _path(manifest["kind"], manifest)
        return self._client.request("PUT", path, query={"fieldManager": MANAGER}, body=body, timeout=_SECONDS).json()

    def delete(self, kind: str, obj: Object) -> None:
        """As `delete_object`."""
        delete_object(self._client, _path(kind, obj), obj)

    def _patch(self, path: str, body: Mapping[str, Any], content_type: str) -> Object:
        query = {"fieldManager": MANAGER, **({"force": "true"} if content_type == APPLY else {})}
        return self._client.request("PATCH", path, query=query, body=orjson.dumps(body), content_type=content_type, timeout=_SECONDS).json()


def delete_object(client: ClusterClient, path: str, obj: Object) -> None:
    """That very object; one that is gone, or is another by now, is left. Raises ClusterError."""
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": obj["metadata"]["uid"]}}
    try:
        client.request("DELETE", path, body=body, timeout=_SECONDS)
    except ClusterError as error:
        if error.kind not in {Kind.NOT_FOUND, Kind.CONFLICT}:
            raise


def keep_map(client: ClusterClient, manifest: Mapping[str, Any]) -> None:
    """Bring a ConfigMap to its `data`; one without any goes. It is read first, and nothing is written where nothing differs.

    `client` acts as the service account of its namespace. Raises ClusterError.
    """
    try:
        known: Object | None = client.get(_path("ConfigMap", manifest))
    except ClusterError as error:
        if error.kind is not Kind.NOT_FOUND:
            raise
        known = None
    if not manifest["data"]:
        if known is not None:
            Writer(client).delete("ConfigMap", known)
    elif known is None or known.get("data") != manifest["data"]:
        Writer(client).apply(manifest)


def replacing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A merge patch (RFC 7386) that makes `after` of `before`: a merge leaves what is not named, in maps of maps too."""
    gone: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    inner = {
        name: replacing(known, each)
        for name, each in after.items()
        if isinstance(each, Mapping) and isinstance(known := before.get(name), Mapping)
    }
    return {**gone, **after, **inner}


def _path(kind: str, obj: Mapping[str, Any]) -> str:
    metadata = obj["metadata"]
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    if kind == "ConfigMap":
        return f"/api/v1/namespaces/{namespace}/configmaps/{name}"
    return KINDS[kind].path(namespace, name)
