"""Values that a stack gives, against the JSON Schema that a block or interface gives.

A property with `secret: true` takes a reference (`secretRef`) and never a literal; any
other takes no reference. Pure, but for the caches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import orjson

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.json_schemas import JsonSchema, Validator, check_schema, list_subschemas, resolve, validators_of_parts
from bouwsteen.documents.models import SecretRef, is_secret_reference
from bouwsteen.documents.positions import Path
from bouwsteen.documents.schema_problems import (
    MAX_COUNTED,
    MAX_TOLD,
    SchemaProblem,
    count_untold,
    dotted,
    explain_error,
    name_unknown_field,
)

Locate = Callable[[Path, bool], SourceRange]
_SECRET_SCHEMA: Final = {
    "type": "object",
    "required": ["secretRef"],
    "additionalProperties": False,
    "properties": {"secretRef": SecretRef.model_json_schema()},
}
_REFERENCE_REMEDY: Final = (
    "Put the secret elsewhere and refer to it: `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`."
)
_REFERENCE_FORM: Final = "Write `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`."


@dataclass(frozen=True, slots=True)
class ValueSchema:
    """A sound schema, made ready once for many values."""

    schema: JsonSchema
    # The same with references in place of secrets: what the document holds.
    written: JsonSchema
    validator: Validator
    has_secrets: bool
    has_defaults: bool


def prepare(schema: JsonSchema, *, recursive: bool = False) -> ValueSchema:
    """Raises ValueError for a schema that is not sound; `json_schemas.check_schema` says why.

    `recursive` is for schemas of content, which may describe trees and carry words of others.
    """
    return _prepare(orjson.dumps(schema), recursive)


@lru_cache(maxsize=1024)
def _prepare(text: bytes, recursive: bool) -> ValueSchema:
    schema = orjson.loads(text)
    if check_schema(schema, recursive=recursive, strict=not recursive):
        raise ValueError("the schema is not sound")
    has_secrets = b'"secret":true' in text
    written = _with_references(schema) if has_secrets else schema
    return ValueSchema(schema, written, Validator(written), has_secrets, b'"default":' in text)


def _with_references(schema: Any) -> Any:
    """The schema in which each secret is the reference to one."""
    if isinstance(schema, dict):
        if schema.get("secret") is True:
            return _SECRET_SCHEMA
        return {key: _with_references(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_references(item) for item in schema]
    return schema


def fill_defaults(schema: JsonSchema, values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `values` with the defaults of the properties that were left out, at every depth."""
    filled: dict[str, Any] = _fill(schema, dict(values), schema)
    return filled


def _fill(schema: JsonSchema, value: Any, root: JsonSchema) -> Any:
    schema = resolve(schema, root)
    if isinstance(value, dict):
        filled = dict(value)
        for name, given in schema.get("properties", {}).items():
            part = resolve(given, root)
            if name not in filled and "default" in part:
                filled[name] = part["default"]
            if name in filled:
                filled[name] = _fill(part, filled[name], root)
        return filled
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        return [_fill(schema["items"], item, root) for item in value]
    return value


def check_defaults(schema: JsonSchema) -> list[SchemaProblem]:
    """Defaults that a sound schema does not accept itself, and secrets that it gives away."""
    found: list[SchemaProblem] = []
    validators = None
    for path, part in list_subschemas(schema):
        if part.get("secret") is True:
            found += [_open_secret((*path, keyword)) for keyword in ("default", "const", "enum", "examples") if keyword in part]
        elif "default" in part:
            validators = validators or validators_of_parts(_with_references(schema))
            validator = validators.get("#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path))
            value = _fill(part, part["default"], schema)
            errors = [item for problem in (validator.iter_errors(value) if validator else ()) for item in explain_error(problem)]
            found += [replace(item, path=(*path, "default", *item.path)) for item in errors]
    return found


def _open_secret(path: Path) -> SchemaProblem:
    detail = "This value is secret, and a schema is read by everybody."
    return SchemaProblem(
        path, "secret-literal", "A secret stands in a document", detail, "Remove it; who needs the secret gives a reference to it."
    )


def check_values(prepared: ValueSchema, values: Mapping[str, Any], locate: Locate) -> tuple[dict[str, Any], list[Diagnostic]]:
    """`values` with defaults, and what is wrong with them. `locate(path, key)` says where a value stands."""
    filled = fill_defaults(prepared.schema, values) if prepared.has_defaults else dict(values)
    about_secrets = prepared.has_secrets or _mentions_reference(values)
    if not about_secrets and prepared.validator.accepts(filled):
        return filled, []
    misplaced = list(islice(_find_misplaced(prepared.schema, filled, prepared.schema, ()), MAX_COUNTED)) if about_secrets else []
    misfits = prepared.validator.explain(filled)
    told = {problem.path for problem in misplaced}
    found = [
        *misplaced,
        *(problem for problem in misfits.problems if not any(problem.path[:length] in told for length in range(len(problem.path) + 1))),
    ]
    shown = [as_diagnostic(_with_names(problem, prepared.written), locate) for problem in found[:MAX_TOLD]]
    is_all = len(misplaced) < MAX_COUNTED and misfits.is_all
    return filled, [*shown, *(() if is_all and len(found) <= MAX_TOLD else count_untold(len(found), locate((), False).file, is_all=is_all))]


def check_against(schema: JsonSchema, values: Mapping[str, Any], locate: Locate, *, recursive: bool = False) -> list[Diagnostic]:
    """What is wrong with `values`; nothing when the schema is not sound, which its own check tells."""
    try:
        prepared = prepare(schema, recursive=recursive)
    except ValueError:
        return []
    return check_values(prepared, values, locate)[1]


def as_diagnostic(problem: SchemaProblem, locate: Locate) -> Diagnostic:
    detail = problem.detail
    if problem.path and detail.startswith("The "):
        detail = f"`{dotted(problem.path)}`: t{detail[1:]}"
    return error(problem.code, problem.summary, detail, problem.remedy, source=locate(problem.path, problem.on_key))


def _mentions_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return "secretRef" in value or any(_mentions_reference(item) for item in value.values() if type(item) in {dict, list})
    return isinstance(value, list) and any(_mentions_reference(item) for item in value if type(item) in {dict, list})


def _find_misplaced(schema: JsonSchema, value: Any, root: JsonSchema, path: Path) -> Iterator[SchemaProblem]:
    """Literals where a secret belongs, and references where none does."""
    schema = resolve(schema, root)
    if schema.get("secret") is True:
        if not is_secret_reference(value):
            detail = "The schema says that this is a secret, and a document is read by many."
            yield SchemaProblem(path, "secret-literal", "A secret stands in a document", detail, _REFERENCE_REMEDY)
        return
    if is_secret_reference(value) and "secretRef" not in schema.get("properties", {}):
        detail = "What this value is used for is not secret, so a secret would be shown there."
        yield SchemaProblem(
            path, "secret-misplaced", "A reference to a secret where none belongs", detail, "Write the value itself.", on_key=True
        )
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _find_misplaced(_part_for(schema, name), item, root, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _find_misplaced(_items_of(schema), item, root, (*path, number))


def _items_of(schema: JsonSchema) -> JsonSchema:
    items = schema.get("items")
    return items if isinstance(items, dict) else {}


def _part_for(schema: JsonSchema, name: str) -> JsonSchema:
    """The schema of a property, looked up in the branches of a choice too; {} when nothing says."""
    for part in (schema, *schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if isinstance(part, dict) and isinstance(part.get("properties", {}).get(name), dict):
            return dict(part["properties"][name])
    other = schema.get("additionalProperties")
    return dict(other) if isinstance(other, dict) else {}


def _with_names(problem: SchemaProblem, schema: JsonSchema) -> SchemaProblem:
    """For an unknown field: which ones there are. For a reference to a secret: what it looks like."""
    if problem.path[-1:] == ("secretRef",) and problem.code in {"out-of-range", "wrong-type"}:
        detail = f"`{dotted(problem.path)}` must name exactly one place."
        return SchemaProblem(problem.path, "bad-secret-reference", "A reference to a secret cannot be read", detail, _REFERENCE_FORM)
    if problem.code != "unknown-field":
        return problem
    here = schema
    for step in problem.path[:-1]:
        here = resolve(here, schema)
        here = _items_of(here) if isinstance(step, int) else _part_for(here, step)
    return name_unknown_field(problem.path, str(problem.path[-1]), list(resolve(here, schema).get("properties", {})))
