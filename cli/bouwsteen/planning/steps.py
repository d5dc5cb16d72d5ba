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
from typing import NamedTuple

from bouwsteen.addresses import Address
from bouwsteen.graph.directed_graphs import DirectedGraph, without_cycles
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change, behind_replaced
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey
from bouwsteen.planning.plans import Plan
from bouwsteen.state.records import Dependency, RecordKey, ResourceRecord


class Phase(enum.StrEnum):
    __hash__ = str.__hash__  # that of an enum is no C, and steps are looked up very often
    APPLY = "apply"
    DELETE = "delete"
    VALUE = "value"
    REQUEST = "request"


class StepKey(NamedTuple):
    phase: Phase
    address: Address
    generation: int = 0

    def __str__(self) -> str:
        return f"{self.phase.value} {self.address}" + (f"#{self.generation}" if self.generation else "")


@dataclass(frozen=True, slots=True)
class Steps:
    graph: DirectedGraph[StepKey]
    changes: Mapping[StepKey, Change]

    def looks_first(self, step: StepKey) -> bool:
        """Whether a deletion before a replacement comes when all that the successor reads is known."""
        return _LOOKS in self.graph.needs(step).values()


_GOES_FIRST = "was made with it"
_LEAVES_ANYWAY = "was made with what makes room"
_MOVED_ON = "must move on from it"
_STANDS = "its successor stands"
_LOOKS = "may turn out to be as before"
_SETTLES = "is what it was made with"
# What gives way where not all can hold, the weakest first. The rest must hold. What makes room for its successor
# goes under what holds on to it in any case: it may as well go under what is to go, so that what stays never loses its own.
_STRENGTHS = {_SETTLES: 0, _LEAVES_ANYWAY: 1, _MOVED_ON: 2, _GOES_FIRST: 3}
_CALLING = frozenset({Action.CREATE, Action.UPDATE, Action.RESTORE})
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
        self._dependants: dict[Dependency, list[ResourceRecord]] = defaultdict(list)
        self._kept = {RecordKey(change.address, change.generation) for change in plan.changes if change.action is Action.RETAIN}
        self._needs: dict[Address, dict[Address, None]] = defaultdict(dict)
        self._behind_replaced = behind_replaced(plan.changes)
        self._known_behind: dict[Address, tuple[Address, ...]] = {}
        for record in records:
            for need in record.dependencies:
                self._dependants[need].append(record)
                self._needs[record.address][need.address] = None

    def build(self) -> Steps:
        if self._expansion is not None:
            self._add_wanted(self._expansion)
        wanted = {change.address: change for change in self._plan.changes if _is_wanted(change)}
        for change in self._plan.changes:
            self._add(change)
        for step, change in list(self._changes.items()):
            if step.phase is Phase.DELETE:
                self._order_deletion(step, change, wanted)
        without_cycles(self._graph, lambda why: _STRENGTHS.get(why, -1))
        return Steps(self._graph, self._changes)

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
        old = StepKey(Phase.DELETE, change.address, change.generation - 1)
        if change.action is Action.REPLACE and RecordKey(old.address, old.generation) not in self._kept:
            self._graph.add_node(old)
            self._changes[old] = change
            if change.create_first:
                self._graph.add_edge(old, apply, _STANDS)
            else:
                self._graph.add_edge(apply, old, "its predecessor is gone")
                if not change.is_certain and self._behind_replaced.isdisjoint(change.needs):
                    for need in self._graph.needs(apply):
                        if need != old:
                            self._graph.add_edge(old, need, _LOOKS)

    def _order_deletion(self, step: StepKey, change: Change, wanted: Mapping[Address, Change]) -> None:
        before_apply = change.deletes_first
        for record in self._holding_on_to(step):
            gone = StepKey(Phase.DELETE, record.address, record.generation)
            if gone in self._changes and gone != step:
                # A dependant that is itself replaced create-first goes after its successor, never before this.
                self._graph.add_edge(step, gone, _LEAVES_ANYWAY if before_apply else _GOES_FIRST)
            elif not before_apply and record.address in wanted and record.address != step.address:
                self._graph.add_edge(step, StepKey(Phase.APPLY, record.address), _MOVED_ON)
        for need in self._behind(step.address) if wanted else ():
            if need != step.address and need in wanted and self._settles_first(need, wanted):
                self._graph.add_edge(step, StepKey(Phase.APPLY, need), _SETTLES)
        if change.action is not Action.REPLACE and change.address in wanted:
            self._graph.add_edge(step, StepKey(Phase.APPLY, change.address), _STANDS)

    def _holding_on_to(self, step: StepKey) -> list[ResourceRecord]:
        """Records of what was made with this generation, or with one that is not known."""
        found = (self._dependants.get(Dependency(step.address, number), ()) for number in (step.generation, 0))
        return [record for records in found for record in records]

    def _settles_first(self, need: Address, wanted: Mapping[Address, Change]) -> bool:
        """An object may be reached through what it was made with: that is first started, updated, made again.

        Not where that itself waits for a replacement before which the object has to go.
        """
        if wanted[need].action not in _CALLING:
            return False
        changes = (wanted[address] for address in self._behind(need) if address in wanted)
        return not any(change.deletes_first for change in changes)

    def _behind(self, address: Address) -> tuple[Address, ...]:
        """What it was made with, directly or not, by the records."""
        if address not in self._known_behind:
            found: dict[Address, None] = {}
            queue = list(self._needs.get(address, ()))
            while queue:
                need = queue.pop()
                if need not in found:
                    found[need] = None
                    queue.extend(self._needs.get(need, ()))
            self._known_behind[address] = tuple(found)
        return self._known_behind[address]


def _is_wanted(change: Change) -> bool:
    return change.action not in {Action.DELETE, Action.RETAIN}


def _step(key: NodeKey) -> StepKey:
    return StepKey(_PHASES[key.kind], key.address)
