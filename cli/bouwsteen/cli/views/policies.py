"""Policies and what they say, for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bouwsteen.cli.views.diagnostics import ReadSource, render_diagnostics
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.values import show_value
from bouwsteen.engine.findings import to_diagnostic
from bouwsteen.engine.policies import JudgedStack

_ACTIONS: Final = {"deny": Style.ERROR, "warn": Style.WARNING, "inform": Style.INFO}
_ANSWERS: Final = {"kept": Style.GOOD, "broken": Style.ERROR, "failed": Style.ERROR, "undetermined": Style.WARNING}


def render_findings(judged: Sequence[JudgedStack], day: dt.date, policies: int, look: Look, read_source: ReadSource) -> str:
    """Every finding with its place, then how many were found, of what."""
    findings = [finding for each in judged for finding in each.findings]
    told = render_diagnostics((to_diagnostic(finding, look.texts.language.value) for finding in findings), look, read_source)
    sheet = Sheet(look)
    subjects = sum(each.subjects for each in judged)
    if policies == 0:
        sheet.line(look.texts("policy.none"))
    elif not findings:
        sheet.line(Styled(look.texts("policy.good", stacks=len(judged), subjects=subjects, policies=policies, day=day), Style.GOOD))
    else:
        denied = sum(finding.denies for finding in findings)
        style = Style.ERROR if denied else Style.WARNING
        sheet.gap()
        sheet.line(Styled(look.texts("policy.found", n=len(findings), denied=denied, subjects=subjects, policies=policies, day=day), style))
    return told + sheet.text()


def render_policies(data: Mapping[str, Any], look: Look) -> str:
    """One line per policy: what it does today, and what comes."""
    sheet = Sheet(look)
    names = ("policy", "version", "today", "coming", "basis", "title")
    rows = [_row(policy, look) for policy in data["policies"]]
    sheet.table(rows, [look.texts(f"heading.{name}") for name in names])
    if not rows:
        sheet.line(look.texts("policy.none"))
    return sheet.text()


def _row(policy: Mapping[str, Any], look: Look) -> list[Part]:
    return [
        Styled(policy["name"], Style.BOLD),
        policy["version"],
        _action(policy["action"], look),
        _step(policy["next"], look) if policy["next"] else "-",
        look.texts(f"policy.basis.{policy['basis']['kind']}"),
        look.texts.choose(policy["title"]),
    ]


def _action(action: str | None, look: Look) -> Part:
    return Styled(look.texts(f"policy.action.{action}"), _ACTIONS[action]) if action else look.texts("policy.action.none")


def _step(step: Mapping[str, Any], look: Look) -> str:
    return f"{step['from']} {look.texts('policy.action.' + step['action'])}"


def render_policy(policy: Mapping[str, Any], look: Look) -> str:
    """One policy whole, and what it reads of a stack where one was named."""
    texts = look.texts
    sheet = Sheet(look)
    sheet.line(Styled(policy["name"], Style.BOLD), f" {policy['version']}  {texts.choose(policy['title'])}")
    if policy["description"]:
        sheet.paragraph(texts.choose(policy["description"]), indent=2)
    basis = policy["basis"]
    sheet.gap()
    parts = [texts(f"policy.basis.{basis['kind']}"), basis["source"], texts.choose(basis["text"] or {}), basis["url"]]
    sheet.paragraph(f"{texts('policy.basis')}: {'; '.join(part for part in parts if part)}", indent=2)
    steps = ", ".join(_step(step, look) for step in policy["enforcement"])
    sheet.paragraph(f"{texts('policy.enforcement')}: {steps}", indent=2)
    for rule in policy["rules"]:
        sheet.gap()
        sheet.line(Styled(rule["id"], Style.BOLD), indent=2)
        if rule["when"]:
            sheet.paragraph(f"{texts('policy.when')}: {rule['when']}", indent=4)
        sheet.paragraph(f"{texts('policy.holds')}: {rule['expression']}", indent=4)
        sheet.paragraph(texts.choose(rule["message"]), indent=4, style=Style.DIM)
        sheet.paragraph(texts.choose(rule["fix"]), indent=4, style=Style.DIM)
    for reading in policy.get("readings", ()):
        _render_reading(reading, sheet)
    return sheet.text()


def _render_reading(reading: Mapping[str, Any], sheet: Sheet) -> None:
    texts = sheet.look.texts
    sheet.gap()
    answer = Styled(texts(f"policy.answer.{reading['answer']}"), _ANSWERS.get(reading["answer"], Style.DIM))
    sheet.line(Styled(reading["address"], Style.BOLD), f"  {reading['rule']}  ", answer)
    sheet.table([[Styled(name, Style.DIM), show_value(value, texts)] for name, value in reading["values"].items()], indent=4)
    if reading["problem"]:
        sheet.paragraph(reading["problem"], indent=4, style=Style.ERROR)


def render_suites(data: Mapping[str, Any], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    for suite in data["suites"]:
        mark = Styled(texts("policy.suite.good"), Style.GOOD) if suite["good"] else Styled(texts("policy.suite.bad"), Style.ERROR)
        counts = texts("policy.suite", samples=suite["samples"], mutants=suite["mutants"])
        sheet.line(mark, "  ", Styled(suite["policy"], Style.BOLD), f"  {counts}")
        for miss in suite["misses"]:
            expected, found = (", ".join(miss[name]) or texts("policy.suite.nothing") for name in ("expected", "found"))
            why = miss["problem"] or texts("policy.suite.miss", expected=expected, found=found)
            sheet.paragraph(f"{miss['sample']}: {why}", indent=4)
        for survivor in suite["survivors"]:
            sheet.paragraph(texts("policy.suite.survivor", rule=survivor["rule"], change=survivor["change"]), indent=4)
    if not data["suites"]:
        sheet.line(texts("policy.none"))
    return sheet.text()
