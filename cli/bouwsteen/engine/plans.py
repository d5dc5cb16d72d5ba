"""The use case *plan*: what would be done, with nothing written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, warning
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.findings import tell
from bouwsteen.engine.observations import observe
from bouwsteen.engine.recoveries import Recovery, recover
from bouwsteen.engine.rulings import Rulings, open_addresses
from bouwsteen.engine.set_backs import danger_of_restored, find_unrecorded
from bouwsteen.engine.statistics import Statistics
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError, StaleError
from bouwsteen.planning.builder import Intent, Recorded, build_destroy_plan, build_plan, sealed
from bouwsteen.planning.compiled_blocks import CompiledValue
from bouwsteen.planning.dangers import Danger, find_dangers, find_hints
from bouwsteen.planning.expansions import Expansion, ResourceNode, ValueNode
from bouwsteen.planning.plans import Plan, Verdict
from bouwsteen.providers.protocol import Observation, Present
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import RecordKey


@dataclass(frozen=True, slots=True)
class Desired:
    """What is wanted: the intent, and what it expands to. No expansion: everything is to go."""

    intent: Intent
    expansion: Expansion | None
    warnings: tuple[Diagnostic, ...] = ()
    rulings: Rulings | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with all that it was made from."""

    plan: Plan
    desired: Desired
    recovery: Recovery
    observations: Mapping[RecordKey, Observation] = field(default_factory=dict)
    dangers: tuple[Danger, ...] = ()  # what a person should say yes to by itself; the plan warns of each
    unjudged: frozenset[Address] = frozenset()  # of which a policy can be asked only just before the call


def make_plan(engine: Engine, desired: Desired, *, refresh: bool = True) -> Planned:
    """Plan on what is recorded and observed. Opens the state for reading and writes nothing.

    With `refresh=False` the world is not asked and the record believed, unless it was set back.
    """
    intent = desired.intent
    engine.statistics.begin("state")
    with engine.read_state(intent.stack, intent.environment, intent.organisation) as session:
        return plan_in(engine, session, desired, refresh=refresh)


def plan_in(
    engine: Engine,
    session: StateSession,
    desired: Desired,
    *,
    refresh: bool = True,
    observations: Mapping[RecordKey, Observation] | None = None,
) -> Planned:
    """The same within an open session; `observations` are those of all its records, where they were just made.

    Raises InvalidInputError, NotFoundError for a name that means nothing,
    DeniedError for what a policy denies, or BouwsteenError when the world cannot be read.
    """
    intent = desired.intent
    engine.reporter.warn(session.warnings)
    recovery = recover(engine, session.snapshot, session.in_doubt, intent.organisation)
    records = list(recovery.snapshot.records())
    mark = recovery.snapshot.restored_by
    set_back = mark is not None or session.went_back
    refresh = refresh or set_back  # a record that was put back is not to be believed
    if observations is None or session.in_doubt or set_back:
        observations = observe(engine, records, intent.organisation) if refresh else {}
    engine.begin("plan")
    recorded = Recorded(recovery.snapshot.lineage, recovery.snapshot.serial, records, observations, recovery.snapshot.exports)
    if desired.expansion is None:
        plan, diagnostics = build_destroy_plan(intent, recorded)
    else:
        plan, diagnostics = build_plan(intent, desired.expansion, recorded)
        _count_expansion(engine.statistics, desired.expansion)
    errors = diagnostics.errors()
    if any(each.code == "another-world" for each in errors):
        raise StaleError(*errors)
    if any(each.code == "world-unreadable" for each in errors):
        raise BouwsteenError(*errors)
    if errors and all(each.code == "replace-not-found" for each in errors):
        raise NotFoundError(*errors)
    if errors:
        raise InvalidInputError(*errors)
    data_types = data_types_of(engine)
    plan, unjudged = _judge(engine, desired, plan, data_types)
    dangers = find_dangers(plan, target=intent.target, data_types=data_types, most_removed=intent.most_removed)
    hints = [*find_hints(plan, data_types=data_types), *_find_stuck(observations)]
    found = []
    if set_back and plan.can_apply:
        if mark is not None and not session.went_back:  # else a person accepted it by this very command
            dangers = (*dangers, danger_of_restored(plan, mark))
        found = find_unrecorded(engine, plan, intent.organisation)
    plan = replace(plan, warnings=(*desired.warnings, *plan.warnings, *hints, *found, *(each.diagnostic for each in dangers)))
    return Planned(plan, desired, recovery, observations, dangers, unjudged)


def _find_stuck(observations: Mapping[RecordKey, Observation]) -> list[Diagnostic]:
    """What came back after each of several applies, and is in no plan any more."""
    return [
        warning(
            "comes-back",
            "A difference comes back each time",
            f"{key.address.local}: {seen.stuck} It is left as it is.",
            "Leave it out of what the stack asks for, or have the other one let go of it.",
            address=str(key.address),
        )
        for key, seen in sorted(observations.items(), key=lambda item: str(item[0]))
        if isinstance(seen, Present) and seen.stuck
    ]


def _judge(engine: Engine, desired: Desired, plan: Plan, data_types: frozenset[str]) -> tuple[Plan, frozenset[Address]]:
    """What policies say of the documents and of the plan; and what they cannot say yet. Raises DeniedError."""
    rulings = desired.rulings
    if rulings is None:
        return sealed(plan), frozenset()
    found = rulings.judge(plan, desired.expansion, data_types)
    told = (*plan.warnings, *tell((*rulings.findings, *found), engine.language))
    verdicts = [Verdict(each.fingerprint, each.action.value if each.action else "") for each in rulings.findings]
    return replace(sealed(plan, verdicts), warnings=told), open_addresses(found)


def data_types_of(engine: Engine) -> frozenset[str]:
    return frozenset(name for name, type_ in engine.types.items() if type_.data_bearing)


def _count_expansion(statistics: Statistics, expansion: Expansion) -> None:
    """What an environment consists of, and how many expressions one walk over it evaluates."""
    resources = expressions = 0
    for node in expansion.nodes.values():
        if isinstance(node, ResourceNode):
            resources += 1
            value: CompiledValue | None = node.resource.inputs
        elif isinstance(node, ValueNode):
            value = node.edge.output.value if node.given is None else None
        else:
            value = node.use.request
        expressions += len(value.template.places) if value is not None else 0
    statistics.count("instances", len(expansion.instances))
    statistics.count("resources", resources)
    statistics.count("expressions", expressions)
