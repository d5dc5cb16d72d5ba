"""The plan of an environment: every wanted resource decided in order, then what is no longer wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, Diagnostics, error
from bouwsteen.documents.stacks import MOST_REMOVED
from bouwsteen.expressions import EvaluationError
from bouwsteen.graph.directed_graphs import DirectedGraph, without_cycles
from bouwsteen.phrases import did_you_mean, quoted
from bouwsteen.planning import digests
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, behind_replaced
from bouwsteen.planning.dangers import LOCAL, is_named
from bouwsteen.planning.decisions import Wanted, decide, lost_data_diagnostic, planned_outputs
from bouwsteen.planning.evaluations import Evaluation, evaluation_diagnostic
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey, RequestNode, ResourceNode, ValueNode
from bouwsteen.planning.moves import Asked, Place, move_records
from bouwsteen.planning.plans import Note, Plan, Verdict
from bouwsteen.providers.protocol import Observation, Unreadable
from bouwsteen.state.records import Deletion, RecordKey, ResourceRecord


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is remembered of the environment, and what the world showed of it.

    `observations` is empty where the world was not asked.
    """

    lineage: str = ""
    serial: int = 0
    records: Sequence[ResourceRecord] = ()
    observations: Mapping[RecordKey, Observation] = field(default_factory=dict)
    exported: Mapping[str, Collection[str]] = field(default_factory=dict)  # instance/output → stacks that have a binding


@dataclass(frozen=True, slots=True)
class Intent:
    """What a pull request approves, beside the expansion that follows from it."""

    stack: str
    environment: str
    organisation: str
    target: str
    parts: Mapping[str, str] = field(default_factory=dict)  # name → digest
    moves: Mapping[str, str] = field(default_factory=dict)  # old instance, or place of a resource, → new
    rotations: Mapping[str, int] = field(default_factory=dict)  # instance.name → number
    notes: tuple[Note, ...] = ()
    most_removed: int = MOST_REMOVED  # percent of what is on record that may go without being asked for by number
    losses: frozenset[str] = frozenset()  # local addresses whose kept data may go, as a person said
    replacements: frozenset[str] = frozenset()  # local addresses of what is to be made anew, as a person said
    kept: frozenset[str] = frozenset()  # instances that stay when nothing asks for them any more, as a person said


def build_plan(intent: Intent, expansion: Expansion, recorded: Recorded) -> tuple[Plan, Diagnostics]:
    """The plan that brings the environment to what the stack wants. It has no digest before it is `sealed`."""
    builder = _PlanBuilder(intent, recorded, expansion)
    builder.decide_wanted(expansion)
    builder.find_replaced()
    builder.decide_unwanted(Reason.UNWANTED)
    builder.find_renames(expansion)
    plan, diagnostics = builder.finish(destroys=False)
    fidelities = {name: instance.fidelity or instance.block.fidelity for name, instance in expansion.instances.items()}
    return replace(plan, fidelities=fidelities), diagnostics


def build_destroy_plan(intent: Intent, recorded: Recorded) -> tuple[Plan, Diagnostics]:
    """The plan that deletes all that is recorded and may be deleted: a stack that wants nothing."""
    builder = _PlanBuilder(intent, recorded, None)
    builder.decide_unwanted(Reason.DESTROY)
    return builder.finish(destroys=True)


def sealed(plan: Plan, verdicts: Sequence[Verdict] = ()) -> Plan:
    """The plan with what policies said, and with its digest, which covers that too."""
    said = [(each.fingerprint, each.action) for each in verdicts]
    return replace(plan, verdicts=tuple(verdicts), digest=digests.plan_digest(plan.intent_digest, plan.changes, said))


class _PlanBuilder:
    def __init__(self, intent: Intent, recorded: Recorded, expansion: Expansion | None) -> None:
        self._intent = intent
        self._recorded = recorded
        asked = Asked() if expansion is None else _moves(intent, expansion, recorded)
        wanted = {node.address for node in expansion.resources()} if expansion is not None and asked.resources else ()
        self._moved = move_records(recorded.records, asked, wanted, expansion.instances if expansion is not None else ())
        moved, self._origins = self._moved.records, self._moved.origins
        self._generations: dict[Address, list[ResourceRecord]] = defaultdict(list)
        for record in sorted(moved, key=lambda each: each.generation):
            self._generations[record.address].append(record)
        self._records = {record.key: record for record in moved}
        self._changes: list[Change] = []
        self._wanted: set[Address] = set()
        self._kept: set[RecordKey] = set()  # what must stay for data that is no longer wanted
        self._diagnostics = Diagnostics()
        self._renames: dict[str, str] = {}
        self._instances = expansion.instances if expansion is not None else {}
        self._report_blocked()

    def _report_blocked(self) -> None:
        """What cannot move would be removed as something that nobody wants: no plan does that in silence."""
        for old, new in self._moved.blocked.items():
            self._diagnostics.add(
                error(
                    "moved-onto-existing",
                    "Something is where a move leads to",
                    f"{old} should move to {new}, and both are on record. As it stands, {old} would be removed.",
                    f"Where {old} may go: take its line out of `moved`. Where {new} should make room: take it out of the stack, "
                    "apply, and bring it back with the move.",
                )
            )

    def decide_wanted(self, expansion: Expansion) -> None:
        evaluation = Evaluation()
        needs = _NeedsMemo(expansion)
        for key in expansion.order:
            node = expansion.nodes[key]
            try:
                match node:
                    case ResourceNode():
                        self._decide(node, evaluation, needs.of(key))
                    case ValueNode():
                        needs.remember(key)
                        self._diagnostics.extend(evaluation.evaluate_value(node))
                    case RequestNode():
                        needs.remember(key)
                        evaluation.evaluate_request(node)
            except EvaluationError as fault:
                found = evaluation_diagnostic(fault, key.address)
                # What a use asks for is written by who uses it; the address is where it is used.
                asker = node.edge.consumer.instance if isinstance(node, RequestNode) else ""
                self._diagnostics.add(self._located(found, asker) if asker else found)
        self._kept = self._kept_for_retained()
        self._changes = _create_first_behind(self._changes, self._kept)
        self._refuse_lost_data()

    def _decide(self, node: ResourceNode, evaluation: Evaluation, needs: tuple[Address, ...]) -> None:
        self._wanted.add(node.address)
        type_ = node.resource.type
        inputs = evaluation.inputs(node)
        wanted = Wanted(
            node.address,
            type_,
            inputs,
            needs,
            retain=self._retains(node, inputs),
            rotation=self._rotation(node),
            renew=is_named(self._intent.replacements, node.address),
        )
        record = self._latest(node.address)
        observation = self._observation(record)
        if isinstance(observation, Unreadable):
            self._report_unreadable(node.address, observation)
        change = decide(wanted, record, observation, self._origins.get(node.address))
        self._changes.append(change)
        evaluation.set_outputs(node.address, planned_outputs(change, type_, record))

    def _retains(self, node: ResourceNode, inputs: Mapping[str, Any]) -> bool:
        if node.resource.deletion is not None:
            return node.resource.deletion == Deletion.RETAIN
        return node.resource.type.holds_data(inputs) and self._intent.target != LOCAL

    def _rotation(self, node: ResourceNode) -> int:
        name = node.address.output or node.address.resource
        return self._intent.rotations.get(f"{node.address.instance}.{name}", 0)

    def _latest(self, address: Address) -> ResourceRecord | None:
        generations = self._generations.get(address)
        return generations[-1] if generations else None

    def _observation(self, record: ResourceRecord | None) -> Observation | None:
        if record is None:
            return None
        origin = self._origins.get(record.address, record.address)
        return self._recorded.observations.get(RecordKey(origin, record.generation))

    def _report_unreadable(self, address: Address, observation: Unreadable) -> None:
        if observation.elsewhere:
            self._diagnostics.add(
                error(
                    "another-world",
                    "The record is of another place",
                    f"{address.local}: {observation.detail} Nothing was touched.",
                    observation.remedy,
                    address=str(address),
                )
            )
            return
        self._diagnostics.add(
            error(
                "world-unreadable",
                "A resource could not be observed",
                f"{address.local}: {observation.detail} What cannot be read is not taken for gone, so there is no plan.",
                observation.remedy or "Try again when it answers.",
                address=str(address),
            )
        )

    def _refuse_lost_data(self) -> None:
        """No object that is to be kept makes room for another.

        A replacement that is only feared, for values that are not known yet, may stand in the plan as long as
        apply can look before anything goes; it refuses then.
        """
        behind = behind_replaced(self._changes)
        for number, change in enumerate(self._changes):
            record = self._latest(change.address)
            if change.action is not Action.REPLACE or record is None or record.deletion is not Deletion.RETAIN:
                continue
            if is_named(self._intent.losses, change.address):
                self._changes[number] = replace(change, loses_data=True)
            elif change.is_certain or (change.deletes_first and not behind.isdisjoint(change.needs)):
                self._diagnostics.add(lost_data_diagnostic(change))

    def find_replaced(self) -> None:
        """What is to be made anew must be something that the stack asks for: a name that means nothing is a mistake."""
        if not self._intent.replacements:
            return
        wanted = sorted(self._wanted)
        known = dict.fromkeys([*(address.instance for address in wanted), *(address.local for address in wanted)])
        for name in sorted(self._intent.replacements - known.keys()):
            self._diagnostics.add(
                error(
                    "replace-not-found",
                    "There is no such resource to replace",
                    f"{quoted(name)} is not an address of a resource or an instance that {self._intent.stack}/{self._intent.environment} "
                    "asks for.",
                    f"{did_you_mean(name, known)}See the addresses of what there is:\n\n    bouwsteen state list STACK",
                )
            )

    def decide_unwanted(self, reason: Reason) -> None:
        """Older generations whose successor stands, and resources that nothing asks for any more."""
        self._kept = self._kept_for_retained()
        replaced = {change.address for change in self._changes if change.action is Action.REPLACE}
        found: dict[RecordKey, Change] = {}
        for address, generations in self._generations.items():
            for record in generations[:-1]:
                found[record.key] = self._unwanted(record, Reason.SUPERSEDED)
            latest = generations[-1]
            if address not in self._wanted:
                found[latest.key] = self._unwanted(latest, reason)
            elif address in replaced and latest.key in self._kept:
                found[latest.key] = self._unwanted(latest, Reason.SUPERSEDED)
        news = {key: change for key, change in found.items() if change.action is Action.DELETE or not self._records[key].retained}
        self._changes.extend(_in_deletion_order(news, self._records, self._generations))

    def _kept_for_retained(self) -> set[RecordKey]:
        """Retained objects, those of instances that are to stay, and what they need to be found and opened again: all that they were
        made with, of that generation.
        """
        queue = [
            record
            for address, generations in self._generations.items()
            if address not in self._wanted
            for record in generations[-1:]
            if (record.deletion is Deletion.RETAIN and not is_named(self._intent.losses, address)) or address.instance in self._intent.kept
        ]
        kept: set[RecordKey] = set()
        while queue:
            record = queue.pop()
            if record.key not in kept:
                kept.add(record.key)
                queue.extend(
                    each for need in record.dependencies for each in self._generations.get(need.address, ()) if need.means(each.key)
                )
        return kept

    def _unwanted(self, record: ResourceRecord, reason: Reason) -> Change:
        if record.key in self._kept:
            return self._gone(record, Action.RETAIN, reason)
        observation = self._observation(record)
        if isinstance(observation, Unreadable) and observation.elsewhere:
            self._report_unreadable(record.address, observation)  # what has its name here is something else
        loses = record.deletion is Deletion.RETAIN and reason is not Reason.SUPERSEDED
        return replace(self._gone(record, Action.DELETE, reason), loses_data=loses)

    def _gone(self, record: ResourceRecord, action: Action, reason: Reason) -> Change:
        return Change(
            address=record.address,
            type=record.type,
            action=action,
            reason=reason,
            generation=record.generation,
            record_fingerprint=record.fingerprint(),
            moved_from=self._origins.get(record.address),
            needs=record.needs,
        )

    def find_renames(self, expansion: Expansion) -> None:
        """Instances that go, each beside the one new instance of the same block: perhaps a rename that nobody told of."""
        known = {address.instance for address in self._generations}
        going = {change.address.instance for change in self._changes if change.reason is Reason.UNWANTED}
        staying = {address.instance for address in self._wanted}
        old = defaultdict(set)
        for instance in going - staying - {*expansion.instances}:
            for block in {record.block for record in self._records_of(instance)}:
                old[block].add(instance)
        new = defaultdict(set)
        for name, instance_ in expansion.instances.items():
            if name in staying and name not in known:
                new[instance_.block.name].add(name)
        for block in sorted(old):
            if len(old[block]) == len(new[block]) == 1:
                self._renames[min(old[block])] = min(new[block])

    def _records_of(self, instance: str) -> list[ResourceRecord]:
        return [records[-1] for address, records in self._generations.items() if address.instance == instance]

    def _located(self, diagnostic: Diagnostic, name: str) -> Diagnostic:
        instance = self._instances.get(name)
        return diagnostic if instance is None else replace(diagnostic, source=instance.locate())

    def _place_errors(self) -> Diagnostics:
        """Each error about an instance says where the stack asks for it."""
        return Diagnostics(
            [
                self._located(each, Address.parse(each.address).instance)
                if each.is_error and each.address and each.source is None
                else each
                for each in self._diagnostics
            ]
        )

    def finish(self, *, destroys: bool) -> tuple[Plan, Diagnostics]:
        intent_digest = digests.intent_digest(f"{self._intent.stack}/{self._intent.environment}", self._intent.parts)
        plan = Plan(
            stack=self._intent.stack,
            environment=self._intent.environment,
            organisation=self._intent.organisation,
            lineage=self._recorded.lineage,
            serial=self._recorded.serial,
            changes=tuple(self._changes),
            notes=self._intent.notes,
            warnings=tuple(each for each in self._diagnostics if not each.is_error),
            intent_digest=intent_digest,
            parts=self._intent.parts,
            destroys=destroys,
            replacements=tuple(sorted(self._intent.replacements)),
            renames=self._renames,
            moves=self._moved.entries,
        )
        return plan, self._place_errors()


def _moves(intent: Intent, expansion: Expansion, recorded: Recorded) -> Asked:
    blocks = {
        Place.parse(f"{name}/{old}"): Place.parse(f"{name}/{new}")
        for name, instance in expansion.instances.items()
        for old, new in instance.block.moves.items()
    }
    return Asked.of(intent.moves, blocks, recorded.exported)


class _NeedsMemo:
    """The resources behind a node's direct needs, each found once however many read them.

    Nodes are asked in order of work, so what a value needs is remembered before the value is read.
    """

    def __init__(self, expansion: Expansion) -> None:
        self._graph = expansion.graph
        self._known: dict[NodeKey, tuple[Address, ...]] = {}

    def of(self, key: NodeKey) -> tuple[Address, ...]:
        found: dict[Address, None] = {}
        for need in self._graph.needs(key):
            if need.kind is Kind.RESOURCE:
                found[need.address] = None
            else:
                found.update(dict.fromkeys(self._known[need]))
        return tuple(sorted(found, key=str)) if len(found) > 1 else tuple(found)

    def remember(self, key: NodeKey) -> None:
        self._known[key] = self.of(key)


def _create_first_behind(changes: list[Change], kept: set[RecordKey]) -> list[Change]:
    """What a create-first replacement needs is replaced create-first too: the old pair stays whole until the new one stands.

    And so is what stays for kept data.
    """
    first: set[Address] = set()
    result = []
    for change in reversed(changes):
        replaced = change.action is Action.REPLACE
        stays = change.address in first or RecordKey(change.address, change.generation - 1) in kept
        if replaced and stays and not change.create_first:
            change = replace(change, create_first=True)  # noqa: PLW2901  the same change, seen from its dependants
        if replaced and change.create_first:
            first.update(change.needs)
        result.append(change)
    return result[::-1]


def _in_deletion_order(
    gone: Mapping[RecordKey, Change], records: Mapping[RecordKey, ResourceRecord], generations: Mapping[Address, Iterable[ResourceRecord]]
) -> list[Change]:
    """Dependants first, by what is recorded alone."""
    graph: DirectedGraph[RecordKey] = DirectedGraph()
    for key in sorted(gone, key=str):
        graph.add_node(key)
    for key in gone:
        for need in records[key].dependencies:
            for record in generations.get(need.address, ()):
                if need.means(record.key) and record.key in gone and record.key != key:
                    graph.add_edge(record.key, key, "is needed by")
    # Records of different runs may point both ways; any order will do then.
    return [gone[key] for key in without_cycles(graph).order()]
