"""Walking a graph in parallel: what can go at once does, what stands behind a failure is skipped."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from bouwsteen.graph.directed_graphs import DirectedGraph

N = TypeVar("N", bound=Hashable)
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
    """Workers take by themselves what is ready; the calling thread visits what costs nothing, and waits. All is under `_lock` but a visit.

    Nodes are numbers here, by their place in the order: among what is ready, the earliest goes first.
    """

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
        self._nodes = graph.order()
        self._order = {node: index for index, node in enumerate(self._nodes)}
        self._waiting = [len(graph.needs(node)) for node in self._nodes]
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)  # there is something to take, or no more will come
        self._news = threading.Condition(self._lock)  # there is something for who waits
        self._ready: list[int] = []  # a heap
        self._free: list[int] = []  # a heap of those that cost nothing
        self._visited: int | None = None  # the one of those that is visited now
        self._running: set[int] = set()
        self._idle = 0
        self._workers = 0
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._succeeded: list[N] = []
        self._failed: list[N] = []
        self._skipped: dict[N, N] = {}
        self._error: BaseException | None = None

    def run(self, workers: int) -> WalkResult[N]:
        self._workers = workers
        left: list[N] = []
        try:
            with self._lock:
                left = self._wait()
        finally:
            with self._lock:
                self._closed = True
                self._work.notify_all()
            for thread in () if left else self._threads:
                thread.join()
        for node in left:
            self._skip_behind(node)
        if self._error is not None:
            raise self._error
        seen = {*self._succeeded, *self._failed, *self._skipped, *left}
        untouched = tuple(node for node in self._nodes if node not in seen)
        return WalkResult(tuple(self._succeeded), tuple(self._failed), dict(self._skipped), untouched, tuple(left))

    def _halted(self) -> bool:
        return self._error is not None or self._stopped()

    def _call(self, index: int) -> tuple[bool, BaseException | None]:
        try:
            return self._visit(self._nodes[index]), None
        except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
            return False, error

    def _serve(self) -> None:
        index = self._take()
        while index is not None:
            succeeded, error = self._call(index)
            with self._lock:
                if self._closed:
                    return  # nobody waited for it
                self._running.discard(index)
                self._finish(index, succeeded, error)
            index = self._take()

    def _take(self) -> int | None:
        """The next node, once there is one; None at the end."""
        with self._lock:
            while not self._closed:
                if self._may_take():
                    index = heapq.heappop(self._ready)
                    self._running.add(index)
                    self._call_worker()
                    return index
                if self._free or not self._running:
                    self._news.notify()
                self._idle += 1
                self._work.wait()
                self._idle -= 1
        return None

    # The rest is called with the lock.

    def _wait(self) -> list[N]:
        """Until all is done that will be, or nobody waits any longer: then what is under way."""
        for index, count in enumerate(self._waiting):
            if not count:
                self._add(index)
        self._call_worker()
        while self._free or self._ready or self._running:
            if self._free and not self._halted():
                self._visit_free()
            elif self._halted() and not self._running:
                break
            else:
                self._news.wait(None if self._abandoned is None else _PATIENCE)
                if self._abandoned is not None and self._running and self._abandoned():
                    return [self._nodes[index] for index in sorted(self._running)]
        return []

    def _may_take(self) -> bool:
        """Not past a node that costs nothing: what that makes ready may come first."""
        if not self._ready:
            return False
        first = self._ready[0]
        is_next = not (self._free and self._free[0] < first) and (self._visited is None or first < self._visited)
        return is_next and not self._halted()

    def _call_worker(self) -> None:
        """One for what is ready; it calls the next."""
        if not self._may_take():
            return
        if self._idle:
            self._work.notify()
        elif len(self._threads) < self._workers:
            thread = threading.Thread(target=self._serve, name=f"walk-{len(self._threads)}", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # there may be no more; those that there are go on
                if not self._threads:
                    raise
                self._workers = len(self._threads)
            else:
                self._threads.append(thread)

    def _visit_free(self) -> None:
        index = self._visited = heapq.heappop(self._free)
        self._lock.release()
        try:
            succeeded, error = self._call(index)
        finally:
            self._lock.acquire()
            self._visited = None
        self._finish(index, succeeded, error)
        self._call_worker()

    def _add(self, index: int) -> None:
        heapq.heappush(self._free if self._inline(self._nodes[index]) else self._ready, index)

    def _finish(self, index: int, succeeded: bool, error: BaseException | None) -> None:
        if error is not None:
            self._error = self._error or error
            return
        node = self._nodes[index]
        if not succeeded:
            self._failed.append(node)
            self._skip_behind(node)
            return
        self._succeeded.append(node)
        for each in self._graph.needed_by(node):
            behind = self._order[each]
            self._waiting[behind] -= 1
            if not self._waiting[behind] and each not in self._skipped:
                self._add(behind)

    def _skip_behind(self, failed: N) -> None:
        behind = [node for node in self._graph.descendants([failed]) if node not in self._skipped]
        for node in sorted(behind, key=self._order.__getitem__):
            self._skipped[node] = failed
