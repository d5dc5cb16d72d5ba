"""Walking a graph in parallel: what can go at once does, what stands behind a failure is skipped."""

from __future__ import annotations

import heapq
import queue
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeAlias, TypeVar

from bouwsteen.graph.directed_graphs import DirectedGraph

N = TypeVar("N", bound=Hashable)
_Result: TypeAlias = tuple[N, bool, BaseException | None]
_PATIENCE: Final = 0.1  # seconds between two looks whether anybody still waits


@dataclass(frozen=True, slots=True)
class WalkResult(Generic[N]):
    """`skipped` maps a node to the failed node it stood behind; `untouched` were never started (stopped early).

    `left` were under way when nobody waited any more: what became of them is not known.
    """

    succeeded: tuple[N, ...] = ()
    failed: tuple[N, ...] = ()
    skipped: Mapping[N, N] = field(default_factory=dict)
    untouched: tuple[N, ...] = ()
    left: tuple[N, ...] = ()


def walk(
    graph: DirectedGraph[N],
    visit: Callable[[N], bool],
    *,
    workers: int = 8,
    stopped: Callable[[], bool] = lambda: False,
    abandoned: Callable[[], bool] | None = None,
    inline: Callable[[N], bool] = lambda _: False,
) -> WalkResult[N]:
    """Call `visit(node)` for each node after all that it needs; False means failed.

    Nodes for which `inline(node)` holds cost nothing and are visited in the calling
    thread. An exception in `visit` ends the walk: what is in flight finishes, then it is
    raised. With `stopped()` nothing new starts. With `abandoned()` nobody waits any longer: what is in flight goes on in its
    thread, and is left. The graph must have no cycle.
    """
    return _Walk(graph, visit, stopped, abandoned, inline).run(workers)


class _Walk(Generic[N]):
    def __init__(
        self,
        graph: DirectedGraph[N],
        visit: Callable[[N], bool],
        stopped: Callable[[], bool],
        abandoned: Callable[[], bool] | None,
        inline: Callable[[N], bool],
    ) -> None:
        self._graph = graph
        self._visit = visit
        self._stopped = stopped
        self._abandoned = abandoned
        self._inline = inline
        self._order = {node: index for index, node in enumerate(graph.order())}
        self._nodes = list(self._order)
        self._waiting = {node: len(graph.needs(node)) for node in self._nodes}
        # A heap by order: among what is ready, the earliest goes first.
        self._ready = [self._order[node] for node in self._nodes if not self._waiting[node]]
        self._succeeded: list[N] = []
        self._failed: list[N] = []
        self._skipped: dict[N, N] = {}
        self._error: BaseException | None = None

    def run(self, workers: int) -> WalkResult[N]:
        tasks: queue.SimpleQueue[N | None] = queue.SimpleQueue()
        results: queue.SimpleQueue[_Result[N]] = queue.SimpleQueue()
        threads: list[threading.Thread] = []
        running: set[N] = set()
        left: tuple[N, ...] = ()
        try:
            while True:
                while self._ready and len(running) < workers and not self._halted():
                    node = self._nodes[heapq.heappop(self._ready)]
                    if self._inline(node):
                        self._finish(node, *self._call(node))
                        continue
                    if len(threads) <= len(running):
                        threads.append(self._start(tasks, results, len(threads)))
                    tasks.put(node)
                    running.add(node)
                if not running:
                    break
                found = self._next(results)
                if found is None:
                    left = tuple(sorted(running, key=self._order.__getitem__))
                    break
                running.discard(found[0])
                self._finish(*found)
        finally:
            for _ in threads:
                tasks.put(None)
            for thread in () if left else threads:
                thread.join()
        for node in left:
            self._skip_behind(node)
        if self._error is not None:
            raise self._error
        seen = {*self._succeeded, *self._failed, *self._skipped, *left}
        untouched = tuple(node for node in self._nodes if node not in seen)
        return WalkResult(tuple(self._succeeded), tuple(self._failed), dict(self._skipped), untouched, left)

    def _next(self, results: queue.SimpleQueue[_Result[N]]) -> _Result[N] | None:
        """The next node that is done, or None when nobody waits any longer."""
        if self._abandoned is None:
            return results.get()
        while True:
            try:
                return results.get(timeout=_PATIENCE)
            except queue.Empty:
                if self._abandoned():
                    return None

    def _halted(self) -> bool:
        return self._error is not None or self._stopped()

    def _call(self, node: N) -> tuple[bool, BaseException | None]:
        try:
            return self._visit(node), None
        except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
            return False, error

    def _start(
        self,
        tasks: queue.SimpleQueue[N | None],
        results: queue.SimpleQueue[_Result[N]],
        number: int,
    ) -> threading.Thread:
        def work() -> None:
            while (node := tasks.get()) is not None:
                results.put((node, *self._call(node)))

        thread = threading.Thread(target=work, name=f"walk-{number}", daemon=True)
        thread.start()
        return thread

    def _finish(self, node: N, succeeded: bool, error: BaseException | None) -> None:
        if error is not None:
            self._error = self._error or error
            return
        if not succeeded:
            self._failed.append(node)
            self._skip_behind(node)
            return
        self._succeeded.append(node)
        for each in self._graph.needed_by(node):
            self._waiting[each] -= 1
            if not self._waiting[each] and each not in self._skipped:
                heapq.heappush(self._ready, self._order[each])

    def _skip_behind(self, failed: N) -> None:
        behind = [node for node in self._graph.descendants([failed]) if node not in self._skipped]
        for node in sorted(behind, key=self._order.__getitem__):
            self._skipped[node] = failed
