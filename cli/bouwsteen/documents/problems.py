"""What pydantic says → diagnostics that say what, why and what to do, with a place.

Values are never quoted: a secret may stand where it should not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.positions import Path
from bouwsteen.documents.schema_problems import MAX_TOLD, count_characters, count_untold, dotted, name_type
from bouwsteen.documents.sources import Document
from bouwsteen.phrases import did_you_mean

_TYPES = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "date_type": "a date, as in `2026-12-01`",
    "datetime_type": "a date and time, as in `2026-12-01T09:00`",
}


def explain_validation(failure: ValidationError, document: Document, model: type[BaseModel]) -> list[Diagnostic]:
    """One diagnostic for each mistake, in the order of the model; of very many the first, and how many more."""
    items = failure.errors(include_url=False, include_input=False)
    # Of a list with a bad item pydantic also says that it is too short, because it counts only the good ones.
    inner = {item["loc"][:length] for item in items for length in range(len(item["loc"]))}
    own = [item for item in items if item["type"] != "too_short" or item["loc"] not in inner]
    found = [_explain(item, document, model) for item in own[:MAX_TOLD]]
    return [*dict.fromkeys(found), *count_untold(len(own), document.file)]


def _explain(item: ErrorDetails, document: Document, model: type[BaseModel]) -> Diagnostic:
    kind = item["type"]
    on_key = "[key]" in item["loc"]
    path, field = _real_path(item["loc"], document.data, missing=kind == "missing")
    context = item.get("ctx", {})
    name = dotted(path)
    if kind == "missing":
        return error(
            "missing-field",
            "A field is missing",
            f"`{dotted((*path, field))}` must be given." if field else "A field must be given here.",
            f"Add `{field}`." + _describe(model, (*path, field)),
            source=document.locate(path, key=True),
        )
    if kind == "extra_forbidden":
        return error(
            "unknown-field",
            "A field is not known",
            f"`{name}` is not a field here.",
            _suggest(str(path[-1]) if path else "", _allowed_fields(model, path[:-1])),
            source=document.locate(path, key=True),
        )
    if kind == "secret_literal":
        return error(
            "secret-literal",
            "A secret stands in a document",
            f"`{name}` is a field for a secret, and a document is read by many.",
            "Put the secret elsewhere and refer to it: `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`.",
            source=document.locate(path),
        )
    if kind == "secret_in_address":
        return error(
            "secret-in-address",
            "An address holds credentials",
            f"`{name}` holds a user name or a password, and a document is read by many.",
            "Leave them out. git finds those of its own machine: a credential helper or an SSH key.",
            source=document.locate(path),
        )
    code, summary, detail, remedy = _explain_kind(kind, name, context, _value_at(document.data, path), on_key=on_key)
    remedy = (remedy + _describe(model, path, on_key=on_key)).strip()
    return error(code, summary, detail, remedy, source=document.locate(path, key=on_key))


def _explain_kind(kind: str, name: str, context: Mapping[str, Any], value: Any, *, on_key: bool) -> tuple[str, str, str, str]:
    if kind in _TYPES:
        remedy = "Put the value in quotes to make it text." if kind == "string_type" and isinstance(value, int | float) else ""
        return "wrong-type", "A value has the wrong type", f"`{name}` must be {_TYPES[kind]}, not {name_type(value)}.", remedy
    if kind in {"literal_error", "enum"}:
        hint = did_you_mean(value, _options(context))
        return (
            "value-not-allowed",
            "A value is not allowed",
            f"`{name}` holds a value that is not one of those allowed.",
            f"{hint}Allowed: {', '.join(f'`{option}`' for option in _options(context))}.",
        )
    if kind == "string_pattern_mismatch":
        what = "The key" if on_key else f"`{name}`"
        return "bad-format", "A text has the wrong form", f"{what} does not have the form that is asked here.", ""
    if kind == "version_range":
        return "bad-version-range", "A range of versions cannot be read", f"`{name}` is not a range of versions as npm writes it.", ""
    if kind == "secret_place":
        detail = f"`{name}` must name exactly one place."
        return (
            "bad-secret-reference",
            "A reference to a secret cannot be read",
            detail,
            "Write `{env: BOUWSTEEN_SECRET_NAME}` or `{file: path}`.",
        )
    if kind == "value_error":
        # Raised by our own models, with texts that hold no values.
        return "value-not-allowed", "A value is not allowed", f"`{name}`: {context.get('error', 'not valid')}.", ""
    limit = next((context[key] for key in ("ge", "gt", "le", "lt", "min_length", "max_length") if key in context), None)
    if limit is not None:
        return "out-of-range", "A value lies outside its limits", f"`{name}`: {_limit_text(kind, limit)}", ""
    if kind.startswith(("date_", "datetime_")):
        return "bad-format", "A text has the wrong form", f"`{name}` is not a date, or not a date and time, as ISO 8601 writes it.", ""
    return "value-not-allowed", "A value is not allowed", f"`{name}` does not have the value that is asked here.", ""


def _limit_text(kind: str, limit: Any) -> str:
    return {
        "greater_than_equal": f"the value must be at least {limit}.",
        "greater_than": f"the value must be more than {limit}.",
        "less_than_equal": f"the value must be at most {limit}.",
        "less_than": f"the value must be less than {limit}.",
        "string_too_short": f"the text must hold at least {count_characters(limit)}.",
        "string_too_long": f"the text must hold at most {count_characters(limit)}.",
        "too_short": f"at least {limit} must be given.",
        "too_long": f"at most {limit} may be given.",
    }.get(kind, f"the limit is {limit}.")


def _options(context: Mapping[str, Any]) -> list[str]:
    """The words in pydantic's "'a', 'b' or 'c'"."""
    return str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")


def _real_path(location: Sequence[str | int], data: Any, *, missing: bool) -> tuple[Path, str]:
    """The part of pydantic's location that exists in the document, and the field that is missing there."""
    path: list[str | int] = []
    field = str(location[-1]) if missing and location else ""
    for step in location[:-1] if missing else location:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        path.append(step)
    return tuple(path), field


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _suggest(name: str, allowed: Sequence[str]) -> str:
    hint = did_you_mean(name, allowed)
    return f"{hint}The fields here are: {', '.join(allowed)}." if allowed else "Remove it."


@lru_cache(maxsize=16)
def _model_schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _allowed_fields(model: type[BaseModel], path: Path) -> list[str]:
    return list(_schema_at(model, path).get("properties", {}))


def _describe(model: type[BaseModel], path: Sequence[str | int], *, on_key: bool = False) -> str:
    """What the model says about the field at `path`, as a sentence of its own."""
    schema = _schema_at(model, tuple(path[:-1]) if on_key else tuple(path))
    if on_key:
        schema = schema.get("propertyNames", {})
    text = str(schema.get("description", "")).split("\n", 1)[0].rstrip(".")
    return f" {text}." if text else ""


def _schema_at(model: type[BaseModel], path: Path) -> dict[str, Any]:
    root = _model_schema(model)
    schema = root
    for step in path:
        schema = _resolve(schema, root)
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            patterns = list(schema.get("patternProperties", {}).values())
            schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties") or (patterns or [{}])[0]
        if not isinstance(schema, dict):
            return {}
    return _resolve(schema, root)


def _resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and of a choice with nothing take the other one."""
    described = schema.get("description")
    for choice in schema.get("anyOf", []):
        if choice.get("type") != "null":
            schema = choice
            break
    reference = str(schema.get("$ref", ""))
    if reference.startswith("#/$defs/"):
        schema = root["$defs"][reference.removeprefix("#/$defs/")]
    return {**schema, "description": described} if described else schema
