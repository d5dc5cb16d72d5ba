"""What templates yield, node by node, while outputs become known.

Plan and apply walk the same nodes with the same code; they differ in where outputs come
from: the plan takes them from the record and marks what will change as unknown, apply
takes what providers just answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.expressions import EvaluationError, check_value
from bouwsteen.phrases import quoted
from bouwsteen.planning.compiled_blocks import CompiledValue, InterfaceShape
from bouwsteen.planning.expansions import Frame, RequestNode, ResourceNode, ValueNode
from bouwsteen.planning.instances import Edge
from bouwsteen.planning.shapes import JsonSchema
from bouwsteen.values import ABSENT, Secret, Unknown, has_secret, has_unknown, map_leaves


class Evaluation:
    """Outputs and values found so far. Safe for threads that each evaluate nodes whose needs are done."""

    def __init__(self) -> None:
        self._outputs: dict[Address, Mapping[str, Any]] = {}
        self._values: dict[Address, Any] = {}
        self._requests: dict[Address, Any] = {}

    def set_outputs(self, address: Address, outputs: Mapping[str, Any]) -> None:
        self._outputs[address] = outputs

    def outputs(self, address: Address) -> Mapping[str, Any]:
        return self._outputs.get(address, {})

    def value(self, address: Address) -> Any:
        """Of the edge at `address`, once its node was evaluated."""
        return self._values.get(address, ABSENT)

    def inputs(self, node: ResourceNode) -> Mapping[str, Any]:
        """The evaluated `with`. Raises EvaluationError."""
        compiled = node.resource.inputs
        if compiled.template.is_literal:
            value = compiled.template.evaluate({})
        else:
            extra = {"each": node.each} if node.each is not None else {}
            value = compiled.template.evaluate(self._activation(compiled, node.frame, extra))
        if not isinstance(value, dict | Mapping):  # the first is told at once
            return {}
        _refuse_shown_secrets(value, node.resource.type.schema)
        return value

    def evaluate_value(self, node: ValueNode) -> list[Diagnostic]:
        """Remember what the edge gives; says where it does not fit its interface."""
        raw = node.given if node.given is not None else self._evaluate(node.edge.output.value, node.frame)
        value, problems = shape_value(node.edge.output.interface, raw, node.edge.address)
        self._values[node.edge.address] = value
        return problems

    def evaluate_request(self, node: RequestNode) -> None:
        """Raises EvaluationError."""
        self._requests[node.edge.address] = {} if node.use.request is None else self._evaluate(node.use.request, node.frame)

    def _evaluate(self, compiled: CompiledValue, frame: Frame) -> Any:
        return compiled.template.evaluate(self._activation(compiled, frame, {}))

    def _activation(self, compiled: CompiledValue, frame: Frame, extra: Mapping[str, Any]) -> dict[str, Any]:
        """Only what the template reads: building all would cost more than evaluating."""
        needs = compiled.needs
        activation = {**frame.static, **extra}
        activation["resources"] = {id_: self._resource(frame.resources[id_]) for id_ in needs.resources if id_ in frame.resources}
        activation["uses"] = {name: value for name in needs.uses if (value := self._use(frame.uses.get(name))) is not ABSENT}
        if needs.request and frame.request is not None:
            request = self._requests.get(frame.request.address, {})
            activation["consumer"] = {**activation["consumer"], "request": request}
        return activation

    def _resource(self, where: Address | Mapping[str, Address]) -> Any:
        if isinstance(where, Address):
            return self._outputs.get(where, {})
        return {key: self._outputs.get(address, {}) for key, address in where.items()}

    def _use(self, use: Edge | Mapping[str, Any] | None) -> Any:
        if isinstance(use, Edge):
            return self._values.get(use.address, ABSENT)
        return ABSENT if use is None else use


def _refuse_shown_secrets(inputs: Mapping[str, Any], schema: JsonSchema) -> None:
    """Compiling sees the secrets that schemas tell of; those of open outputs show only in values. Raises EvaluationError."""
    if not has_secret(inputs):
        return
    for problem in check_value(inputs, schema):
        if problem.code == "secret-in-plain-field":
            raise EvaluationError(problem.path, problem.code, problem.summary, problem.detail, problem.remedy)


def unknown_outputs(schema: JsonSchema) -> dict[str, Any]:
    """What a resource yields before it exists: each declared output, typed and unknown."""
    return {name: Unknown(_type(item)) for name, item in schema.get("properties", {}).items()}


def _type(schema: JsonSchema) -> str:
    kind = schema.get("type", "any")
    return kind if isinstance(kind, str) else "any"


def taint(outputs: Mapping[str, Any], schema: JsonSchema) -> dict[str, Any]:
    """Outputs with every leaf under a `secret: true` property made a Secret."""
    properties = schema.get("properties", {})
    return {name: make_secret(item) if properties.get(name, {}).get("secret") else item for name, item in outputs.items()}


def make_secret(value: Any) -> Any:
    return map_leaves(value, lambda _, leaf: leaf if isinstance(leaf, Secret | Unknown) else Secret(leaf))


def shape_value(interface: InterfaceShape, raw: Any, address: Address) -> tuple[Any, list[Diagnostic]]:
    """What an edge gives, as its interface says: secret fields tainted, plain fields without secrets."""
    if isinstance(raw, Unknown):
        return unknown_outputs(interface.schema) | {"type": interface.binding_type}, []
    if not isinstance(raw, dict | Mapping):
        return ABSENT, [_misfit(interface, address, "It is not a map of fields.")]
    problems = []
    value: dict[str, Any] = {"type": interface.binding_type}
    for name, item in raw.items():
        schema = interface.fields.get(name)
        if schema is None:
            problems.append(_misfit(interface, address, f"It has no field {quoted(name)}."))
        elif schema.get("secret"):
            value[name] = make_secret(item)
        elif has_secret(item):
            problems.append(_misfit(interface, address, f"The field {quoted(name)} is not secret there and would show one."))
        else:
            value[name] = item
            if not has_unknown(item) and not _fits(item, schema):
                problems.append(_misfit(interface, address, f"The field {quoted(name)} is not of type {schema.get('type')}."))
    problems.extend(
        _misfit(interface, address, f"The field {quoted(name)} is required and missing.") for name in interface.required if name not in raw
    )
    return value, problems


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def _fits(item: Any, schema: JsonSchema) -> bool:
    kind = schema.get("type")
    if not isinstance(kind, str) or kind not in _TYPES:
        return True
    if isinstance(item, bool) and kind != "boolean":
        return False
    return isinstance(item, _TYPES[kind])


def _misfit(interface: InterfaceShape, address: Address, detail: str) -> Diagnostic:
    return error(
        "value-misfits-interface",
        "An output does not fit its interface",
        f"{address} must give {interface.name} {interface.version}. {detail}",
        "This is for the author of the block: correct `value`, or publish a new version of the interface.",
        address=str(address),
    )


def evaluation_diagnostic(fault: EvaluationError, address: Address) -> Diagnostic:
    return error(fault.code, fault.summary, f"{address.local}: {fault.detail}", fault.remedy, address=str(address))
