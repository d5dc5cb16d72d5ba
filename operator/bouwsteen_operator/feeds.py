"""What watches and lists say of the cluster, taken into the cache, whoever says it first, late, twice or not at all.

Versions of one kind rise, which the API promises: so an older version of an object never takes the place of a newer one, what was
deleted does not come back with a list that is older than its deletion, and what a newer list does not hold is gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bouwsteen_operator.caches import Cache, Object, ObjectName, name_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.queues import Lane
from bouwsteen_operator.wakes import whom_to_wake

Wakes = Callable[[Iterable[Key], Lane], None]


class Feed:
    """Safe for several threads."""

    def __init__(self, cache: Cache, wake: Wakes) -> None:
        self._cache = cache
        self._wake = wake
        self._lock = threading.Lock()
        self._deleted: dict[tuple[str, ObjectName], int] = {}  # at which version, since the last list

    def see(self, kind: str, obj: Object) -> bool:
        """An object as somebody saw it. Whether that is news."""
        name = name_of(obj)
        with self._lock:
            before = self._cache.get(kind, *name)
            if version_of(obj) <= self._deleted.get((kind, name), -1):
                return False
            if before is not None and before["metadata"].get("uid") == obj["metadata"].get("uid") and version_of(before) >= version_of(obj):
                return False
            self._cache.put(kind, _kept(obj))
            wake = whom_to_wake(kind, before, obj, self._cache)
        self._wake(wake.keys, wake.lane)
        return True

    def miss(self, kind: str, obj: Object) -> bool:
        """An object that was deleted, as it was then. Whether that is news."""
        with self._lock:
            name = name_of(obj)
            self._deleted[kind, name] = max(version_of(obj), self._deleted.get((kind, name), -1))
            before = self._cache.get(kind, *name)
            if before is None or (before["metadata"].get("uid") != obj["metadata"].get("uid") and version_of(before) > version_of(obj)):
                return False  # it was made anew meanwhile
            return self._drop(kind, before)

    def take_list(self, kind: str, objects: Iterable[Object], version: int, namespaces: Iterable[str] = ()) -> int:
        """All of a kind (in these namespaces, where some are named) at one moment. How much of it was news."""
        found = list(objects)
        news = sum(self.see(kind, each) for each in found)
        names = {name_of(each) for each in found}
        inside = set(namespaces)
        for known in self._cache.list(kind):
            name = name_of(known)
            if name not in names and (not inside or name[0] in inside) and version_of(known) <= version:
                with self._lock:
                    there = self._cache.get(kind, *name)
                    if there is not None and version_of(there) <= version:
                        news += self._drop(kind, there)
        with self._lock:
            self._deleted = {key: at for key, at in self._deleted.items() if key[0] != kind or at > version}
        self._cache.mark_synced(kind)
        return news

    def _drop(self, kind: str, before: Object) -> bool:
        self._cache.drop(kind, *name_of(before))
        wake = whom_to_wake(kind, before, None, self._cache)
        self._wake(wake.keys, wake.lane)
        return True


def version_of(obj: Mapping[str, Any]) -> int:
    text = str(obj["metadata"].get("resourceVersion", ""))
    return int(text) if text.isdecimal() else 0


def _kept(obj: Object) -> Object:
    """What is kept of it: not who wrote which field."""
    metadata = {name: value for name, value in obj["metadata"].items() if name != "managedFields"}
    return {**obj, "metadata": metadata}
