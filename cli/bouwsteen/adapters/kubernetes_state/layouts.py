"""The names and labels of what one environment has in a cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.addresses import STACK_NAME
from bouwsteen.diagnostics import error
from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted

GROUP: Final = "bouwsteen.vlaanderen.be"
ROLE: Final = f"{GROUP}/state"
STACK: Final = f"{GROUP}/stack"
ENVIRONMENT: Final = f"{GROUP}/environment"
INSTANCE: Final = f"{GROUP}/instance"
GENERATION: Final = f"{GROUP}/generation"
PART: Final = f"{GROUP}/part"
FENCING: Final = f"{GROUP}/fencing"
HEAD, ROOT, UNIT, JOURNAL = "head", "root", "unit", "journal"
SECRET_TYPE: Final = f"{GROUP}/state"


@dataclass(frozen=True, slots=True)
class Layout:
    """`cluster` is the UID of its namespace kube-system."""

    cluster: str
    namespace: str
    stack: str
    environment: str

    @property
    def where(self) -> str:
        return f"Secret {self.namespace}/{self.head}"

    @property
    def place(self) -> str:
        return hashlib.sha256("\n".join(("cluster", *self.note.values())).encode()).hexdigest()[:16]

    @property
    def note(self) -> Mapping[str, str]:
        return {"cluster": self.cluster, "namespace": self.namespace, "stack": self.stack, "environment": self.environment}

    @property
    def head(self) -> str:
        return f"bouwsteen-state.{self.stack}.{self.environment}"

    def root(self, generation: int, part: int) -> str:
        return f"{self.head}.{ROOT}.{generation}.{part}"

    def unit(self, instance: str, generation: int, part: int) -> str:
        return f"{self.head}.{UNIT}.{safe_name(instance)}.{generation}.{part}"

    def journal(self, generation: int, fencing: int, part: int) -> str:
        return f"{self.head}.{JOURNAL}.{generation}.{fencing}.{part}"

    def labels(self, role: str, generation: int = 0, part: int = 0, *, instance: str = "", fencing: int = 0) -> dict[str, str]:
        found = {"app.kubernetes.io/managed-by": "bouwsteen", ROLE: role, STACK: self.stack, ENVIRONMENT: self.environment}
        if role != HEAD:
            found |= {GENERATION: str(generation), PART: str(part)}
        if instance:
            found[INSTANCE] = safe_name(instance)
        if fencing:
            found[FENCING] = str(fencing)
        return found

    def selector(self, *roles: str, generations: tuple[int, ...] = ()) -> str:
        said = [f"{STACK}={self.stack}", f"{ENVIRONMENT}={self.environment}", f"{ROLE} in ({','.join(roles)})"]
        if generations:
            said.append(f"{GENERATION} in ({','.join(str(number) for number in generations)})")
        return ",".join(said)


def layout(cluster: str, namespace: str, stack: str, environment: str) -> Layout:
    """Raises InvalidInputError on a name that is not one: names become names of objects."""
    for name in (stack, environment):
        if STACK_NAME.fullmatch(name) is None:
            raise InvalidInputError(
                error(
                    "state-name-invalid",
                    "A stack or environment has an impossible name",
                    f"{quoted(name)} cannot be part of the name of a state.",
                    "Use small letters, digits and hyphens, a letter first.",
                )
            )
    return Layout(cluster, namespace, stack, environment)


def safe_name(instance: str) -> str:
    """As it is, or what stands for it where it cannot be part of a name of an object."""
    return instance if STACK_NAME.fullmatch(instance) else "x-" + hashlib.sha256(instance.encode()).hexdigest()[:40]
