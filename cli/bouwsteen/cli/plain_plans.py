"""From a plan, or from a change between revisions, to its plain language."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.outlooks import list_facts, list_flows
from bouwsteen.gitops.changes import PlaceChange
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.reporting.plain_plans import PlainPlan, describe, find_new_flows


def tell_plainly(engine: Engine, workspace: Workspace, plan: Plan, blocks: CompiledBlocks) -> PlainPlan:
    """What a plan would do. Of a plan that removes everything, the record alone says what there is."""
    from bouwsteen.cli.wiring import compile_stack  # noqa: PLC0415  a pull request is told from documents alone, without states

    kinds = _kinds(engine.types)
    if plan.destroys:
        loaded = workspace.stack(plan.stack)
        found = find_organisation(loaded.model.spec.organisation, workspace.organisations) if loaded is not None else None
        return describe(plan, found.name if found is not None else plan.organisation, {}, (), stoppable=kinds[0], data_types=kinds[1])
    compiled = compile_stack(engine, workspace, plan.stack, plan.environment, blocks=blocks)
    new = find_new_flows(plan, list_flows(compiled))
    return describe(plan, compiled.organisation.name, list_facts(compiled), new, stoppable=kinds[0], data_types=kinds[1])


def tell_change_plainly(place: PlaceChange, types: Mapping[str, ResourceType]) -> PlainPlan | None:
    """The same of one environment in a pull request. None where its documents are not sound."""
    if place.plan is None:
        return None
    sides = [side for side in (place.before, place.after) if side is not None]
    facts = {name: fact for side in sides for name, fact in side.instances.items()}
    stoppable, data_types = _kinds(types)
    before = place.before.instances if place.before is not None else {}
    return describe(
        place.plan,
        sides[-1].organisation,
        facts,
        place.new_flows,
        place.ended_flows,
        before=before,
        stoppable=stoppable,
        data_types=data_types,
    )


def _kinds(types: Mapping[str, ResourceType]) -> tuple[frozenset[str], frozenset[str]]:
    """The types that run, and those that hold data."""
    return (
        frozenset(name for name, type_ in types.items() if type_.stoppable),
        frozenset(name for name, type_ in types.items() if type_.data_bearing),
    )
