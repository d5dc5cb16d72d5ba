"""What moved between two JSON Schemas: which values are no longer allowed, which are newly so. Pure.

A change is *narrowed* when a value that was allowed may no longer be, *widened* when a value may come that was not
allowed. What cannot be compared is both: nothing is called harmless because it is not understood.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.documents.names import JsonSchema
from bouwsteen.documents.positions import Path
from bouwsteen.phrases import quoted

_MAX_DEPTH: Final = 40
# What says something about a value and does not decide whether it is allowed.
_REMARKS: Final = frozenset(
    {"title", "description", "$comment", "examples", "default", "deprecated", "readOnly", "writeOnly", "term", "secret", "$schema"}
)
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_TYPES: Final = frozenset({"null", "boolean", "object", "array", "number", "string", "integer"})
_COMPARED: Final = frozenset({"type", "enum", "const", "properties", "required", "additionalProperties", "items", *_LOWER, *_UPPER})


class Kind(enum.StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    NARROWED = "narrowed"
    WIDENED = "widened"
    REQUIRED = "required"
    OPTIONAL = "optional"
    SECRET = "secret"  # noqa: S105  a kind of difference
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference at `path`: names of properties, and `[]` for the items of a list."""

    path: Path
    kind: Kind
    detail: str

    def under(self, step: str) -> SchemaChange:
        return SchemaChange((step, *self.path), self.kind, self.detail)

    @property
    def may_refuse(self) -> bool:
        """May a value that was allowed no longer be?"""
        return self.kind in {Kind.NARROWED, Kind.REQUIRED, Kind.REMOVED}

    @property
    def may_surprise(self) -> bool:
        """May a value come that was not allowed?"""
        return self.kind in {Kind.WIDENED, Kind.OPTIONAL, Kind.ADDED, Kind.REMOVED}


def compare_schemas(before: JsonSchema | bool, after: JsonSchema | bool, depth: int = 0) -> list[SchemaChange]:
    """All differences, outermost first. Equal schemas have none."""
    if before == after:
        return []
    if isinstance(before, bool) or isinstance(after, bool) or depth > _MAX_DEPTH:
        return _compare_whole(before, after)
    return [
        *_compare_secrecy(before, after),
        *_compare_types(before, after),
        *_compare_choices(before, after),
        *_compare_bounds(before, after),
        *_compare_properties(before, after, depth),
        *(change.under("[]") for change in compare_schemas(before.get("items", True), after.get("items", True), depth + 1)),
        *_compare_rest(before, after),
    ]


def _compare_whole(before: JsonSchema | bool, after: JsonSchema | bool) -> list[SchemaChange]:
    """One of them allows everything or nothing, or they are too deep to compare."""
    found = []
    if not _allows_all(after) and before is not False:
        found.append(SchemaChange((), Kind.NARROWED, "it allows less, or something else"))
    if not _allows_all(before) and after is not False:
        found.append(SchemaChange((), Kind.WIDENED, "it allows more, or something else"))
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        found += _compare_secrecy(before if isinstance(before, Mapping) else {}, after if isinstance(after, Mapping) else {})
    return found


def _allows_all(schema: JsonSchema | bool) -> bool:
    return schema is True or (isinstance(schema, Mapping) and schema.keys() <= _REMARKS)


def _compare_secrecy(before: JsonSchema, after: JsonSchema) -> Iterator[SchemaChange]:
    was, now = before.get("secret") is True, after.get("secret") is True
    if now and not was:
        yield SchemaChange((), Kind.SECRET, "it is now secret")
    elif was and not now:
        yield SchemaChange((), Kind.PLAIN, "it is no longer secret")


def _types(schema: JsonSchema) -> frozenset[str]:
    """With `integer` beside `number`, which allows it."""
    given = schema.get("type")
    found = frozenset([given] if isinstance(given, str) else given) if given is not None else _TYPES
    return found | {"integer"} if "number" in found else found


def _compare_types(before: JsonSchema, after: JsonSchema) -> Iterator[SchemaChange]:
    was, now = _types(before), _types(after)
    if gone := was - now:
        yield SchemaChange((), Kind.NARROWED, f"the type {_listed(gone)} is no longer allowed")
    if new := now - was:
        yield SchemaChange((), Kind.WIDENED, f"the type {_listed(new)} is now allowed")


def _choices(schema: JsonSchema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _compare_choices(before: JsonSchema, after: JsonSchema) -> Iterator[SchemaChange]:
    """With both `enum` and `const` in one schema the comparison is by `const`; the rest of it is `_compare_rest`'s."""
    was, now = _choices(before), _choices(after)
    if was is None and now is None:
        return
    if now is not None and (was is None or (gone := [each for each in was if not _holds(now, each)])):
        what = "not every value" if was is None else f"the value {_listed(gone)} is no longer"
        yield SchemaChange((), Kind.NARROWED, f"{what} allowed" if was is not None else "only some values are allowed now")
    if was is not None and (now is None or (new := [each for each in now if not _holds(was, each)])):
        yield SchemaChange((), Kind.WIDENED, "any value is allowed now" if now is None else f"the value {_listed(new)} is now allowed")


def _holds(values: list[Any], wanted: Any) -> bool:
    """By the equality of JSON: a truth value is no number."""
    return any(each == wanted and isinstance(each, bool) == isinstance(wanted, bool) for each in values)


def _compare_bounds(before: JsonSchema, after: JsonSchema) -> Iterator[SchemaChange]:
    for word, sign in itertools.chain(((word, 1) for word in _LOWER), ((word, -1) for word in _UPPER)):
        was, now = before.get(word), after.get(word)
        if was == now:
            continue
        if now is not None and (was is None or sign * (now - was) > 0):
            yield SchemaChange((), Kind.NARROWED, f"`{word}` is now {now}" + (f", and was {was}" if was is not None else ""))
        else:
            yield SchemaChange((), Kind.WIDENED, f"`{word}` was {was}" + (f", and is now {now}" if now is not None else ", and is gone"))


def _compare_properties(before: JsonSchema, after: JsonSchema, depth: int) -> Iterator[SchemaChange]:
    was, now = before.get("properties", {}), after.get("properties", {})
    others_before, others_after = before.get("additionalProperties", True), after.get("additionalProperties", True)
    for name in [*was, *(name for name in now if name not in was)]:
        if name not in now:
            yield from _leave_out(name, was[name], others_after, depth)
        elif name not in was:
            yield from _put_in(name, now[name], others_before, depth)
        else:
            yield from (change.under(name) for change in compare_schemas(was[name], now[name], depth + 1))
    yield from (change.under("*") for change in compare_schemas(others_before, others_after, depth + 1))
    needed_before, needed_after = set(before.get("required", ())), set(after.get("required", ()))
    for name in sorted(needed_after - needed_before):
        yield SchemaChange((name,), Kind.REQUIRED, "it is now required")
    for name in sorted(needed_before - needed_after):
        yield SchemaChange((name,), Kind.OPTIONAL, "it may now be left out")


def _leave_out(name: str, was: JsonSchema | bool, others: JsonSchema | bool, depth: int) -> Iterator[SchemaChange]:
    """A property that is no longer named. Where others are allowed, its values still come, as what others may be."""
    yield SchemaChange((name,), Kind.REMOVED, "it is gone")
    if others is not False:
        yield from (change.under(name) for change in compare_schemas(was, others, depth + 1))


def _put_in(name: str, now: JsonSchema | bool, others: JsonSchema | bool, depth: int) -> Iterator[SchemaChange]:
    """A property that was not named. Where others were allowed, it might have come before, as anything."""
    yield SchemaChange((name,), Kind.ADDED, "it is new")
    if others is not False:
        yield from (change.under(name) for change in compare_schemas(others, now, depth + 1) if change.may_refuse)


def _compare_rest(before: JsonSchema, after: JsonSchema) -> Iterator[SchemaChange]:
    for word in sorted((before.keys() | after.keys()) - _REMARKS - _COMPARED):
        if before.get(word) == after.get(word) and (word in before) == (word in after):
            continue
        if word in after:
            yield SchemaChange((), Kind.NARROWED, f"`{word}` asks for something else" if word in before else f"`{word}` is asked now")
        if word in before:
            yield SchemaChange((), Kind.WIDENED, f"`{word}` no longer asks for what it did")
    both = "enum" in before and "const" in before, "enum" in after and "const" in after
    if any(both):
        yield SchemaChange((), Kind.NARROWED, "`enum` and `const` together cannot be compared")
        yield SchemaChange((), Kind.WIDENED, "`enum` and `const` together cannot be compared")


def _listed(values: Any) -> str:
    return ", ".join(sorted(quoted(value, 40) for value in values)[:5])
