"""What the policies of the catalog say of stacks, offline: nothing is asked of the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bouwsteen.diagnostics import Diagnostic, Severity
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.policies import Action
from bouwsteen.documents.workspaces import LoadedPolicy, Workspace
from bouwsteen.engine.compilations import Compiled, describe
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import DeniedError, InvalidInputError
from bouwsteen.policy.judgements import Answer, Finding, judge
from bouwsteen.policy.rules import CompiledPolicy, compile_policy
from bouwsteen.policy.subjects import Subject, list_subjects
from bouwsteen.resolution.locks import read_lock
from bouwsteen.resolution.resolutions import Resolution, resolve_stack

_SEVERITIES: Final = {Action.DENY: Severity.ERROR, Action.WARN: Severity.WARNING, Action.INFORM: Severity.INFO, None: Severity.INFO}
_KINDS: Final = {
    Answer.BROKEN: ("policy-broken", "A rule of a policy is not kept"),
    Answer.UNDETERMINED: ("policy-undetermined", "A rule of a policy cannot be judged yet"),
    Answer.FAILED: ("policy-failed", "A rule of a policy cannot be judged"),
}
# What policies say is in the language of who reads, and so is what stands beside it.
_COMING: Final = {
    "nl": {
        Action.INFORM: "Vanaf {day} informeert de regel.",
        Action.WARN: "Vanaf {day} waarschuwt de regel.",
        Action.DENY: "Vanaf {day} weigert de regel dit.",
    },
    "fr": {
        Action.INFORM: "À partir du {day} la règle informe.",
        Action.WARN: "À partir du {day} la règle avertit.",
        Action.DENY: "À partir du {day} la règle le refuse.",
    },
    "en": {
        Action.INFORM: "From {day} on the policy informs.",
        Action.WARN: "From {day} on the policy warns.",
        Action.DENY: "From {day} on the policy denies it.",
    },
}
_WAIVED: Final = {
    "nl": "De uitzondering {waiver} laat dit toe tot en met {day}.",
    "fr": "La dérogation {waiver} le permet jusqu'au {day} inclus.",
    "en": "The waiver {waiver} allows it up to and including {day}.",
}


@dataclass(frozen=True, slots=True)
class JudgedStack:
    stack: str
    subjects: int
    findings: tuple[Finding, ...]


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
    workspace: Workspace, stack: str, policies: Iterable[CompiledPolicy], day: dt.date, environments: Iterable[str] | None = None
) -> JudgedStack:
    """A sound stack in some of its environments, or all, as it stands on `day`. Asks nothing of the world, and no plan.

    `policies` are compiled once, for all stacks that are judged (`compile_policies`). What a plan says on
    that day is the same, finding by finding; what a plan alone knows (resources and changes) is not judged here.
    Raises InvalidInputError where its blocks do not fit together.
    """
    subjects = resolved_subjects(workspace, stack, environments)
    return JudgedStack(stack, len(subjects), judge(policies, subjects, day, workspace.stacks[stack].waivers))


def resolved_subjects(workspace: Workspace, stack: str, environments: Iterable[str] | None = None) -> list[Subject]:
    """By the versions that the lock pins where it still fits, as a plan has them. Raises InvalidInputError."""
    loaded = workspace.stacks[stack]
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    resolution, problems = resolve_stack(workspace, stack, preferred=lock)
    if resolution is None:
        raise InvalidInputError(*problems)
    return subjects_of(workspace, stack, resolution, loaded.model.spec.environments if environments is None else environments)


def permitted(engine: Engine, workspace: Workspace, compiled: Compiled, policies: Mapping[str, CompiledPolicy] | None = None) -> Compiled:
    """`compiled`, with what policies have to say about it among its warnings. Raises DeniedError with all that is denied today.

    Asked before every plan: an older plan is no way round a policy that holds by now. `policies` are those of the
    workspace, for a run over several of its stacks; left out, they are compiled here.
    """
    if not workspace.policies:
        return compiled
    engine.statistics.begin("judge")
    intent = compiled.desired.intent
    rules = (compile_policies(workspace.policies) if policies is None else policies).values()
    subjects = subjects_of(workspace, intent.stack, compiled.resolution, [intent.environment])
    day = dt.date.fromisoformat(engine.now()[:10])
    findings = judge(rules, subjects, day, workspace.stacks[intent.stack].waivers)
    if denied := [finding for finding in findings if finding.denies]:
        raise DeniedError(*(to_diagnostic(finding, engine.language) for finding in denied))
    told = tuple(to_diagnostic(finding, engine.language) for finding in findings)
    return replace(compiled, desired=replace(compiled.desired, warnings=told))


def to_diagnostic(finding: Finding, language: str) -> Diagnostic:
    """For people, in their language. A policy that is not in force yet informs, and says from when it does more."""
    code, summary = _KINDS[finding.answer]
    sentences = [f"{finding.policy}/{finding.rule}: {_choose(finding.message, language)}"]
    if finding.waiver is not None:
        sentences.append(_WAIVED[language].format(waiver=finding.waiver.metadata.name, day=finding.waiver.spec.expires))
    elif finding.coming is not None:
        sentences.append(_COMING[language][finding.coming.action].format(day=finding.coming.from_date))
    severity = Severity.INFO if finding.answer is Answer.UNDETERMINED else _SEVERITIES[finding.action]
    return Diagnostic(severity, code, summary, " ".join(sentences), _choose(finding.fix, language), finding.source, finding.address)


def _choose(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["nl"]
