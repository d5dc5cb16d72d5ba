"""Where the objects of a resource stand, and what they are called.

A name follows from the address of the resource and is kept in its record: an instance that
moves keeps its objects. `labels` are on every object, `selector` on what a Service leads to.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.addresses import Address

GROUP: Final = "bouwsteen.vlaanderen.be"
ADDRESS: Final = f"{GROUP}/address"
WAVE: Final = f"{GROUP}/wave"
MANAGER: Final = "bouwsteen"
_LONGEST: Final = 52  # a StatefulSet and a Job put up to 11 more behind it, in labels of 63
_OTHERS = re.compile(r"[^a-z0-9]+")
_BIG = re.compile(r"(?<=[a-z0-9])([A-Z])")

Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """One resource in one namespace. `name` is that of its scope: of the instance, or of one edge of it.

    `bindings_key` makes the hash of the bindings that stands in the environment; without it there is none.
    """

    address: Address
    namespace: str
    name: str = ""
    bindings_key: bytes = b""

    @property
    def scope(self) -> str:
        return self.name or scope_name(self.address)

    def named(self, suffix: str = "") -> str:
        """The scope's name, or that of a part of it."""
        return shorten(f"{self.scope}-{spelled(suffix)}") if suffix else self.scope

    def metadata(self, suffix: str = "", **more: Any) -> Manifest:
        return {
            "name": self.named(suffix),
            "namespace": self.namespace,
            "labels": self.labels,
            "annotations": {ADDRESS: str(self.address)},
            **more,
        }

    @property
    def labels(self) -> dict[str, str]:
        return {"app.kubernetes.io/instance": self.scope, **address_labels(self.address)}

    def selector(self, component: str = "") -> dict[str, str]:
        """What never changes of an instance, whatever becomes of its address. Without a component: all its pods."""
        chosen = {"app.kubernetes.io/instance": self.scope}
        return {**chosen, "app.kubernetes.io/component": component} if component else chosen


def address_labels(address: Address) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": address.instance,
        "app.kubernetes.io/part-of": address.stack,
        "app.kubernetes.io/managed-by": MANAGER,
        f"{GROUP}/stack": address.stack,
        f"{GROUP}/environment": address.environment,
        f"{GROUP}/instance": address.instance,
    }


def scope_name(address: Address) -> str:
    """`forms`; of what is made once for each consumer `database-forms-1f2e3d4c`, which no instance is called by chance."""
    if not address.output:
        return shorten(address.instance)
    scope = f"{address.instance}/{address.output}[{address.consumer}]"
    mark = hashlib.sha256(scope.encode()).hexdigest()[:8]
    return shorten(f"{address.instance}-{spelled(address.consumer or '')}", _LONGEST - 9) + f"-{mark}"


def spelled(text: str) -> str:
    """As names of objects are: `sessionKey` → `session-key`."""
    return _OTHERS.sub("-", _BIG.sub(r"-\1", text).lower()).strip("-")


def shorten(name: str, longest: int = _LONGEST) -> str:
    """A name that is too long keeps its beginning and gets a mark of all of it."""
    if len(name) <= longest:
        return name
    return f"{name[: longest - 9].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
