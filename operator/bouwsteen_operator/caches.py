"""What stands in the cluster, as the watches saw it last. Filled by the watches, read by reconciles.

Objects are plain JSON and never changed: a change is another object. Each kind has a version
that rises with every change, so that what was made from it is known to hold still.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Object: TypeAlias = Mapping[str, Any]
ObjectName: TypeAlias = tuple[str, str]  # namespace (empty for what has none) and name


class Cache:
    """Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._objects: dict[str, dict[ObjectName, Object]] = defaultdict(dict)
        self._inside: dict[tuple[str, str], dict[str, Object]] = {}  # by kind and namespace: who asks for one does not look at all
        self._versions: dict[str, int] = defaultdict(int)
        self._synced: set[str] = set()

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """As it was seen last; None where it is not there, or its kind was not listed yet."""
        with self._lock:
            return self._objects[kind].get((namespace, name))

    def list(self, kind: str, namespace: str | None = None) -> Sequence[Object]:
        """Sorted by namespace and name; of one namespace, or of all."""
        with self._lock:
            if namespace is not None:
                return [each for _, each in sorted(self._inside.get((kind, namespace), {}).items())]
            found = list(self._objects[kind].items())
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]

    def put(self, kind: str, obj: Object) -> bool:
        """Whether it is another one than was known."""
        key = name_of(obj)
        with self._lock:
            known = self._objects[kind].get(key)
            if known is not None and known["metadata"].get("resourceVersion", "") == obj["metadata"].get("resourceVersion", None):
                return False
            self._objects[kind][key] = obj
            self._inside.setdefault((kind, key[0]), {})[key[1]] = obj
            self._versions[kind] += 1
            return True

    def drop(self, kind: str, namespace: str, name: str) -> bool:
        """Whether it was known."""
        with self._lock:
            if self._objects[kind].pop((namespace, name), None) is None:
                return False
            inside = self._inside[kind, namespace]
            del inside[name]
            if not inside:
                del self._inside[kind, namespace]
            self._versions[kind] += 1
            return True

    def mark_synced(self, kind: str) -> None:
        """All objects of a kind were put."""
        with self._lock:
            self._synced.add(kind)

    def is_synced(self, kind: str) -> bool:
        """Whether all objects of a kind were seen once: before that, missing means nothing."""
        with self._lock:
            return kind in self._synced

    def version(self, kind: str) -> int:
        """Rises with each change of an object of that kind."""
        with self._lock:
            return self._versions[kind]


def name_of(obj: Object) -> ObjectName:
    metadata = obj["metadata"]
    return metadata.get("namespace", ""), metadata["name"]
