"""Objects of one cluster: read, listed, applied and deleted, each with what makes it safe. Knows no resources and no records."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson

from bouwsteen.adapters.kubernetes.clients import APPLY, FIELD_MANAGER, ClusterClient, ClusterError, Kind
from bouwsteen.adapters.kubernetes.kinds import KINDS, OWNERS, KindInfo, base_path
from bouwsteen.adapters.kubernetes.manifests import ObjectKey

_PAGE_SECONDS: Final = 60.0
_CONTROLLERS: Final = frozenset({"kube-controller-manager", "kube-scheduler"})

Live = Mapping[str, Any]


class UnknownKindError(Exception):
    """The cluster serves no such kind, or not yet."""

    def __init__(self, api_version: str, kind: str) -> None:
        super().__init__(f"The cluster serves no {kind} of {api_version}.")
        self.api_version = api_version
        self.kind = kind


class Objects:
    """Safe for several threads. All calls raise ClusterError, and UnknownKindError for a kind that is not served."""

    def __init__(self, client: ClusterClient) -> None:
        self.client = client
        self._lock = threading.Lock()
        self._kinds: dict[tuple[str, str], KindInfo] = dict(KINDS)

    def info(self, api_version: str, kind: str) -> KindInfo:
        with self._lock:
            known = self._kinds.get((api_version, kind))
        if known is not None:
            return known
        found = self._discover(api_version)
        with self._lock:
            self._kinds.update(found)
        if (api_version, kind) not in found:
            raise UnknownKindError(api_version, kind)
        return found[api_version, kind]

    def _discover(self, api_version: str) -> dict[tuple[str, str], KindInfo]:
        try:
            served = self.client.get(base_path(api_version)).get("resources") or ()
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND:
                return {}
            raise
        return {
            (api_version, str(each["kind"])): KindInfo(str(each["name"]), namespaced=bool(each.get("namespaced")))
            for each in served
            if "/" not in str(each.get("name", "/"))
        }

    def forget(self, api_version: str, kind: str) -> None:
        """Ask again next time: the cluster no longer serves it as it was."""
        with self._lock:
            if (api_version, kind) not in KINDS:
                self._kinds.pop((api_version, kind), None)

    def key(self, manifest: Mapping[str, Any]) -> ObjectKey:
        """Where a manifest goes: into its own namespace, or that of the environment."""
        api_version, kind = str(manifest["apiVersion"]), str(manifest["kind"])
        metadata = manifest["metadata"]
        namespaced = self.info(api_version, kind).namespaced
        namespace = str(metadata.get("namespace") or self.client.namespace) if namespaced else ""
        return ObjectKey(api_version, kind, namespace, str(metadata["name"]))

    def path(self, key: ObjectKey) -> str:
        return f"{self._folder(key.api_version, key.kind, key.namespace)}/{quote(key.name, safe='')}"

    def _folder(self, api_version: str, kind: str, namespace: str) -> str:
        inside = f"/namespaces/{quote(namespace, safe='')}" if namespace else ""
        return f"{base_path(api_version)}{inside}/{self.info(api_version, kind).plural}"

    def read(self, key: ObjectKey, timeout: float = 30.0) -> Live | None:
        """None where it is not there. A kind that is no longer served has no objects."""
        try:
            return self.client.get(self.path(key), timeout=timeout)
        except UnknownKindError:
            return None
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND:
                return None
            raise

    def list_all(self, api_version: str, kind: str, namespace: str, labels: str = "") -> list[Live]:
        """All of them, or ClusterError: never a part. A kind that is no longer served has no objects."""
        try:
            return self._list(api_version, kind, namespace, labels)
        except UnknownKindError:
            return []
        except ClusterError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
        self.forget(api_version, kind)  # it is the path itself that is not there
        try:
            return self._list(api_version, kind, namespace, labels)
        except UnknownKindError:
            return []

    def _list(self, api_version: str, kind: str, namespace: str, labels: str) -> list[Live]:
        query = {"labelSelector": labels} if labels else None
        items, _ = self.client.list_all(self._folder(api_version, kind, namespace), query, timeout=_PAGE_SECONDS)
        # Items of a list leave out what the list says once.
        return [{**item, "apiVersion": api_version, "kind": kind} for item in items]

    def apply(
        self, key: ObjectKey, content: bytes, *, force: bool = False, dry_run: bool = False, timeout: float = 30.0
    ) -> tuple[Live, bool]:
        """The object as it is afterwards, and whether this made it.

        Where an answer was lost the same request finds what it made itself: a thing of nobody else.
        """
        # Written out, as it is nearly always the same.
        path = f"{self.path(key)}?fieldManager={FIELD_MANAGER}&force={'true' if force else 'false'}{'&dryRun=All' if dry_run else ''}"
        try:
            answer = self.client.request("PATCH", path, body=content, content_type=APPLY, timeout=timeout)
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND and not error.details.get("name"):  # the path itself: the kind is gone, not the object
                self.forget(key.api_version, key.kind)
            raise
        live = answer.json()
        return live, answer.status == 201 or (answer.repeated and not _is_of_others(live))

    def delete(self, key: ObjectKey, uid: str, resource_version: str = "", timeout: float = 30.0) -> Live | None:
        """Ask for its deletion, of that very object. None when it is gone at once; else what still waits."""
        preconditions = {"uid": uid, **({"resourceVersion": resource_version} if resource_version else {})}
        body = {
            "kind": "DeleteOptions",
            "apiVersion": "v1",
            "preconditions": preconditions,
            "propagationPolicy": "Foreground" if key.kind in OWNERS else "Background",
        }
        try:
            answer = self.client.request("DELETE", self.path(key), body=orjson.dumps(body), timeout=timeout).json()
        except UnknownKindError:
            return None
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND:
                return None
            raise
        return answer if (answer.get("metadata") or {}).get("deletionTimestamp") else None


def _is_of_others(live: Live) -> bool:
    """Whether somebody else writes there: not the controllers of the cluster, which come after whoever made it."""
    entries = live["metadata"].get("managedFields") or ()
    return any(not each.get("subresource") and each.get("manager") not in {FIELD_MANAGER, *_CONTROLLERS} for each in entries)
