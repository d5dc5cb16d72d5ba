"""JSON Schema of a model → a structural schema, as the API server takes it in a definition of a kind.

What the API server does otherwise than JSON Schema 2020-12: no references, no `propertyNames`, one type a place, patterns in RE2, and
no defaults here: what an object says is what its document says, or its digest would be another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.documents.models import Model

_KEPT: Final = (
    *("description", "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties", "maximum"),
    *("minItems", "minLength", "minProperties", "minimum", "pattern", "required", "type", "x-kubernetes-validations"),
)
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_FREE: Final = {"x-kubernetes-preserve-unknown-fields": True}


def structural_schema(model: type[Model]) -> dict[str, Any]:
    """The schema of a model, without references. Raises ValueError for what the API server has no words for."""
    root = model.model_json_schema(by_alias=True)
    return _convert(root, root.get("$defs", {}), model.__name__)


def _convert(schema: Mapping[str, Any], definitions: Mapping[str, Any], place: str) -> dict[str, Any]:
    schema, is_optional = _resolve(schema, definitions, place)
    found = {key: _keep(key, schema[key]) for key in _KEPT if key in schema}
    if "const" in schema:
        found["enum"] = [schema["const"]]
    if is_optional:
        found["nullable"] = True
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    if schema.get("format") == "date":
        found["format"] = "date"
    _limit_exclusively(found)
    kind = found.get("type")
    if kind == "object":
        found.update(_convert_object(schema, definitions, place))
    elif kind == "array":
        found["items"] = _convert(schema.get("items", {}), definitions, f"{place}[]")
    elif kind is None:
        found.update(_FREE)
    return found


def _resolve(schema: Mapping[str, Any], definitions: Mapping[str, Any], place: str) -> tuple[Mapping[str, Any], bool]:
    """What a reference or a choice with nothing comes to. What stands beside a reference wins: it says more of this one place."""
    is_optional = False
    while "$ref" in schema or "anyOf" in schema or "allOf" in schema:
        beside = {key: value for key, value in schema.items() if key not in {"$ref", "anyOf", "allOf"}}
        if "$ref" in schema:
            schema = {**definitions[schema["$ref"].rsplit("/", 1)[1]], **beside}
            continue
        choices = [each for each in schema.get("anyOf", schema.get("allOf", ())) if each != {"type": "null"}]
        is_optional |= len(choices) < len(schema.get("anyOf", choices))
        if all(each.keys() == {"required"} for each in choices):
            schema = beside  # which fields go together is for a rule to say
        elif len(choices) == 1:
            schema = {**choices[0], **beside}
        else:
            raise ValueError(f"{place}: the API server takes one type in one place")
    return schema, is_optional


def _convert_object(schema: Mapping[str, Any], definitions: Mapping[str, Any], place: str) -> dict[str, Any]:
    properties = schema.get("properties")
    if properties:
        return {"properties": {name: _convert(each, definitions, f"{place}.{name}") for name, each in properties.items()}}
    values = schema.get("additionalProperties", True)
    patterns = schema.get("patternProperties")
    if patterns:
        (values,) = patterns.values()
    if not isinstance(values, dict) or not values:
        return dict(_FREE)
    return {"additionalProperties": _convert(values, definitions, f"{place}.*")}


def _keep(key: str, value: Any) -> Any:
    if key == "pattern":
        return _ESCAPE.sub(r"\\x{\1}", value)
    if key == "description":
        return " ".join(value.split())
    return value


def _limit_exclusively(found: dict[str, Any]) -> None:
    """There an exclusive limit is a limit and a mark."""
    for limit in ("minimum", "maximum"):
        exclusive = f"exclusive{limit.capitalize()}"
        if exclusive in found:
            found[limit] = found[exclusive]
            found[exclusive] = True
