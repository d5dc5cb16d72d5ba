"""The schemas that rules are checked against: which variables a rule about a kind of subject may read.

    Stack       object = the stack as written, with defaults
    Instance    object, block, offer, environment
    Flow        object = a use: its consumer, its provider, the data that go over it; environment
    Content     object = a file that an instance takes: its name and data; instance; uses = what is wired, by name; environment
    Obligation  object = a block that the catalog obliges the organisation to adopt
    Resource    object = a resource as a plan wants it, with what it is made with; instance, block, environment
    Change      object = what a plan does to a resource; approval = who approved of it; environment
All have `stack` and `organisation`, and `day`, which whoever judges knows: dates are text as in 2027-01-31, and compare as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bouwsteen.documents.models import Model
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.stacks import Stack
from bouwsteen.planning.shapes import ORGANISATION, STACK, TEXT, TEXTS, JsonSchema, closed

NUMBER: Final[JsonSchema] = {"type": "integer"}
TRUTH: Final[JsonSchema] = {"type": "boolean"}
CLASSIFICATION: Final = closed({"confidentiality": NUMBER, "integrity": NUMBER, "availability": NUMBER})
ENCRYPTION: Final = closed({"atRest": TEXT, "inTransit": TEXT})
PLACEMENT: Final = closed({"provider": TEXT, "region": TEXT, "encryption": ENCRYPTION}, optional=("encryption",))
DATA_FLOW: Final = closed({"categories": TEXTS, "subjects": TEXTS, "purpose": TEXT, "legalBasis": TEXT, "retention": TEXT})
ENVIRONMENT: Final = closed(
    {"name": TEXT, "target": TEXT, "runBy": TEXT, "approval": TEXT, "placement": PLACEMENT},
    optional=("placement",),
)
# `given` are the addresses in what a stack says of something that is there already.
INSTANCE: Final = closed(
    {
        "name": TEXT,
        "block": TEXT,
        "version": TEXT,
        "target": TEXT,
        "fidelity": TEXT,
        "parameters": {"type": "object"},
        "given": TEXTS,
        "uses": {"type": "object", "additionalProperties": closed({"interface": TEXT, "provider": TEXT})},
        "data": {"type": "object", "additionalProperties": DATA_FLOW},
    }
)
BLOCK: Final = closed(
    {"title": TEXT, "owner": TEXT, "classification": CLASSIFICATION, "provides": TEXTS, "files": TEXTS},
    optional=("classification",),
)
# `behind` counts versions of the catalog that are newer, stable and offered.
OFFER: Final = closed({"channel": TEXT, "since": TEXT, "until": TEXT, "newest": TEXT, "behind": NUMBER}, optional=("until",))
OBLIGATION: Final = closed({"block": TEXT, "title": TEXT, "from": TEXT, "basis": TEXT, "adopted": TRUTH})
PARTY: Final = closed(
    {"stack": TEXT, "instance": TEXT, "block": TEXT, "target": TEXT, "fidelity": TEXT, "classification": CLASSIFICATION},
    optional=("target", "fidelity", "classification"),
)
FLOW: Final = closed(
    {"use": TEXT, "interface": TEXT, "version": TEXT, "consumer": PARTY, "provider": PARTY, "data": DATA_FLOW}, optional=("data",)
)
# `keys` are the names of all fields at any depth: a rule may ask for one without walking through data of any size.
# So are `terms`: each meaning that something in the file has, with the datum that is shown for it and whom it is about, or nothing.
TERM: Final = closed({"term": TEXT, "datum": TEXT, "about": TEXT})
CONTENT: Final = closed({"files": TEXT, "file": TEXT, "keys": TEXTS, "terms": {"type": "array", "items": TERM}, "data": {}})
RESOURCE: Final = closed({"address": TEXT, "id": TEXT, "type": TEXT, "instance": TEXT, "with": {"type": "object"}})
# `losesData`: data that were to be kept go all the same, since a person named them.
CHANGE: Final = closed(
    {
        "address": TEXT,
        "id": TEXT,
        "type": TEXT,
        "instance": TEXT,
        "action": TEXT,
        "reason": TEXT,
        "dataBearing": TRUTH,
        "losesData": TRUTH,
        "with": {"type": "object"},
    }
)
# Not known before a plan is carried out.
APPROVAL: Final = closed({"author": TEXT, "approvers": TEXTS})
WIRED: Final[JsonSchema] = {"type": "object", "additionalProperties": closed({"interface": TEXT, "version": TEXT, "block": TEXT})}


@cache
def shapes(kind: SubjectKind) -> Mapping[str, JsonSchema]:
    """The variables that a rule about this kind may read."""
    shared: dict[str, JsonSchema] = {"stack": STACK, "organisation": ORGANISATION, "day": TEXT}
    match kind:
        case SubjectKind.STACK:
            return {"object": model_shape(Stack), **shared}
        case SubjectKind.INSTANCE:
            return {"object": INSTANCE, "block": BLOCK, "offer": OFFER, "environment": ENVIRONMENT, **shared}
        case SubjectKind.FLOW:
            return {"object": FLOW, "environment": ENVIRONMENT, **shared}
        case SubjectKind.CONTENT:
            return {"object": CONTENT, "instance": INSTANCE, "uses": WIRED, "environment": ENVIRONMENT, **shared}
        case SubjectKind.OBLIGATION:
            return {"object": OBLIGATION, **shared}
        case SubjectKind.RESOURCE:
            return {"object": RESOURCE, "instance": INSTANCE, "block": BLOCK, "environment": ENVIRONMENT, **shared}
        case SubjectKind.CHANGE:
            return {"object": CHANGE, "approval": APPROVAL, "environment": ENVIRONMENT, **shared}


def model_shape(model: type[Model]) -> JsonSchema:
    """The JSON Schema of what `model` writes: with its defaults, and without what is nothing."""
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode="serialization")
    return _without_nothing(schema)  # type: ignore[no-any-return]  # a mapping stays one


def _without_nothing(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_nothing(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _without_nothing(value) for key, value in schema.items()}
    if isinstance(found.get("properties"), dict):
        optional = {name for name, each in schema["properties"].items() if {"type": "null"} in each.get("anyOf", ())}
        found["properties"] = {name: _other_than_null(each) for name, each in found["properties"].items()}
        found["required"] = [name for name in schema["properties"] if name not in optional]
    if len(patterns := found.get("patternProperties", {})) == 1:  # a map whose keys are names
        (found["additionalProperties"],) = found.pop("patternProperties").values() if patterns else ({},)
    return found


def _other_than_null(schema: Any) -> Any:
    """`anyOf` of a schema and null → that schema."""
    others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(others) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key not in {"anyOf", "default"}}, **others[0]}
