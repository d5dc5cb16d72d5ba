"""The instances of one environment of a stack, and the edges between them.

What comes in is already resolved and wired: versions from the lock, parameters with
defaults, for each use the one output that it gets (`documents.wirings`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import SourceRange
from bouwsteen.documents import wirings
from bouwsteen.planning.compiled_blocks import CompiledBlock, CompiledOutput

Locate = Callable[[], SourceRange | None]


def _nowhere() -> SourceRange | None:
    return None


@dataclass(frozen=True, slots=True)
class Instance:
    """One block in one environment of one stack, as the stack asks for it.

    `parameters` are complete (defaults filled in) and may hold Secret leaves. `given` are
    the outputs of target `existing`, by output. `locate` says where the stack asks for it; only who reports something pays for that.
    """

    name: str
    block: CompiledBlock
    parameters: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # content folder → digest
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fidelity: str = ""
    locate: Locate = field(default=_nowhere, compare=False)


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who an output is realised for: a use of an instance of this stack, or another stack as a whole.

    For another stack `instance` and `use` are empty and `organisation` is that stack's.
    """

    key: str  # as it stands in addresses: of another stack it is no name that an instance can have
    instance: str
    use: str
    stack: str
    environment: str
    organisation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What templates read."""
        return self.key if self.instance else self.stack


@dataclass(frozen=True, slots=True)
class Edge:
    """One use wired to one output of an instance of this stack."""

    consumer: Consumer
    provider: str
    output: CompiledOutput
    address: Address


@dataclass(frozen=True, slots=True)
class Import:
    """A use wired to what another stack exports. `value` is None while that stack has not been applied."""

    stack: str
    instance: str
    output: str
    value: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ExportRule:
    """One output, `instance/output`, that other stacks may use, each with its organisation."""

    output: str
    to: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """`edges` and `imports` by consumer instance and use; `exports` are the edges of this stack to others."""

    edges: Mapping[tuple[str, str], Edge] = field(default_factory=dict)
    imports: Mapping[tuple[str, str], Import] = field(default_factory=dict)
    exports: tuple[Edge, ...] = ()


def connect(
    stack: str,
    environment: str,
    instances: Mapping[str, Instance],
    wired: Iterable[wirings.Edge],
    *,
    imports: Mapping[tuple[str, str], Import] | None = None,
    exports: Iterable[ExportRule] = (),
) -> Wiring:
    """Edges between instances, each with its address. Uses of another stack's output are in `imports` instead."""
    edges: dict[tuple[str, str], Edge] = {}
    for each in wired:
        if each.offer.stack:
            continue
        consumer = instances[each.consumer]
        key = _consumer_key(consumer, each.use)
        output = instances[each.offer.instance].block.outputs[each.offer.output]
        address = Address(stack, environment, each.offer.instance, output=output.name, consumer=key)
        edges[each.consumer, each.use] = Edge(
            Consumer(key, each.consumer, each.use, stack, environment), each.offer.instance, output, address
        )
    return Wiring(edges, imports or {}, tuple(edge for rule in exports for edge in _export(stack, environment, instances, rule)))


def _consumer_key(consumer: Instance, use: str) -> str:
    """The instance's name; with the use where the block has more uses of that interface.

    It follows from the block alone, so wiring one use never renames another.
    """
    counts = Counter(each.interface.name for each in consumer.block.uses.values())
    return consumer.name if counts[consumer.block.uses[use].interface.name] == 1 else f"{consumer.name}.{use}"


def stack_key(stack: str) -> str:
    """Another stack as a consumer, whichever of its instances use the output. No instance has a slash in its name."""
    return f"{stack}/*"


def _export(stack: str, environment: str, instances: Mapping[str, Instance], rule: ExportRule) -> list[Edge]:
    name, _, output_name = rule.output.partition("/")
    output = instances[name].block.outputs[output_name]
    return [
        Edge(
            Consumer(stack_key(other), "", "", other, environment, organisation),
            name,
            output,
            Address(stack, environment, name, output=output_name, consumer=stack_key(other)),
        )
        for other, organisation in rule.to.items()
    ]
