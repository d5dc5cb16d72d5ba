"""Whether a value of one schema can stand where another is expected.

Lenient where little is known, since the value itself is checked again when it is there; strict
about secrets: a value that is secret by its schema stands only where `secret: true` is said, on the
field or on anything around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.expressions import schemas
from bouwsteen.expressions.problems import Problem, path_text, suggestion
from bouwsteen.expressions.schemas import ANY, JsonSchema
from bouwsteen.phrases import quoted
from bouwsteen.values import Path

_MAX_DEPTH: Final = 40


def compare(given: JsonSchema, expected: JsonSchema, path: Path = (), *, secret_allowed: bool = False) -> tuple[Problem, ...]:
    """What is wrong when a value of schema `given` is put where `expected` is asked; nothing when it fits or is open."""
    allowed = secret_allowed or schemas.is_secret(expected)
    if schemas.is_secret(given) and not allowed:
        return (misplaced_secret(path),)
    if len(path) > _MAX_DEPTH:
        return ()
    problems = _compare_alternatives(given, expected, path, allowed=allowed)
    if problems:
        return problems
    one, other = schemas.types_of(given), schemas.types_of(expected)
    if one is not None and other is not None and not _overlap(one, other):
        return (wrong_type(path, one, other),)
    if problem := _different_choices(given, expected, path):
        return (problem,)
    if schemas.has_alternatives(given):
        return (misplaced_secret(path),) if schemas.holds_secret(given) and not allowed and not schemas.holds_secret(expected) else ()
    return _compare_fields(given, expected, path, allowed=allowed) + _compare_items(given, expected, path, allowed=allowed)


def _overlap(given: frozenset[str], expected: frozenset[str]) -> bool:
    # A number may turn out whole, and JSON has no other kind of whole numbers.
    return bool(given & expected) or (bool(given & {"integer", "number"}) and bool(expected & {"integer", "number"}))


def _compare_alternatives(given: JsonSchema, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    for branch in expected.get("allOf", ()):
        if problems := compare(given, branch, path, secret_allowed=allowed):
            return problems
    for keyword in ("anyOf", "oneOf"):
        tried = [compare(given, branch, path, secret_allowed=allowed) for branch in expected.get(keyword, ())]
        if tried and all(tried):
            return nearest(tried, path)
    return ()


def nearest(tried: list[tuple[Problem, ...]], path: Path) -> tuple[Problem, ...]:
    """Of several alternatives that do not fit, the one that was most likely meant: of the right type, with the fewest mistakes."""
    return min(tried, key=lambda problems: (any(item.path == path and item.code == "wrong-type" for item in problems), len(problems)))


def _different_choices(given: JsonSchema, expected: JsonSchema, path: Path) -> Problem | None:
    one, other = _choices(given), _choices(expected)
    if one is None or other is None or any(choice in other for choice in one):
        return None
    shown = ", ".join(quoted(choice, 40) for choice in other[:10])
    return Problem(
        path,
        "invalid-value",
        "A value is not allowed here",
        f"None of the values that this can have is one of {shown}.",
        "Give one of these values.",
    )


def _choices(schema: JsonSchema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    found = schema.get("enum")
    return found if isinstance(found, list) else None


def expected_member(expected: JsonSchema, name: str) -> JsonSchema | None:
    """The schema that a property must fit; None where there may be no such property. By the letter of JSON Schema."""
    properties = expected.get("properties", {})
    if name in properties:
        found: JsonSchema = properties[name]
        return found
    if "patternProperties" in expected:
        return ANY
    additional = expected.get("additionalProperties", ANY)
    if additional is False and not any(name in branch.get("properties", {}) for branch in expected.get("allOf", ())):
        return None
    return additional if isinstance(additional, Mapping) else ANY


def _compare_fields(given: JsonSchema, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    fields = given.get("properties", {})
    for name, schema in fields.items():
        found = expected_member(expected, name)
        if found is None:
            problems.append(unknown_field(path, name, expected))
        else:
            problems.extend(compare(schema, found, (*path, name), secret_allowed=allowed))
    additional = given.get("additionalProperties")
    if isinstance(additional, Mapping):
        found = expected_member(expected, "")
        problems.extend(compare(additional, ANY if found is None else found, path, secret_allowed=allowed or _all_secret(expected)))
    if fields or schemas.is_record(given):
        problems.extend(_missing_fields(given, expected, path))
    return tuple(problems)


def _all_secret(expected: JsonSchema) -> bool:
    fields = expected.get("properties", {})
    return bool(fields) and all(schemas.is_secret(schema) for schema in fields.values())


def _missing_fields(given: JsonSchema, expected: JsonSchema, path: Path) -> list[Problem]:
    problems = []
    for name in expected.get("required", ()):
        if "default" in expected.get("properties", {}).get(name, {}):
            continue
        found = schemas.member(given, name)
        if found is None:
            problems.append(missing_field(path, name))
        elif found.optional:
            problems.append(absent_field((*path, name)))
    return problems


def _compare_items(given: JsonSchema, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    items, wanted = given.get("items"), expected.get("items")
    if not isinstance(items, Mapping):
        return ()
    return compare(items, wanted if isinstance(wanted, Mapping) else ANY, path, secret_allowed=allowed)


# --- Texts ----------------------------------------------------------------------------------------


def _place(path: Path) -> str:
    return quoted(path_text(path)) if path else "this value"


def misplaced_secret(path: Path) -> Problem:
    detail = f"A secret would flow into {_place(path)}, which is not marked secret and may be shown, logged or stored as it is."
    return Problem(
        path,
        "secret-in-plain-field",
        "A secret stands in a field that is not secret",
        detail,
        "Pass it through a field that is marked secret, such as a binding.",
    )


def wrong_type(path: Path, given: frozenset[str], expected: frozenset[str]) -> Problem:
    what = f"The value of {_place(path)}" if path else "This value"
    detail = f"{what} is of type {_types(given)}, and {_types(expected)} is expected."
    return Problem(
        path,
        "wrong-type",
        "A value has the wrong type",
        detail,
        "Convert it, for instance with string(…), int(…) or double(…), or read another value.",
    )


def _types(types: frozenset[str]) -> str:
    return " or ".join(sorted(types)) or "nothing"


def unknown_field(path: Path, name: str, expected: JsonSchema) -> Problem:
    remedy = suggestion(name, schemas.field_names(expected)) or "Remove it."
    detail = f"There is no field {quoted(name)} in {_place(path)}."
    return Problem((*path, name), "unknown-field", "A field is not known", detail, remedy, on_key=True)


def missing_field(path: Path, name: str) -> Problem:
    return Problem(
        path,
        "missing-field",
        "A field is missing",
        f"The field {quoted(name)} of {_place(path)} is required.",
        f"Add {quoted(name)}.",
    )


def absent_field(path: Path) -> Problem:
    detail = f"{_place(path)[:1].upper()}{_place(path)[1:]} is required, and its value may be absent."
    return Problem(
        path,
        "absent-in-required-field",
        "A required field may be left without a value",
        detail,
        "Give it a value for that case with orValue(…).",
    )
