"""Walking: in parallel, in order, around failures."""

from __future__ import annotations

import threading

import pytest

from bouwsteen.graph.directed_graphs import CycleError, DirectedGraph
from bouwsteen.graph.walks import walk


def graph_of(**needs: str) -> DirectedGraph[str]:
    graph: DirectedGraph[str] = DirectedGraph()
    for node in needs:
        graph.add_node(node)
    for node, letters in needs.items():
        for letter in letters:
            graph.add_edge(node, letter)
    return graph


def test_what_can_go_at_once_does() -> None:
    meeting = threading.Barrier(3, timeout=10)

    def visit(node: str) -> bool:
        if node in "abc":
            meeting.wait()
        return True

    result = walk(graph_of(a="", b="", c="", d="abc"), visit)
    assert set(result.succeeded) == set("abcd")
    assert result.succeeded[-1] == "d"


def test_no_more_at_once_than_there_are_workers() -> None:
    lock = threading.Lock()
    running, most = 0, 0
    turn = threading.Event()

    def visit(_: str) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        turn.wait(0.01)
        with lock:
            running -= 1
        return True

    walk(graph_of(**dict.fromkeys("abcdefgh", "")), visit, workers=2)
    assert most == 2


def test_one_worker_takes_the_earliest_that_is_ready() -> None:
    seen: list[str] = []

    def visit(node: str) -> bool:
        seen.append(node)
        return True

    walk(graph_of(e="", d="", a="d", b=""), visit, workers=1)
    assert seen == ["e", "d", "a", "b"]


def test_what_stands_behind_a_failure_is_skipped_with_its_cause() -> None:
    result = walk(graph_of(a="", b="a", c="b", d="", e="cd"), lambda node: node != "a")
    assert result.failed == ("a",)
    assert result.skipped == {"b": "a", "c": "a", "e": "a"}
    assert result.succeeded == ("d",)
    assert result.untouched == ()


def test_two_failures_share_what_stands_behind_both() -> None:
    result = walk(graph_of(a="", b="", c="ab"), lambda node: node == "c", workers=1)
    assert result.failed == ("a", "b")
    assert result.skipped == {"c": "a"}


def test_a_stop_starts_nothing_new() -> None:
    stop = threading.Event()

    def visit(node: str) -> bool:
        if node == "b":
            stop.set()
        return True

    result = walk(graph_of(a="", b="a", c="b", d="c"), visit, stopped=stop.is_set)
    assert result.succeeded == ("a", "b")
    assert result.untouched == ("c", "d")


def test_what_costs_nothing_runs_in_the_calling_thread() -> None:
    threads: dict[str, str] = {}

    def visit(node: str) -> bool:
        threads[node] = threading.current_thread().name
        return True

    walk(graph_of(a="", b="a", c="b"), visit, inline=lambda node: node in "ac")
    here = threading.current_thread().name
    assert threads["a"] == threads["c"] == here
    assert threads["b"] != here


@pytest.mark.parametrize("inline", [True, False])
def test_an_exception_ends_the_walk_and_is_raised(inline: bool) -> None:
    def visit(node: str) -> bool:
        if node == "b":
            raise LookupError("by accident")
        return True

    seen_threads = threading.active_count()
    with pytest.raises(LookupError, match="by accident"):
        walk(graph_of(a="", b="a", c="b"), visit, inline=lambda _: inline)
    assert threading.active_count() == seen_threads, "no thread is left behind"


def test_a_cycle_is_refused_before_anything_is_visited() -> None:
    visited: list[str] = []

    def visit(node: str) -> bool:
        visited.append(node)
        return True

    with pytest.raises(CycleError):
        walk(graph_of(a="b", b="a", c=""), visit)
    assert visited == []


def test_what_nobody_waits_for_any_longer_is_left() -> None:
    gone, forever = threading.Event(), threading.Event()

    def visit(node: str) -> bool:
        if node == "b":
            gone.set()
            return forever.wait(60)
        return True

    result = walk(graph_of(a="", b="a", c="b", d=""), visit, workers=1, stopped=gone.is_set, abandoned=gone.is_set)
    forever.set()
    assert result.succeeded == ("a",)
    assert result.left == ("b",)
    assert dict(result.skipped) == {"c": "b"}
    assert result.untouched == ("d",)
