"""The port itself: five calls on one resource, and what they answer.

The engine writes a durable *begin* with `Call.key` before `create`, `update`, `delete` or
`stop`, and *end* with the outcome after. A call that never got its *end* is *in doubt*:
the engine then asks `find`, which must look at the world and not at memory. A provider
raises nothing but the errors named here; any other exception is a bug of the provider.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from bouwsteen.addresses import Address
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Path, Secret


@dataclass(frozen=True, slots=True)
class ProviderObject:
    """One real thing behind a resource, as the inventory keeps it."""

    kind: str
    id: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What a provider gets. `inputs` is the evaluated `with`, secrets as `values.Secret`.

    `id`, `outputs`, `objects` and `private` are what the record says of the present object; empty at a
    create. `key` is the idempotency key: the same for every try of one planned step.
    """

    address: Address
    type: str
    inputs: Mapping[str, Any]
    key: str
    id: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    previous_inputs: Mapping[str, Any] = field(default_factory=dict)
    objects: tuple[ProviderObject, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)
    generation: int = 1
    organisation: str = ""
    predecessor: str = ""  # at a create-first replacement: `id` of the object that goes afterwards
    timeout: float = 60.0  # seconds, of the whole call, waiting for readiness included
    cancelled: Callable[[], bool] = lambda: False
    progress: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Done:
    """The object is there, in the shape asked for, and ready."""

    id: str
    outputs: Mapping[str, Any]
    objects: tuple[ProviderObject, ...] = ()
    # What the provider must remember and nobody else may read.
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gone:
    """The object is not there (any more)."""


class Effect(enum.StrEnum):
    NONE = "none"  # the world is as it was
    PARTIAL = "partial"  # something is there; `id`, `objects` say what
    UNKNOWN = "unknown"  # it may or may not have happened


@dataclass(frozen=True, slots=True)
class Failed:
    """The call did not do what was asked. `code` and texts follow `diagnostics.Diagnostic`."""

    code: str
    summary: str
    detail: str
    remedy: str = ""
    effect: Effect = Effect.NONE
    # Trying again by itself may help (network, busy); the engine does so within bounds.
    transient: bool = False
    id: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    objects: tuple[ProviderObject, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """People at another authority must do something first; the rest goes on."""

    reason: str
    id: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


Outcome = Done | Gone | Failed | Awaiting


@dataclass(frozen=True, slots=True)
class Difference:
    """One owned field that is not as it was made. Both values may be ABSENT or Secret."""

    path: Path
    recorded: Any
    observed: Any


@dataclass(frozen=True, slots=True)
class Present:
    """What the world shows.

    `inputs` holds owned fields as observed, only those that can be read back: the engine
    compares them with the record. A provider that makes more of its inputs than can be told as inputs compares
    itself, and says what differs in `differences`. `problem` is empty when the object is ready.
    """

    id: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    objects: tuple[ProviderObject, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    stopped: bool = False
    differences: tuple[Difference, ...] = ()
    # A difference that came back each time it was mended, and is left alone: told, and no reason to change anything.
    stuck: str = ""
    # Free facts for `status` (pid, restarts, since), never compared.
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """The world was asked and does not have it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The world could not be asked. Never the same as missing."""

    detail: str
    remedy: str = ""
    # It could be asked, and is another one than that of the record (another cluster): nothing here may be touched.
    elsewhere: bool = False


Observation = Present | Missing | Unreadable


class Provider(Protocol):
    """Manages the types of one family, the part of a type's name before the slash."""

    @property
    def types(self) -> Mapping[str, ResourceType]: ...

    def read(self, call: Call) -> Observation:
        """The object of a record. Has no effect on the world."""

    def find(self, call: Call) -> Observation:
        """The object that a call in doubt may have made, by `key`, address or name."""

    def create(self, call: Call) -> Outcome: ...

    def update(self, call: Call) -> Outcome:
        """Bring the object to `inputs`, started and ready, whatever it was before."""

    def delete(self, call: Call) -> Outcome:
        """`Gone` when it is not there afterwards, also when it never was."""

    def stop(self, call: Call) -> Outcome:
        """Only for `stoppable` types: no process left, nothing lost. `Done` when stopped."""

    def close(self) -> None:
        """Let go of connections and threads. Called once, at the end."""


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that says it is of an environment, and that no record of it knows. `address` may name an instance only."""

    object: ProviderObject
    address: Address
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What many objects were found to be, one observation for each call, in their order; and what stands beside them."""

    observations: Sequence[Observation]
    strays: Sequence[Stray] = ()


class Surveyor(Provider, Protocol):
    """A provider that sees many objects by few questions."""

    def survey(self, calls: Sequence[Call]) -> Survey:
        """As `read` of each, for all records of one environment that are of its types."""


def surveyor_of(provider: Provider | None) -> Surveyor | None:
    """The provider as one that surveys, where it can. Asked by its method, which a provider that is loaded late passes on."""
    return cast(Surveyor, provider) if hasattr(provider, "survey") else None


class Importer(Provider, Protocol):
    """A provider that can take over what exists and is nobody's."""

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        """The object that a person names, marked as ours. Nothing else of it changes.

        `call.inputs` is what the stack asks for; the answer has what the object really is, as `read` has it. Refuses an
        object that is not there, or that belongs to another record. Trying again is harmless.
        """


def importer_of(provider: Provider | None) -> Importer | None:
    """The provider as one that takes over, where it can; asked as `surveyor_of` asks."""
    return cast(Importer, provider) if hasattr(provider, "adopt") else None


class Situated(Provider, Protocol):
    """A provider whose objects may be in one of several worlds that look alike, such as clusters."""

    def world(self, address: Address) -> str:
        """What tells the world of an environment from all others. Raises BouwsteenError where it cannot be asked."""

    def is_world(self, address: Address, identity: str) -> bool:
        """Whether `world` said that of the same one, to us or to somebody with other rights. Raises BouwsteenError."""


def situated_of(provider: Provider | None) -> Situated | None:
    """The provider as one that knows its world, where there may be several; asked as `surveyor_of` asks."""
    return cast(Situated, provider) if hasattr(provider, "is_world") else None
