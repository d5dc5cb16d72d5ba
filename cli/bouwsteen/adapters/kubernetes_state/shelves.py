"""The few things that the store does to a cluster, each durable when it returns.

A Secret is made once and never changed, but for the head, which changes only from a version that is named. What is asked may be lost
with its answer, so whoever is told that a name is taken or a version is past looks whether it was itself that did it: sealed bytes are
never the same twice. Errors are OSError, as of a disk: the bytes above know no cluster.
"""

from __future__ import annotations

import base64
import binascii
import errno
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes_state.layouts import SECRET_TYPE

MERGE: Final = "application/merge-patch+json"
METADATA: Final = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
MANAGER: Final = {"fieldManager": "bouwsteen-state"}
PAGE: Final = 250
SECONDS: Final = 30.0  # that one request may take with all its tries
_PAUSE: Final = 0.2
_NUMBERS: Final = {
    Kind.UNREACHABLE: errno.ECONNREFUSED,
    Kind.TIMEOUT: errno.ETIMEDOUT,
    Kind.UNAUTHORIZED: errno.EACCES,
    Kind.FORBIDDEN: errno.EACCES,
    Kind.NOT_FOUND: errno.ENOENT,
    Kind.CONFLICT: errno.EEXIST,
    Kind.INVALID: errno.EINVAL,
    Kind.GONE: errno.ESTALE,
}


class Answer(Protocol):
    def json(self) -> dict[str, Any]: ...


class Client(Protocol):
    """What is needed of a `ClusterClient`."""

    def uid(self) -> str: ...

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A Secret. Where only the metadata were asked for there is no `data`."""

    name: str
    version: str
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The Secrets and Leases of one namespace. All methods raise OSError, and FileExistsError where somebody else was first."""

    client: Client
    namespace: str

    def read(self, name: str) -> Kept:
        """Raises FileNotFoundError."""
        return _kept(self._ask("GET", f"{self._secrets}/{name}"))

    def find(self, name: str) -> Kept | None:
        try:
            return self.read(name)
        except FileNotFoundError:
            return None

    def list(self, selector: str, *, metadata: bool = False) -> Iterator[Kept]:
        """All that there was at one moment. Raises OSError in the middle when that moment is past: a part is not the whole."""
        query = {"labelSelector": selector, "limit": str(PAGE)}
        while True:
            page = self._ask("GET", self._secrets, query=query, headers={"Accept": METADATA} if metadata else None)
            for item in page.get("items") or ():
                yield _kept(item)
            token = (page.get("metadata") or {}).get("continue")
            if not token:
                return
            query["continue"] = token

    def create(self, name: str, labels: Mapping[str, str], data: Mapping[str, bytes], *, immutable: bool = True) -> Kept:
        """A new Secret with all of `data`, or none."""
        body = {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": SECRET_TYPE,
            "metadata": {"name": name, "labels": labels},
            "immutable": immutable,
            "data": {key: base64.b64encode(value).decode() for key, value in data.items()},
        }
        try:
            return _kept(self._post(self._secrets, body))
        except FileExistsError:
            found = self.find(name)
            if found is not None and found.data == data:
                return found  # it was us, and the answer was lost
            raise

    def change(self, name: str, version: str, data: Mapping[str, bytes | None]) -> Kept:
        """Set the keys of a Secret that is still at `version`; None takes one away. Raises FileExistsError when it is not."""
        said = {key: None if value is None else base64.b64encode(value).decode() for key, value in data.items()}
        body = {"metadata": {"resourceVersion": version}, "data": said}
        try:
            return _kept(self._ask("PATCH", f"{self._secrets}/{name}", query=MANAGER, body=body, content_type=MERGE))
        except FileExistsError:
            found = self.find(name)
            if found is not None and all(found.data.get(key) == value for key, value in data.items()):
                return found  # it was us, and the answer was lost
            raise

    def annotate(self, name: str, annotations: Mapping[str, str]) -> None:
        """Whatever its version: so that it becomes another one. Raises FileNotFoundError."""
        body = {"metadata": {"annotations": dict(annotations)}}
        self._ask("PATCH", f"{self._secrets}/{name}", query=MANAGER, body=body, content_type=MERGE)

    def remove(self, name: str) -> None:
        try:
            self._ask("DELETE", f"{self._secrets}/{name}")
        except FileNotFoundError:
            return

    def find_lease(self, name: str) -> dict[str, Any] | None:
        try:
            return self._ask("GET", f"{self._leases}/{name}")
        except FileNotFoundError:
            return None

    def create_lease(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises FileNotFoundError when there is no such namespace; FileExistsError also where it was us, and the answer was lost."""
        return self._post(self._leases, body)

    def change_lease(self, name: str, version: str, body: Mapping[str, Any]) -> dict[str, Any]:
        metadata = {**body.get("metadata", {}), "resourceVersion": version}
        sent = {**body, "metadata": metadata}
        return self._ask("PATCH", f"{self._leases}/{name}", query=MANAGER, body=sent, content_type=MERGE)

    def make_namespace(self) -> None:
        body = {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": self.namespace, "labels": {"app.kubernetes.io/managed-by": "bouwsteen"}},
        }
        try:
            self._post("/api/v1/namespaces", body)
        except FileExistsError:
            return

    @property
    def _secrets(self) -> str:
        return f"/api/v1/namespaces/{self.namespace}/secrets"

    @property
    def _leases(self) -> str:
        return f"/apis/coordination.k8s.io/v1/namespaces/{self.namespace}/leases"

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Again where nobody knows whether it was done: then the second finds the name taken. Raises FileExistsError for that."""
        until = time.monotonic() + SECONDS
        while True:
            try:
                return self._ask("POST", path, query=MANAGER, body=body)
            except OSError as problem:
                if not _is_in_doubt(problem) or time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            return self.client.request(method, path, timeout=SECONDS, **options).json()
        except ClusterError as problem:
            raise translate(problem) from None


def translate(problem: ClusterError) -> OSError:
    """As of a disk. OSError makes of the number what it is: FileExistsError, PermissionError, TimeoutError, …"""
    full = "exceeded quota" in problem.message or "database space exceeded" in problem.message
    number = errno.ENOSPC if full else _NUMBERS.get(problem.kind, errno.EIO)
    return OSError(number, problem.message[:300])


def _is_in_doubt(problem: OSError) -> bool:
    """Whether what was asked may have been done all the same."""
    return isinstance(problem, TimeoutError) or problem.errno == errno.EIO


def _kept(found: Mapping[str, Any]) -> Kept:
    """Raises OSError on what no server says."""
    try:
        metadata = found["metadata"]
        data = {key: base64.b64decode(value, validate=True) for key, value in (found.get("data") or {}).items()}
        return Kept(
            str(metadata["name"]), str(metadata["resourceVersion"]), metadata.get("labels") or {}, metadata.get("annotations") or {}, data
        )
    except (LookupError, TypeError, ValueError, AttributeError, binascii.Error):
        raise OSError(errno.EIO, "the answer is not a Secret") from None
