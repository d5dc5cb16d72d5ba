"""A template, or the value that came out of it, held against the JSON Schema of where it goes.

Literal parts are validated as values, expressions by their type and secrecy. The same rules
serve values with `Secret` and `Unknown` leaves, so that what could not be known before is
checked once it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.expressions import compatibility, schemas
from bouwsteen.expressions.compatibility import expected_member
from bouwsteen.expressions.problems import MAX_PROBLEMS, Problem
from bouwsteen.expressions.schemas import ANY, JsonSchema
from bouwsteen.expressions.trees import ListNode, LiteralNode, MapNode, TemplateNode, TextNode, WholeNode, is_optional
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Path, Secret, Unknown, reveal, walk_leaves

_MASK: Final = "the value"
_MAX_PROBLEMS: Final = 20


def check_node(node: TemplateNode, schema: JsonSchema) -> tuple[Problem, ...]:
    """Problems of a template that is to become a value of `schema`; behind the first `MAX_PROBLEMS` in one map or list it stops."""
    return _check(node, schemas.inline(schema), (), secret_allowed=False)


def check_value(value: Any, schema: JsonSchema) -> tuple[Problem, ...]:
    """Problems of an evaluated value: types, missing and unknown fields, secrets in plain fields. Texts hold no values."""
    return check_node(_node_of(value), schema)


def _is_plain(value: Any) -> bool:
    return not any(isinstance(leaf, Secret | Unknown) or leaf is ABSENT for _, leaf in walk_leaves(value))


def _node_of(value: Any) -> TemplateNode:
    """A node with a literal for each part that is JSON and no more, so that such parts are validated in full."""
    if _is_plain(value):
        return LiteralNode(value)
    if isinstance(value, Mapping):
        return MapNode({key: _node_of(item) for key, item in value.items() if item is not ABSENT})
    if isinstance(value, list):
        return ListNode(tuple(_node_of(item) for item in value if item is not ABSENT))
    return LiteralNode(value)


def _check(node: TemplateNode, expected: JsonSchema, path: Path, *, secret_allowed: bool) -> tuple[Problem, ...]:
    allowed = secret_allowed or schemas.is_secret(expected)
    match node:
        case LiteralNode(value=Secret() as secret):
            return _check_secret(secret, expected, path, allowed=allowed)
        case LiteralNode(value=Unknown(type=kind)):
            return compatibility.compare(ANY if kind == "any" else {"type": kind}, expected, path, secret_allowed=True)
        case LiteralNode(value=Mapping() | list() as value) if not _is_plain(value):
            return _check(_node_of(value), expected, path, secret_allowed=secret_allowed)
        case LiteralNode(value=value):
            return _validate(value, expected, path)
        case WholeNode(expression=expression):
            return () if expression.problems else compatibility.compare(expression.schema, expected, path, secret_allowed=allowed)
        case TextNode():
            return compatibility.compare(text_schema(node), expected, path, secret_allowed=allowed)
        case MapNode() | ListNode():
            return _check_container(node, expected, path, allowed=allowed)


def text_schema(node: TextNode) -> JsonSchema:
    is_secret = any(schemas.holds_secret(expression.schema) for expression in node.expressions)
    return {"type": "string", "secret": True} if is_secret else {"type": "string"}


def _check_secret(secret: Secret, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    if not allowed:
        return (compatibility.misplaced_secret(path),)
    if _validate(reveal(secret.reveal()), expected, path):
        detail = "The secret value does not fit what is expected here. Neither is shown."
        return (Problem(path, "invalid-value", "A value is not allowed here", detail, "Correct the secret where it comes from."),)
    return ()


def _check_container(node: MapNode | ListNode, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    for branch in expected.get("allOf", ()):
        if problems := _check_container(node, branch, path, allowed=allowed or schemas.is_secret(branch)):
            return problems
    for keyword in ("anyOf", "oneOf"):
        tried = [_check(node, branch, path, secret_allowed=allowed) for branch in expected.get(keyword, ())]
        if tried and all(tried):
            return compatibility.nearest(tried, path)
    kind = frozenset({"object" if isinstance(node, MapNode) else "array"})
    types = schemas.types_of(expected)
    if types is not None and not kind & types:
        return (compatibility.wrong_type(path, kind, types),)
    if isinstance(node, MapNode):
        return _check_map(node, expected, path, allowed=allowed)
    return _check_list(node, expected, path, allowed=allowed)


def _check_map(node: MapNode, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    has_branches = any(keyword in expected for keyword in ("anyOf", "oneOf"))
    for name, entry in node.entries.items():
        if len(problems) >= MAX_PROBLEMS:
            return tuple(problems)
        found = expected_member(expected, name)
        if found is None:
            problems.append(compatibility.unknown_field(path, name, expected))
        elif found is not ANY or not has_branches:
            problems.extend(_check(entry, found, (*path, name), secret_allowed=allowed))
    for name in expected.get("required", ()):
        if "default" in expected.get("properties", {}).get(name, {}):
            continue
        if name not in node.entries:
            problems.append(compatibility.missing_field(path, name))
        elif is_optional(node.entries[name]):
            problems.append(compatibility.absent_field((*path, name)))
    return tuple(problems)


def _check_list(node: ListNode, expected: JsonSchema, path: Path, *, allowed: bool) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    first = expected.get("prefixItems", ())
    rest = expected.get("items")
    for index, item in enumerate(node.items):
        if len(problems) >= MAX_PROBLEMS:
            return tuple(problems)
        schema = first[index] if index < len(first) else rest if isinstance(rest, Mapping) else ANY
        problems.extend(_check(item, schema, (*path, index), secret_allowed=allowed))
    least, most = expected.get("minItems", 0), expected.get("maxItems", len(node.items))
    if not least <= len(node.items) <= most:
        detail = f"The list has {len(node.items)} items; at least {least} and at most {most} are allowed."
        problems.append(Problem(path, "invalid-value", "A value is not allowed here", detail, "Correct the number of items."))
    return tuple(problems)


# --- Literal values -------------------------------------------------------------------------------


def _validate(value: Any, expected: JsonSchema, path: Path) -> tuple[Problem, ...]:
    if not expected:
        return ()
    import jsonschema_rs  # noqa: PLC0415  takes 70 ms to load: only when there is a literal to validate

    try:
        validator = jsonschema_rs.Draft202012Validator(dict(expected), mask=_MASK, offline=True)
        errors = [error for _, error in zip(range(_MAX_PROBLEMS), validator.iter_errors(value), strict=False)]
    except ValueError:
        detail = "The schema that this value is held against is not a valid JSON Schema, or the value is no JSON."
        return (Problem(path, "schema-invalid", "A schema is not valid", detail, "Correct the schema of the type or the interface."),)
    return tuple(problem for error in errors for problem in _problems_of(error, expected, path))


def _problems_of(error: Any, expected: JsonSchema, path: Path) -> list[Problem]:
    place: Path = (*path, *error.instance_path)
    owner = _schema_at(expected, error.instance_path)
    match error.kind.name:
        case "required":
            has_default = "default" in owner.get("properties", {}).get(error.kind.property, {})
            return [] if has_default else [compatibility.missing_field(place, error.kind.property)]
        case "additionalProperties":
            return [compatibility.unknown_field(place, name, owner) for name in error.kind.unexpected]
        case "type":
            given = frozenset({schemas.json_type(error.instance)})
            return [compatibility.wrong_type(place, given, frozenset(error.kind.types))]
        case keyword:
            detail = f"{error.message[:1].upper()}{error.message[1:300]}."
            return [Problem(place, "invalid-value", "A value is not allowed here", detail, f"Correct it; the rule is {quoted(keyword)}.")]


def _schema_at(schema: JsonSchema, path: Any) -> JsonSchema:
    for key in path:
        first = schema.get("prefixItems", ())
        if isinstance(key, int) and key < len(first):
            schema = first[key]
            continue
        found = schemas.member(schema, key)
        if found is None:
            return ANY
        schema = found.schema
    return schema
