"""What is found, what is done about it on which day, and what is never taken for a yes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.policies import Action, Policy, SubjectKind, Waiver
from bouwsteen.policy.judgements import Answer, Finding, judge, read
from bouwsteen.policy.rules import CompiledPolicy, compile_policy
from bouwsteen.policy.subjects import Subject
from bouwsteen.values import Secret, Unknown

HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
STEPS = "[{from: 2026-03-01, action: inform}, {from: 2026-06-01, action: warn}, {from: 2027-01-01, action: deny}]"
DENYING = dt.date(2027, 1, 1)


def policy(
    expression: str = "object.parameters.size <= 3", when: str = "", message: str = "Size ${object.parameters.size}"
) -> CompiledPolicy:
    asked = f"\n        when: {when}" if when else ""
    text = f"""{HEAD}kind: Policy
metadata: {{name: small}}
spec:
    version: 1.0.0
    title: {{nl: Klein}}
    basis: {{kind: strategy}}
    match: {{kinds: [Instance]}}
    reach: object
    rules:
      - id: size{asked}
        expression: "{expression}"
        message: {{nl: "{message}", en: "Of ${{object.name}}"}}
        fix: {{nl: Kies minder}}
    enforcement: {STEPS}
"""
    model, document, problems = read_document(text.encode(), "policy.yaml", Policy)
    assert model is not None, problems
    assert document is not None
    compiled, mistakes = compile_policy(model, document)
    assert compiled is not None, mistakes
    return compiled


def instance(parameters: dict[str, Any], name: str = "forms", environment: str = "local") -> Subject:
    variables = {"object": {"name": name, "parameters": parameters}, "environment": {"name": environment}}
    return Subject(SubjectKind.INSTANCE, f"leuven/{environment}/{name}", variables)


def waiver(**spec: Any) -> Waiver:
    given = {"policy": "small", "reason": "later", "requestedBy": "An", "approvedBy": "Bo", "expires": "2027-12-31", **spec}
    document = {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1", "kind": "Waiver", "metadata": {"name": "later"}, "spec": given}
    return Waiver.model_validate(document, strict=False)


def found(day: dt.date = DENYING, *waivers: Waiver, size: Any = 4) -> Finding:
    (finding,) = judge([policy()], [instance({"size": size})], day, waivers)
    return finding


@pytest.mark.parametrize(
    ("day", "action", "coming"),
    [
        (dt.date(2026, 2, 28), None, Action.INFORM),
        (dt.date(2026, 3, 1), Action.INFORM, Action.WARN),
        (dt.date(2026, 6, 1), Action.WARN, Action.DENY),
        (dt.date(2026, 12, 31), Action.WARN, Action.DENY),
        (dt.date(2027, 1, 1), Action.DENY, None),
        (dt.date(2099, 1, 1), Action.DENY, None),
    ],
)
def test_what_is_done_rises_by_itself(day: dt.date, action: Action | None, coming: Action | None) -> None:
    finding = found(day)
    assert finding.action is action
    assert (finding.coming.action if finding.coming else None) is coming
    assert finding.denies == (action is Action.DENY)


def test_what_is_kept_is_not_told() -> None:
    assert judge([policy()], [instance({"size": 3})], DENYING) == ()


def test_texts_hold_the_values() -> None:
    assert found().message == {"nl": "Size 4", "en": "Of forms"}


def test_a_fingerprint_names_policy_rule_and_address_alone() -> None:
    assert found().fingerprint == found(dt.date(2026, 4, 1), size=5).fingerprint
    others = {finding.fingerprint for finding in judge([policy()], [instance({"size": 9}, name) for name in "abc"], DENYING)}
    assert len(others | {found().fingerprint}) == 4


def test_a_rule_is_asked_only_where_its_condition_holds() -> None:
    asked = policy(when="environment.name == 'production'")
    assert judge([asked], [instance({"size": 9})], DENYING) == ()
    assert len(judge([asked], [instance({"size": 9}, environment="production")], DENYING)) == 1


@pytest.mark.parametrize(
    ("parameters", "answer"),
    [
        ({"size": Unknown("integer")}, Answer.UNDETERMINED),
        ({}, Answer.FAILED),
        ({"size": "large"}, Answer.FAILED),
        ({"size": None}, Answer.FAILED),
        ({"size": Secret(4)}, Answer.BROKEN),
        ({"size": Secret(2)}, Answer.KEPT),
    ],
)
def test_what_a_rule_cannot_say_is_no_yes(parameters: dict[str, Any], answer: Answer) -> None:
    findings = judge([policy()], [instance(parameters)], DENYING)
    assert [finding.answer for finding in findings] == ([answer] if answer is not Answer.KEPT else [])
    assert [finding.denies for finding in findings] == ([answer is not Answer.UNDETERMINED] if findings else [])


def test_a_condition_that_cannot_be_judged_is_no_way_out() -> None:
    asked = policy(when="object.parameters.kind == 'large'")
    assert [finding.answer for finding in judge([asked], [instance({"size": 9})], DENYING)] == [Answer.FAILED]


def test_a_secret_is_not_told() -> None:
    assert found(size=Secret(4711)).message["nl"] == "Size ${object.parameters.size}"


@pytest.mark.parametrize(
    ("spec", "action"),
    [
        ({}, Action.INFORM),
        ({"rules": ["size"]}, Action.INFORM),
        ({"rules": ["other"]}, Action.DENY),
        ({"policy": "another"}, Action.DENY),
        ({"scope": {"environments": ["local"]}}, Action.INFORM),
        ({"scope": {"environments": ["production"]}}, Action.DENY),
        ({"scope": {"instances": ["forms"]}}, Action.INFORM),
        ({"scope": {"instances": ["ebox"]}}, Action.DENY),
        ({"expires": "2026-12-31"}, Action.DENY),
        ({"expires": "2027-01-01"}, Action.WARN),
        ({"expires": "2027-01-31"}, Action.WARN),
        ({"expires": "2027-02-01"}, Action.INFORM),
    ],
)
def test_a_waiver_holds_for_what_it_names_until_it_ends(spec: dict[str, Any], action: Action) -> None:
    finding = found(DENYING, waiver(**spec))
    assert finding.action is action
    assert (finding.waiver is not None) == (action is not Action.DENY)


def test_a_waiver_makes_nothing_stronger() -> None:
    assert found(dt.date(2026, 3, 1), waiver(expires="2026-03-15")).action is Action.INFORM
    assert found(dt.date(2026, 1, 1), waiver(expires="2026-01-15")).action is None


def test_who_asks_why_sees_the_values() -> None:
    rule = policy(when="environment.name == 'local'").rules[SubjectKind.INSTANCE][0]
    reading = read(rule, instance({"size": 4}).variables)
    assert reading.answer is Answer.BROKEN
    assert reading.values == {"environment.name": "local", "object.parameters.size": 4}
    failed = read(rule, instance({"size": "large"}).variables)
    assert failed.answer is Answer.FAILED
    assert failed.problem
