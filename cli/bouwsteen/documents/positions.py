"""Where each part of a YAML text stands. Read only when a message needs a line.

The reader that decides (`sources`) knows no positions; this one walks the events of
libyaml, of which that reader is a translation, so that both see the same text. It never
builds values, so tags do nothing here, and it keeps its own stack, so nesting cannot
exhaust Python's. The only door to PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

Path = tuple[str | int, ...]
MAX_NODES: Final = 50_000  # values; more than any document that was read may hold

# What YAML 1.2 core reads as null, a truth value or a number when it stands unquoted.
_NOT_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(\.?[0-9][0-9.eE+-]*|0[xob][0-9a-fA-F]+|\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column from 1, of the key (for an item of a list: of the item) and of the value."""

    key_line: int
    key_column: int
    line: int
    column: int
    # How many characters stand before the text itself: 1 for a quote. None: the text is not on one line as it is.
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What the dialect refuses although it is YAML."""

    kind: str  # tag, anchor, alias, duplicate-key, key, documents, depth, nodes, syntax
    path: Path
    line: int
    column: int
    text: str = ""


@dataclass(slots=True)
class Index:
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    path: Path
    is_mapping: bool
    count: int = 0
    key: str | None = None
    key_place: tuple[int, int] = (0, 0)
    seen: set[str] = field(default_factory=set)


def index_text(text: str, *, max_depth: int, max_nodes: int = MAX_NODES, max_faults: int = 20) -> Index:
    """Walk the events of `text`. Stops at `max_faults`, `max_depth`, `max_nodes`, or where it is no YAML."""
    index = Index()
    walker = _Walker(index, max_depth, max_nodes)
    for event in _events(text, index):
        walker.take(event)
        if walker.stopped or len(index.faults) >= max_faults:
            break
    return index


class Places:
    """Where each part of a sound text stands, read no further than was asked for: the first mistakes are mostly near the top."""

    def __init__(self, text: str, *, max_depth: int) -> None:
        index = Index()
        self._walker = _Walker(index, max_depth, MAX_NODES)
        self._events = _events(text, index)

    def find(self, path: Path) -> Place | None:
        """None where the text has no such part, as far as it can be read."""
        walker, places = self._walker, self._walker.index.places
        parents = [path[:length] for length in range(len(path))]
        while path not in places and walker.closed.isdisjoint(parents):
            event = next(self._events, None)
            if event is None or walker.stopped:
                break
            walker.take(event)
        return places.get(path)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value begins and ends in a text, in characters; `column` (from 0) is where it begins on its line, `flow`: in brackets."""

    start: int
    end: int
    column: int
    flow: bool


def find_span(text: str, path: Path) -> Span | None:
    """Of a value of a sound text; None where there is none. For who changes a text and leaves the rest of it as it is."""
    import yaml  # noqa: PLC0415  needed only for changes

    node = yaml.compose(text, yaml.CSafeLoader)
    for step in path:
        node = _child(node, step)
        if node is None:
            return None
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    begin, end = node.start_mark, _end_of(node)
    # What is no block has an end of its own: a text too.
    flow = getattr(node, "flow_style", True) is not False
    return Span(starts[begin.line] + begin.column, starts[end.line] + end.column, begin.column, flow)


def _child(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node.value[step] if type(node).__name__ == "SequenceNode" and 0 <= step < len(node.value) else None
    if type(node).__name__ != "MappingNode":
        return None
    return next((value for key, value in node.value if key.value == step), None)


def _end_of(node: Any) -> Any:
    """The end of a block is where its last part ends, not where the next begins."""
    while getattr(node, "flow_style", True) is False and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark


def _events(text: str, index: Index) -> Iterator[Any]:
    import yaml  # noqa: PLC0415  needed only after an error

    try:
        yield from yaml.parse(text, yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        index.faults.append(Fault("syntax", (), line, column, str(getattr(problem, "problem", "") or "")))


class _Walker:
    def __init__(self, index: Index, max_depth: int, max_nodes: int) -> None:
        self.index = index
        self.max_depth = max_depth
        self.max_nodes = max_nodes
        self.nodes = 0
        self.stack: list[_Frame] = []
        self.documents = 0
        self.stopped = False
        self.closed: set[Path] = set()  # what no further part can come into

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self.closed.add(self.stack.pop().path)
        elif kind == "DocumentStartEvent":
            self._start_document(event)
        elif kind in {"ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"}:
            self._take_node(event, kind)

    def _start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._fault("documents", event, ())
            self.stopped = True

    def _take_node(self, event: Any, kind: str) -> None:
        if self.stack and self.stack[-1].is_mapping and self.stack[-1].key is None:
            self._take_key(event, kind)
            path: Path = (*self.stack[-1].path, "?")
        else:
            path = self._take_value(event)
            self.nodes += 1
        self._refuse_properties(event, kind, path)
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self.stack.append(_Frame(path, kind == "MappingStartEvent"))
            if len(self.stack) > self.max_depth:
                self._fault("depth", event, path)
                self.stopped = True
        else:
            self.closed.add(path)
        if self.nodes > self.max_nodes and not self.stopped:
            self._fault("nodes", event, path)
            self.stopped = True

    def _take_key(self, event: Any, kind: str) -> None:
        frame = self.stack[-1]
        name = str(event.value) if kind == "ScalarEvent" else "?"
        frame.key = name
        frame.key_place = _start(event)
        path = (*frame.path, name)
        if kind != "ScalarEvent" or (not event.style and (not name or _NOT_TEXT.fullmatch(name))):
            self._fault("key", event, path)
        elif name in frame.seen:
            self._fault("duplicate-key", event, path, name)
        frame.seen.add(name)

    def _take_value(self, event: Any) -> Path:
        line, column = _start(event)
        if not self.stack:
            self.index.places[()] = Place(line, column, line, column)
            return ()
        frame = self.stack[-1]
        if frame.is_mapping:
            path: Path = (*frame.path, frame.key or "")
            key_line, key_column = frame.key_place
            frame.key = None
        else:
            path = (*frame.path, frame.count)
            key_line, key_column = line, column
            frame.count += 1
        if path not in self.index.places:
            self.index.places[path] = Place(key_line, key_column, line, column, _text_offset(event))
        return path

    def _refuse_properties(self, event: Any, kind: str, path: Path) -> None:
        if kind == "AliasEvent":
            self._fault("alias", event, path)
            return
        if event.anchor:
            self._fault("anchor", event, path)
        # `!` alone, without a name, is a tag too.
        if event.tag is not None:
            self._fault("tag", event, path)

    def _fault(self, kind: str, event: Any, path: Path, text: str = "") -> None:
        line, column = _start(event)
        self.index.faults.append(Fault(kind, path, line, column, text))


def _start(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _text_offset(event: Any) -> int | None:
    """0 for a plain scalar on one line, 1 for a quoted one whose text stands there as it is."""
    if type(event).__name__ != "ScalarEvent" or event.start_mark.line != event.end_mark.line:
        return None
    width = event.end_mark.column - event.start_mark.column - len(event.value)
    return {0: 0, 2: 1}.get(width) if (event.style or "") in {"", "'", '"'} else None
