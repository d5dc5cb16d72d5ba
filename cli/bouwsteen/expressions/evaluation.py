"""Evaluating by CEL: what a result is (unknown, absent, secret) is decided here, by what is read, before CEL sees a value."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from bouwsteen.expressions import cel_engine, costs, paths, schemas
from bouwsteen.expressions.cel_engine import Range
from bouwsteen.expressions.paths import Read
from bouwsteen.expressions.problems import EvaluationError
from bouwsteen.expressions.references import OrderedRange
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.syntax import Constant, Listing, Mapped, Node
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Secret, Unknown


@dataclass(frozen=True)
class Program:
    """An expression without mistakes. `variables` are the schemas of what it may read, `result_type` types an unknown."""

    text: str
    tree: Node
    reads: tuple[Read, ...]
    variables: Mapping[str, JsonSchema] = field(repr=False)
    is_optional: bool
    result_type: str
    ranges: tuple[OrderedRange, ...] = ()

    def evaluate(self, activation: Mapping[str, Any]) -> Any:
        """JSON, `Secret`, `Unknown` or `ABSENT`. Raises EvaluationError.

        One unguarded read that is absent makes the result absent, even beside an unknown one: it
        stays so when that is known. Then one unknown makes it unknown, and one secret secret.
        """
        for read in self.reads:
            reached = paths.reach(read.root, read.path, activation)
            if reached.value is ABSENT and not (reached.missing_at < len(read.tolerated) and read.tolerated[reached.missing_at]):
                return ABSENT
        copier = _Copier()
        data = {root: copier.select(activation[root], part) for root, part in self._roots.items()}
        if copier.is_unknown:
            return Unknown(self.result_type)
        if copier.is_cut:
            raise _null_character(self.text)
        if copier.is_secret:
            result = _run(self, data, is_secret=True)
            return _tainted(self.tree, _to_json(result[0])) if result else ABSENT
        return self._compute(data)

    def _compute(self, data: dict[str, Any]) -> Any:
        """By what is read alone: a rule that is asked of thousands reads the same of many. Answers that are true or false are kept."""
        # Of JSON, what Python writes is equal for equal data and no other: `1`, `1.0`, `true` and `"1"` are four.
        key = repr(data) if self.result_type == "boolean" else None
        found = self._known.get(key) if key is not None else None
        if found is not None:
            return found
        result = _run(self, data, is_secret=False)
        value = _to_json(result[0]) if result else ABSENT
        if key is not None and isinstance(value, bool) and len(key) < _LONGEST_KNOWN and len(self._known) < _MOST_KNOWN:
            self._known[key] = value
        return value

    @cached_property
    def _roots(self) -> Mapping[str, _Selection]:
        return _select_roots(self.reads, self.variables)

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

    @cached_property
    def needs_bound(self) -> bool:
        return costs.needs_bound(self.tree)


@dataclass(slots=True)
class _Selection:
    """The parts of a variable that an expression reads, as a tree, with their schemas; `whole` from here on."""

    schema: JsonSchema
    children: dict[str | int, _Selection] = field(default_factory=dict)
    whole: bool = False


_MOST_KNOWN: Final = 1_000  # answers of one expression
_LONGEST_KNOWN: Final = 4_000  # characters of what was read


def _select_roots(reads: tuple[Read, ...], variables: Mapping[str, JsonSchema]) -> Mapping[str, _Selection]:
    roots: dict[str, _Selection] = {}
    for read in reads:
        place = roots.setdefault(read.root, _Selection(variables[read.root]))
        for key in read.path:
            place = place.children.setdefault(key, _Selection(_member_schema(place.schema, key)))
        place.whole |= not read.presence
    return roots


@dataclass(slots=True)
class _Copier:
    """Copies what is read, opened and without absent parts, and notes what it came across."""

    is_secret: bool = False
    is_unknown: bool = False
    # A text with a null character: the library would cut it off there, and compare what is left.
    is_cut: bool = False

    def select(self, value: Any, selection: _Selection) -> Any:
        if selection.whole:
            return self.copy(value, selection.schema)
        if type(value) is not dict:
            value = self._opened(value)
        if isinstance(value, dict | Mapping):
            found = {}
            for key, part in selection.children.items():
                member = value.get(key, ABSENT)
                if member is not ABSENT:
                    found[key] = self.select(member, part)
            return found
        if isinstance(value, list):
            parts = selection.children
            return [self.select(item, parts[index]) if index in parts else None for index, item in enumerate(value)]
        return value

    def copy(self, value: Any, schema: JsonSchema) -> Any:
        if type(value) is str:
            self.is_cut |= "\0" in value
            return value
        value = self._opened(value)
        if isinstance(value, Mapping):
            self.is_cut |= any("\0" in str(key) for key in value)
            return {key: self.copy(item, _member_schema(schema, key)) for key, item in value.items() if item is not ABSENT}
        if isinstance(value, list):
            items = _member_schema(schema, 0)
            return [self.copy(item, items) for item in value if item is not ABSENT]
        if isinstance(value, str):
            self.is_cut |= "\0" in value
        # CEL keeps whole and fractional numbers apart where JSON does not; the schema says which is meant.
        if isinstance(value, int) and not isinstance(value, bool) and schema.get("type") == "number":
            return float(value)
        if isinstance(value, float) and schema.get("type") == "integer" and value.is_integer():
            return int(value)
        return value

    def _opened(self, value: Any) -> Any:
        if isinstance(value, Secret):
            self.is_secret = True
            value = value.reveal()
        if isinstance(value, Unknown):
            self.is_unknown = True
            return None
        return value


def _member_schema(schema: JsonSchema, key: str | int) -> JsonSchema:
    if not schema:
        return schema
    found = schemas.member(schema, key)
    return found.schema if found else schemas.ANY


def _ordered(ranges: tuple[OrderedRange, ...], data: Mapping[str, Any]) -> tuple[tuple[Range, ...], dict[str, list[Any]]]:
    """Ranges for the engine, and the lists that stand for the maps: their keys in order.

    `@` is no character of CEL, so no expression can name these variables. A path that leads nowhere gets no
    list: it stands behind a condition that is false.
    """
    found: list[Range] = []
    lists: dict[str, list[Any]] = {}
    for number, item in enumerate(ranges):
        variable = f"@range{number}" if item.root else ""
        found.append(Range(item.fold, variable))
        reached = paths.reach(item.root, item.path, data).value if item.root else ABSENT
        if isinstance(reached, Mapping):
            lists[variable] = sorted(reached)
        elif isinstance(reached, list):
            lists[variable] = reached
    return tuple(found), lists


def _run(program: Program, data: Mapping[str, Any], *, is_secret: bool) -> tuple[Any, ...]:
    fault = ""
    try:
        if program.needs_bound:
            costs.check_cost(program.tree, data)
        ranges, lists = _ordered(program.ranges, data)
        return cel_engine.evaluate(program.text, {**data, **lists}, optional=program.is_optional, ranges=ranges)
    except costs.TooExpensiveError:
        pass
    except cel_engine.EvaluationFaultError as error:
        fault = error.text
    # Raised here, outside of the handlers, so that no context holds what the library said.
    if not fault:
        detail = f"With these values {quoted(program.text)} builds too much or takes too long."
        remedy = "Work on less at once, or prepare the value where it comes from."
        raise EvaluationError((), "evaluation-too-large", "An expression would cost too much", detail, remedy)
    reason = "The reason is not shown, since it reads a secret." if is_secret else f"The reason: {fault[:300]}."
    detail = f"{quoted(program.text)} has no value. {reason}"
    remedy = "Guard it with a condition, or correct the values that it reads."
    raise EvaluationError((), "evaluation-failed", "An expression cannot be evaluated", detail, remedy)


def _null_character(text: str) -> EvaluationError:
    detail = f"A text that {quoted(text)} reads holds a null character, with which expressions cannot compute."
    return EvaluationError(
        (), "evaluation-failed", "An expression cannot be evaluated", detail, "Remove the character where the text comes from."
    )


def _to_json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise _no_json("a number that is not finite")
    if isinstance(value, list):
        return [_to_json(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            # CEL's maps have no order of their own, and equal input must give equal bytes.
            return {key: _to_json(value[key]) for key in sorted(value)}
        raise _no_json("a map whose keys are not text")
    names = {dt.datetime: "a timestamp", dt.timedelta: "a duration", bytes: "bytes", bytearray: "bytes"}
    raise _no_json(next((name for kind, name in names.items() if isinstance(value, kind)), "a value of another kind"))


def _no_json(what: str) -> EvaluationError:
    return EvaluationError(
        (),
        "wrong-type",
        "A value has the wrong type",
        f"The result holds {what}, which JSON does not have.",
        "Convert it, for instance with string(…).",
    )


def _tainted(tree: Node | None, value: Any) -> Any:
    """Secret, by leaf where the expression itself spells out the structure, else as a whole."""
    if isinstance(tree, Constant):
        return value
    if isinstance(tree, Listing) and not tree.optional and isinstance(value, list):
        return [_tainted(item, part) for item, part in zip(tree.items, value, strict=True)]
    if isinstance(tree, Mapped) and not tree.optional and isinstance(value, dict):
        entries = {key.value: item for key, item in tree.entries if isinstance(key, Constant)}
        if set(entries) == set(value):
            return {key: _tainted(entries[key], item) for key, item in value.items()}
    return Secret(value)
