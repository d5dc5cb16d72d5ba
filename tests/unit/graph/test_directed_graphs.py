"""Order, cycles and reachability."""

from __future__ import annotations

import pytest

from bouwsteen.graph.directed_graphs import CycleError, DirectedGraph, MissingNodeError


def graph_of(**needs: str) -> DirectedGraph[str]:
    """`graph_of(a="bc")`: a needs b and c. Every letter is a node, in order of the keywords."""
    graph: DirectedGraph[str] = DirectedGraph()
    for node in needs:
        graph.add_node(node)
    for node, letters in needs.items():
        for letter in letters:
            graph.add_edge(node, letter, f"{node} uses {letter}")
    return graph


def test_what_is_needed_comes_first_and_else_order_of_insertion() -> None:
    assert graph_of(a="", b="", c="").order() == ["a", "b", "c"]
    assert graph_of(a="c", b="", c="").order() == ["c", "a", "b"]
    assert graph_of(a="bc", b="d", c="d", d="").order() == ["d", "b", "c", "a"]


def test_the_first_reason_of_an_edge_is_kept() -> None:
    graph = graph_of(a="b", b="")
    graph.add_edge("a", "b", "another reason")
    assert graph.needs("a") == {"b": "a uses b"}


@pytest.mark.fault("F44")
def test_a_cycle_is_carried_and_starts_at_its_smallest_node() -> None:
    with pytest.raises(CycleError, match="b → d → c → b") as found:
        graph_of(a="c", c="b", b="d", d="c").order()
    assert found.value.cycle == ("b", "d", "c")


@pytest.mark.fault("F44")
def test_a_node_that_needs_itself_is_a_cycle_of_one() -> None:
    with pytest.raises(CycleError) as found:
        graph_of(a="a").order()
    assert found.value.cycle == ("a",)


@pytest.mark.fault("F44")
def test_a_missing_node_names_who_asked() -> None:
    with pytest.raises(MissingNodeError, match="a needs z") as found:
        graph_of(a="z").order()
    assert (found.value.asker, found.value.missing) == ("a", "z")


@pytest.mark.fault("F44")
def test_a_chain_of_any_length_passes() -> None:
    graph: DirectedGraph[int] = DirectedGraph()
    for number in range(20_000):
        graph.add_edge(number, number + 1)
    graph.add_node(20_000)
    assert graph.order() == list(range(20_000, -1, -1))


def test_reachability_leaves_out_where_it_started_unless_reached_again() -> None:
    graph = graph_of(a="b", b="c", c="", d="")
    assert graph.ancestors(["a"]) == {"b", "c"}
    assert graph.descendants(["c"]) == {"a", "b"}
    assert graph.descendants(["b", "c"]) == {"a", "b"}
    assert graph.descendants(["d"]) == set()


def test_looking_backwards_follows_later_additions() -> None:
    graph = graph_of(a="b", b="")
    assert list(graph.needed_by("b")) == ["a"]
    graph.add_edge("c", "b")
    assert list(graph.needed_by("b")) == ["a", "c"]
    assert "c" in graph
    assert len(graph) == 3
    assert list(graph) == ["a", "b", "c"]
