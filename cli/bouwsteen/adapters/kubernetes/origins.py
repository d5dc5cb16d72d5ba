"""Which input of a resource a field of its objects says: the way back from what stands in a cluster. Pure.

Only where an input is written as it is: what is worked out from several inputs has no way back.
"""

from __future__ import annotations

from typing import Final

from bouwsteen.adapters.kubernetes.pods import SERVER
from bouwsteen.adapters.kubernetes.resource_types import OBJECT
from bouwsteen.adapters.kubernetes.workload_types import VOLUME, WORKLOAD
from bouwsteen.values import Path

_CONTAINER: Final[Path] = ("spec", "template", "spec", "containers", f"[{SERVER}]")
_SAID: Final[dict[str, dict[Path, Path]]] = {
    WORKLOAD.name: {
        ("spec", "replicas"): ("replicas",),
        (*_CONTAINER, "image"): ("image",),
        (*_CONTAINER, "resources", "requests", "cpu"): ("resources", "cpu"),
        (*_CONTAINER, "resources", "requests", "memory"): ("resources", "memory"),
        (*_CONTAINER, "resources", "limits", "cpu"): ("resources", "cpuLimit"),
        (*_CONTAINER, "resources", "limits", "memory"): ("resources", "memoryLimit"),
    },
    VOLUME.name: {("spec", "resources", "requests", "storage"): ("size",)},
}


def input_of(type_name: str, path: Path) -> Path | None:
    """`path` is that of a difference, as a provider tells it: behind the object, where a resource is several of them."""
    if type_name == OBJECT.name:
        return path
    inside = path[1:]
    if type_name == WORKLOAD.name and len(inside) == len(_CONTAINER) + 3 and inside[: len(_CONTAINER) + 1] == (*_CONTAINER, "env"):
        name, last = inside[-2:]
        return ("environment", str(name)[1:-1]) if last == "value" else None
    return _SAID.get(type_name, {}).get(inside)
