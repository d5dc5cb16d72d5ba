"""The instances of one environment of a stack, and which output each use is wired to.

What comes in is already resolved: versions from the lock, parameters with defaults.
What goes out names, for each use, the one output that satisfies it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from semantic_version import NpmSpec, Version

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostics, SourceRange, error
from bouwsteen.planning.compiled_blocks import CompiledBlock, CompiledOutput, CompiledUse


@dataclass(frozen=True, slots=True)
class Instance:
    """One block in one environment of one stack, as the stack asks for it.

    `parameters` are complete (defaults filled in) and may hold Secret leaves. `wiring`
    holds what the stack says of its uses: `instance/output`, or `stack/instance/output`
    for another stack's export. `given` are the outputs of target `existing`, by output.
    """

    name: str
    block: CompiledBlock
    parameters: Mapping[str, Any] = field(default_factory=dict)
    wiring: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # content folder → digest
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    added_for: str = ""  # the instance that made the plan add this one
    source: SourceRange | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """An output that another stack offers to this one, as its record has it.

    `value` is None while that stack has not been applied.
    """

    stack: str
    instance: str
    output: str
    interface: str
    version: str
    value: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who an output is realised for: a use of an instance of this stack, or another stack as a whole.

    For another stack `instance` and `use` are empty and `organisation` is that stack's.
    """

    key: str  # as it stands in addresses
    instance: str
    use: str
    stack: str
    environment: str
    organisation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One use wired to one output of an instance of this stack."""

    consumer: Consumer
    provider: str
    output: CompiledOutput
    address: Address


@dataclass(frozen=True, slots=True)
class Wiring:
    """`edges` by consumer instance and use; `imports` the same for what other stacks export to this one;
    `exports` are the edges of this stack to others."""

    edges: Mapping[tuple[str, str], Edge]
    imports: Mapping[tuple[str, str], Export]
    exports: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportRule:
    """`exports` of a stack: one output, and the stacks that may use it, each with its organisation."""

    output: str  # instance/output
    to: Mapping[str, Mapping[str, Any]]
    source: SourceRange | None = None


@dataclass(frozen=True, slots=True)
class _Offer:
    instance: Instance
    output: CompiledOutput

    def __str__(self) -> str:
        return f"{self.instance.name}/{self.output.name}"


def wire(
    stack: str,
    environment: str,
    instances: Mapping[str, Instance],
    *,
    offered: Iterable[Export] = (),
    rules: Iterable[ExportRule] = (),
    addable: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Wiring, Diagnostics]:
    """Find the one output for each use.

    `offered` is what other stacks export to this one, `rules` what this one exports;
    `addable` maps an interface to the blocks of the catalog that provide it.
    """
    return _Wirer(stack, environment, instances, offered, addable or {}).wire(rules)


class _Wirer:
    def __init__(
        self,
        stack: str,
        environment: str,
        instances: Mapping[str, Instance],
        offered: Iterable[Export],
        addable: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._stack = stack
        self._environment = environment
        self._instances = instances
        self._addable = addable
        self._exports = {f"{each.stack}/{each.instance}/{each.output}": each for each in offered}
        self._offers: dict[str, list[_Offer]] = defaultdict(list)
        self._by_name: dict[str, _Offer] = {}
        for instance in instances.values():
            for output in instance.block.outputs.values():
                offer = _Offer(instance, output)
                self._offers[output.interface.name].append(offer)
                self._by_name[str(offer)] = offer
        self._edges: dict[tuple[str, str], Edge] = {}
        self._imports: dict[tuple[str, str], Export] = {}
        self._diagnostics = Diagnostics()

    def wire(self, rules: Iterable[ExportRule]) -> tuple[Wiring, Diagnostics]:
        for instance in self._instances.values():
            for use in instance.block.uses.values():
                self._wire_use(instance, use)
        exports = tuple(edge for rule in rules for edge in self._export(rule))
        return Wiring(self._edges, self._imports, exports), self._diagnostics

    def _export(self, rule: ExportRule) -> list[Edge]:
        offer = self._by_name.get(rule.output)
        if offer is None:
            self._diagnostics.add(
                error(
                    "unknown-export",
                    "An export names an output that is not there",
                    f"{rule.output!r} is not an output of this stack.",
                    f"Outputs of this stack: {', '.join(sorted(self._by_name)) or 'none'}.",
                    source=rule.source,
                )
            )
            return []
        return [
            Edge(
                Consumer(stack, "", "", stack, self._environment, organisation),
                offer.instance.name,
                offer.output,
                Address(self._stack, self._environment, offer.instance.name, output=offer.output.name, consumer=stack),
            )
            for stack, organisation in rule.to.items()
        ]

    def _wire_use(self, instance: Instance, use: CompiledUse) -> None:
        said = instance.wiring.get(use.name)
        if said is not None:
            self._wire_explicitly(instance, use, said)
            return
        offers = [each for each in self._offers[use.interface.name] if each.instance.name != instance.name and _satisfies(each.output, use)]
        offers = _prefer_own_service(instance, offers)
        imports = [each for each in self._exports.values() if each.interface == use.interface.name and _in_range(each.version, use.range)]
        if len(offers) == 1:
            self._connect(instance, use, offers[0])
        elif offers:
            self._report_ambiguity(instance, use, [str(each) for each in offers])
        elif len(imports) == 1:
            self._imports[instance.name, use.name] = imports[0]
        elif imports:
            self._report_ambiguity(instance, use, [f"{each.stack}/{each.instance}/{each.output}" for each in imports])
        elif not use.optional:
            self._report_unsatisfied(instance, use)

    def _wire_explicitly(self, instance: Instance, use: CompiledUse, said: str) -> None:
        offer = self._by_name.get(said)
        if offer is not None and offer.output.interface.name == use.interface.name and _satisfies(offer.output, use):
            self._connect(instance, use, offer)
            return
        export = self._exports.get(said)
        if export is not None and export.interface == use.interface.name and _in_range(export.version, use.range):
            self._imports[instance.name, use.name] = export
            return
        if offer is None and export is None:
            detail = f"{said!r} is neither an output of this stack nor an export of another stack to it."
        else:
            found = offer.output.interface if offer else None
            name, version = (found.name, found.version) if found else (export.interface, export.version) if export else ("", "")
            detail = f"{said!r} is {name} {version}, and {instance.name!r} needs {use.interface.name} {use.range}."
        fitting = ", ".join(str(each) for each in self._offers[use.interface.name]) or "none in this stack"
        self._diagnostics.add(
            error(
                "wrong-wiring",
                "A use points to an output that does not fit",
                detail,
                f"Write instance/output of one that fits. Outputs of {use.interface.name}: {fitting}.",
                source=instance.source,
                address=f"{instance.name}.uses.{use.name}",
            )
        )

    def _connect(self, instance: Instance, use: CompiledUse, offer: _Offer) -> None:
        alone = sum(each.interface.name == use.interface.name for each in instance.block.uses.values()) == 1
        key = instance.name if alone else f"{instance.name}.{use.name}"
        consumer = Consumer(key, instance.name, use.name, self._stack, self._environment)
        address = Address(self._stack, self._environment, offer.instance.name, output=offer.output.name, consumer=key)
        self._edges[instance.name, use.name] = Edge(consumer, offer.instance.name, offer.output, address)

    def _report_ambiguity(self, instance: Instance, use: CompiledUse, names: list[str]) -> None:
        self._diagnostics.add(
            error(
                "ambiguous-wiring",
                "More than one output fits a use",
                f"{instance.name!r} uses {use.interface.name} as {use.name!r}, and these fit: {', '.join(sorted(names))}.",
                f"Choose one in the stack: uses: {{{use.name}: {min(names)}}}.",
                source=instance.source,
                address=f"{instance.name}.uses.{use.name}",
            )
        )

    def _report_unsatisfied(self, instance: Instance, use: CompiledUse) -> None:
        offered = [str(each) + f" ({each.output.interface.version})" for each in self._offers[use.interface.name]]
        blocks = self._addable.get(use.interface.name, ())
        if offered:
            remedy = f"Versions that do not fit: {', '.join(sorted(offered))}. Change the version of one of the two blocks."
        elif blocks:
            remedy = f"Add one of these blocks to the stack: {', '.join(sorted(blocks))}."
        else:
            remedy = "No block of the catalog provides it. Ask Digitaal Vlaanderen, or declare it with target: existing."
        self._diagnostics.add(
            error(
                "unsatisfied-use",
                "Nothing provides what a block needs",
                f"{instance.name!r} needs {use.interface.name} {use.range} as {use.name!r}, and nothing in this stack provides it.",
                remedy,
                source=instance.source,
                address=f"{instance.name}.uses.{use.name}",
            )
        )


def _prefer_own_service(instance: Instance, offers: list[_Offer]) -> list[_Offer]:
    """Of several brokers, the one of the block's own service: `identity` takes `identity-service`."""
    own = [each for each in offers if each.instance.block.name == f"{instance.block.name}-service"]
    return own or offers


def _satisfies(output: CompiledOutput, use: CompiledUse) -> bool:
    return _in_range(output.interface.version, use.range)


_RANGES: dict[tuple[str, str], bool] = {}


def _in_range(version: str, range_: str) -> bool:
    key = (version, range_)
    if key not in _RANGES:
        _RANGES[key] = Version(version) in NpmSpec(range_)
    return _RANGES[key]
