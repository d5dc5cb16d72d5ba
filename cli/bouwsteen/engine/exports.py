"""The use case *export*: what each resource of an environment would be made with, for who makes it with other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Desired
from bouwsteen.errors import InvalidInputError
from bouwsteen.expressions import EvaluationError
from bouwsteen.planning.evaluations import Evaluation, evaluation_diagnostic, unknown_outputs
from bouwsteen.planning.expansions import Expansion, RequestNode, ResourceNode, ValueNode
from bouwsteen.state.snapshots import EnvironmentSnapshot


@dataclass(frozen=True, slots=True)
class WantedResource:
    """`inputs` may hold Secret leaves, and Unknown ones of what was not applied yet. `private` is what its provider keeps of it."""

    address: Address
    type: str
    inputs: Mapping[str, Any] = field(repr=False)
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)


# What a resource yields before it is there; None where only making it shows.
Foresee = Callable[[WantedResource], Mapping[str, Any] | None]


def read_wanted(engine: Engine, desired: Desired, foresee: Foresee) -> list[WantedResource]:
    """In order of work. Opens the state for reading. Raises InvalidInputError where a template yields no value."""
    intent, expansion = desired.intent, desired.expansion
    if expansion is None:
        return []
    with engine.read_state(intent.stack, intent.environment, intent.organisation) as session:
        snapshot = session.snapshot
    return list(_evaluate(expansion, snapshot, foresee))


def _evaluate(expansion: Expansion, snapshot: EnvironmentSnapshot, foresee: Foresee) -> Iterator[WantedResource]:
    evaluation = Evaluation()
    records = snapshot.latest()
    for key in expansion.order:
        node = expansion.nodes[key]
        try:
            match node:
                case ResourceNode():
                    record = records.get(node.address)
                    private = record.private if record is not None else {}
                    wanted = WantedResource(node.address, node.resource.type.name, evaluation.inputs(node), private)
                    outputs = foresee(wanted)
                    if outputs is None:
                        outputs = record.outputs if record is not None else unknown_outputs(node.resource.type.outputs)
                    evaluation.set_outputs(node.address, outputs)
                    yield wanted
                case ValueNode():
                    evaluation.evaluate_value(node)
                case RequestNode():
                    evaluation.evaluate_request(node)
        except EvaluationError as fault:
            raise InvalidInputError(evaluation_diagnostic(fault, key.address)) from None
