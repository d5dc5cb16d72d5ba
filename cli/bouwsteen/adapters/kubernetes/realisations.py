"""How a resource type becomes manifests, and what it yields: one entry for each type of `kubernetes/*`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes import workloads
from bouwsteen.adapters.kubernetes.manifests import Manifest
from bouwsteen.adapters.kubernetes.places import Place, scope_name
from bouwsteen.adapters.kubernetes.resource_types import OBJECT
from bouwsteen.adapters.kubernetes.workload_types import TYPES as WORKLOAD_TYPES
from bouwsteen.providers.protocol import Call
from bouwsteen.providers.resource_types import ResourceType

# The content of a file set, by its digest. Raises LookupError for one that is not here.
ReadContent = Callable[[str], Mapping[str, bytes]]
# Of a status, what changes by itself all the time and tells nothing that a template could use.
_RESTLESS: Final = frozenset({"conditions", "observedGeneration"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the objects of a resource stand. `name` and `key` are kept from its first call on: an instance that moves keeps its objects."""

    namespace: str
    read_content: ReadContent
    name: str
    key: bytes

    def place(self, call: Call) -> Place:
        return Place(call.address, self.namespace, self.name, self.key)


@dataclass(frozen=True, slots=True)
class Realisation:
    """`manifests` of a call; `outputs` of the live objects, in the order of the manifests.

    `is_single`: the one manifest is an input by itself, so that what differs is told as a field of it.
    """

    type: ResourceType
    manifests: Callable[[Call, Setting], Sequence[Manifest]]
    outputs: Callable[[Call, Setting, Sequence[Manifest]], Mapping[str, Any]]
    is_single: bool = False


def first_name(call: Call) -> str:
    return scope_name(call.address)


def _manifest(call: Call, _: Setting) -> Sequence[Manifest]:
    return (call.inputs["manifest"],)


def _object_outputs(_: Call, __: Setting, live: Sequence[Manifest]) -> Mapping[str, Any]:
    metadata = live[0]["metadata"]
    status = {name: item for name, item in (live[0].get("status") or {}).items() if name not in _RESTLESS}
    outputs = {"name": metadata["name"], "namespace": metadata.get("namespace", ""), "uid": metadata["uid"]}
    return {**outputs, "status": status} if status else outputs


def _workload_manifests(call: Call, setting: Setting) -> Sequence[Manifest]:
    contents = {digest: setting.read_content(digest) for digest in workloads.content_digests(call.inputs)}
    return workloads.make_manifests(call.type, call.inputs, setting.place(call), contents)


def _workload_outputs(call: Call, setting: Setting, _: Sequence[Manifest]) -> Mapping[str, Any]:
    return workloads.make_outputs(call.type, call.inputs, setting.place(call))


REALISATIONS: Final[Mapping[str, Realisation]] = {
    OBJECT.name: Realisation(OBJECT, _manifest, _object_outputs, is_single=True),
    **{name: Realisation(type_, _workload_manifests, _workload_outputs) for name, type_ in WORKLOAD_TYPES.items()},
}
