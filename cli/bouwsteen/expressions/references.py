"""What an expression reads, found in its syntax tree.

Each path that starts at a variable is a `Read`. A step of it may be missing without harm
where it is written `.?step`, stands in `has(…)`, or is read where a condition has made
sure of it: behind `has(p) &&`, in the true branch of `has(p) ? … : …`, behind
`!has(p) ||`, or likewise with `p.hasValue()`. Variables of comprehensions are not reads; their fields are
checked all the same, since their schema is that of the items they run over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.expressions import paths, schemas
from bouwsteen.expressions.paths import Read, Step
from bouwsteen.expressions.problems import Problem, path_text, suggestion
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.syntax import Call, Constant, Fold, Listing, Mapped, Message, Name, Node, Select, children
from bouwsteen.phrases import quoted

# The dialect: standard library, strings, optional. Names only; CEL checks their arguments.
_OPERATORS: Final = frozenset(
    {"!_", "-_", "_+_", "_-_", "_*_", "_/_", "_%_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_&&_", "_||_", "_?_:_"}
    | {"_[_]", "_[?_]", "_?._", "@in", "@not_strictly_false"}
)
FUNCTIONS: Final = frozenset(
    {"bool", "bytes", "contains", "double", "duration", "dyn", "endsWith", "int", "matches", "size", "startsWith", "string"}
    | {"timestamp", "type", "uint", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours"}
    | {"getMilliseconds", "getMinutes", "getMonth", "getSeconds", "charAt", "format", "indexOf", "join", "lastIndexOf"}
    | {"lowerAscii", "quote", "replace", "reverse", "split", "substring", "trim", "upperAscii", "strings.quote"}
    | {"first", "hasValue", "last", "none", "of", "ofNonZeroValue", "or", "orValue", "unwrap", "unwrapOpt", "value"}
    | {"optional.none", "optional.of", "optional.ofNonZeroValue", "optional.unwrap"}
)
_MACROS: Final = frozenset({"all", "exists", "exists_one", "filter", "has", "map", "optFlatMap", "optMap"})
_TYPES: Final = frozenset(["bool", "bytes", "double", "dyn", "int", "list", "map", "null_type", "optional_type", "string", "type", "uint"])


@dataclass(frozen=True, slots=True)
class OrderedRange:
    """What comprehension `fold` runs over, where that may be a map: a path, or something computed (`root` is empty)."""

    fold: int
    root: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All reads of an expression, its problems, and whether a secret may flow into its result."""

    reads: tuple[Read, ...]
    problems: tuple[Problem, ...]
    is_secret: bool
    ranges: tuple[OrderedRange, ...] = ()


@dataclass(frozen=True, eq=False)
class _Binding:
    """What a name stands for. `root` is empty for a variable of a comprehension. Equal to itself alone."""

    name: str
    schema: JsonSchema
    root: str = ""


_Base = _Binding | Node
_Guard = tuple[_Base, tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class _Chain:
    """A path from a binding, or from the result of anything else."""

    base: _Base
    schema: JsonSchema
    steps: tuple[Step, ...] = ()

    def extended(self, key: str | int, offset: int, *, optional: bool = False) -> _Chain:
        return _Chain(self.base, self.schema, (*self.steps, Step(key, optional, offset)))

    @property
    def keys(self) -> tuple[str | int, ...]:
        return tuple(step.key for step in self.steps)


_Names = Mapping[str, _Binding]
_Guards = frozenset[_Guard]


def find_reads(tree: Node, variables: Mapping[str, JsonSchema], text: str) -> Reading:
    """Walk `tree`, the syntax of `text`."""
    walker = _Walker(text)
    walker.visit(tree, {name: _Binding(name, schema, name) for name, schema in variables.items()}, frozenset())
    return Reading(tuple(dict.fromkeys(walker.reads)), tuple(dict.fromkeys(walker.problems)), walker.is_secret, tuple(walker.ranges))


def find_assured(tree: Node, variables: Mapping[str, JsonSchema]) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    """Variables and paths in them that are there wherever `tree` is true."""
    names = {name: _Binding(name, schema, name) for name, schema in variables.items()}
    assured = _Walker("").assured(tree, names, is_true=True)
    return tuple(sorted((base.root, keys) for base, keys in assured if isinstance(base, _Binding)))


@dataclass(slots=True)
class _Walker:
    text: str
    reads: list[Read] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_secret: bool = False
    ranges: list[OrderedRange] = field(default_factory=list)

    def visit(self, node: Node, names: _Names, guards: _Guards) -> None:
        match node:
            case Name() | Select():
                self._visit_path(node, names, guards)
            case Call(function="_&&_" | "_||_" as operator):
                for term in _terms(node, operator):
                    self.visit(term, names, guards)
                    guards |= self.assured(term, names, is_true=operator == "_&&_")
            case Call(function="_?_:_", arguments=(condition, then, otherwise)):
                self.visit(condition, names, guards)
                self.visit(then, names, guards | self.assured(condition, names, is_true=True))
                self.visit(otherwise, names, guards | self.assured(condition, names, is_true=False))
            case Call():
                self._visit_call(node, names, guards)
            case Fold():
                self._visit_fold(node, names, guards)
            case Message():
                self._refuse(
                    node.offset,
                    "expression-unsupported",
                    "Values in a template are JSON",
                    f"{quoted(node.name)} is a message type.",
                    "Write a map: {'field': value}.",
                )
            case Constant() | Listing() | Mapped():
                for child in children(node):
                    self.visit(child, names, guards)

    def _refuse(self, offset: int, code: str, summary: str, detail: str, remedy: str) -> None:
        self.problems.append(Problem((), code, summary, detail, remedy, offset + 1 if offset >= 0 else None))

    # --- Paths ---

    def _visit_path(self, node: Node, names: _Names, guards: _Guards) -> None:
        chain = self._chain(node, names)
        if chain is None:
            self._report_undefined(node, names)
            return
        self._record(chain, guards, presence=isinstance(node, Select) and node.presence)
        if not isinstance(chain.base, _Binding):
            self.visit(chain.base, names, guards)

    def _chain(self, node: Node, names: _Names) -> _Chain | None:
        """The path that `node` is; None where it starts at a name that nobody declared."""
        match node:
            case Name():
                binding = names.get(node.name.removeprefix("."))
                return None if binding is None else _Chain(binding, binding.schema)
            case Select():
                chain = self._chain(node.operand, names)
                return chain.extended(node.field, self._offset_of(node.field, node.offset)) if chain else None
            case Call(
                function="_[_]" | "_[?_]" | "_?._" as function, arguments=(operand, Constant(value=str() | int() as key) as constant)
            ) if not isinstance(key, bool):
                chain = self._chain(operand, names)
                offset = constant.offset if function != "_?._" else self._offset_of(str(key), node.offset)
                return chain.extended(key, offset, optional=function != "_[_]") if chain else None
            case _:
                return _Chain(node, self._schema_of(node, names))

    def _offset_of(self, field_name: str, near: int) -> int:
        found = self.text.find(field_name, max(near, 0))
        return found if found >= 0 else near

    def _record(self, chain: _Chain, guards: _Guards, *, presence: bool) -> None:
        tolerated = _tolerated(chain, guards, presence=presence)
        base = chain.base.name if isinstance(chain.base, _Binding) else "the value"
        followed = paths.follow(base, chain.schema, chain.steps, tolerated)
        self.problems.extend(followed.problems)
        if isinstance(chain.base, _Binding) and chain.base.root:
            self.reads.append(Read(chain.base.root, chain.keys, tolerated, presence))
            self.is_secret |= schemas.is_secret(followed.schema) or (not presence and schemas.holds_secret(followed.schema))

    def _report_undefined(self, node: Node, names: _Names) -> None:
        name, whole = _leftmost(node)
        if name.name.removeprefix(".") in _TYPES and name is node:
            return
        detail = (
            f"{quoted(name.name)} in {quoted(whole)} is no variable here."
            if name is not node
            else f"{quoted(name.name)} is no variable here."
        )
        self._refuse(name.offset, "undefined-name", "A name is not defined", detail, suggestion(name.name, names))

    # --- Calls ---

    def _visit_call(self, node: Call, names: _Names, guards: _Guards) -> None:
        chain = self._chain(node, names)
        if chain is None:
            self._report_undefined(node, names)
            return
        if chain.base is not node:
            self._record(chain, guards, presence=False)
            if not isinstance(chain.base, _Binding):
                self.visit(chain.base, names, guards)
            return
        is_qualified = isinstance(node.target, Name) and node.target.name not in names
        self._check_function(node, names, is_qualified=is_qualified)
        for child in node.arguments if is_qualified else children(node):
            self.visit(child, names, guards)

    def _check_function(self, node: Call, names: _Names, *, is_qualified: bool) -> None:
        """`a.f()` where `a` is no variable is `is_qualified`: then `a` must be a namespace, such as `optional`."""
        name = f"{node.target.name}.{node.function}" if is_qualified and isinstance(node.target, Name) else node.function
        if name in FUNCTIONS or name in _OPERATORS:
            return
        if is_qualified and node.function in FUNCTIONS | _MACROS and isinstance(node.target, Name):
            self._report_undefined(node.target, names)
        elif node.function in _MACROS:
            detail = f"{quoted(node.function)} is written with other arguments than these."
            remedy = "Write for instance list.map(x, x + 1)."
            self._refuse(node.offset, "macro-arguments", "A macro does not take these arguments", detail, remedy)
        else:
            known = {item for item in FUNCTIONS if "." not in item} | _MACROS
            remedy = suggestion(node.function, known)
            self._refuse(node.offset, "undefined-function", "A function does not exist", f"There is no function {quoted(name)}.", remedy)

    def _visit_fold(self, node: Fold, names: _Names, guards: _Guards) -> None:
        self.visit(node.range, names, guards)
        self.visit(node.initial, names, guards)
        if isinstance(node.initial, Listing) and node.range_kind != "list":
            self._order_range(node, names)
        element = schemas.range_element(self._schema_of(node.range, names))
        accumulator = {node.accumulator: _Binding(node.accumulator, self._schema_of(node.initial, names))}
        locals_ = {name: _Binding(name, element if index == 0 else schemas.ANY) for index, name in enumerate(node.variables)}
        if node.accumulator.startswith("@"):
            accumulator = {node.accumulator: _Binding(node.accumulator, schemas.ANY)}
        inner = {**names, **locals_, **accumulator}
        self.visit(node.condition, inner, guards)
        self.visit(node.step, inner, guards)
        self.visit(node.result, {**names, **accumulator}, guards)

    def _order_range(self, node: Fold, names: _Names) -> None:
        """`map` and `filter` over a map: its keys shall come in their own order, so that equal input gives equal output."""
        chain = self._chain(node.range, names)
        is_plain = chain is not None and not any(step.optional for step in chain.steps)
        if chain is not None and is_plain and isinstance(chain.base, _Binding) and chain.base.root:
            self.ranges.append(OrderedRange(node.number, chain.base.root, chain.keys))
        elif node.range_kind == "map":
            detail = "Here `map` or `filter` runs over the keys of a map that is computed, and those have no order."
            remedy = "Run over a variable's own map, or over a list."
            self._refuse(node.offset, "map-without-order", "A map is run over without an order", detail, remedy)
        else:
            self.ranges.append(OrderedRange(node.number))

    # --- Schemas and guards ---

    def _schema_of(self, node: Node, names: _Names) -> JsonSchema:
        """The schema of a path, of an item taken by a computed index, of a filtered list; else *dyn*."""
        match node:
            case Call(function="_[_]", arguments=(operand, _)):
                schema = self._schema_of(operand, names)
                found = schemas.member(schema, 0) if schemas.types_of(schema) == frozenset({"array"}) else schemas.member(schema, "")
                return found.schema if found is not None and found.dynamic else schemas.ANY
            case Call(function="value", target=target) if target is not None:
                return self._schema_of(target, names)
            case Fold() if _is_filter(node):
                return self._schema_of(node.range, names)
            case Name() | Select() | Call(function="_?._" | "_[?_]"):
                chain = self._chain(node, names)
                if chain is None or chain.base is node:
                    return schemas.ANY
                return paths.follow("", chain.schema, chain.steps, (True,) * len(chain.steps)).schema
            case _:
                return schemas.ANY

    def assured(self, node: Node, names: _Names, *, is_true: bool) -> _Guards:
        """Paths that are there when `node` is true (or false)."""
        match node:
            case Select(presence=True) if is_true:
                return self._guard(node, names)
            case Call(function="hasValue", target=target) if is_true and target is not None:
                return self._guard(target, names)
            case Call(function="!_", arguments=(operand,)):
                return self.assured(operand, names, is_true=not is_true)
            case Call(function="_&&_" | "_||_" as operator) if is_true == (operator == "_&&_"):
                return frozenset[_Guard]().union(*(self.assured(term, names, is_true=is_true) for term in _terms(node, operator)))
            case _:
                return frozenset()

    def _guard(self, node: Node, names: _Names) -> _Guards:
        chain = self._chain(node, names)
        return frozenset({(chain.base, chain.keys)}) if chain is not None and chain.steps else frozenset()


def _is_filter(node: Fold) -> bool:
    """`list.filter(x, …)`: each round leaves the list, or adds the very item to it."""
    match node.step:
        case Call(function="_?_:_", arguments=(_, Call(function="_+_", arguments=(_, Listing(items=(Name(name=name),)))), Name())):
            return name == node.variables[0]
        case _:
            return False


def _terms(node: Node, operator: str) -> Iterator[Node]:
    """The terms of a chain of `&&` or `||`, from left to right."""
    if isinstance(node, Call) and node.function == operator:
        for argument in node.arguments:
            yield from _terms(argument, operator)
    else:
        yield node


def _tolerated(chain: _Chain, guards: _Guards, *, presence: bool) -> tuple[bool, ...]:
    """Which steps may be missing: as written, in `has(…)`, or behind a condition that makes sure of them."""
    assured = [keys for base, keys in guards if base == chain.base]
    last = len(chain.steps) - 1 if presence else -1
    written = paths.tolerated(chain.steps)
    return tuple(
        written[index] or index == last or any(keys[: index + 1] == chain.keys[: index + 1] for keys in assured)
        for index in range(len(chain.steps))
    )


def _leftmost(node: Node) -> tuple[Name, str]:
    """The name at the start of a path, and the path as written."""
    keys: list[str | int] = []
    while not isinstance(node, Name):
        if isinstance(node, Select):
            keys.append(node.field)
            node = node.operand
        elif isinstance(node, Call) and node.arguments:
            key = node.arguments[-1]
            keys.append(key.value if isinstance(key, Constant) else "…")
            node = node.arguments[0]
        else:
            return Name("?"), "?"
    return node, path_text((node.name, *reversed(keys)))
