"""JSON Schema (2020-12) read as types: what an expression may reach, and what it yields.

Only what a reference needs: properties, items, `required`, `default`, `secret`. Schemas
with alternatives (`anyOf`, `oneOf`, `allOf`) are *dyn* here: anything may be read from
them. An object that lists `properties` is closed unless it says `additionalProperties`,
so that a spelling mistake is an error before anything runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

JsonSchema = Mapping[str, Any]

ANY: Final[JsonSchema] = {}
NOTHING: Final[JsonSchema] = {"not": {}}
MAX_DEPTH: Final = 64
MAX_SUBSCHEMAS: Final = 20_000

_ALTERNATIVES: Final = ("anyOf", "oneOf", "allOf", "if", "$ref", "$dynamicRef")
_OBJECT_KEYWORDS: Final = ("properties", "additionalProperties", "patternProperties", "required")
_ARRAY_KEYWORDS: Final = ("items", "prefixItems")
_SUBSCHEMAS: Final = ("items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames")
_SUBSCHEMA_LISTS: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_SUBSCHEMA_MAPS: Final = ("properties", "patternProperties")


@dataclass(frozen=True, slots=True)
class Member:
    """What lies behind one step into a value.

    `optional` is true where the schema names the member and does not promise it; a key of
    a map or an index of a list is not named, so it is `dynamic` instead.
    """

    schema: JsonSchema
    optional: bool = False
    dynamic: bool = False


def inline(schema: Any) -> JsonSchema:
    """A copy in which local references (`#/…`) are replaced by what they name.

    Recursion, references elsewhere, more than 64 levels and what comes after 20,000 subschemas become *dyn*:
    references to references can otherwise double at every step.
    """
    return _Inliner(schema).inline(schema, frozenset(), 0)


class _Inliner:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = MAX_SUBSCHEMAS

    def inline(self, schema: Any, seen: frozenset[str], depth: int) -> JsonSchema:
        if schema is False:
            return NOTHING
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > MAX_DEPTH or self._left < 0:
            return ANY
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return self._keywords(schema, seen, depth)
        if reference in seen:
            return ANY
        target = self.inline(_lookup(self._root, reference), seen | {reference}, depth + 1)
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**target, **self._keywords(beside, seen, depth)}

    def _keywords(self, schema: Mapping[str, Any], seen: frozenset[str], depth: int) -> JsonSchema:
        result: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "additionalProperties" and value is False:
                result[key] = value
            elif key in _SUBSCHEMAS:
                result[key] = self.inline(value, seen, depth + 1)
            elif key in _SUBSCHEMA_LISTS and isinstance(value, list):
                result[key] = [self.inline(item, seen, depth + 1) for item in value]
            elif key in _SUBSCHEMA_MAPS and isinstance(value, Mapping):
                result[key] = {name: self.inline(item, seen, depth + 1) for name, item in value.items()}
            elif key != "$defs":
                result[key] = value
        return result


def _lookup(root: Any, reference: str) -> Any:
    if not reference.startswith("#"):
        return ANY
    place = root
    for part in [item for item in reference[1:].split("/") if item]:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(place, Mapping) or key not in place:
            return ANY
        place = place[key]
    return place


def json_type(value: Any) -> str:
    """The JSON Schema type of plain JSON; "any" for what is not JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, name in ((int, "integer"), (float, "number"), (str, "string"), (list, "array"), (Mapping, "object")):
        if isinstance(value, kind):
            return name
    return "any"


def types_of(schema: JsonSchema) -> frozenset[str] | None:
    """The JSON types that a value may have, or None where that is open."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, Sequence):
        return frozenset(declared)
    if "const" in schema:
        return frozenset({json_type(schema["const"])})
    if isinstance(schema.get("enum"), list):
        return frozenset(json_type(value) for value in schema["enum"])
    if any(key in schema for key in _OBJECT_KEYWORDS):
        return frozenset({"object"})
    if any(key in schema for key in _ARRAY_KEYWORDS):
        return frozenset({"array"})
    return None


def type_name(schema: JsonSchema) -> str:
    """One word for `values.Unknown`: the only type, or "any"."""
    types = (types_of(schema) or frozenset()) - {"null"}
    return next(iter(types)) if len(types) == 1 else "any"


def is_secret(schema: JsonSchema) -> bool:
    return schema.get("secret") is True


def holds_secret(schema: JsonSchema) -> bool:
    """Whether a value of this schema is, or has somewhere inside, a secret."""
    if is_secret(schema):
        return True
    inner = [schema[key] for key in _SUBSCHEMAS if key in schema]
    inner += [item for key in _SUBSCHEMA_LISTS for item in schema.get(key, ())]
    inner += [item for key in _SUBSCHEMA_MAPS for item in schema.get(key, {}).values()]
    return any(isinstance(item, Mapping) and holds_secret(item) for item in inner)


def marked_secret(schema: JsonSchema) -> JsonSchema:
    return schema if is_secret(schema) else {**schema, "secret": True}


def has_alternatives(schema: JsonSchema) -> bool:
    return any(key in schema for key in _ALTERNATIVES)


def is_record(schema: JsonSchema) -> bool:
    """An object with a fixed set of named fields."""
    if has_alternatives(schema) or "patternProperties" in schema:
        return False
    types = types_of(schema)
    if types is None or "object" not in types:
        return False
    additional = schema.get("additionalProperties")
    if additional is False:
        return True
    return bool(schema.get("properties")) and additional is None


def field_names(schema: JsonSchema) -> tuple[str, ...]:
    return tuple(schema.get("properties", ()))


def member(schema: JsonSchema, key: str | int) -> Member | None:
    """What `value[key]` is, or None when there can be no such member."""
    found = _element(schema) if isinstance(key, int) else _field(schema, key)
    if found is not None and is_secret(schema):
        return Member(marked_secret(found.schema), found.optional, found.dynamic)
    return found


def _field(schema: JsonSchema, name: str) -> Member | None:
    if has_alternatives(schema):
        return Member(ANY, dynamic=True)
    types = types_of(schema)
    if types is not None and "object" not in types:
        return None
    properties = schema.get("properties", {})
    if name in properties:
        found = properties[name]
        return Member(found, optional=name not in schema.get("required", ()) and "default" not in found)
    if is_record(schema):
        return None
    additional = schema.get("additionalProperties")
    return Member(additional if isinstance(additional, Mapping) and "patternProperties" not in schema else ANY, dynamic=True)


def _element(schema: JsonSchema) -> Member | None:
    if has_alternatives(schema) or "prefixItems" in schema:
        return Member(ANY, dynamic=True)
    types = types_of(schema)
    if types is not None and "array" not in types:
        return None
    items = schema.get("items")
    return Member(items if isinstance(items, Mapping) else ANY, dynamic=True)


def range_element(schema: JsonSchema) -> JsonSchema:
    """What a comprehension's variable is: an item of a list, or a key of a map."""
    types = types_of(schema)
    if types == frozenset({"array"}):
        found = member(schema, 0)
        return found.schema if found else ANY
    return {"type": "string"} if types == frozenset({"object"}) else ANY
