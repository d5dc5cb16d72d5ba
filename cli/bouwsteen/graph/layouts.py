"""Where boxes and arrows of a drawing go. The one module that imports grandalf.

Layers run from left to right: what needs stands left of what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

MARGIN: Final = 24
_BETWEEN_LAYERS: Final = 110  # room for the why of an arrow
_BETWEEN_BOXES: Final = 28

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """Left upper corner and size, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """`routes` hold the points of each arrow, from the border of its source to that of its target."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str], tuple[Point, ...]]


class _View:
    """What grandalf asks of a vertex, turned a quarter: its layers run downwards."""

    def __init__(self, width: int, height: int) -> None:
        self.w, self.h = height, width
        self.xy: tuple[float, float] = (0.0, 0.0)


class _Path:
    """What grandalf asks of an edge: it hands over the points."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []

    def setpath(self, points: list[tuple[float, float]]) -> None:
        self.points = list(points)


def lay_out(sizes: Mapping[str, tuple[int, int]], arrows: Iterable[tuple[str, str]]) -> Layout:
    """`sizes` are width and height by node. Parts that are not connected stand below each other."""
    # Imported here: only who draws an SVG needs it.
    from grandalf.graphs import Edge, Graph, Vertex  # noqa: PLC0415
    from grandalf.layouts import SugiyamaLayout  # noqa: PLC0415

    vertices: dict[str, Any] = {}
    for node, (width, height) in sizes.items():
        vertices[node] = Vertex(node)
        vertices[node].view = _View(width, height)
    edges: dict[tuple[str, str], Any] = {}
    for source, target in dict.fromkeys(arrows):
        if source != target:
            edges[source, target] = Edge(vertices[source], vertices[target])
            edges[source, target].view = _Path()
    boxes: dict[str, Box] = {}
    routes: dict[tuple[str, str], tuple[Point, ...]] = {}
    top = MARGIN
    for component in Graph(list(vertices.values()), list(edges.values())).C:
        sugiyama = SugiyamaLayout(component)
        sugiyama.xspace, sugiyama.yspace = _BETWEEN_BOXES, _BETWEEN_LAYERS
        sugiyama.init_all(optimize=True)
        sugiyama.draw(3)
        found = list(component.sV)
        left_most = min(vertex.view.xy[1] - vertex.view.h / 2 for vertex in found)
        top_most = min(vertex.view.xy[0] - vertex.view.w / 2 for vertex in found)
        shift = (MARGIN - left_most, top - top_most)
        for vertex in found:
            boxes[vertex.data] = _box(vertex.view, shift)
        for edge in component.sE:
            source, target = edge.v[0].data, edge.v[1].data
            routes[source, target] = _route(edge.view.points, boxes[source], boxes[target], shift)
        top = max(boxes[vertex.data].y + boxes[vertex.data].height for vertex in found) + _BETWEEN_BOXES
    width = max((box.x + box.width for box in boxes.values()), default=0) + MARGIN
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN
    return Layout(width, height, boxes, routes)


def _box(view: _View, shift: tuple[float, float]) -> Box:
    """From grandalf's middle, turned, to a corner."""
    return Box(round(view.xy[1] - view.h / 2 + shift[0]), round(view.xy[0] - view.w / 2 + shift[1]), view.h, view.w)


def _route(points: list[tuple[float, float]], source: Box, target: Box, shift: tuple[float, float]) -> tuple[Point, ...]:
    between = [(round(y + shift[0]), round(x + shift[1])) for x, y in points[1:-1]]
    start, end = _middle(source), _middle(target)
    to_right = (between[0] if between else end)[0] >= start[0]
    from_left = (between[-1] if between else start)[0] <= end[0]
    first = (source.x + source.width if to_right else source.x, start[1])
    last = (target.x if from_left else target.x + target.width, end[1])
    return (first, *between, last)


def _middle(box: Box) -> Point:
    return (box.x + box.width // 2, box.y + box.height // 2)
