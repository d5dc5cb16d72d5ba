"""How a resource type becomes manifests, and what it yields: one entry for each type of `kubernetes/*`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes.manifests import Manifest
from bouwsteen.adapters.kubernetes.resource_types import OBJECT, TYPES
from bouwsteen.providers.protocol import Call
from bouwsteen.providers.resource_types import ResourceType

# Of a status, what changes by itself all the time and tells nothing that a template could use.
_RESTLESS: Final = frozenset({"conditions", "observedGeneration"})


@dataclass(frozen=True, slots=True)
class Realisation:
    """`manifests` of a call, in the namespace of its environment; `outputs` of the live objects, in the order of the manifests.

    `is_single`: the one manifest is an input by itself, so that what differs is told as a field of it.
    """

    type: ResourceType
    manifests: Callable[[Call, str], Sequence[Manifest]]
    outputs: Callable[[Call, Sequence[Manifest]], Mapping[str, Any]]
    is_single: bool = False


def _manifest(call: Call, _: str) -> Sequence[Manifest]:
    return (call.inputs["manifest"],)


def _object_outputs(_: Call, live: Sequence[Manifest]) -> Mapping[str, Any]:
    metadata = live[0]["metadata"]
    status = {name: item for name, item in (live[0].get("status") or {}).items() if name not in _RESTLESS}
    outputs = {"name": metadata["name"], "namespace": metadata.get("namespace", ""), "uid": metadata["uid"]}
    return {**outputs, "status": status} if status else outputs


REALISATIONS: Final[Mapping[str, Realisation]] = {OBJECT.name: Realisation(OBJECT, _manifest, _object_outputs, is_single=True)}
assert REALISATIONS.keys() == TYPES.keys(), "every type has its realisation"
