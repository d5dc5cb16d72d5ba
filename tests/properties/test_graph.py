"""Laws of graphs and walks, over graphs of any shape."""

from __future__ import annotations

import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from bouwsteen.graph.directed_graphs import CycleError, DirectedGraph
from bouwsteen.graph.walks import walk

Edges = dict[int, set[int]]


def build(needs: Edges) -> DirectedGraph[int]:
    graph: DirectedGraph[int] = DirectedGraph()
    for node in needs:
        graph.add_node(node)
    for node, others in needs.items():
        for other in sorted(others):
            graph.add_edge(node, other)
    return graph


@st.composite
def any_edges(draw: st.DrawFn) -> Edges:
    size = draw(st.integers(1, 12))
    nodes = draw(st.permutations(range(size)))
    return {node: draw(st.sets(st.integers(0, size - 1), max_size=4)) for node in nodes}


@st.composite
def acyclic_edges(draw: st.DrawFn) -> Edges:
    """Each node needs only smaller ones; the order of insertion is any."""
    size = draw(st.integers(1, 14))
    nodes = draw(st.permutations(range(size)))
    return {node: draw(st.sets(st.integers(0, node - 1), max_size=4)) if node else set() for node in nodes}


def reachable(needs: Edges, start: int) -> set[int]:
    """By the definition, over and over until nothing is added."""
    found: set[int] = set(needs[start])
    while True:
        more = found | {far for near in found for far in needs[near]}
        if more == found:
            return found
        found = more


@given(any_edges())
def test_order_respects_every_edge_or_shows_a_real_cycle(needs: Edges) -> None:
    has_cycle = any(node in reachable(needs, node) for node in needs)
    try:
        order = build(needs).order()
    except CycleError as problem:
        assert has_cycle
        cycle = problem.cycle
        for one, other in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            assert isinstance(one, int)
            assert other in needs[one]
        assert len(set(cycle)) == len(cycle)
        assert str(cycle[0]) == min(map(str, cycle))
    else:
        assert not has_cycle
        assert sorted(order) == sorted(needs)
        place = {node: index for index, node in enumerate(order)}
        assert all(place[need] < place[node] for node, others in needs.items() for need in others)


@given(any_edges())
def test_ancestors_and_descendants_are_each_other_backwards(needs: Edges) -> None:
    graph = build(needs)
    for node in needs:
        assert graph.ancestors([node]) == reachable(needs, node)
        assert graph.descendants([node]) == {other for other in needs if node in reachable(needs, other)}


@settings(max_examples=60)
@given(acyclic_edges(), st.sets(st.integers(0, 13)), st.integers(1, 4), st.sets(st.integers(0, 13)))
def test_a_walk_visits_each_once_after_its_needs_and_skips_exactly_what_stands_behind_failures(
    needs: Edges, failing: set[int], workers: int, inline: set[int]
) -> None:
    lock = threading.Lock()
    ended: list[int] = []
    too_early: list[int] = []

    def visit(node: int) -> bool:
        with lock:
            if not needs[node] <= set(ended):
                too_early.append(node)
        with lock:
            ended.append(node)
        return node not in failing

    result = walk(build(needs), visit, workers=workers, inline=inline.__contains__)

    assert not too_early
    assert len(ended) == len(set(ended))
    failed = set(result.failed)
    behind = {node for node in needs if reachable(needs, node) & failed}
    assert set(result.skipped) == behind
    assert all(cause in failed and cause in reachable(needs, node) for node, cause in result.skipped.items())
    assert failed == (failing & set(ended))
    assert set(result.succeeded) == set(needs) - failed - behind
    assert result.untouched == ()


@settings(max_examples=40)
@given(acyclic_edges(), st.integers(0, 14))
def test_a_stopped_walk_leaves_every_node_in_exactly_one_place(needs: Edges, enough: int) -> None:
    ended: list[int] = []

    def visit(node: int) -> bool:
        ended.append(node)
        return True

    result = walk(build(needs), visit, workers=1, stopped=lambda: len(ended) >= enough)
    assert sorted([*result.succeeded, *result.untouched]) == sorted(needs)
    assert len(result.succeeded) == min(enough, len(needs))
    assert all(needs[node] <= set(result.succeeded) for node in result.succeeded)
