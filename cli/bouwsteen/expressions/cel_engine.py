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
* An optional result cannot be converted to Python, so `[?(text)]` is evaluated instead.
* `true && x` is one flat chain or a balanced tree; terms of `+` count against the depth of 32.
* Maps run in the order of a hash that differs from process to process. What `map` and `filter` run
  over is therefore put in order, in the serialized tree; `evaluation` sorts the maps that come out.
* Building a list in `map` or `filter` costs the square of its length (4 s for 10,000);
  `costs` refuses that before it runs.
* Exceptions of the binding and values of type ERROR quote the values they stumbled on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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

# A function that no text can name: `@` is no character of CEL.
_ORDERED: Final = "@ordered"
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
    # "duration", "bytes" and the like, which are no JSON; else empty.
    foreign: str = ""


_TOO_DEEP: Final = (EngineError("The expression nests too deep.", None, is_depth=True),)


class EvaluationFaultError(Exception):
    """Evaluation failed. `text` may quote values: drop it when any of them is secret."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# --- Evaluation -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _plain_environment() -> Any:
    of_map = cel.Overload("ordered_map", return_type=cel.Type.LIST, parameters=[cel.Type.MAP], impl=_ordered_keys)
    of_list = cel.Overload("ordered_list", return_type=cel.Type.LIST, parameters=[cel.Type.LIST], impl=list)
    return cel.NewEnv(
        variables={},
        extensions=[ext_optional.ExtOptional(), ext_strings.ExtStrings()],
        functions=[cel.FunctionDecl(_ORDERED, [of_map, of_list])],
    )


def _ordered_keys(keys: Iterable[Any]) -> list[Any]:
    return sorted(keys, key=lambda key: (type(key).__name__, key))


@lru_cache(maxsize=4096)
def _program(text: str) -> Any:
    environment = _plain_environment()
    compiled = environment.compile(text, disable_check=True)
    if "map" not in text and "filter" not in text:
        return compiled
    wrapped = any_pb2.Any.FromString(compiled.serialize())
    parsed = _syntax("ParsedExpr").FromString(wrapped.value)
    _put_ranges_in_order(parsed.expr)
    wrapped.value = parsed.SerializeToString()
    return environment.deserialize(wrapped.SerializeToString())


def _put_ranges_in_order(message: Any) -> None:
    """Let every comprehension that builds a list run over the keys of a map in their order, not in that of a hash."""
    for descriptor, value in list(message.ListFields()):
        if isinstance(value, Message):
            _put_ranges_in_order(value)
        elif descriptor.message_type is not None:
            for item in value:
                _put_ranges_in_order(item)
    if message.DESCRIPTOR.name == "Comprehension" and message.accu_init.WhichOneof("expr_kind") == "list_expr":
        original = type(message.iter_range)()
        original.CopyFrom(message.iter_range)
        message.iter_range.Clear()
        message.iter_range.call_expr.function = _ORDERED
        message.iter_range.call_expr.args.add().CopyFrom(original)


def evaluate(text: str, data: Mapping[str, Any], *, optional: bool) -> tuple[Any, ...]:
    """(value,), or () where an optional result is nothing. Values are what CEL has, not yet JSON.

    Raises EvaluationFaultError, without a cause or context: those could hold values.
    """
    fault: str | None = None
    value: Any = None
    try:
        result = _program(f"[?({text}\n)]" if optional else text).eval(data=dict(data))
        if result.type() == cel.Type.ERROR:
            fault = str(result.plain_value())
        else:
            value = result.plain_value()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  a panic of the native library must not end the program
        fault = str(error) or type(error).__name__
    if fault is not None:
        raise EvaluationFaultError(_status_text(fault))
    return tuple(value) if optional else (value,)


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
        return environment.compile(text, disable_check=disable_check)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  a panic of the native library must not end the program
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
    return re.sub(r"'(@in|[^\w\s']*_[^\w\s']*(?:_[^\w\s']*)*)'", lambda match: f"'{_operator(match[1])}'", detail)


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
    match kind.WhichOneof("type_kind"):
        case "primitive":
            return "bytes" if kind.primitive == 6 else ""
        case "well_known":
            return {2: "timestamp", 3: "duration"}.get(kind.well_known, "")
        case "type":
            return "type"
        case "map_type":
            key = kind.map_type.key_type
            return "" if key.WhichOneof("type_kind") != "primitive" or key.primitive == 5 else "map whose keys are not text"
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
    kind = next((entry.value for entry in checked.type_map if entry.key == checked.expr.id), None)
    return _tree(checked), _syntax("Type")() if kind is None else kind


def _read_parsed(data: bytes) -> Node | tuple[EngineError, ...]:
    parsed = _decode("ParsedExpr", data)
    return _TOO_DEEP if parsed is None else _tree(parsed)


def _tree(holder: Any) -> Node:
    return read_tree(holder.expr, {entry.key: entry.value for entry in holder.source_info.positions})


def _decode(name: str, data: bytes) -> Any:
    try:
        return _syntax(name).FromString(any_pb2.Any.FromString(data).value)
    except DecodeError:
        return None
