"""Policies and what they say, as values and for programs.

    format_version  "1.0"
    policies[]      {name, version, title, description, basis, reach, kinds[], rules[], enforcement[], action, next}
    basis           {kind, source, url, text}
    rules[]         {id, when, expression, message, fix}          enforcement[], next   {from, action}
    findings[]      {fingerprint, policy, rule, address, answer, action, next, message, fix, source {file, line, column}, waiver,
                    waiver_expires}, the last day on which the waiver holds
    suites[]        {policy, good, samples, mutants, misses [{sample, expected, found, problem}], survivors [{rule, change}]}
    readings[]      {rule, address, answer, values, problem}      values are by what a rule reads, as it is written there
`action` is what is done on the day: inform, warn, deny, or null before the policy is in force. Texts are `{nl, fr, en}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from bouwsteen.documents.policies import Policy, Step
from bouwsteen.engine.policies import JudgedStack
from bouwsteen.formats.catalogs import text_json
from bouwsteen.formats.values_json import shown_json
from bouwsteen.policy.judgements import Finding, Reading
from bouwsteen.policy.suites import SuiteResult

FORMAT_VERSION: Final = "1.0"


def policies_json(policies: Iterable[Policy], day: dt.date) -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "day": day.isoformat(), "policies": [policy_json(policy, day) for policy in policies]}


def policy_json(policy: Policy, day: dt.date) -> dict[str, Any]:
    spec = policy.spec
    step = policy.step_on(day)
    return {
        "name": policy.name,
        "version": spec.version,
        "title": text_json(spec.title),
        "description": text_json(spec.description),
        "basis": {
            "kind": spec.basis.kind,
            "source": spec.basis.source,
            "url": spec.basis.url,
            "text": text_json(spec.basis.text),
        },
        "reach": spec.reach,
        "kinds": [kind.value for kind in spec.match.kinds],
        "rules": [
            {
                "id": rule.id,
                "when": rule.when,
                "expression": rule.expression,
                "message": text_json(rule.message),
                "fix": text_json(rule.fix),
            }
            for rule in spec.rules
        ],
        "enforcement": [_step_json(each) for each in spec.enforcement],
        "action": step.action.value if step else None,
        "next": _step_json(policy.next_after(day)),
    }


def _step_json(step: Step | None) -> dict[str, str] | None:
    return {"from": step.from_date.isoformat(), "action": step.action.value} if step is not None else None


def judged_json(judged: Iterable[JudgedStack], day: dt.date, policies: int) -> dict[str, Any]:
    stacks = list(judged)
    return {
        "format_version": FORMAT_VERSION,
        "day": day.isoformat(),
        "policies": policies,
        "stacks": [{"name": each.stack, "subjects": each.subjects} for each in stacks],
        "findings": [finding_json(finding) for each in stacks for finding in each.findings],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    source = finding.source
    return {
        "fingerprint": finding.fingerprint,
        "policy": finding.policy,
        "rule": finding.rule,
        "address": finding.address,
        "answer": finding.answer.value,
        "action": finding.action.value if finding.action else None,
        "next": _step_json(finding.coming),
        "message": dict(finding.message),
        "fix": dict(finding.fix),
        "source": {"file": source.file, "line": source.line, "column": source.column} if source is not None else None,
        "waiver": finding.waiver.metadata.name if finding.waiver is not None else None,
        "waiver_expires": finding.waiver.spec.expires.isoformat() if finding.waiver is not None else None,
    }


def suites_json(results: Iterable[SuiteResult]) -> dict[str, Any]:
    suites = [
        {
            "policy": result.policy,
            "good": result.is_good,
            "samples": result.samples,
            "mutants": result.mutants,
            "misses": [
                {"sample": miss.sample, "expected": list(miss.expected), "found": list(miss.found), "problem": miss.problem}
                for miss in result.misses
            ],
            "survivors": [{"rule": survivor.rule, "change": survivor.change} for survivor in result.survivors],
        }
        for result in results
    ]
    return {"format_version": FORMAT_VERSION, "suites": suites}


def reading_json(rule: str, address: str, reading: Reading) -> dict[str, Any]:
    return {
        "rule": rule,
        "address": address,
        "answer": reading.answer.value,
        "values": {name: shown_json(value) for name, value in reading.values.items()},
        "problem": reading.problem,
    }
