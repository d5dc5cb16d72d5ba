"""Rules and subjects → findings. The same rule on the same subject gives the same finding wherever it is asked."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.diagnostics import SourceRange
from bouwsteen.documents.policies import Action, Step, SubjectKind, Waiver
from bouwsteen.expressions import CompiledExpression, EvaluationError
from bouwsteen.policy.rules import CompiledPolicy, CompiledRule
from bouwsteen.policy.subjects import Subject
from bouwsteen.values import ABSENT, Secret, Unknown, reveal

WARNED_BEFORE: Final = dt.timedelta(days=30)
_FINGERPRINT_LENGTH: Final = 16  # hexadecimal digits: 64 bits, for some thousands of findings


class Answer(enum.StrEnum):
    """What a rule says of a subject. `undetermined`: it reads what is known only while the plan is carried out."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDETERMINED = "undetermined"
    FAILED = "failed"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not kept.

    `action` is what is done about it on that day, None before the policy is in force; `coming` what
    will be done later. What a rule cannot say (`failed`) counts as broken. `waiver` is the exception
    that holds longest, and then `action` is at most to warn; `lapsed` the one that held last, where none does any more.
    """

    policy: str
    rule: str
    address: str
    answer: Answer
    action: Action | None
    coming: Step | None
    message: Mapping[str, str]
    fix: Mapping[str, str]
    source: SourceRange | None = None
    waiver: Waiver | None = None
    lapsed: Waiver | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same policy, rule and address, whenever and wherever it is found."""
        return fingerprint(self.policy, self.rule, self.address)

    @property
    def denies(self) -> bool:
        return self.action is Action.DENY and self.answer is not Answer.UNDETERMINED


def fingerprint(policy: str, rule: str, address: str) -> str:
    return hashlib.sha256(f"{policy}\n{rule}\n{address}".encode()).hexdigest()[:_FINGERPRINT_LENGTH]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rule says of one subject, and the values that led to it: by what it reads, as it is written there."""

    answer: Answer
    values: Mapping[str, Any]
    problem: str = ""


def judge(
    policies: Iterable[CompiledPolicy], subjects: Iterable[Subject], day: dt.date, waivers: Iterable[Waiver] = ()
) -> tuple[Finding, ...]:
    """All findings, in the order of policies, then subjects by their kind, then rules. `day` decides which steps and waivers hold."""
    given = list(waivers)
    listed: dict[SubjectKind, list[Subject]] = {}
    for subject in subjects:
        listed.setdefault(subject.kind, []).append(subject)
    return tuple(finding for policy in policies for finding in _judge_all(policy, listed, day, given))


def _judge_all(
    policy: CompiledPolicy, subjects: Mapping[SubjectKind, list[Subject]], day: dt.date, waivers: list[Waiver]
) -> Iterator[Finding]:
    step, coming = policy.policy.step_on(day), policy.policy.next_after(day)
    match = policy.policy.spec.match
    mine = [waiver for waiver in waivers if waiver.spec.policy == policy.name]
    for subject in (each for kind in SubjectKind if kind in policy.rules for each in subjects.get(kind, ())):
        variables = on_day(subject, day)
        for rule in policy.rules[subject.kind] if match.takes(subject.type) else ():
            answer = ask(rule, variables)
            if answer in {Answer.KEPT, Answer.NOT_ASKED}:
                continue
            meant = [each for each in mine if is_meant(each, rule.id, subject)]
            latest = max(meant, key=lambda each: each.spec.expires, default=None)
            waiver = latest if latest is not None and day <= latest.spec.expires else None
            yield Finding(
                policy.name,
                rule.id,
                subject.address,
                answer,
                _weaken(step.action if step else None, waiver, day),
                coming,
                {language: text.fill(variables) for language, text in rule.message.items()},
                {language: text.fill(variables) for language, text in rule.fix.items()},
                subject.source,
                waiver,
                latest if waiver is None else None,
            )


def on_day(subject: Subject, day: dt.date) -> dict[str, Any]:
    """The variables of a subject, and the day on which it is judged."""
    return {**subject.variables, "day": day.isoformat()}


def ask(rule: CompiledRule, variables: Mapping[str, Any]) -> Answer:
    """One rule of one subject. What cannot be evaluated has failed, and nobody may take that for a yes."""
    try:
        if rule.when is not None:
            when = _truth(rule.when, variables)
            if when is not Answer.KEPT:
                return Answer.NOT_ASKED if when is Answer.BROKEN else when
        return _truth(rule.expression, variables)
    except EvaluationError:
        return Answer.FAILED


def read(rule: CompiledRule, variables: Mapping[str, Any]) -> Reading:
    """The same, with the values that it read, for who asks why."""
    answer, problem = ask(rule, variables), ""
    expressions = [rule.expression] if rule.when is None else [rule.when, rule.expression]
    if answer is Answer.FAILED:
        problem = next((detail for each in expressions if (detail := _failure(each, variables))), "")
    references = {str(reference): (reference.root, *reference.path) for each in expressions for reference in each.references}
    return Reading(answer, {name: _follow(variables, path) for name, path in references.items()}, problem)


def is_meant(waiver: Waiver, rule: str, subject: Subject) -> bool:
    """Whether a waiver of this policy is about a rule and a subject, as long as it holds."""
    spec = waiver.spec
    if spec.rules and rule not in spec.rules:
        return False
    parts = subject.address.split("/")
    environment, instance = (*parts[1:3], "", "")[:2]
    if spec.scope.environments and environment not in spec.scope.environments:
        return False
    return not spec.scope.instances or instance in spec.scope.instances


def expires_soon(waiver: Waiver, day: dt.date) -> bool:
    return day <= waiver.spec.expires <= day + WARNED_BEFORE


def _weaken(action: Action | None, waiver: Waiver | None, day: dt.date) -> Action | None:
    """A waiver makes of a denial something to know, and in its last days a warning."""
    if action is None or waiver is None:
        return action
    allowed = Action.WARN if expires_soon(waiver, day) else Action.INFORM
    return min(action, allowed, key=lambda each: each.strength)


def _truth(expression: CompiledExpression, variables: Mapping[str, Any]) -> Answer:
    value = expression.evaluate(variables)
    if isinstance(value, Secret):  # the answer may be told: that a secret is long enough says not which it is
        value = reveal(value)
    if isinstance(value, Unknown):
        return Answer.UNDETERMINED
    if value is ABSENT or not isinstance(value, bool):
        return Answer.FAILED
    return Answer.KEPT if value else Answer.BROKEN


def _failure(expression: CompiledExpression, variables: Mapping[str, Any]) -> str:
    try:
        value = expression.evaluate(variables)
    except EvaluationError as failed:
        return failed.detail
    return "What it reads is not there." if value is ABSENT else ""


def _follow(variables: Mapping[str, Any], path: tuple[str | int, ...]) -> Any:
    value: Any = variables
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value
