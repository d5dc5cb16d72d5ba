"""Values that JSON does not have: a secret, a value not yet known, and no value at all.

They travel through expressions, plans and providers beside plain JSON. A leaf module.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

SECRET_TEXT: Final = "(secret)"  # noqa: S105  what a secret prints as
UNKNOWN_TEXT: Final = "(known after apply)"

# Plain JSON, with the three types of this module as possible leaves.
type_json = Any
Path = tuple[str | int, ...]


class Secret:
    """A value that is never shown. `reveal()` is the only way to what is inside.

    Not a `str`, not JSON, not picklable: a sink that was not made for secrets fails
    instead of leaking.
    """

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        if isinstance(value, Secret):
            value = value.reveal()
        self._value = value

    def reveal(self) -> Any:
        return self._value

    def __repr__(self) -> str:
        return SECRET_TEXT

    __str__ = __repr__

    def __format__(self, _: str) -> str:
        return SECRET_TEXT

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash((Secret, repr(self._value)))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is known after apply. `type` is its JSON Schema type, or "any"."""

    type: str = "any"

    def __str__(self) -> str:
        return UNKNOWN_TEXT


class Absent(enum.Enum):
    """No value. Not null: null is a value that somebody gave."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent.ABSENT


# What most leaves are: asked first, because a plan looks at very many.
PLAIN_TYPES: Final = frozenset({str, int, bool, float, type(None)})


def walk_leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, leaf) for every scalar, secret, unknown or empty container."""
    if type(value) in PLAIN_TYPES:
        yield path, value
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from walk_leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from walk_leaves(item, (*path, index))
    else:
        yield path, value


def map_leaves(value: Any, convert: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """A copy of `value` with every leaf replaced by `convert(path, leaf)`."""
    if type(value) not in PLAIN_TYPES:
        if isinstance(value, list):
            return [map_leaves(item, convert, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict | Mapping):  # the first is told at once
            return {key: map_leaves(item, convert, (*path, key)) for key, item in value.items()}
    return convert(path, value)


def has_unknown(value: Any) -> bool:
    return _has(value, Unknown)


def has_secret(value: Any) -> bool:
    return _has(value, Secret)


def _has(value: Any, wanted: type) -> bool:
    if type(value) in PLAIN_TYPES:
        return False
    if isinstance(value, dict | Mapping):  # the first is told at once
        value = value.values()
    elif not isinstance(value, list):
        return isinstance(value, wanted)
    return any(type(item) not in PLAIN_TYPES and _has(item, wanted) for item in value)


def reveal(value: Any) -> Any:
    """A copy with secrets opened. Only for the call that hands a value to the world."""
    if type(value) in PLAIN_TYPES:
        return value
    return map_leaves(value, lambda _, leaf: leaf.reveal() if isinstance(leaf, Secret) else leaf)


def redact(value: Any) -> Any:
    """A copy that may be shown: secrets and unknowns as their texts."""

    def show(_: Path, leaf: Any) -> Any:
        return str(leaf) if isinstance(leaf, Secret | Unknown) else leaf

    return map_leaves(value, show)
