"""Which stacks a change concerns, and how soon. Pure.

What the operator itself writes (status, finalizers, its instances) concerns none: else each reconcile would make another one. Secrets
and ConfigMaps are not among what it sees: who may list them may read them. A record that is handed over, and files that come late, are
looked for again by who waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.keys import Key, key_of
from bouwsteen_operator.objects import GROUP, REQUESTED_AT
from bouwsteen_operator.queues import Lane
from bouwsteen_operator.writes import MANAGER

_PUBLISHED: Final = frozenset({"BuildingBlock", "Interface", "Policy", "CatalogEntry"})


@dataclass(frozen=True, slots=True)
class Wake:
    keys: tuple[Key, ...] = ()
    lane: Lane = Lane.CHANGE


NOBODY: Final = Wake()


def whom_to_wake(kind: str, before: Object | None, after: Object | None, cache: Cache) -> Wake:
    """`before` is None for what is new, `after` for what is gone; `cache` is as it is after the change."""
    found = after or before
    assert found is not None, "a change is of something"
    namespace = found["metadata"].get("namespace", "")
    if kind == "Stack":
        return _of_stack(before, after)
    if kind == "BlockInstance":
        stack = str((found.get("spec") or {}).get("stack", ""))
        return Wake((Key(namespace, stack),)) if stack and (after is None or _is_touched(before, after)) else NOBODY
    if before is not None and after is not None and _content(before) == _content(after):
        return NOBODY
    if kind == "Approval":
        return Wake(_there(cache, namespace, (found.get("spec") or {}).get("stack")))
    if kind in {"Waiver", "Organisation"}:
        return Wake(tuple(map(key_of, cache.list("Stack", namespace))))
    if kind == "Namespace":
        return Wake(tuple(map(key_of, cache.list("Stack", found["metadata"]["name"]))), Lane.SWEEP)
    if kind in _PUBLISHED:
        return Wake(tuple(key_of(stack) for stack in cache.list("Stack") if _looks_at(stack, kind, found)), Lane.SWEEP)
    return NOBODY


def _of_stack(before: Object | None, after: Object | None) -> Wake:
    if after is None:
        assert before is not None
        return Wake((key_of(before),))
    key = key_of(after)
    if before is None or before["metadata"].get("uid") != after["metadata"].get("uid"):
        return Wake((key,), Lane.CHANGE if is_unseen(after) else Lane.SWEEP)
    return Wake((key,)) if _asks(before) != _asks(after) else NOBODY


def is_unseen(stack: Object) -> bool:
    """Whether somebody waits for the operator: it has not said yet what it makes of the Stack as it stands."""
    metadata, status = stack["metadata"], stack.get("status") or {}
    requested = str((metadata.get("annotations") or {}).get(REQUESTED_AT, ""))
    return bool(
        metadata.get("deletionTimestamp")
        or status.get("observedGeneration") != metadata.get("generation")
        or requested != str(status.get("lastHandledReconcileAt") or "")
    )


def _asks(stack: Object) -> tuple[object, ...]:
    """What of a Stack is not said by the operator itself."""
    metadata = stack["metadata"]
    return metadata.get("generation"), bool(metadata.get("deletionTimestamp")), _marks(stack)


def _marks(obj: Object) -> tuple[tuple[str, str], ...]:
    """Labels and annotations that mean something to us."""
    marks = {**_labels(obj), **(obj["metadata"].get("annotations") or {})}
    return tuple(sorted((name, value) for name, value in marks.items() if GROUP in name))


def _is_touched(before: Object | None, after: Object) -> bool:
    """Whether a BlockInstance is as somebody else made it."""
    if before is not None and _asks(before) == _asks(after):
        return False
    return (before is None and not _is_ours(after)) or (before is not None and (_asks(before)[2] != _asks(after)[2] or not _is_ours(after)))


def _is_ours(obj: Object) -> bool:
    """Whether nobody else wrote what we write. Without that knowledge it may be anybody's."""
    writers = obj["metadata"].get("managedFields") or ()
    return bool(writers) and all(each.get("manager") == MANAGER or each.get("subresource") for each in writers)


def _content(obj: Object) -> tuple[object, ...]:
    metadata = obj["metadata"]
    return obj.get("spec"), _labels(obj), _marks(obj), metadata.get("generation") or metadata.get("resourceVersion")


def _labels(obj: Object) -> Mapping[str, str]:
    return obj["metadata"].get("labels") or {}


def _there(cache: Cache, namespace: str, name: object) -> tuple[Key, ...]:
    return (Key(namespace, name),) if isinstance(name, str) and cache.get("Stack", namespace, name) is not None else ()


def _looks_at(stack: Object, kind: str, published: Object) -> bool:
    """Whether a stack may look at that object of the catalog. Of policies and entries there are few, and all look at them."""
    if kind in {"Policy", "CatalogEntry"}:
        return True
    name = ((published.get("spec") or {}).get("published") or {}).get("name")
    resolved = (stack.get("spec") or {}).get("resolved") or {}
    part = "blocks" if kind == "BuildingBlock" else "interfaces"
    return any(name in (pins.get(part) or {}) for pins in (resolved.get("lock") or {}, resolved.get("beside") or {}))
