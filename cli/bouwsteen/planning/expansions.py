"""From instances and their wiring to the graph of resources.

Beside each resource stand two kinds of nodes that cost nothing: the *request* of a
consumer, and the *value* of an edge, which is what the consumer reads as `uses.<name>`.
Having them in the graph makes order, cycles and reasons come out of one place.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostics, error
from bouwsteen.expressions import EvaluationError
from bouwsteen.graph.directed_graphs import CycleError, DirectedGraph
from bouwsteen.planning.compiled_blocks import CompiledResource, CompiledUse, CompiledValue, InterfaceShape
from bouwsteen.planning.conditions import decide, list_keys
from bouwsteen.planning.grounds import find_grounds
from bouwsteen.planning.instances import Edge, Instance, Locate, Wiring
from bouwsteen.values import Secret, Unknown


class Kind(enum.StrEnum):
    __hash__ = str.__hash__  # that of an enum is no C, and nodes are looked up very often
    RESOURCE = "resource"
    VALUE = "value"  # what an edge gives
    REQUEST = "request"  # what an edge asks


class NodeKey(NamedTuple):
    kind: Kind
    address: Address

    def __str__(self) -> str:
        if self.kind is Kind.REQUEST:
            return f"request for {self.address.local}"
        return self.address.local


@dataclass(frozen=True, slots=True)
class Frame:
    """What names mean for the templates of one instance, or of one edge.

    `static` holds what never changes during a run. `resources` maps an id to an address,
    or for `forEach` to addresses by key. `uses` maps a use to the edge that gives it, to a
    value known from the start (another stack's export), or to None where it is optional.
    """

    static: Mapping[str, Any]
    resources: Mapping[str, Address | Mapping[str, Address]]
    uses: Mapping[str, Edge | Mapping[str, Any] | None]
    request: Edge | None = None


@dataclass(frozen=True, slots=True)
class ResourceNode:
    address: Address
    resource: CompiledResource
    frame: Frame
    instance: Instance
    each: Mapping[str, Any] | None = None

    @property
    def known(self) -> Mapping[str, Any]:
        """What names mean before anything is made."""
        return self.frame.static if self.each is None else {**self.frame.static, "each": self.each}


@dataclass(frozen=True, slots=True)
class ValueNode:
    edge: Edge
    frame: Frame
    given: Mapping[str, Any] | None = None  # target `existing`


@dataclass(frozen=True, slots=True)
class RequestNode:
    edge: Edge
    use: CompiledUse
    frame: Frame


Node = ResourceNode | ValueNode | RequestNode


@dataclass(frozen=True, slots=True)
class Expansion:
    """Everything that the environment consists of, in order of work."""

    nodes: Mapping[NodeKey, Node]
    graph: DirectedGraph[NodeKey]
    order: Sequence[NodeKey]
    instances: Mapping[str, Instance]
    wiring: Wiring
    frames: Mapping[str, Frame]

    def resources(self) -> Iterator[ResourceNode]:
        for key in self.order:
            node = self.nodes[key]
            if isinstance(node, ResourceNode):
                yield node

    def needed_resources(self, address: Address) -> dict[Address, str]:
        """The resources that one waits for, through values and requests, each with its why."""
        found: dict[Address, str] = {}
        seen: set[NodeKey] = set()
        queue = [(need, why) for need, why in self.graph.needs(NodeKey(Kind.RESOURCE, address)).items()]
        while queue:
            key, why = queue.pop()
            if key in seen:
                continue
            seen.add(key)
            if key.kind is Kind.RESOURCE:
                found[key.address] = why
            else:
                queue.extend((need, why) for need in self.graph.needs(key))
        return dict(sorted(found.items(), key=lambda item: str(item[0])))

    def awaited_stacks(self, instance: str) -> list[str]:
        """Stacks that share what is not there yet: of what an instance uses itself, else of all that is used here."""
        awaited = [(consumer, given.stack) for (consumer, _), given in self.wiring.imports.items() if given.value is None]
        own = {stack for consumer, stack in awaited if consumer == instance}
        return sorted(own or {stack for _, stack in awaited})


@dataclass(frozen=True, slots=True)
class Setting:
    """What every template of an environment may read."""

    stack: str
    environment: str
    target: str
    organisation: Mapping[str, Any]
    images: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)  # of the environment, as `shapes.ENVIRONMENT` has it
    home: str = ""  # where things of the environment live that do not say otherwise: its namespace


def expand(setting: Setting, instances: Mapping[str, Instance], wiring: Wiring) -> tuple[Expansion | None, Diagnostics]:
    """The whole graph, or no graph and why: a cycle, a condition that decides nothing."""
    expander = _Expander(setting, instances, wiring)
    return expander.expand(), expander.diagnostics


class _Expander:
    def __init__(self, setting: Setting, instances: Mapping[str, Instance], wiring: Wiring) -> None:
        self._setting = setting
        self._instances = instances
        self._wiring = wiring
        self._common = {
            "stack": {"name": setting.stack},
            "organisation": setting.organisation,
            "environment": {"name": setting.environment, "target": setting.target, **setting.more},
        }
        self._nodes: dict[NodeKey, Node] = {}
        self._graph: DirectedGraph[NodeKey] = DirectedGraph()
        self._frames: dict[str, Frame] = {}
        self.diagnostics = Diagnostics()

    def expand(self) -> Expansion | None:
        for instance in self._instances.values():
            self._frames[instance.name] = self._expand_instance(instance)
        for edge in (*self._wiring.edges.values(), *self._wiring.exports):
            self._expand_edge(edge)
        for key, node in self._nodes.items():
            self._connect(key, node)
        self._connect_grounds()
        if self.diagnostics.has_errors:
            return None
        try:
            order = self._graph.order()
        except CycleError as cycle:
            self._report_cycle(cycle)
            return None
        return Expansion(self._nodes, self._graph, order, self._instances, self._wiring, self._frames)

    def _add(self, key: NodeKey, node: Node) -> None:
        self._nodes[key] = node
        self._graph.add_node(key)

    def _expand_instance(self, instance: Instance) -> Frame:
        base = Address(self._setting.stack, self._setting.environment, instance.name)
        static = {
            **self._common,
            "parameters": instance.parameters,
            "instance": self._describe(instance, base),
            "images": self._setting.images.get(instance.block.name, {}),
        }
        uses: dict[str, Edge | Mapping[str, Any] | None] = {}
        for name in instance.block.uses:
            edge = self._wiring.edges.get((instance.name, name))
            imported = self._wiring.imports.get((instance.name, name))
            uses[name] = edge if edge is not None else _imported_value(instance, name, imported.value) if imported is not None else None
        resources = self._place(instance.block.resources, base, static, instance.locate)
        frame = Frame(static, {id_: where for id_, (where, _) in resources.items()}, uses)
        self._add_resources(instance.block.resources, resources, frame, instance)
        return frame

    def _describe(self, instance: Instance, base: Address) -> dict[str, Any]:
        return {
            "name": instance.name,
            "block": instance.block.name,
            "version": instance.block.version,
            "address": str(base),
            "fidelity": instance.fidelity or instance.block.fidelity,
            "service": dict(instance.block.service),
            "files": {name: {"digest": digest} for name, digest in instance.files.items()},
        }

    def _place(
        self, resources: Mapping[str, CompiledResource], base: Address, static: Mapping[str, Any], locate: Locate
    ) -> dict[str, tuple[Address | dict[str, Address], dict[str, Any] | None]]:
        """Addresses of resources; for `forEach` by key, with the value of each key."""
        placed: dict[str, tuple[Address | dict[str, Address], dict[str, Any] | None]] = {}
        for id_, resource in resources.items():
            if not self._included(resource, static, base, locate):
                continue
            if resource.for_each is None:
                placed[id_] = (_at(base, id_, None), None)
                continue
            items = self._keys(resource, static, base, locate)
            placed[id_] = ({key: _at(base, id_, key) for key in items}, items)
        return placed

    def _included(self, resource: CompiledResource, static: Mapping[str, Any], base: Address, locate: Locate) -> bool:
        if resource.include_when is None:
            return True
        try:
            return decide(resource.include_when, static)
        except EvaluationError as fault:
            self._report_undecided(fault, f"includeWhen of `{resource.id}` in {base.local}", locate)
            return False

    def _keys(self, resource: CompiledResource, static: Mapping[str, Any], base: Address, locate: Locate) -> dict[str, Any]:
        assert resource.for_each is not None
        try:
            return list_keys(resource.for_each, static)
        except EvaluationError as fault:
            self._report_undecided(fault, f"forEach of `{resource.id}` in {base.local}", locate)
            return {}

    def _report_undecided(self, fault: EvaluationError, what: str, locate: Locate) -> None:
        """An error, so that nothing is planned from what stands in its place."""
        self.diagnostics.add(error(fault.code, fault.summary, f"{what}: {fault.detail}", fault.remedy, source=locate()))

    def _add_resources(
        self,
        compiled: Mapping[str, CompiledResource],
        placed: Mapping[str, tuple[Address | dict[str, Address], dict[str, Any] | None]],
        frame: Frame,
        instance: Instance,
    ) -> None:
        for id_, (where, items) in placed.items():
            if isinstance(where, Address):
                self._add(NodeKey(Kind.RESOURCE, where), ResourceNode(where, compiled[id_], frame, instance))
                continue
            for key, address in where.items():
                each = {"key": key, "value": (items or {})[key]}
                self._add(NodeKey(Kind.RESOURCE, address), ResourceNode(address, compiled[id_], frame, instance, each))

    def _expand_edge(self, edge: Edge) -> None:
        provider = self._instances[edge.provider]
        own = self._frames[edge.provider]
        consumer = self._describe_consumer(edge)
        static = {**own.static, "consumer": consumer}
        placed = self._place(edge.output.resources, edge.address, static, provider.locate)
        here = {id_: where for id_, (where, _) in placed.items()}
        frame = Frame(static, {**own.resources, **here}, own.uses, request=edge if edge.consumer.instance else None)
        self._add_resources(edge.output.resources, placed, frame, provider)
        given = provider.given.get(edge.output.name)
        self._add(NodeKey(Kind.VALUE, edge.address), ValueNode(edge, frame, given))
        if edge.consumer.instance:
            use = self._instances[edge.consumer.instance].block.uses[edge.consumer.use]
            self._add(NodeKey(Kind.REQUEST, edge.address), RequestNode(edge, use, self._frames[edge.consumer.instance]))

    def _describe_consumer(self, edge: Edge) -> dict[str, Any]:
        return {
            "name": edge.consumer.name,
            "stack": edge.consumer.stack,
            "environment": edge.consumer.environment,
            "organisation": edge.consumer.organisation or self._setting.organisation,
            "request": {},
            "interface": interface_facts(edge.output.interface),
        }

    def _connect(self, key: NodeKey, node: Node) -> None:
        match node:
            case ResourceNode():
                self._connect_needs(key, node.resource.inputs, node.frame)
                for name in node.resource.depends_on:
                    self._connect_resource(key, node.frame, name, f"dependsOn {name}")
            case ValueNode():
                if node.given is None:
                    self._connect_needs(key, node.edge.output.value, node.frame)
            case RequestNode():
                if node.use.request is not None:
                    self._connect_needs(key, node.use.request, node.frame)

    def _connect_grounds(self) -> None:
        nodes = (node for node in self._nodes.values() if isinstance(node, ResourceNode))
        for waiting, ground, why in find_grounds(((node.address, node.resource, node.known) for node in nodes), self._setting.home):
            self._graph.add_edge(NodeKey(Kind.RESOURCE, waiting), NodeKey(Kind.RESOURCE, ground), why)

    def _connect_needs(self, key: NodeKey, value: CompiledValue, frame: Frame) -> None:
        for name in value.needs.resources:
            self._connect_resource(key, frame, name, f"reads resources.{name}")
        for name in value.needs.uses:
            edge = frame.uses.get(name)
            if isinstance(edge, Edge):
                self._graph.add_edge(key, NodeKey(Kind.VALUE, edge.address), f"reads uses.{name}")
        if value.needs.request and frame.request is not None:
            self._graph.add_edge(key, NodeKey(Kind.REQUEST, frame.request.address), "reads consumer.request")

    def _connect_resource(self, key: NodeKey, frame: Frame, name: str, why: str) -> None:
        where = frame.resources.get(name)
        if isinstance(where, Address):
            self._graph.add_edge(key, NodeKey(Kind.RESOURCE, where), why)
        elif where is not None:
            for address in where.values():
                self._graph.add_edge(key, NodeKey(Kind.RESOURCE, address), why)

    def _report_cycle(self, cycle: CycleError) -> None:
        keys = [key for key in cycle.cycle if isinstance(key, NodeKey)]
        steps = [
            f"  {key} {self._graph.needs(key).get(after, 'needs')} → {after}" for key, after in zip(keys, [*keys[1:], keys[0]], strict=True)
        ]
        first = self._instances.get(keys[0].address.instance)
        self.diagnostics.add(
            error(
                "dependency-cycle",
                "Resources wait for each other",
                "None of these can be first:\n" + "\n".join(steps),
                "Take one of these references away, or wire one of the uses to another instance.",
                source=first.locate() if first else None,
            )
        )


def interface_facts(interface: InterfaceShape) -> dict[str, Any]:
    return {"name": interface.name, "version": interface.version, "secretFields": interface.secret_fields}


def _at(base: Address, id_: str, key: str | None) -> Address:
    return Address(base.stack, base.environment, base.instance, id_, key, base.output, base.consumer)


def _imported_value(instance: Instance, use: str, value: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Another stack's export: its recorded fields, or unknown ones while it has not been applied."""
    shape = instance.block.uses[use].interface
    if value is None:
        value = {name: Unknown(str(schema.get("type", "any"))) for name, schema in shape.fields.items()}
    else:
        value = {name: Secret(item) if shape.fields.get(name, {}).get("secret") else item for name, item in value.items()}
    return {**value, "type": shape.binding_type}
