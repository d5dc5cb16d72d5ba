"""The work of a plan as a graph of steps: what must be done before what.

`apply` steps follow the references. Deletions go the other way, by what is recorded: an
object goes when everything that was made with it is gone or has moved on. Steps of
values and requests cost nothing and stand between, as in the expansion.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bouwsteen.addresses import Address
from bouwsteen.graph.directed_graphs import CycleError, DirectedGraph
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey
from bouwsteen.planning.plans import Plan
from bouwsteen.state.records import ResourceRecord


class Phase(enum.StrEnum):
    APPLY = "apply"
    DELETE = "delete"
    VALUE = "value"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class StepKey:
    phase: Phase
    address: Address
    generation: int = 0

    def __str__(self) -> str:
        return f"{self.phase.value} {self.address}" + (f"#{self.generation}" if self.generation else "")


@dataclass(frozen=True, slots=True)
class Steps:
    graph: DirectedGraph[StepKey]
    changes: Mapping[StepKey, Change]


_GOES_FIRST = "was made with it"
_MOVED_ON = "must move on from it"
_BY_RECORD = frozenset({_GOES_FIRST, _MOVED_ON})
_PHASES = {Kind.RESOURCE: Phase.APPLY, Kind.VALUE: Phase.VALUE, Kind.REQUEST: Phase.REQUEST}


def build_steps(plan: Plan, expansion: Expansion | None, records: Iterable[ResourceRecord]) -> Steps:
    """`records` under their addresses after moves; `expansion` is None for a destroy."""
    return _StepsBuilder(plan, expansion, list(records)).build()


class _StepsBuilder:
    def __init__(self, plan: Plan, expansion: Expansion | None, records: list[ResourceRecord]) -> None:
        self._plan = plan
        self._expansion = expansion
        self._graph: DirectedGraph[StepKey] = DirectedGraph()
        self._changes: dict[StepKey, Change] = {}
        self._dependants: dict[Address, list[ResourceRecord]] = defaultdict(list)
        for record in records:
            for need in record.dependencies:
                self._dependants[need].append(record)

    def build(self) -> Steps:
        if self._expansion is not None:
            self._add_wanted(self._expansion)
        wanted = {change.address: change for change in self._plan.changes if _is_wanted(change)}
        for change in self._plan.changes:
            self._add(change)
        for step, change in list(self._changes.items()):
            if step.phase is Phase.DELETE:
                self._order_deletion(step, change, wanted)
        self._break_cycles()
        return Steps(self._graph, self._changes)

    def _break_cycles(self) -> None:
        """Records of different runs may point both ways; then a deletion need not wait for what waits for it."""
        while True:
            try:
                self._graph.order()
            except CycleError as cycle:
                keys = [key for key in cycle.cycle if isinstance(key, StepKey)]
                pairs = zip(keys, [*keys[1:], keys[0]], strict=True)
                step, need = next(((key, need) for key, need in pairs if self._graph.needs(key).get(need) in _BY_RECORD), (None, None))
                if step is None or need is None:
                    raise
                self._graph.remove_edge(step, need)
            else:
                return

    def _add_wanted(self, expansion: Expansion) -> None:
        for key in expansion.order:
            step = _step(key)
            self._graph.add_node(step)
            for need, why in expansion.graph.needs(key).items():
                self._graph.add_edge(step, _step(need), why)

    def _add(self, change: Change) -> None:
        if not _is_wanted(change):
            step = StepKey(Phase.DELETE, change.address, change.generation)
            self._graph.add_node(step)
            self._changes[step] = change
            return
        apply = StepKey(Phase.APPLY, change.address)
        self._graph.add_node(apply)
        self._changes[apply] = change
        if change.action is Action.REPLACE:
            old = StepKey(Phase.DELETE, change.address, change.generation - 1)
            self._graph.add_node(old)
            self._changes[old] = change
            if change.create_first:
                self._graph.add_edge(old, apply, "its successor stands")
            else:
                self._graph.add_edge(apply, old, "its predecessor is gone")

    def _order_deletion(self, step: StepKey, change: Change, wanted: Mapping[Address, Change]) -> None:
        before_apply = change.action is Action.REPLACE and not change.create_first
        for record in self._dependants[step.address]:
            gone = StepKey(Phase.DELETE, record.address, record.generation)
            if gone in self._changes and gone != step:
                # A dependant that is itself replaced create-first goes after its successor, never before this.
                self._graph.add_edge(step, gone, _GOES_FIRST)
            elif not before_apply and record.address in wanted and record.address != step.address:
                self._graph.add_edge(step, StepKey(Phase.APPLY, record.address), _MOVED_ON)
        if change.action is Action.DELETE and change.address in wanted:
            self._graph.add_edge(step, StepKey(Phase.APPLY, change.address), "its successor stands")


def _is_wanted(change: Change) -> bool:
    return change.action not in {Action.DELETE, Action.RETAIN, Action.FORGET}


def _step(key: NodeKey) -> StepKey:
    return StepKey(_PHASES[key.kind], key.address)
