"""The syntax tree of an expression, as far as our own rules read it.

`cel_engine` makes it from what the CEL library serializes. Two nodes are equal when they
say the same; `offset` (characters from the start of the expression, -1 unknown) is no
part of that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Select:
    """`operand.field`; `presence` is `has(operand.field)`."""

    operand: Node
    field: str
    presence: bool = False
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator; `target` is what stands before the dot of a method."""

    function: str
    target: Node | None
    arguments: tuple[Node, ...]
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """`[a, b]`; `optional` where an element is written `?a`."""

    items: tuple[Node, ...]
    optional: bool = False
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Mapped:
    """`{key: value}`; `optional` where an entry is written `?key: value`."""

    entries: tuple[tuple[Node, Node], ...]
    optional: bool = False
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """`some.Type{…}`: refused, since values here are JSON."""

    name: str
    offset: int = dataclasses.field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Fold:
    """What the macros `all`, `exists`, `map`, `filter`, `optMap` come down to.

    `number` is that of the node in the library's tree; `range_kind` is "list", "map", or "open" where types do not tell.
    """

    variables: tuple[str, ...]
    range: Node
    accumulator: str
    initial: Node
    condition: Node
    step: Node
    result: Node
    number: int = dataclasses.field(default=0, compare=False)
    range_kind: str = dataclasses.field(default="open", compare=False)
    offset: int = dataclasses.field(default=-1, compare=False)


Node = Constant | Name | Select | Call | Listing | Mapped | Message | Fold


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Select():
            return (node.operand,)
        case Call():
            return node.arguments if node.target is None else (node.target, *node.arguments)
        case Listing():
            return node.items
        case Mapped():
            return tuple(part for entry in node.entries for part in entry)
        case Fold():
            return (node.range, node.initial, node.condition, node.step, node.result)
        case _:
            return ()


def read_tree(
    expression: Any, positions: Mapping[int, int], lists: frozenset[int] = frozenset(), maps: frozenset[int] = frozenset()
) -> Node:
    """Our tree of a `cel.expr.Expr`; `positions` gives the offset of each node's id, `lists` and `maps` the ids of such values."""
    offset = positions.get(expression.id, -1)

    def read(part: Any) -> Node:
        return read_tree(part, positions, lists, maps)

    match expression.WhichOneof("expr_kind"):
        case "ident_expr":
            return Name(expression.ident_expr.name, offset)
        case "select_expr":
            select = expression.select_expr
            return Select(read(select.operand), select.field, select.test_only, offset)
        case "call_expr":
            call = expression.call_expr
            target = read(call.target) if call.HasField("target") else None
            return Call(call.function, target, tuple(map(read, call.args)), offset)
        case "list_expr":
            listing = expression.list_expr
            return Listing(tuple(map(read, listing.elements)), bool(listing.optional_indices), offset)
        case "struct_expr":
            return _read_struct(expression.struct_expr, offset, read)
        case "comprehension_expr":
            fold = expression.comprehension_expr
            variables = tuple(name for name in (fold.iter_var, fold.iter_var2) if name)
            source, initial, condition = read(fold.iter_range), read(fold.accu_init), read(fold.loop_condition)
            number = fold.iter_range.id
            kind = "list" if number in lists else "map" if number in maps else "open"
            step, result = read(fold.loop_step), read(fold.result)
            return Fold(variables, source, fold.accu_var, initial, condition, step, result, expression.id, kind, offset)
        case _:
            constant = expression.const_expr
            kind = constant.WhichOneof("constant_kind")
            return Constant(None if kind in (None, "null_value") else getattr(constant, kind), offset)


def _read_struct(struct: Any, offset: int, read: Callable[[Any], Node]) -> Node:
    if struct.message_name:
        return Message(struct.message_name, offset)
    entries = tuple((read(entry.map_key), read(entry.value)) for entry in struct.entries)
    return Mapped(entries, any(entry.optional_entry for entry in struct.entries), offset)


# Message → fields (number, name, type, repeated). From cel/expr/{syntax,checked}.proto of the CEL
# specification; only the parts that are read here.
MESSAGES: Final[Mapping[str, tuple[tuple[int, str, str, bool], ...]]] = {
    "ParsedExpr": ((2, "expr", "Expr", False), (3, "source_info", "SourceInfo", False)),
    "CheckedExpr": ((3, "type_map", "TypeEntry", True), (5, "source_info", "SourceInfo", False), (4, "expr", "Expr", False)),
    # Entries of maps: on the wire a map is a repeated pair.
    "TypeEntry": ((1, "key", "int64", False), (2, "value", "Type", False)),
    "SourceInfo": ((4, "positions", "PositionEntry", True),),
    "PositionEntry": ((1, "key", "int64", False), (2, "value", "int32", False)),
    "Expr": (
        (2, "id", "int64", False),
        (3, "const_expr", "Constant", False),
        (4, "ident_expr", "Ident", False),
        (5, "select_expr", "Select", False),
        (6, "call_expr", "Call", False),
        (7, "list_expr", "CreateList", False),
        (8, "struct_expr", "CreateStruct", False),
        (9, "comprehension_expr", "Comprehension", False),
    ),
    "Constant": (
        (1, "null_value", "int32", False),
        (2, "bool_value", "bool", False),
        (3, "int64_value", "int64", False),
        (4, "uint64_value", "uint64", False),
        (5, "double_value", "double", False),
        (6, "string_value", "string", False),
        (7, "bytes_value", "bytes", False),
    ),
    "Ident": ((1, "name", "string", False),),
    "Select": ((1, "operand", "Expr", False), (2, "field", "string", False), (3, "test_only", "bool", False)),
    "Call": ((1, "target", "Expr", False), (2, "function", "string", False), (3, "args", "Expr", True)),
    "CreateList": ((1, "elements", "Expr", True), (2, "optional_indices", "int32", True)),
    "CreateStruct": ((1, "message_name", "string", False), (2, "entries", "Entry", True)),
    "Entry": (
        (1, "id", "int64", False),
        (2, "field_key", "string", False),
        (3, "map_key", "Expr", False),
        (4, "value", "Expr", False),
        (5, "optional_entry", "bool", False),
    ),
    "Comprehension": (
        (1, "iter_var", "string", False),
        (2, "iter_range", "Expr", False),
        (3, "accu_var", "string", False),
        (4, "accu_init", "Expr", False),
        (5, "loop_condition", "Expr", False),
        (6, "loop_step", "Expr", False),
        (7, "result", "Expr", False),
        (8, "iter_var2", "string", False),
    ),
    "Type": (
        (2, "null", "int32", False),
        (3, "primitive", "int32", False),
        (4, "wrapper", "int32", False),
        (5, "well_known", "int32", False),
        (6, "list_type", "ListType", False),
        (7, "map_type", "MapType", False),
        (9, "message_type", "string", False),
        (11, "type", "Type", False),
        (14, "abstract_type", "AbstractType", False),
    ),
    "ListType": ((1, "elem_type", "Type", False),),
    "MapType": ((1, "key_type", "Type", False), (2, "value_type", "Type", False)),
    "AbstractType": ((1, "name", "string", False), (2, "parameter_types", "Type", True)),
}
# Message → (the name of its choice, the first field number that belongs to it).
ONE_OF: Final = {"Expr": ("expr_kind", 3), "Constant": ("constant_kind", 1), "Type": ("type_kind", 2)}
