"""A block for one target, compiled once into an immutable form that all its instances share.

Compiling finds every reference, checks every template with types against the schemas of
parameters, interfaces and resource types, and reports all mistakes of the block at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, Diagnostics, error
from bouwsteen.documents.building_blocks import BuildingBlock, Resource, Target, TargetOutput
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.schema_problems import count_untold
from bouwsteen.documents.sources import Document
from bouwsteen.documents.wirings import EXISTING
from bouwsteen.expressions import (
    MAX_PROBLEMS,
    Allowance,
    CompiledTemplate,
    Problem,
    Reference,
    Scope,
    check_against,
    compile_template,
)
from bouwsteen.phrases import did_you_mean
from bouwsteen.planning import shapes
from bouwsteen.planning.conditions import check_condition, check_keys
from bouwsteen.planning.shapes import JsonSchema
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Path

_KNOWN_AT_PLAN: Final = ("parameters", "stack", "organisation", "environment", "instance", "images")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a template reads beyond what is known from the start: names of its scope."""

    resources: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    request: bool = False

    @classmethod
    def of(cls, references: Sequence[Reference], scope_resources: Sequence[str], scope_uses: Sequence[str]) -> Needs:
        resources: dict[str, None] = {}
        uses: dict[str, None] = {}
        request = False
        for reference in references:
            name = str(reference.path[0]) if reference.path else None
            if reference.root == "resources":
                resources.update(dict.fromkeys([name] if name else scope_resources))
            elif reference.root == "uses":
                uses.update(dict.fromkeys([name] if name else scope_uses))
            elif reference.root == "consumer" and name in {None, "request"}:
                request = True
        return cls(tuple(resources), tuple(uses), request)


@dataclass(frozen=True, slots=True)
class CompiledValue:
    """A template with what it needs."""

    template: CompiledTemplate
    needs: Needs


@dataclass(frozen=True, slots=True)
class CompiledResource:
    id: str
    type: ResourceType
    inputs: CompiledValue
    depends_on: tuple[str, ...] = ()
    for_each: CompiledTemplate | None = None
    include_when: CompiledTemplate | None = None
    deletion: str | None = None
    path: Path = ()  # in the block's document


@dataclass(frozen=True, slots=True)
class InterfaceShape:
    """An interface as the planner uses it."""

    name: str
    version: str
    fields: Mapping[str, JsonSchema]
    required: tuple[str, ...]
    request: JsonSchema
    binding_type: str = ""

    @property
    def secret_fields(self) -> list[str]:
        return [name for name, schema in self.fields.items() if schema.get("secret")]

    @property
    def schema(self) -> JsonSchema:
        """Of what a provider gives."""
        return {"type": "object", "properties": dict(self.fields), "required": list(self.required), "additionalProperties": False}

    @property
    def shown_schema(self) -> JsonSchema:
        """Of what a consumer reads: beside the fields, `type` as servicebinding.io wants it."""
        fields = {"type": {"type": "string"}, **self.fields}
        return {"type": "object", "properties": fields, "required": ["type", *self.required], "additionalProperties": False}

    @classmethod
    def of(cls, interface: Interface) -> InterfaceShape:
        spec = interface.spec
        return cls(interface.metadata.name, spec.version, spec.fields, spec.required, interface.request_schema, spec.binding_type)


@dataclass(frozen=True, slots=True)
class CompiledOutput:
    """`provides.<name>` of a target: resources and value, expanded once for each consumer."""

    name: str
    interface: InterfaceShape
    value: CompiledValue
    resources: Mapping[str, CompiledResource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompiledUse:
    name: str
    interface: InterfaceShape
    range: str
    optional: bool
    request: CompiledValue | None


@dataclass(frozen=True, slots=True)
class CompiledBlock:
    name: str
    version: str
    target: str
    fidelity: str
    digest: str
    service: Mapping[str, str]  # what runs is told apart by: block, digest of its service, digest of the kit that it runs on
    resources: Mapping[str, CompiledResource]
    outputs: Mapping[str, CompiledOutput]
    uses: Mapping[str, CompiledUse]
    files: tuple[str, ...]
    # Resources that earlier versions called otherwise: `id`, or `output/id` → the same as it is called now.
    moves: Mapping[str, str] = field(default_factory=dict)


def compile_block(
    document: Document,
    block: BuildingBlock,
    target_name: str,
    interfaces: Mapping[str, InterfaceShape],
    types: Mapping[str, ResourceType],
    *,
    digest: str,
    service: Mapping[str, str],
) -> tuple[CompiledBlock | None, Diagnostics]:
    """`interfaces` holds each interface that the block names, by name, at the locked version.

    Returns no block when a mistake leaves nothing to plan with; the diagnostics say all.
    """
    compiler = _BlockCompiler(document, block, target_name, interfaces, types)
    try:
        compiled = compiler.compile(digest, service)
    except _TooManyMistakesError:
        compiler.diagnostics.extend(count_untold(len(compiler.diagnostics), document.file, told=len(compiler.diagnostics), is_all=False))
        return None, compiler.diagnostics
    return (None if compiler.diagnostics.has_errors else compiled), compiler.diagnostics


class _TooManyMistakesError(Exception):
    """So many mistakes that nobody reads more of them. Internal: ends a compilation."""


def _existing(block: BuildingBlock) -> Target:
    """Target `existing`: nothing is provisioned, and the stack gives the outputs."""
    return Target(fidelity="production", provides={name: TargetOutput(value={}) for name in block.spec.provides})


class _BlockCompiler:
    def __init__(
        self,
        document: Document,
        block: BuildingBlock,
        target_name: str,
        interfaces: Mapping[str, InterfaceShape],
        types: Mapping[str, ResourceType],
    ) -> None:
        self._document = document
        self._block = block
        self._target = block.spec.targets[target_name] if target_name != EXISTING else _existing(block)
        self._target_name = target_name
        self._path: Path = ("spec", "targets", target_name)
        self._interfaces = interfaces
        self._types = types
        self._allowance = Allowance()
        self.diagnostics = Diagnostics()

    def compile(self, digest: str, service: Mapping[str, str]) -> CompiledBlock:
        spec = self._block.spec
        own = self._known_resources(self._target.resources, (*self._path, "resources"))
        self._own_shapes = self._output_shapes(self._target.resources)
        base = self._base_variables()
        scope = self._scope({**base, "resources": shapes.closed(self._own_shapes)})
        self._known_at_plan = self._scope({name: base[name] for name in _KNOWN_AT_PLAN})
        return CompiledBlock(
            name=self._block.metadata.name,
            version=spec.version,
            target=self._target_name,
            fidelity=self._target.fidelity,
            digest=digest,
            service=service,
            resources=self._resources(own, scope, self._own_shapes),
            outputs={name: self._output(name, base) for name in spec.provides if name in self._target.provides},
            uses={name: self._use(name, scope) for name in spec.uses},
            files=tuple(spec.files),
            moves={move.from_name: move.to for move in spec.moved},
        )

    def _scope(self, variables: Mapping[str, JsonSchema]) -> Scope:
        return Scope(variables, self._allowance)

    def _base_variables(self) -> dict[str, JsonSchema]:
        spec = self._block.spec
        uses = {name: self._interface(use.interface).shown_schema for name, use in spec.uses.items()}
        optional = tuple(name for name, use in spec.uses.items() if use.optional)
        return {
            "parameters": {**spec.parameters, "additionalProperties": spec.parameters.get("additionalProperties", False)},
            "uses": shapes.closed(uses, optional),
            "stack": shapes.STACK,
            "organisation": shapes.ORGANISATION,
            "environment": shapes.ENVIRONMENT,
            "instance": shapes.instance_shape(spec.files),
            "images": shapes.IMAGES,
        }

    def _interface(self, name: str) -> InterfaceShape:
        shape = self._interfaces.get(name)
        if shape is None:
            return InterfaceShape(name, "0.0.0", {}, (), {"type": "object"})
        return shape

    def _known_resources(self, resources: Sequence[Resource], path: Path) -> list[tuple[Resource, Path]]:
        known = []
        for index, resource in enumerate(resources):
            if resource.type in self._types:
                known.append((resource, (*path, index)))
                continue
            hint = did_you_mean(resource.type, self._types)
            offered = ", ".join(sorted(self._types)) or "none"
            self._report(
                (*path, index, "type"),
                "unknown-resource-type",
                "A type of resources is not known",
                f"No provider manages the type `{resource.type}`. Known types: {offered}.",
                f"{hint}Correct the type, or install the part of Bouwsteen that brings its provider.",
            )
        return known

    def _output_shapes(self, resources: Sequence[Resource]) -> dict[str, JsonSchema]:
        return {resource.id: self._output_shape(resource) for resource in resources}

    def _output_shape(self, resource: Resource) -> JsonSchema:
        """What siblings may read. Of an unknown type that is anything, so that only the type is accused."""
        known = self._types.get(resource.type)
        outputs: JsonSchema = known.outputs if known is not None else {}
        return {"type": "object", "additionalProperties": outputs} if resource.for_each is not None else outputs

    def _resources(
        self, listed: Sequence[tuple[Resource, Path]], scope: Scope, siblings: Mapping[str, JsonSchema]
    ) -> dict[str, CompiledResource]:
        """Resources of one list by id. What each of a `forEach` reads more is one scope for all."""
        has_each = any(resource.for_each is not None for resource, _ in listed)
        each = self._scope({**scope.variables, "each": shapes.EACH}) if has_each else scope
        return {
            resource.id: self._resource(resource, scope if resource.for_each is None else each, siblings, path) for resource, path in listed
        }

    def _resource(self, resource: Resource, scope: Scope, siblings: Mapping[str, JsonSchema], path: Path) -> CompiledResource:
        type_ = self._types[resource.type]
        inputs = self._inputs(resource.inputs, scope, (*path, "with"), type_)
        unknown = [name for name in resource.depends_on if name not in siblings]
        for name in unknown:
            self._report(
                (*path, "dependsOn", resource.depends_on.index(name)),
                "unknown-dependency",
                "A dependency is not known",
                f"`{name}` is not a resource beside `{resource.id}`.",
                "Name a resource of the same list.",
            )
        return CompiledResource(
            id=resource.id,
            type=type_,
            inputs=inputs,
            depends_on=tuple(name for name in resource.depends_on if name not in unknown),
            for_each=self._early(resource.for_each, (*path, "forEach"), check_keys),
            include_when=self._early(resource.include_when, (*path, "includeWhen"), check_condition),
            deletion=resource.deletion,
            path=path,
        )

    def _early(self, value: Any, path: Path, check: Callable[[CompiledTemplate], Sequence[Problem]]) -> CompiledTemplate | None:
        """`forEach` and `includeWhen`: only what is known at plan time is in their scope."""
        if value is None:
            return None
        template = compile_template(value, self._known_at_plan)
        self._problems(check(template), path)
        return template

    def _output(self, name: str, base: Mapping[str, JsonSchema]) -> CompiledOutput:
        provided = self._target.provides[name]
        path = (*self._path, "provides", name)
        interface = self._interface(self._block.spec.provides[name].interface)
        own = self._known_resources(provided.resources, (*path, "resources"))
        shapes_here = {**self._own_shapes, **self._output_shapes(provided.resources)}
        scope = self._scope({**base, "resources": shapes.closed(shapes_here), "consumer": shapes.consumer_shape(interface.request)})
        return CompiledOutput(
            name=name,
            interface=interface,
            resources=self._resources(own, scope, shapes_here),
            # What target `existing` gives is checked when it is known, instance by instance.
            value=self._value(provided.value, scope, (*path, "value"), {} if self._target_name == EXISTING else interface.schema),
        )

    def _use(self, name: str, scope: Scope) -> CompiledUse:
        use = self._block.spec.uses[name]
        interface = self._interface(use.interface)
        request = self._value(dict(use.request), scope, ("spec", "uses", name, "request"), interface.request)
        return CompiledUse(name, interface, use.version, use.optional, request)

    def _inputs(self, value: Any, scope: Scope, path: Path, type_: ResourceType) -> CompiledValue:
        before = len(self.diagnostics)
        inputs = self._value(value, scope, path, type_.schema)
        more = type_.refine(value) if type_.refine is not None and len(self.diagnostics) == before else None
        if more is not None:
            self._problems(check_against(inputs.template, more), path)
        return inputs

    def _value(self, value: Any, scope: Scope, path: Path, schema: JsonSchema) -> CompiledValue:
        template = compile_template(value, scope)
        self._problems(template.problems, path)
        self._problems(check_against(template, schema), path)
        resources = tuple(scope.variables["resources"].get("properties", {}))
        uses = tuple(scope.variables["uses"].get("properties", {}))
        return CompiledValue(template, Needs.of(template.references, resources, uses))

    def _problems(self, problems: Sequence[Problem], path: Path) -> None:
        for problem in problems:
            place = self._document.locate((*path, *problem.path), key=problem.on_key, column=problem.column)
            self._add(problem.to_diagnostic(place))

    def _report(self, path: Path, code: str, summary: str, detail: str, remedy: str) -> None:
        self._add(error(code, summary, detail, remedy, source=self._document.locate(path)))

    def _add(self, found: Diagnostic) -> None:
        if len(self.diagnostics) >= MAX_PROBLEMS:
            raise _TooManyMistakesError
        self.diagnostics.add(found)
