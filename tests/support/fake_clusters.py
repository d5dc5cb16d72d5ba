"""A cluster in memory, as far as a state needs one: Secrets, Leases, namespaces, and versions that move on.

It answers as the API server does, errors included, and every suite that runs on it also runs on a real one. Tests put faults
here: an answer that is lost, a server that is away, a stop between two requests.
"""

from __future__ import annotations

import base64
import copy
import itertools
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind

_PATH = re.compile(
    r"/(?:api/v1|apis/coordination\.k8s\.io/v1)/(?:namespaces/(?P<namespace>[^/]+)/)?(?P<kind>secrets|leases|namespaces)(?:/(?P<name>[^/]+))?"
)
_TERM = re.compile(r"(?P<key>[^ =,]+)(?:=(?P<value>[^,]*)| in \((?P<values>[^)]*)\))(?:,|$)")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_TRIES: Final = 3
_MOST_BYTES: Final = 1024 * 1024


def _nothing(_method: str, _path: str) -> None:
    """Happens."""


@dataclass(frozen=True)
class FakeResponse:
    body: dict[str, Any]
    status: int = 200

    def json(self) -> dict[str, Any]:
        return copy.deepcopy(self.body)


@dataclass
class FakeCluster:
    """`asked` is every request, `before` and `after` what a test does with each: `after` comes when it is done and before it is told."""

    identity: str = "c0ffee00-0000-4000-8000-000000000000"
    objects: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)  # bytes of each request
    before: Callable[[str, str], None] = field(default=_nothing)
    after: Callable[[str, str], None] = field(default=_nothing)

    def __post_init__(self) -> None:
        self._versions = itertools.count(1)
        self._guard = threading.RLock()
        self._pages: dict[str, list[dict[str, Any]]] = {}

    def uid(self) -> str:
        return self.identity

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
    ) -> FakeResponse:
        """What may be done twice is asked again where its answer was lost, as the client does."""
        del content_type, timeout
        for _ in range(_TRIES if method != "POST" else 0):
            try:
                return self._ask(method, path, query, body, headers)
            except ClusterError as problem:
                if not problem.is_transient:
                    raise
        return self._ask(method, path, query, body, headers)

    def _ask(self, method: str, path: str, query: Mapping[str, str] | None, body: Any, headers: Mapping[str, str] | None) -> FakeResponse:
        self.before(method, path)
        with self._guard:
            self.asked.append((method, path))
            self.sent.append(len(json.dumps(body)) if body is not None else 0)
            match = _PATH.fullmatch(path)
            assert match is not None, path
            kind, namespace, name = match["kind"], match["namespace"] or "", match["name"] or ""
            found = self._answer(method, (kind, namespace, name), dict(query or {}), copy.deepcopy(body), dict(headers or {}))
        self.after(method, path)
        return FakeResponse(found)

    def _answer(self, method: str, key: tuple[str, str, str], query: dict[str, str], body: Any, headers: dict[str, str]) -> dict[str, Any]:
        kind, namespace, name = key
        if method == "GET" and not name:
            return self._list(kind, namespace, query, headers)
        if method == "POST":
            return self._create(kind, namespace, body)
        found = self.objects.get(key)
        if found is None:
            raise ClusterError(Kind.NOT_FOUND, f'{kind} "{name}" not found', "NotFound", 404)
        if method == "DELETE":
            del self.objects[key]
            return {"kind": "Status", "status": "Success"}
        return self._patch(key, found, body) if method == "PATCH" else copy.deepcopy(found)

    def _create(self, kind: str, namespace: str, body: dict[str, Any]) -> dict[str, Any]:
        key = (kind, namespace, body["metadata"]["name"])
        if namespace and ("namespaces", "", namespace) not in self.objects:
            raise ClusterError(Kind.NOT_FOUND, f'namespaces "{namespace}" not found', "NotFound", 404)
        if key in self.objects:
            raise ClusterError(Kind.CONFLICT, f'{kind} "{key[2]}" already exists', "AlreadyExists", 409)
        return self._keep(key, body)

    def _patch(self, key: tuple[str, str, str], found: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        wanted = body.get("metadata", {}).get("resourceVersion")
        if wanted is not None and wanted != found["metadata"]["resourceVersion"]:
            raise ClusterError(Kind.CONFLICT, "the object has been modified", "Conflict", 409)
        if found.get("immutable") and "data" in body:
            raise ClusterError(Kind.INVALID, "data is immutable", "Invalid", 422)
        return self._keep(key, _merge(found, body))

    def _keep(self, key: tuple[str, str, str], body: dict[str, Any]) -> dict[str, Any]:
        _check(key[0], body)
        body["metadata"]["resourceVersion"] = str(next(self._versions))
        self.objects[key] = body
        return copy.deepcopy(body)

    def _list(self, kind: str, namespace: str, query: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        if "continue" in query:
            items = self._pages.pop(query["continue"])
        else:
            chosen = _selector(query.get("labelSelector", ""))
            keys = sorted(key for key in self.objects if key[:2] == (kind, namespace))
            items = [copy.deepcopy(self.objects[key]) for key in keys if chosen(self.objects[key]["metadata"].get("labels") or {})]
            if "PartialObjectMetadataList" in headers.get("Accept", ""):
                items = [{"metadata": item["metadata"]} for item in items]
        limit = int(query.get("limit", "0")) or len(items)
        page, rest = items[:limit], items[limit:]
        token = f"page-{next(self._versions)}" if rest else ""
        if rest:
            self._pages[token] = rest
        return {"metadata": {"continue": token}, "items": page}


def _merge(found: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """RFC 7386."""
    merged = copy.deepcopy(found)
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            old = merged.get(key)
            merged[key] = _merge(old if isinstance(old, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _selector(text: str) -> Callable[[Mapping[str, str]], bool]:
    terms = [
        (match["key"], {match["value"]} if match["values"] is None else set(match["values"].split(","))) for match in _TERM.finditer(text)
    ]
    return lambda labels: all(labels.get(key) in values for key, values in terms)


def _check(kind: str, body: dict[str, Any]) -> None:
    """The limits that a state could run into."""
    data = [base64.b64decode(value, validate=True) for value in (body.get("data") or {}).values()]
    labels = body["metadata"].get("labels") or {}
    wrong = (
        not _NAME.fullmatch(body["metadata"]["name"])
        or sum(map(len, data)) > _MOST_BYTES
        or any(len(value) > 63 or not re.fullmatch(r"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?", value) for value in labels.values())
        or any(not re.fullmatch(r"[-._a-zA-Z0-9]+", key) for key in body.get("data") or {})
        or (kind == "leases" and not _is_lease(body.get("spec") or {}))
    )
    if wrong:
        raise ClusterError(Kind.INVALID, f'{kind} "{body["metadata"]["name"]}" is invalid', "Invalid", 422)


def _is_lease(spec: Mapping[str, Any]) -> bool:
    return bool(spec.get("leaseDurationSeconds", 1) > 0 and spec.get("leaseTransitions", 0) >= 0)
