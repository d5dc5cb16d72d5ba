"""What the policies of the catalog say of stacks, offline: nothing is asked of the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from bouwsteen.calendars import read_day
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.organisations import Organisation, find_organisation
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.workspaces import LoadedPolicy, LoadedStack, Workspace
from bouwsteen.engine.compilations import Compiled, describe
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.findings import tell
from bouwsteen.engine.outlooks import Outlook
from bouwsteen.engine.rulings import Approval, Rulings, make_rulings
from bouwsteen.errors import InvalidInputError
from bouwsteen.policy.judgements import Finding, judge
from bouwsteen.policy.rules import CompiledPolicy, compile_policy
from bouwsteen.policy.subjects import Subject, describe_environment, list_subjects
from bouwsteen.resolution.locks import read_lock
from bouwsteen.resolution.resolutions import Resolution, resolve_stack

NO_OUTLOOKS: Final[Mapping[str, Outlook]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class JudgedStack:
    """`rulings`, by environment, judge what is done to its resources."""

    stack: str
    subjects: int
    findings: tuple[Finding, ...]
    rulings: Mapping[str, Rulings] = field(default_factory=dict)


def compile_policies(policies: Mapping[str, LoadedPolicy]) -> dict[str, CompiledPolicy]:
    """By name. Raises InvalidInputError with all mistakes of all of them: a rule that cannot be asked must not be passed over."""
    compiled: dict[str, CompiledPolicy] = {}
    mistakes: list[Diagnostic] = []
    for name, loaded in policies.items():
        policy, problems = compile_policy(loaded.model, loaded.document)
        mistakes.extend(problems)
        if policy is not None:
            compiled[name] = policy
    if mistakes:
        raise InvalidInputError(*mistakes)
    return compiled


def subjects_of(workspace: Workspace, stack: str, resolution: Resolution, environments: Iterable[str]) -> list[Subject]:
    loaded = workspace.stacks[stack]
    organisation = find_organisation(loaded.model.spec.organisation, workspace.organisations)
    assert organisation is not None, "validated before"
    return list(list_subjects(workspace, loaded, resolution, describe(organisation), environments))


def judge_stack(
    workspace: Workspace,
    stack: str,
    policies: Iterable[CompiledPolicy],
    day: dt.date,
    environments: Iterable[str] | None = None,
    *,
    resolution: Resolution | None = None,
    outlooks: Mapping[str, Outlook] = NO_OUTLOOKS,
) -> JudgedStack:
    """A sound stack in some of its environments, or all, as it stands on `day`. Asks nothing of the world.

    `policies` are compiled once, for all stacks that are judged (`compile_policies`). What a plan says on that day is the same,
    finding by finding. `outlooks` hold the resources that are wanted; left out, those are not judged. What is done to resources
    follows from what there was: whoever knows that asks the `rulings`. Raises InvalidInputError where its blocks do not fit together.
    """
    loaded, rules = workspace.stacks[stack], list(policies)
    chosen = list(loaded.model.spec.environments if environments is None else environments)
    resolution = resolution or resolve(workspace, stack)
    subjects = subjects_of(workspace, stack, resolution, chosen)
    findings = judge(rules, subjects, day, loaded.waivers)
    organisation = find_organisation(loaded.model.spec.organisation, workspace.organisations)
    assert organisation is not None, "validated before"
    rulings = {
        name: make_rulings(
            rules, _in_environment(subjects, stack, name), _shared(loaded, name, organisation), day, loaded.waivers, findings, None
        )
        for name in chosen
    }
    asked, found = 0, list(findings)
    for name, outlook in outlooks.items():
        if outlook.plan is not None and rulings[name].asks_resources:
            asked += len(outlook.plan.changes)
            found += rulings[name].judge_resources(outlook.plan)
    return JudgedStack(stack, len(subjects) + asked, tuple(found), rulings)


def _in_environment(subjects: Iterable[Subject], stack: str, environment: str) -> Iterator[Subject]:
    beginning = f"{stack}/{environment}/"
    return (each for each in subjects if each.address.startswith(beginning))


def resolve(workspace: Workspace, stack: str) -> Resolution:
    """By the versions that the lock pins where it still fits, as a plan has them. Raises InvalidInputError."""
    loaded = workspace.stacks[stack]
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    resolution, problems = resolve_stack(workspace, stack, preferred=lock)
    if resolution is None:
        raise InvalidInputError(*problems)
    return resolution


def resolved_subjects(workspace: Workspace, stack: str, environments: Iterable[str] | None = None) -> list[Subject]:
    """What documents alone show. Raises InvalidInputError."""
    chosen = workspace.stacks[stack].model.spec.environments if environments is None else environments
    return subjects_of(workspace, stack, resolve(workspace, stack), chosen)


def permitted(
    engine: Engine,
    workspace: Workspace,
    compiled: Compiled,
    policies: Mapping[str, CompiledPolicy] | None = None,
    approval: Approval | None = None,
) -> Compiled:
    """`compiled`, with what policies say of it, and what they will ask of its plan. Raises DeniedError with all that is denied today.

    Asked before every plan: an older plan is no way round a policy that holds by now. `policies` are those of the
    workspace, for a run over several of its stacks; left out, they are compiled here. `approval` is known where the
    plan is to be carried out.
    """
    if not workspace.policies:
        return compiled
    engine.statistics.begin("judge")
    intent = compiled.desired.intent
    rules = (compile_policies(workspace.policies) if policies is None else policies).values()
    subjects = subjects_of(workspace, intent.stack, compiled.resolution, [intent.environment])
    day, waivers = read_day(engine.now()), workspace.stacks[intent.stack].waivers
    findings = judge(rules, subjects, day, waivers)
    tell(findings, engine.language)
    shared = _shared(workspace.stacks[intent.stack], intent.environment, compiled.organisation)
    rulings = make_rulings(rules, subjects, shared, day, waivers, findings, approval)
    return replace(compiled, desired=replace(compiled.desired, rulings=rulings))


def permitted_removal(
    engine: Engine, workspace: Workspace, stack: str, environment: str, approval: Approval | None = None
) -> Rulings | None:
    """What policies ask of a plan that removes everything. None where the documents say too little to ask: they may be broken by then."""
    loaded = workspace.stack(stack)
    organisation = find_organisation(loaded.model.spec.organisation, workspace.organisations) if loaded is not None else None
    if loaded is None or organisation is None or environment not in loaded.model.spec.environments:
        return None
    rules = compile_policies({name: each for name, each in workspace.policies.items() if SubjectKind.CHANGE in each.model.spec.match.kinds})
    shared = _shared(loaded, environment, organisation)
    day = read_day(engine.now())
    return Rulings(tuple(rules.values()), shared, {}, day, loaded.waivers, approval=approval)


def _shared(loaded: LoadedStack, environment: str, organisation: Organisation) -> dict[str, Any]:
    """The variables that all subjects of an environment have."""
    return {
        "stack": {"name": loaded.model.name},
        "organisation": describe(organisation),
        "environment": describe_environment(environment, loaded.model.spec.environments[environment]),
    }
