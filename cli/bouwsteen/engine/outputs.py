"""The use case *outputs*: what the instances of an environment give, as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Desired
from bouwsteen.expressions import EvaluationError
from bouwsteen.planning.compiled_blocks import CompiledOutput
from bouwsteen.planning.evaluations import Evaluation, unknown_outputs
from bouwsteen.planning.expansions import Expansion, RequestNode, ResourceNode, ValueNode, interface_facts
from bouwsteen.planning.instances import Consumer, Edge, Instance
from bouwsteen.state.snapshots import EnvironmentSnapshot
from bouwsteen.values import has_unknown


@dataclass(frozen=True, slots=True)
class OutputValue:
    """One output as one consumer gets it; `consumer` is None for what is the same for everybody.

    `value` may hold Secret leaves, and Unknown ones while the environment is not applied.
    """

    instance: str
    output: str
    interface: str
    version: str
    value: Mapping[str, Any]
    consumer: str | None = None
    fidelity: str = ""

    @property
    def name(self) -> str:
        return f"{self.instance}/{self.output}"

    @property
    def is_known(self) -> bool:
        return not has_unknown(dict(self.value))


def read_outputs(engine: Engine, desired: Desired) -> list[OutputValue]:
    """Each binding, and each output that needs no consumer to exist. Opens the state for reading."""
    intent, expansion = desired.intent, desired.expansion
    if expansion is None:
        return []
    with engine.read_state(intent.stack, intent.environment, intent.organisation) as session:
        evaluation = evaluate_recorded(expansion, session.snapshot)
    found = [_of_edge(edge, expansion, evaluation) for edge in (*expansion.wiring.edges.values(), *expansion.wiring.exports)]
    found.extend(
        _for_everybody(instance, output, expansion, evaluation, desired)
        for instance in expansion.instances.values()
        for output in instance.block.outputs.values()
        if not output.resources
    )
    return sorted((each for each in found if each is not None), key=lambda each: (each.name, each.consumer or ""))


def evaluate_recorded(expansion: Expansion, snapshot: EnvironmentSnapshot) -> Evaluation:
    """Every value of the environment, from recorded outputs alone."""
    evaluation = Evaluation()
    records = snapshot.latest()
    for key in expansion.order:
        node = expansion.nodes[key]
        try:
            match node:
                case ResourceNode():
                    record = records.get(node.address)
                    outputs = record.outputs if record is not None else unknown_outputs(node.resource.type.outputs)
                    evaluation.set_outputs(node.address, outputs)
                case ValueNode():
                    evaluation.evaluate_value(node)
                case RequestNode():
                    evaluation.evaluate_request(node)
        except EvaluationError:
            continue  # a value that cannot be computed from what is recorded is left out
    return evaluation


def _of_edge(edge: Edge, expansion: Expansion, evaluation: Evaluation) -> OutputValue | None:
    value = evaluation.value(edge.address)
    if not isinstance(value, Mapping):
        return None
    return _output(expansion.instances[edge.provider], edge.output, value, edge.consumer.key)


def _for_everybody(
    instance: Instance, output: CompiledOutput, expansion: Expansion, evaluation: Evaluation, desired: Desired
) -> OutputValue | None:
    """As somebody gets it who asks for nothing."""
    intent = desired.intent
    consumer = Consumer("", "", "", intent.stack, intent.environment)
    frame = expansion.frames[instance.name]
    described = {"name": "", "stack": intent.stack, "environment": intent.environment, "request": {}}
    described |= {"organisation": frame.static["organisation"], "interface": interface_facts(output.interface)}
    address = Address(intent.stack, intent.environment, instance.name, output=output.name, consumer="")
    edge = Edge(consumer, instance.name, output, address)
    node = ValueNode(edge, replace(frame, static={**frame.static, "consumer": described}), instance.given.get(output.name))
    try:
        problems = evaluation.evaluate_value(node)
    except EvaluationError:
        return None
    value = evaluation.value(edge.address)
    return None if problems or not isinstance(value, Mapping) else _output(instance, output, value, None)


def _output(instance: Instance, output: CompiledOutput, value: Mapping[str, Any], consumer: str | None) -> OutputValue:
    return OutputValue(
        instance.name,
        output.name,
        output.interface.name,
        output.interface.version,
        value,
        consumer,
        instance.fidelity or instance.block.fidelity,
    )


def of_instance(outputs: Sequence[OutputValue], instance: str) -> dict[str, Mapping[str, Any]]:
    """The outputs of one instance that are the same for everybody, by name."""
    return {each.output: each.value for each in outputs if each.instance == instance and each.consumer is None and each.is_known}
