"""What an evaluation may cost at most, worked out before it runs.

CEL bounds iterations and depth, not the size of what is built: a few `replace` make
gigabytes, and its `map` costs the square of the list's length. A native call cannot be
interrupted, so this module walks the syntax tree with the sizes of the real inputs, and an
expression whose bound is too high is never started. A bound is not exact; it errs upwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.expressions.syntax import Call, Constant, Fold, Listing, Mapped, Name, Node, Select, children

MAX_WORK: Final = 5_000_000  # steps and characters; 10 to 30 ns each
MAX_WEIGHT: Final = 1_000_000  # characters and items of one value
_MAX_ROUNDS: Final = 10_000  # CEL's own budget
_FORMATTED_NUMBER: Final = 1_100  # characters: `%.1000f`

_GROWING: Final = frozenset({"format", "join", "matches", "replace", "split"})
_SMALL: Final = frozenset(
    {"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_&&_", "_||_", "!_", "@in", "@not_strictly_false"}
    | {"contains", "endsWith", "startsWith", "size", "indexOf", "lastIndexOf", "hasValue", "matches"}
)


@dataclass(frozen=True, slots=True)
class Bound:
    """`weight`: characters and items in all; `count`: items (or characters) at the top; `largest`: weight of one item."""

    weight: float
    count: float
    largest: float

    def __add__(self, other: Bound) -> Bound:
        return Bound(self.weight + other.weight, self.count + other.count, max(self.largest, other.largest))

    def __or__(self, other: Bound) -> Bound:
        return Bound(max(self.weight, other.weight), max(self.count, other.count), max(self.largest, other.largest))


_ONE: Final = Bound(1, 1, 1)
_NONE: Final = Bound(0, 0, 0)


class TooExpensiveError(Exception):
    """The bound is above what one evaluation may cost. Holds no values."""


def needs_bound(tree: Node) -> bool:
    """Whether the cost of `tree` can be out of proportion to its inputs."""
    if isinstance(tree, Fold) or (isinstance(tree, Call) and tree.function in _GROWING):
        return True
    return any(needs_bound(child) for child in children(tree))


def check_cost(tree: Node, data: Mapping[str, Any]) -> None:
    """Raises TooExpensiveError. `data` holds plain JSON, as the evaluation will see it."""
    _Meter(data).bound(tree, {})


def measure(value: Any) -> Bound:
    """The exact size of plain JSON."""
    if isinstance(value, str):
        return Bound(len(value) + 1, len(value), 1)
    if isinstance(value, Mapping):
        parts = [(measure(key), measure(item)) for key, item in value.items()]
        largest = max((max(key.weight, item.weight) for key, item in parts), default=0)
        return Bound(1 + sum(key.weight + item.weight for key, item in parts), len(parts), largest)
    if isinstance(value, list):
        items = [measure(item) for item in value]
        return Bound(1 + sum(item.weight for item in items), len(items), max((item.weight for item in items), default=0))
    return _ONE


class _Meter:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._work = 0.0

    def bound(self, node: Node, names: Mapping[str, Bound]) -> Bound:
        result = self._bound(node, names)
        self._spend(1 + result.weight)
        if result.weight > MAX_WEIGHT:
            raise TooExpensiveError
        return result

    def _spend(self, work: float) -> None:
        self._work += work
        if self._work > MAX_WORK:
            raise TooExpensiveError

    def _bound(self, node: Node, names: Mapping[str, Bound]) -> Bound:
        match node:
            case Constant(value=value):
                return measure(value)
            case Name() | Select() | Call(function="_[_]" | "_[?_]" | "_?._"):
                return self._path(node, names)
            case Listing(items=items):
                parts = [self.bound(item, names) for item in items]
                return Bound(1 + sum(part.weight for part in parts), len(parts), max((part.weight for part in parts), default=0))
            case Mapped(entries=entries):
                parts = [self.bound(item, names) for entry in entries for item in entry]
                return Bound(1 + sum(part.weight for part in parts), len(entries), max((part.weight for part in parts), default=0))
            case Fold():
                return self._fold(node, names)
            case Call():
                return self._call(node, names)
            case _:
                return _ONE

    def _path(self, node: Node, names: Mapping[str, Bound]) -> Bound:
        keys = _path_of(node)
        if keys is not None and keys[0] not in names:
            return measure(self._value_at(keys))
        if isinstance(node, Name):
            return names.get(node.name, _ONE)
        parts = [self.bound(child, names) for child in children(node)]
        largest = parts[0].largest if parts else 1
        return Bound(largest, largest, largest)

    def _value_at(self, keys: tuple[str | int, ...]) -> Any:
        value: Any = self._data
        for key in keys:
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int):
                value = value[key] if key < len(value) else None
            else:
                return None
        return value

    def _split(self, node: Call, text: Bound, names: Mapping[str, Bound]) -> Bound:
        """Exact where a variable is split at a literal: the usual case, and far below what could be."""
        keys = _path_of(node.target) if node.target is not None else None
        value = self._value_at(keys) if keys is not None and keys[0] not in names else None
        match node.arguments:
            case (Constant(value=str() as separator), *_) if separator and isinstance(value, str):
                return measure(value.split(separator))
            case _:
                return Bound(2 * text.weight, text.weight, text.weight)

    def _call(self, node: Call, names: Mapping[str, Bound]) -> Bound:
        parts = [self.bound(child, names) for child in children(node)]
        total = sum(parts, _NONE)
        match node.function, parts:
            case "matches", [text, pattern]:
                self._spend(text.weight * min(pattern.weight, 200))
                return _ONE
            case "replace", [text, _, replacement, *_]:
                return _text(text.weight * (replacement.weight + 1) + replacement.weight)
            case "join", [listed, *separator]:
                return _text(listed.weight + listed.count * sum(part.weight for part in separator))
            case "format", [form, arguments]:
                return _text(form.weight + 8 * arguments.weight + arguments.count * _FORMATTED_NUMBER)
            case "split", [text, *_]:
                return self._split(node, text, names)
            case "_?_:_", [_, then, otherwise]:
                return then | otherwise
            case "_+_", _:
                return total
            case function, _ if function in _SMALL:
                self._spend(total.weight)
                return _ONE
            case "string" | "quote" | "strings.quote" | "bytes", _:
                return _text(6 * total.weight + 40)
            case _:
                return total | _ONE

    def _fold(self, node: Fold, names: Mapping[str, Bound]) -> Bound:
        source = self.bound(node.range, names)
        initial = self.bound(node.initial, names)
        if isinstance(node.range, Listing) and not node.range.items:
            return self.bound(node.result, {**names, node.accumulator: initial})  # `optMap`: a name for a value
        rounds = min(source.count, _MAX_ROUNDS)
        item = Bound(source.largest, source.largest, source.largest)
        inner = {**names, **dict.fromkeys(node.variables, item), node.accumulator: _NONE}
        before = self._work
        step = self.bound(node.step, inner)
        self._spend((self._work - before) * max(rounds - 1, 0))
        if not isinstance(node.initial, Listing):
            return initial | step
        self._spend(rounds * rounds)
        return Bound(1 + rounds * step.weight, rounds, step.largest)


def _text(weight: float) -> Bound:
    return Bound(weight, weight, 1)


def _path_of(node: Node) -> tuple[str | int, ...] | None:
    match node:
        case Name(name=name):
            return (name.removeprefix("."),)
        case Select(operand=operand, field=key):
            before = _path_of(operand)
            return None if before is None else (*before, key)
        case Call(function="_[_]" | "_[?_]" | "_?._", arguments=(operand, Constant(value=str() | int() as key))):
            before = _path_of(operand)
            return None if before is None else (*before, key)
        case _:
            return None
