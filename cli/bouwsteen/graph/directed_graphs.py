"""A directed acyclic graph that keeps the order of insertion.

An edge `a → b` says that `a` needs `b`: `b` comes first. Every answer is stable: it
follows from the order in which nodes and edges were added, never from hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar, cast

N = TypeVar("N", bound=Hashable)


class CycleError(Exception):
    """Carries the cycle: each node needs the next, the last needs the first.

    The cycle starts at its smallest node by text, so that the same mistake always
    reads the same.
    """

    def __init__(self, cycle: tuple[Hashable, ...]) -> None:
        first = min(range(len(cycle)), key=lambda index: str(cycle[index]))
        self.cycle = cycle[first:] + cycle[:first]
        super().__init__(" → ".join(str(node) for node in (*self.cycle, self.cycle[0])))


class MissingNodeError(Exception):
    """An edge to a node that was never added; names who asked for it."""

    def __init__(self, asker: Hashable, missing: Hashable) -> None:
        self.asker = asker
        self.missing = missing
        super().__init__(f"{asker} needs {missing}, which is not in the graph")


class DirectedGraph(Generic[N]):
    def __init__(self) -> None:
        self._needs: dict[N, dict[N, str]] = {}
        self._needed_by: dict[N, dict[N, None]] | None = None

    def add_node(self, node: N) -> None:
        self._needs.setdefault(node, {})
        self._needed_by = None

    def add_edge(self, node: N, needs: N, why: str = "") -> None:
        """`node` needs `needs`. The first reason given for an edge is kept."""
        self._needs.setdefault(node, {}).setdefault(needs, why)
        self._needed_by = None

    def remove_edge(self, node: N, needs: N) -> None:
        self._needs.get(node, {}).pop(needs, "")
        self._needed_by = None

    def __contains__(self, node: object) -> bool:
        return node in self._needs

    def __iter__(self) -> Iterator[N]:
        return iter(self._needs)

    def __len__(self) -> int:
        return len(self._needs)

    def needs(self, node: N) -> Mapping[N, str]:
        """What `node` needs directly, each with its why."""
        return self._needs[node]

    def needed_by(self, node: N) -> Iterable[N]:
        """The nodes that need `node` directly."""
        if self._needed_by is None:
            self._needed_by = {each: {} for each in self._needs}
            for each, needs in self._needs.items():
                for need in needs:
                    self._needed_by.setdefault(need, {})[each] = None
        return self._needed_by[node]

    def order(self) -> list[N]:
        """All nodes, each after what it needs; else in order of insertion.

        Raises CycleError, or MissingNodeError for an edge to nowhere.
        """
        result: list[N] = []
        done: set[N] = set()
        for root in self._needs:
            if root not in done:
                self._visit(root, done, result)
        return result

    def _visit(self, root: N, done: set[N], result: list[N]) -> None:
        """Depth first without recursion, so that a chain of any length passes."""
        path: dict[N, Iterator[N]] = {root: iter(self._needs[root])}
        stack = [root]
        while stack:
            node = stack[-1]
            for need in path[node]:
                if need in done:
                    continue
                if need in path:
                    nodes = list(path)
                    raise CycleError(tuple(nodes[nodes.index(need) :]))
                if need not in self._needs:
                    raise MissingNodeError(node, need)
                path[need] = iter(self._needs[need])
                stack.append(need)
                break
            else:
                stack.pop()
                del path[node]
                done.add(node)
                result.append(node)

    def descendants(self, nodes: Iterable[N]) -> set[N]:
        """Everything that needs one of `nodes`, directly or not; `nodes` left out unless needed too."""
        found: set[N] = set()
        queue = list(nodes)
        while queue:
            for each in self.needed_by(queue.pop()):
                if each not in found:
                    found.add(each)
                    queue.append(each)
        return found

    def ancestors(self, nodes: Iterable[N]) -> set[N]:
        """Everything that one of `nodes` needs, directly or not."""
        found: set[N] = set()
        queue = list(nodes)
        while queue:
            for each in self._needs[queue.pop()]:
                if each not in found:
                    found.add(each)
                    queue.append(each)
        return found


def without_cycles(graph: DirectedGraph[N], strength: Callable[[str], int] = lambda _: 0) -> DirectedGraph[N]:
    """Take edges away until there is an order; of each cycle the weakest, by the strength of its why.

    For order that is wished for, not needed. An edge of strength below 0 is never taken:
    a cycle of those alone raises CycleError.
    """
    while True:
        try:
            graph.order()
        except CycleError as cycle:
            nodes = cast(tuple[N, ...], cycle.cycle)
            pairs = list(zip(nodes, (*nodes[1:], nodes[0]), strict=True))
            loose = [pair for pair in pairs if strength(graph.needs(pair[0])[pair[1]]) >= 0]
            if not loose:
                raise
            graph.remove_edge(*min(loose, key=lambda pair: strength(graph.needs(pair[0])[pair[1]])))
        else:
            return graph
