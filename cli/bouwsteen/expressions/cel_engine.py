"""The CEL library (`cel-expr-python`, protobuf), behind values of ours. Nothing else imports either.

Loading them takes 0.1 s or more, so callers import this module when they first need it.

Two compilations, for two purposes:

* `Checker.check` compiles against protobuf descriptors made from JSON Schemas, and gives
  the syntax tree, the type, and errors with their column. The result is never evaluated:
  on messages an absent field reads as '' or 0.
* `evaluate` runs the same text, parsed and not checked, on plain dicts.

What was found of version 0.1.3, and is relied on (tests hold it):

* Optional selection works on messages: `m.?f` is `optional_type(T)`, `m.?a.b` and
  `m.?a.?b` too, and an unknown field behind `.?` is an error. There is no `m["f"]` on a
  message; `paths.normalise` therefore writes `m["f"]` as `m.f`.
* A variable of type `google.protobuf.Value` or an element of `Struct` and `ListValue` is
  *dyn* for the checker; that is how *dyn* fields of messages are declared.
* Explicit JSON names keep protobuf from refusing `foo_bar` beside `fooBar`, but it prints a warning
  of it to standard error all the same: such an object is *dyn*.
* An optional result cannot be converted to Python, so the list `[?result]` is evaluated instead.
* Neither can nulls and optionals inside of lists and maps, without damage: see `_plain`.
* A function implemented in Python leaks all that it returns, so there are none.
* `true && x` is one flat chain or a balanced tree; terms of `+` count against the depth of 32.
* Maps run in the order of a hash that differs from process to process: see `Range`; `evaluation` sorts
  the maps that come out.
* A text from Python ends at its first null character, so that "a\\0b" == "a"; `evaluation` refuses such input.
* Building a list in `map` or `filter` costs the square of its length (4 s for 10,000);
  `costs` refuses that before it runs.
* Exceptions of the binding and values of type ERROR quote the values they stumbled on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cel_expr_python import cel
from cel_expr_python.ext import ext_optional, ext_strings
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory, struct_pb2
from google.protobuf.message import DecodeError, Message

from bouwsteen.expressions import schemas
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.syntax import MESSAGES, ONE_OF, Node, read_tree

_Field = descriptor_pb2.FieldDescriptorProto
_PACKAGE: Final = "bouwsteen"
_VALUE: Final = ".google.protobuf.Value"
_STRUCT: Final = ".google.protobuf.Struct"
_LIST: Final = ".google.protobuf.ListValue"
_SCALARS: Final = {"string": _Field.TYPE_STRING, "integer": _Field.TYPE_INT64, "number": _Field.TYPE_DOUBLE, "boolean": _Field.TYPE_BOOL}
_FIELD_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_MAX_FIELDS: Final = 500
_MAX_MESSAGE_DEPTH: Final = 24


@dataclass(frozen=True, slots=True)
class EngineError:
    """What the library says, and where: `offset` in characters from the start, or None."""

    text: str
    offset: int | None = None
    is_depth: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked expression. `schema` describes its result; `optional` where that may be nothing."""

    tree: Node
    schema: JsonSchema
    optional: bool
    # "a duration", "bytes" and the like, which JSON does not have; else empty.
    foreign: str = ""


_TOO_DEEP: Final = (EngineError("The expression nests too deep.", None, is_depth=True),)


class EvaluationFaultError(Exception):
    """Evaluation failed. `text` may quote values: drop it when any of them is secret."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# --- Evaluation -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Range:
    """What a `map` or `filter` runs over, where that is, or may be, a map: CEL would take its keys in the order of a hash.

    `variable` names a list that the caller gives instead; empty, the evaluation fails if it is a map indeed.
    """

    fold: int  # the number of the comprehension in the tree
    variable: str = ""


@lru_cache(maxsize=1)
def _plain_environment() -> Any:
    return cel.NewEnv(variables={}, extensions=[ext_optional.ExtOptional(), ext_strings.ExtStrings()])


@contextmanager
def _contained() -> Iterator[None]:
    """A panic of the native library, which need be no Exception, must not end the program: it is a RuntimeError."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, Exception):
        raise
    except BaseException as panic:  # noqa: BLE001  see above
        raise RuntimeError(str(panic) or type(panic).__name__) from None


@lru_cache(maxsize=4096)
def _program(text: str, ranges: tuple[Range, ...], optional: bool) -> Any:
    environment = _plain_environment()
    compiled = environment.compile(text, disable_check=True)
    if not ranges and not optional:
        return compiled
    wrapped = any_pb2.Any.FromString(compiled.serialize())
    parsed = _syntax("ParsedExpr").FromString(wrapped.value)
    _set_ranges(parsed.expr, {item.fold: item.variable for item in ranges})
    if optional:
        listing = type(parsed.expr)()
        listing.list_expr.elements.add().CopyFrom(parsed.expr)
        listing.list_expr.optional_indices.append(0)
        parsed.expr.CopyFrom(listing)
    wrapped.value = parsed.SerializeToString()
    return environment.deserialize(wrapped.SerializeToString())


def _set_ranges(message: Any, variables: Mapping[int, str]) -> None:
    for descriptor, value in list(message.ListFields()):
        if isinstance(value, Message):
            _set_ranges(value, variables)
        elif descriptor.message_type is not None:
            for item in value:
                _set_ranges(item, variables)
    if message.DESCRIPTOR.name != "Expr" or message.id not in variables:
        return
    source = message.comprehension_expr.iter_range
    if variable := variables[message.id]:
        source.Clear()
        source.ident_expr.name = variable
    else:
        source.CopyFrom(_refuse_map(source))


_NO_ORDER: Final = "this runs over the keys of a map, which have no order here; run over a variable itself, or over a list"


def _refuse_map(source: Any) -> Any:
    """`source`, computed once and bound to a name; an error when it is a map."""
    template = _syntax("ParsedExpr").FromString(
        any_pb2.Any.FromString(
            _plain_environment().compile(f"type(r) == map ? {{}}['{_NO_ORDER}'] : r", disable_check=True).serialize()
        ).value
    )
    bound = type(source)()
    fold = bound.comprehension_expr
    fold.iter_var, fold.accu_var = "#unused", "r"
    fold.iter_range.list_expr.SetInParent()
    fold.accu_init.CopyFrom(source)
    fold.loop_condition.const_expr.bool_value = False
    fold.loop_step.ident_expr.name = "r"
    fold.result.CopyFrom(template.expr)
    return bound


def evaluate(text: str, data: Mapping[str, Any], *, optional: bool = False, ranges: tuple[Range, ...] = ()) -> tuple[Any, ...]:
    """(value,), or () where an optional result is nothing. Values are what CEL has, not yet JSON.

    Raises EvaluationFaultError, without a cause or context: those could hold values.
    """
    fault: str | None = None
    value: Any = None
    try:
        with _contained():
            result = _program(text, ranges, optional).eval(data=dict(data))
            if result.type() == cel.Type.ERROR:
                fault = str(result.plain_value())
            else:
                value = _plain(result)
    except Exception as error:  # noqa: BLE001  whatever the library finds wrong with an expression is a fault of that
        fault = str(error) or type(error).__name__
    if fault is not None:
        raise EvaluationFaultError(_status_text(fault))
    return tuple(value) if optional else (value,)


def _plain(value: Any) -> Any:
    """The Python value, taken apart step by step.

    The library's own `plain_value` gives away a reference to None with each null, and one to freed memory
    for an optional inside a list or map: with Python 3.11 both end the process sooner or later.
    """
    kind = value.type().name()
    if kind == "NULL":
        return None
    if kind.startswith("LIST"):
        return [_plain(item) for item in value.value()]
    if kind.startswith("MAP"):
        return {key: _plain(item) for key, item in value.value().items()}
    return value.plain_value()


def _status_text(text: str) -> str:
    """Without the library's status words around it: `divide by zero`."""
    return re.sub(r"^[A-Z_]+: |\s*\[[A-Z_]+\]$", "", text.strip())


# --- Parsing --------------------------------------------------------------------------------------


def parse(text: str) -> Node | tuple[EngineError, ...]:
    """The tree of an expression that need not make sense, or its syntax errors."""
    compiled = _compile(_plain_environment(), text, disable_check=True)
    return compiled if isinstance(compiled, tuple) else _read_parsed(compiled.serialize())


def _compile(environment: Any, text: str, *, disable_check: bool) -> Any:
    try:
        with _contained():
            return environment.compile(text, disable_check=disable_check)
    except Exception as error:  # noqa: BLE001  whatever the library finds wrong with a text is told as its mistake
        return _read_errors(str(error), text)


_ERROR_LINE: Final = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")


def _read_errors(message: str, text: str) -> tuple[EngineError, ...]:
    lines = text.split("\n")
    errors = []
    for line, column, detail in _ERROR_LINE.findall(message):
        row = int(line) - 1
        offset = sum(len(item) + 1 for item in lines[:row]) + int(column) - 1 if row < len(lines) else None
        errors.append(EngineError(_readable(detail), offset, "recursion" in detail))
    return tuple(dict.fromkeys(errors)) or (EngineError(_readable(_status_text(message)), None, "recursion" in message),)


def _readable(detail: str) -> str:
    """The library's sentence without names of our descriptors and without lists of tokens."""
    detail = re.sub(r" expecting \{.*", "", detail.removeprefix("Syntax error: "))
    detail = re.sub(rf"\.?{_PACKAGE}\.M\d+", "object", detail)
    detail = re.sub(r"google\.protobuf\.(Value|Struct|ListValue)", "any", detail).replace(" (in container '')", "")
    detail = (
        re.sub(r"T%\d+", "any", detail)
        .replace("found no matching overload for", "there is no")
        .replace("'<EOF>'", "end of expression")
        .replace("<EOF>", "end of expression")
    )
    detail = re.sub(r"'(@in|[^\w\s']*_[^\w\s']*(?:_[^\w\s']*)*)'", lambda match: f"`{_operator(match[1])}`", detail)
    return re.sub(r"(?<!')'(\([^']*\)|[^'\s]+)'(?!')", r"`\1`", detail)


def _operator(function: str) -> str:
    """An operator as it is written: `_+_` is +, `_?_:_` is ? :."""
    return " ".join(function.removeprefix("@").replace("_", " ").split())


# --- Checking -------------------------------------------------------------------------------------


class Checker:
    """Types of a set of variables, as descriptors in a pool of its own."""

    def __init__(self, variables: Mapping[str, JsonSchema]) -> None:
        descriptors = _Descriptors()
        types = {name: descriptors.variable_type(schema) for name, schema in variables.items()}
        try:
            with _contained():
                self._environment = _checking_environment(descriptors.pool(), types)
            self._messages = descriptors.schemas
        except (TypeError, RuntimeError):
            # Protobuf refuses for a reason that `_names_fit` does not know: check names and fields by our own walk only.
            self._environment = _checking_environment(None, dict.fromkeys(variables))
            self._messages = {}

    def check(self, text: str) -> Checked | tuple[EngineError, ...]:
        compiled = _compile(self._environment, text, disable_check=False)
        if isinstance(compiled, tuple):
            return compiled
        read = _read_checked(compiled.serialize())
        if read is None:
            return _TOO_DEEP
        tree, kind = read
        optional = kind.abstract_type.name == "optional_type"
        if optional:
            kind = kind.abstract_type.parameter_types[0]
        return Checked(tree, self._schema_of(kind), optional, _foreign_type(kind))

    def _schema_of(self, kind: Any) -> JsonSchema:
        match kind.WhichOneof("type_kind"):
            case "null":
                return {"type": "null"}
            case "primitive":
                name = {1: "boolean", 2: "integer", 3: "integer", 4: "number", 5: "string"}.get(kind.primitive)
                return {"type": name} if name else schemas.ANY
            case "list_type":
                return {"type": "array", "items": self._schema_of(kind.list_type.elem_type)}
            case "map_type":
                return {"type": "object", "additionalProperties": self._schema_of(kind.map_type.value_type)}
            case "message_type":
                return self._messages.get(kind.message_type, schemas.ANY)
            case _:
                return schemas.ANY


def _checking_environment(pool: descriptor_pool.DescriptorPool | None, types: Mapping[str, Any]) -> Any:
    return cel.NewEnv(
        descriptor_pool=pool,
        variables={name: cel.Type.DYN if kind is None else kind for name, kind in types.items()},
        extensions=[ext_optional.ExtOptional(), ext_strings.ExtStrings()],
    )


def _foreign_type(kind: Any) -> str:
    """What in a result of this type JSON does not have, or ""."""
    match kind.WhichOneof("type_kind"):
        case "primitive":
            return "bytes" if kind.primitive == 6 else ""
        case "well_known":
            return {2: "a timestamp", 3: "a duration"}.get(kind.well_known, "")
        case "type":
            return "a type"
        case "abstract_type":
            return "an optional value inside of another"
        case "list_type":
            return _foreign_type(kind.list_type.elem_type)
        case "map_type":
            key = kind.map_type.key_type
            if key.WhichOneof("type_kind") == "primitive" and key.primitive != 5:
                return "a map whose keys are not text"
            return _foreign_type(kind.map_type.value_type)
        case _:
            return ""


class _Descriptors:
    """Messages for the records of a scope; everything that is not one is *dyn* or a map of it."""

    def __init__(self) -> None:
        self._file = descriptor_pb2.FileDescriptorProto(
            name="bouwsteen.proto", package=_PACKAGE, syntax="proto2", dependency=["google/protobuf/struct.proto"]
        )
        self.schemas: dict[str, JsonSchema] = {}

    def pool(self) -> descriptor_pool.DescriptorPool:
        pool = descriptor_pool.DescriptorPool()
        pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
        pool.AddSerializedFile(self._file.SerializeToString())
        return pool

    def variable_type(self, schema: JsonSchema) -> Any:
        """The type of a variable; None for *dyn*. Unlike fields, variables may nest lists and maps."""
        match _shape(schema):
            case "record":
                return cel.Type(self._message(schema, 0)[1:])
            case "array":
                return cel.Type.List(self.variable_type(_items(schema)) or cel.Type.DYN)
            case "map":
                return cel.Type.Map(cel.Type.STRING, self.variable_type(_values(schema)) or cel.Type.DYN)
            case "dyn":
                return None
            case scalar:
                names = {"string": cel.Type.STRING, "integer": cel.Type.INT, "number": cel.Type.DOUBLE, "boolean": cel.Type.BOOL}
                return names[scalar]

    def _message(self, schema: JsonSchema, depth: int) -> str:
        name = f"{_PACKAGE}.M{len(self.schemas)}"
        self.schemas[name] = schema
        message = self._file.message_type.add(name=name.removeprefix(f"{_PACKAGE}."))
        for number, (field_name, field_schema) in enumerate(schema.get("properties", {}).items(), start=1):
            self._add_field(message, field_name, number, field_schema, depth)
        return f".{name}"

    def _add_field(self, message: Any, name: str, number: int, schema: JsonSchema, depth: int) -> None:
        field = message.field.add(name=name, number=number, json_name=f"j{number}", label=_Field.LABEL_OPTIONAL)
        match _shape(schema):
            case "array":
                field.label = _Field.LABEL_REPEATED
                self._set_type(field, _items(schema), depth)
            case "map":
                entry = message.nested_type.add(name=f"E{number}Entry")
                entry.options.map_entry = True
                entry.field.add(name="key", number=1, type=_Field.TYPE_STRING, label=_Field.LABEL_OPTIONAL)
                value = entry.field.add(name="value", number=2, label=_Field.LABEL_OPTIONAL)
                self._set_type(value, _values(schema), depth)
                # Protobuf asks that the entry is named after the field; both are ours to choose but the field's name.
                entry.name = _entry_name(name)
                field.label = _Field.LABEL_REPEATED
                field.type = _Field.TYPE_MESSAGE
                field.type_name = f".{_PACKAGE}.{message.name}.{entry.name}"
            case _:
                self._set_type(field, schema, depth)

    def _set_type(self, field: Any, schema: JsonSchema, depth: int) -> None:
        shape = _shape(schema)
        if shape in _SCALARS:
            field.type = _SCALARS[shape]
            return
        field.type = _Field.TYPE_MESSAGE
        if shape == "record" and depth < _MAX_MESSAGE_DEPTH:
            field.type_name = self._message(schema, depth + 1)
        else:
            field.type_name = {"array": _LIST, "map": _STRUCT}.get(shape, _VALUE)


def _entry_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Entry"


def _items(schema: JsonSchema) -> JsonSchema:
    found = schemas.member(schema, 0)
    return found.schema if found else schemas.ANY


def _values(schema: JsonSchema) -> JsonSchema:
    additional = schema.get("additionalProperties")
    return additional if isinstance(additional, Mapping) else schemas.ANY


def _shape(schema: JsonSchema) -> str:
    """ "record", "map", "array", a scalar type, or "dyn" for what CEL shall not check."""
    types = schemas.types_of(schema)
    if schemas.has_alternatives(schema) or types is None or len(types) != 1:
        return "dyn"
    kind = next(iter(types))
    if kind in _SCALARS or kind == "array":
        return kind
    if kind != "object":
        return "dyn"
    if schemas.is_record(schema):
        return "record" if _names_fit(schemas.field_names(schema)) else "dyn"
    return "dyn" if schema.get("properties") else "map"


def _names_fit(names: Iterable[str]) -> bool:
    """Whether protobuf takes these as fields of one message, without a word on standard error."""
    listed = list(names)
    folded = {name.replace("_", "").casefold() for name in listed}
    return len(listed) <= _MAX_FIELDS and len(folded) == len(listed) and all(_FIELD_NAME.fullmatch(name) for name in listed)


# --- The library's syntax tree --------------------------------------------------------------------

_WIRE: Final = {
    "int32": _Field.TYPE_INT32,
    "int64": _Field.TYPE_INT64,
    "uint64": _Field.TYPE_UINT64,
    "double": _Field.TYPE_DOUBLE,
    "bool": _Field.TYPE_BOOL,
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}


@lru_cache(maxsize=1)
def _syntax_pool() -> descriptor_pool.DescriptorPool:
    """Descriptors of the library's syntax tree, in a pool of their own."""
    file = descriptor_pb2.FileDescriptorProto(name="syntax.proto", package="tree", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        kind, first = ONE_OF.get(name, ("", 0))
        if kind:
            message.oneof_decl.add(name=kind)
        for number, field_name, type_name, repeated in fields:
            field = message.field.add(name=field_name, number=number)
            field.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            field.type = _WIRE.get(type_name, _Field.TYPE_MESSAGE)
            if type_name not in _WIRE:
                field.type_name = f".tree.{type_name}"
            if kind and number >= first and field_name != "id":
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool


@lru_cache(maxsize=len(MESSAGES))
def _syntax(name: str) -> Any:
    return message_factory.GetMessageClass(_syntax_pool().FindMessageTypeByName(f"tree.{name}"))


def _read_checked(data: bytes) -> tuple[Node, Any] | None:
    """The tree and its type; None where it nests deeper than protobuf reads."""
    checked = _decode("CheckedExpr", data)
    if checked is None:
        return None
    types = {entry.key: entry.value for entry in checked.type_map}
    lists = frozenset(number for number, kind in types.items() if kind.WhichOneof("type_kind") == "list_type")
    maps = frozenset(number for number, kind in types.items() if kind.WhichOneof("type_kind") == "map_type")
    kind = types.get(checked.expr.id)
    return read_tree(checked.expr, _positions(checked), lists, maps), _syntax("Type")() if kind is None else kind


def _read_parsed(data: bytes) -> Node | tuple[EngineError, ...]:
    parsed = _decode("ParsedExpr", data)
    return _TOO_DEEP if parsed is None else read_tree(parsed.expr, _positions(parsed))


def _positions(holder: Any) -> dict[int, int]:
    return {entry.key: entry.value for entry in holder.source_info.positions}


def _decode(name: str, data: bytes) -> Any:
    try:
        return _syntax(name).FromString(any_pb2.Any.FromString(data).value)
    except DecodeError:
        return None
