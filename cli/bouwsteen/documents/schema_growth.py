"""How often a schema that refers to itself is applied to one value.

Of a tree each value is checked once, however deep it stands: that is what recursion in a schema is for. With `allOf` of two
`items` of itself each level is checked twice as often as the one above, so that a value of one line costs more than there is
time. Counted is the worst way from the top of a value to its bottom. The count errs upwards: of patterns that are not known to
exclude each other, all may apply.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

Part = dict[str, Any]


class _Other(enum.Enum):
    """A name, or a place in a list, that no schema names."""

    NAME = enum.auto()
    PATTERNED = enum.auto()
    ITEM = enum.auto()


_Key = str | int | _Other


class _TooLargeError(Exception):
    """There is more to look at than a schema may have."""


class SchemaGrowth:
    """Of one sound schema. `same_place` gives the schemas for the same value as a part, `below` all schemas inside it."""

    def __init__(
        self,
        root: Part,
        *,
        same_place: Callable[[Part], Iterator[Part]],
        below: Callable[[Part], Iterator[Part]],
        matches: Callable[[str, str], bool],
        most: int,
    ) -> None:
        self._root, self._same_place, self._matches, self._most = root, same_place, matches, most
        self._recurring = _find_recurring(root, below)
        self._steps = 0

    def count(self, depth: int) -> int:
        """How many schemas are applied on one way down a value of that depth: `most` and one more where it is beyond that."""
        if id(self._root) not in self._recurring:
            return 0
        try:
            ways = self._all_ways()
        except _TooLargeError:
            return self._most + 1
        counts = {start: size for start, (size, _) in ways.items()}
        for _ in range(depth):
            counts = {
                start: min(self._most + 1, size + max((sum(map(counts.__getitem__, children)) for children in keys), default=0))
                for start, (size, keys) in ways.items()
            }
        return counts[id(self._root)]

    def _all_ways(self) -> dict[int, tuple[int, list[tuple[int, ...]]]]:
        """For each schema that is applied to a value: how many go with it, and by name or place which are applied below."""
        found: dict[int, tuple[int, list[tuple[int, ...]]]] = {}
        waiting = [self._root]
        while waiting:
            start = waiting.pop()
            if id(start) in found:
                continue
            level = self._level(start)
            ways = [self._applied(level, key) for key in self._keys(level)]
            found[id(start)] = (len(level), list({tuple(map(id, way)) for way in ways}))
            waiting.extend(part for way in ways for part in way)
        return found

    def _level(self, start: Part) -> list[Part]:
        """What is applied to the same value as `start`, each as often as it is."""
        found: list[Part] = []
        waiting = [start]
        while waiting:
            part = waiting.pop()
            if id(part) in self._recurring:
                self._spend()
                found.append(part)
                waiting.extend(self._same_place(part))
        return found

    def _keys(self, level: list[Part]) -> list[_Key]:
        names = dict.fromkeys(name for part in level for name, item in _mapping(part, "properties").items() if id(item) in self._recurring)
        places = max((len(part.get("prefixItems", ())) for part in level), default=0)
        return [*names, _Other.NAME, _Other.PATTERNED, *range(places), _Other.ITEM]

    def _applied(self, level: list[Part], key: _Key) -> list[Part]:
        found = []
        for part in level:
            self._spend()
            found += [self._named(item) for item in self._children(part, key) if id(item) in self._recurring]
        return found

    def _named(self, part: Part) -> Part:
        """What a part stands for that is nothing but a reference."""
        while part.keys() == {"$ref"}:
            (part,) = self._same_place(part)
        return part

    def _spend(self) -> None:
        self._steps += 1
        if self._steps > self._most:
            raise _TooLargeError

    def _children(self, part: Part, key: _Key) -> Iterator[Any]:
        if isinstance(key, int) or key is _Other.ITEM:
            prefix = part.get("prefixItems", ())
            if isinstance(key, int) and key < len(prefix):
                yield prefix[key]
            else:
                yield part.get("items", part.get("unevaluatedItems"))
            yield part.get("contains")
            return
        named = _mapping(part, "properties")
        patterned = [item for pattern, item in _mapping(part, "patternProperties").items() if self._may_match(pattern, key)]
        yield from patterned
        if isinstance(key, str) and key in named:
            yield named[key]
        elif not patterned:
            yield part.get("additionalProperties", part.get("unevaluatedProperties"))

    def _may_match(self, pattern: str, key: _Key) -> bool:
        if isinstance(key, str):
            self._spend()
            return self._matches(pattern, key)
        return key is _Other.PATTERNED


def _mapping(part: Part, keyword: str) -> dict[str, Any]:
    found = part.get(keyword)
    return found if isinstance(found, dict) else {}


def _find_recurring(root: Part, below: Callable[[Part], Iterator[Part]]) -> frozenset[int]:
    """The parts from which a way leads to a part that comes back to itself: what is left when those without a way on are taken away."""
    inside: dict[int, list[int]] = {}
    above: dict[int, list[int]] = defaultdict(list)
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if id(part) in inside:
            continue
        parts = list(below(part))
        inside[id(part)] = [id(item) for item in parts]
        for item in parts:
            above[id(item)].append(id(part))
        waiting.extend(parts)
    left = {part: len(parts) for part, parts in inside.items()}
    ends = [number for number, count in left.items() if not count]
    while ends:
        end = ends.pop()
        del left[end]
        for other in above[end]:
            left[other] -= 1
            if not left[other]:
                ends.append(other)
    return frozenset(left)
