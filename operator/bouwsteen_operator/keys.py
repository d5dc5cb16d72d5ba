"""Which object a reconcile is about."""

from __future__ import annotations

from dataclasses import dataclass

from bouwsteen_operator.caches import Object


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A `Stack` of this cluster."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


def key_of(stack: Object) -> Key:
    return Key(stack["metadata"]["namespace"], stack["metadata"]["name"])
