"""JSON Schema of a model → a structural schema, as the API server takes it in a definition of a kind.

What the API server does otherwise than JSON Schema 2020-12: no references, no `propertyNames`, one type a place, patterns in RE2, and
no defaults here: what an object says is what its document says, or its digest would be another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.documents.models import Model
from bouwsteen_operator.explanations import EXPLANATIONS
from bouwsteen_operator.rules import RULES, Rule

_KEPT: Final = (
    *("description", "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties", "maximum"),
    *("minItems", "minLength", "minProperties", "minimum", "pattern", "required", "type", "x-kubernetes-validations"),
)
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
MOST: Final = 256  # of a list or a map, where a model does not say
_MOMENT: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$"
# Of lists and maps in others: what rules may cost is counted with the most that there can be.
BOUNDS: Final = {
    "StackObjectSpec.blocks": 200,
    "StackObjectSpec.environments": 20,
    "StackObjectSpec.moved": 64,
    "Environment.blocks": 200,
    **{f"{model}.{field}": 32 for model in ("BlockEntry", "Overlay") for field in ("uses", "files", "data", "outputs")},
    "DataFlow.categories": 32,
    "DataFlow.subjects": 32,
    "BuildingBlockObjectSpec.targets": 20,
    "PolicyObjectSpec.enforcement": 3,
}
_FREE: Final = {"x-kubernetes-preserve-unknown-fields": True}


def structural_schema(model: type[Model]) -> dict[str, Any]:
    """The schema of a model, without references. Raises ValueError for what the API server has no words for."""
    root = model.model_json_schema(by_alias=True)
    return _Converter(root.get("$defs", {})).convert(root, model.__name__)


class _Converter:
    """`place` is the name of a model, or `Model.field`, with `.*` and `[]` for what a map or a list holds."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def convert(self, schema: Mapping[str, Any], place: str) -> dict[str, Any]:
        schema, is_optional, model = self._resolve(schema, place)
        found = {key: _keep(key, schema[key]) for key in _KEPT if key in schema}
        if "const" in schema:
            found["enum"] = [schema["const"]]
        if is_optional:
            found["nullable"] = True
            if "enum" in found:
                found["enum"] = [*found["enum"], None]
        if schema.get("format") == "date":
            found["format"] = "date"
        if schema.get("format") == "date-time":
            found["pattern"] = _MOMENT
        _limit_exclusively(found)
        if explained := EXPLANATIONS.get(place):
            found["description"] = f"{explained} {found.get('description', '')}".strip()
        rules = [*RULES.get(place, ()), *(RULES.get(model, ()) if model != place else ())]
        kind = found.get("type")
        if kind == "object":
            found.update(self._object(schema, model or place, place))
            if _FREE.items() <= found.get("additionalProperties", _FREE).items():
                found.pop("maxProperties", None)  # which the API server takes of typed values alone
            else:
                rules += _rules_of_keys(schema)
        elif kind == "array":
            found["items"] = self.convert(schema.get("items", {}), f"{place}[]")
            found.setdefault("maxItems", BOUNDS.get(place, MOST))
        elif kind is None:
            found.update(_FREE)
        if rules:
            found["x-kubernetes-validations"] = [write_rule(each) for each in rules]
        return found

    def _resolve(self, schema: Mapping[str, Any], place: str) -> tuple[Mapping[str, Any], bool, str]:
        """What a reference or a choice with nothing comes to, and the name of its model. What stands beside a reference wins: it says
        more of this one place."""
        is_optional, model = False, str(schema.get("title", "")) if "properties" in schema else ""
        while "$ref" in schema or "anyOf" in schema or "allOf" in schema:
            beside = {key: value for key, value in schema.items() if key not in {"$ref", "anyOf", "allOf"}}
            if "$ref" in schema:
                model = schema["$ref"].rsplit("/", 1)[1]
                schema = {**self._definitions[model], **beside}
                continue
            choices = [each for each in schema.get("anyOf", schema.get("allOf", ())) if each != {"type": "null"}]
            is_optional |= len(choices) < len(schema.get("anyOf", choices))
            if all(each.keys() == {"required"} for each in choices):
                schema = beside  # which fields go together is for a rule to say
            elif len(choices) == 1:
                schema = {**choices[0], **beside}
            else:
                raise ValueError(f"{place}: the API server takes one type in one place")
        return schema, is_optional, model

    def _object(self, schema: Mapping[str, Any], model: str, place: str) -> dict[str, Any]:
        properties = schema.get("properties")
        if properties:
            return {"properties": {name: self.convert(each, f"{model}.{name}") for name, each in properties.items()}}
        values = schema.get("additionalProperties", True)
        if schema.get("patternProperties"):
            (values,) = schema["patternProperties"].values()
        if not isinstance(values, dict) or not values:
            return dict(_FREE)
        return {"additionalProperties": self.convert(values, f"{place}.*"), "maxProperties": BOUNDS.get(place, MOST)}


def _rules_of_keys(schema: Mapping[str, Any]) -> list[Rule]:
    """What keys of a map look like, which the API server has no words for."""
    names = schema.get("propertyNames", {})
    patterns = list(schema.get("patternProperties", ()))
    pattern = names.get("pattern") or (patterns[0] if patterns else None)
    if pattern is None:
        return []
    longest = f"size(each) <= {names['maxLength']} && " if "maxLength" in names else ""
    said = names.get("description", "Each key has the form of a name")
    return [Rule(f"self.all(each, {longest}each.matches({json.dumps(_keep('pattern', pattern))}))", f"a key: {said[0].lower()}{said[1:]}")]


def write_rule(rule: Rule) -> dict[str, str]:
    """As a definition has it."""
    return {"rule": rule.expression, "message": rule.message, **({"fieldPath": rule.field} if rule.field else {})}


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
