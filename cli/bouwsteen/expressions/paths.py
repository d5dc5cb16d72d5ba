"""Reference paths: `uses.identity.issuer`, `resources.share["a-b"]`, `parameters.?title.orValue('x')`.

Most templates are nothing else. They are read, checked and evaluated here, without CEL; the
answers are the same as CEL's, and a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from bouwsteen.expressions import schemas
from bouwsteen.expressions.problems import EvaluationError, Problem, path_text, suggestion
from bouwsteen.expressions.scanning import Token, tokens
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, PLAIN_TYPES, Secret, Unknown, has_unknown, map_leaves

# Words that CEL does not take as the name of a variable.
RESERVED: Final = frozenset(
    {"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"}
    | {"let", "loop", "null", "package", "namespace", "return", "true", "var", "void", "while"}
)
# Words that CEL does not take behind a dot either.
_NO_FIELD: Final = frozenset({"false", "in", "null", "true"})
_OR_VALUE: Final = "orValue"
_MISSING: Final = object()
_MAX_STEPS: Final = 31  # CEL's own depth


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path; `optional` where it is written `.?key` or `[?key]`."""

    key: str | int
    optional: bool = False
    offset: int = -1


def tolerated(steps: Sequence[Step]) -> tuple[bool, ...]:
    """Which steps may be missing by how they are written.

    Behind `.?a` a field may be missing too (`.?a.b` is `.?a.?b`), an item of a list may not: as CEL has it.
    """
    result: list[bool] = []
    for step in steps:
        result.append(step.optional or (True in result and isinstance(step.key, str)))
    return tuple(result)


@dataclass(frozen=True)
class ReferencePath:
    """`root` and what is read from it; `fallback` is what stands in `orValue(…)`."""

    root: str
    steps: tuple[Step, ...]
    offset: int = 0
    fallback: ReferencePath | Fallback | None = None

    @cached_property
    def keys(self) -> tuple[str | int, ...]:
        return tuple(step.key for step in self.steps)

    @property
    def is_optional(self) -> bool:
        return any(step.optional for step in self.steps)

    @cached_property
    def tolerated(self) -> tuple[bool, ...]:
        return tolerated(self.steps)


@dataclass(frozen=True, slots=True)
class Fallback:
    """A literal in `orValue(…)`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Read:
    """One path read from a variable. `tolerated[i]`: step i may be missing. `presence`: only whether it is there."""

    root: str
    path: tuple[str | int, ...]
    tolerated: tuple[bool, ...] = ()
    presence: bool = False

    @property
    def is_optional(self) -> bool:
        return any(self.tolerated)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a path leads to, by the schemas alone."""

    schema: JsonSchema
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> ReferencePath | None:
    """The path that `text` is, or None where it is anything else (also when it is wrong: CEL then says why)."""
    listed = list(tokens(text))
    if not listed or any(token is None for token in listed):
        return None
    parser = _Parser([token for token in listed if token is not None])
    path = parser.path()
    return path if path is not None and parser.is_at_end else None


class _Parser:
    def __init__(self, listed: Sequence[Token]) -> None:
        self._tokens = listed
        self._place = 0

    @property
    def is_at_end(self) -> bool:
        return self._place == len(self._tokens)

    def _next(self, raw: str = "") -> Token | None:
        if self.is_at_end or (raw and self._tokens[self._place].raw != raw):
            return None
        self._place += 1
        return self._tokens[self._place - 1]

    def path(self) -> ReferencePath | None:
        root = self._next()
        if root is None or root.kind != "word" or root.raw in RESERVED:
            return None
        steps: list[Step] = []
        while not self.is_at_end and len(steps) <= _MAX_STEPS:
            before = self._place
            step = self._step()
            if step is None:
                self._place = before
                break
            steps.append(step)
        path = ReferencePath(root.raw, tuple(steps), root.start)
        return self._with_fallback(path) if path.is_optional else path

    def _step(self) -> Step | None:
        if self._next("."):
            optional = self._next("?") is not None
            name = self._next()
            if name is None or name.kind != "word" or name.raw in _NO_FIELD or self._is_call:
                return None
            return Step(name.raw, optional, name.start)
        if self._next("["):
            optional = self._next("?") is not None
            key = self._next()
            value = None if key is None else _literal_key(key)
            if key is None or value is None or self._next("]") is None:
                return None
            return Step(value, optional, key.start)
        return None

    @property
    def _is_call(self) -> bool:
        return not self.is_at_end and self._tokens[self._place].raw == "("

    def _with_fallback(self, path: ReferencePath) -> ReferencePath | None:
        if self.is_at_end or self._next(".") is None:
            return path
        if self._next(_OR_VALUE) is None or self._next("(") is None:
            return None
        fallback = self._fallback()
        if fallback is None or self._next(")") is None:
            return None
        return ReferencePath(path.root, path.steps, path.offset, fallback)

    def _fallback(self) -> ReferencePath | Fallback | None:
        token = None if self.is_at_end else self._tokens[self._place]
        if token is None:
            return None
        literal = _literal(token)
        if literal is None:
            path = self.path()
            return None if path is None or path.is_optional else path
        self._place += 1
        return literal


def _literal_key(token: Token) -> str | int | None:
    return int(token.raw) if token.kind == "mark" and token.raw.isascii() and token.raw.isdigit() else token.plain_text


def _literal(token: Token) -> Fallback | None:
    if token.raw in ("true", "false"):
        return Fallback(token.raw == "true")
    value = _literal_key(token)
    return None if value is None else Fallback(value)


_INDEXABLE: Final = re.compile(r"[A-Za-z_]\w*")


def normalise(text: str) -> str:
    """The same expression with `a["b"]` written `a.b`, and every other character where it was.

    CEL's checker has no index on records; for maps the two forms are the same.
    """
    listed = [token for token in tokens(text) if token is not None]
    result = text
    for place in range(1, len(listed) - 2):
        before, opening = listed[place - 1], listed[place]
        if opening.raw != "[" or not _can_be_indexed(before):
            continue
        optional = listed[place + 1].raw == "?"
        rest = listed[place + 2 if optional else place + 1 :][:2]
        name = rest[0].plain_text if len(rest) == 2 and rest[1].raw == "]" else None
        if name is None or not name.isascii() or not _INDEXABLE.fullmatch(name) or name in _NO_FIELD:
            continue
        selected = f"{'.?' if optional else '.'}{name}"
        width = rest[1].end - opening.start
        result = f"{result[: opening.start]}{selected.ljust(width)}{result[rest[1].end :]}"
    return result


def _can_be_indexed(token: Token) -> bool:
    return (token.kind == "word" and token.raw not in RESERVED) or token.raw in ("]", ")")


def follow(base: str, schema: JsonSchema, steps: Sequence[Step], tolerated: Sequence[bool], *, unguarded: bool = True) -> Followed:
    """Walk schemas along a path, and say what cannot be there or may be missing.

    `tolerated[i]` is true where the expression allows step i to be missing. `base` names where it starts.
    """
    problems: list[Problem] = []
    for index, step in enumerate(steps):
        found = schemas.member(schema, step.key)
        if found is None:
            return Followed(schemas.ANY, (*problems, _no_member(base, schema, steps, index)))
        if found.optional and unguarded and not tolerated[index]:
            problems.append(_unguarded(base, steps, index))
        schema = found.schema
    return Followed(schema, tuple(problems))


def _written(base: str, steps: Sequence[Step]) -> str:
    return path_text((base, *(step.key for step in steps)))


def _no_member(base: str, schema: JsonSchema, steps: Sequence[Step], index: int) -> Problem:
    step = steps[index]
    owner = quoted(_written(base, steps[:index]))
    names = schemas.field_names(schema)
    if schemas.is_record(schema) and isinstance(step.key, str):
        detail = f"{owner} has no field {quoted(step.key)}."
        remedy = suggestion(step.key, names) or f"{owner} has no fields at all."
        return Problem((), "undefined-field", "A field does not exist", detail, remedy, step.offset + 1)
    kind = " or ".join(sorted(schemas.types_of(schema) or {"any"}))
    what = f"item {step.key}" if isinstance(step.key, int) else f"field {quoted(step.key)}"
    detail = f"{owner} is of type {kind}, so it has no {what}."
    return Problem(
        (), "undefined-field", "A field does not exist", detail, "Read a field of an object or an item of a list.", step.offset + 1
    )


def _unguarded(base: str, steps: Sequence[Step], index: int) -> Problem:
    owner, whole = _written(base, steps[:index]), _written(base, steps[: index + 1])
    key = steps[index].key
    detail = f"{quoted(whole)} may be absent, and this expression reads it as if it were always there."
    remedy = (
        f"Write {owner}.?{key}.orValue(…) with a value for when it is absent, {owner}.?{key} to leave this field out, "
        f"or has({whole}) && … ."
    )
    return Problem((), "optional-unguarded", "An optional field is read without a guard", detail, remedy, steps[index].offset + 1)


# --- At run time ----------------------------------------------------------------------------------


class Reached(NamedTuple):
    """Where a path ends in real values. `value` is ABSENT when step `missing_at` is not there."""

    value: Any
    is_secret: bool = False
    missing_at: int = -1


_INSIDE_UNKNOWN: Final = Unknown()


def reach(root: str, keys: Sequence[str | int], activation: Mapping[str, Any]) -> Reached:
    """Follow a path through values, secrets included. Stops at an unknown.

    Raises EvaluationError where a step is taken into something that has no members.
    """
    value = activation.get(root, _MISSING)
    if value is _MISSING:
        raise _no_variable(root)
    is_secret = False
    for index, key in enumerate(keys):
        if type(value) is dict:  # what most are, told at once
            value = value.get(key, ABSENT)
            if value is ABSENT:
                return Reached(ABSENT, is_secret, index)
            continue
        if isinstance(value, Secret):
            value, is_secret = value.reveal(), True
        if isinstance(value, dict) or (isinstance(value, Mapping) and isinstance(key, str)):
            value = value.get(key, ABSENT)
        elif isinstance(value, list) and isinstance(key, int):
            value = value[key] if key < len(value) else ABSENT
        elif isinstance(value, Unknown):
            return Reached(_INSIDE_UNKNOWN, is_secret)
        elif value is not ABSENT:
            raise _no_members(root, keys, index, schemas.json_type(value))
        if value is ABSENT:
            return Reached(ABSENT, is_secret, index)
    if isinstance(value, Secret):
        value, is_secret = value.reveal(), True
    return Reached(value, is_secret, len(keys) if value is ABSENT else -1)


def _no_variable(root: str) -> EvaluationError:
    return EvaluationError(
        (), "missing-variable", "A variable has no value", f"{quoted(root)} is not available where this expression is evaluated.",
        "Read another variable, or move the expression to a place that has it.",
    )  # fmt: skip


def _no_members(root: str, keys: Sequence[str | int], index: int, kind: str) -> EvaluationError:
    detail = f"{quoted(path_text((root, *keys[:index])))} is of type {kind}, so {quoted(keys[index])} cannot be read from it."
    return EvaluationError((), "not-an-object", "A value has no such part", detail, "Read the value itself, or correct what gives it.")


def without_absent(value: Any) -> Any:
    """The value with absent map entries and list items left out; the same object where there are none."""
    if isinstance(value, dict):
        cleaned = {key: without_absent(item) for key, item in value.items() if item is not ABSENT}
        return value if len(cleaned) == len(value) and all(cleaned[key] is value[key] for key in cleaned) else cleaned
    if isinstance(value, list):
        items = [without_absent(item) for item in value if item is not ABSENT]
        return value if len(items) == len(value) and all(new is old for new, old in zip(items, value, strict=True)) else items
    return value


def evaluate(path: ReferencePath, schema: JsonSchema, activation: Mapping[str, Any]) -> Any:
    """What the path gives: the value as it is, with its secrets and unknowns where they are.

    `schema` types an unknown. `p.orValue(q)` is chosen, not computed: `q` matters only where `p` is absent.
    """
    reached = reach(path.root, path.keys, activation)
    value = reached.value
    if type(value) in PLAIN_TYPES and not reached.is_secret:
        return value
    if value is ABSENT:
        if path.fallback is None or reached.missing_at >= len(path.steps) or not path.tolerated[reached.missing_at]:
            return ABSENT
        return path.fallback.value if isinstance(path.fallback, Fallback) else evaluate(path.fallback, schema, activation)
    if isinstance(value, Unknown):
        return value if value.type != "any" else Unknown(schemas.type_name(schema))
    if isinstance(value, dict | list):
        value = without_absent(value)
        if reached.is_secret and has_unknown(value):
            return map_leaves(value, lambda _, leaf: leaf if isinstance(leaf, Unknown) else Secret(leaf))
    return Secret(value) if reached.is_secret else value
