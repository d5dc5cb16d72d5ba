"""A policy document → compiled rules, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.models import Text
from bouwsteen.documents.policies import Policy, Rule, SubjectKind
from bouwsteen.documents.sources import Document
from bouwsteen.expressions import (
    Allowance,
    CompiledExpression,
    CompiledTemplate,
    EvaluationError,
    Problem,
    Scope,
    compile_expression,
    compile_template,
    narrow,
)
from bouwsteen.policy.shapes import shapes
from bouwsteen.values import Path

_TRUTH: Final = {"type": "boolean"}
_TEXT: Final = {"type": "string"}


@dataclass(frozen=True, slots=True)
class RuleText:
    """Words for people in one language, with values filled in."""

    words: str
    template: CompiledTemplate

    def fill(self, variables: Mapping[str, Any]) -> str:
        """With the values; as it was written where one is missing or secret, for what was found must be told."""
        try:
            value = self.template.evaluate(variables)
        except EvaluationError:
            return self.words
        return value if isinstance(value, str) else self.words


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule for one kind of subject. Texts by language; a translation that is missing is not in it."""

    id: str
    when: CompiledExpression | None
    expression: CompiledExpression
    message: Mapping[str, RuleText]
    fix: Mapping[str, RuleText]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A policy whose rules may be asked."""

    policy: Policy
    rules: Mapping[SubjectKind, tuple[CompiledRule, ...]]

    @property
    def name(self) -> str:
        return self.policy.name


def compile_policy(policy: Policy, document: Document) -> tuple[CompiledPolicy | None, list[Diagnostic]]:
    """Each rule is compiled for each kind that the policy matches; a mistake in one is told with its place."""
    allowance = Allowance()
    problems: dict[tuple[Path, str, int | None], Diagnostic] = {}
    rules: dict[SubjectKind, tuple[CompiledRule, ...]] = {}
    for kind in policy.spec.match.kinds:
        scope = _scope(kind).counted(allowance)
        compiled = tuple(_compile_rule(rule, scope) for rule in policy.spec.rules)
        for number, rule in enumerate(compiled):
            for path, problem in _problems(rule):
                place: Path = ("spec", "rules", number, *path)
                found = problem.to_diagnostic(document.locate(place, column=problem.column))
                problems.setdefault((place, problem.code, problem.column), found)
        rules[kind] = compiled
    if problems:
        return None, list(problems.values())
    return CompiledPolicy(policy, rules), []


@cache
def _scope(kind: SubjectKind) -> Scope:
    """One for all policies: what rules may read of a kind is the same for each, and a checker costs as much as compiling a rule."""
    return Scope(shapes(kind))


def _compile_rule(rule: Rule, scope: Scope) -> CompiledRule:
    when = compile_expression(rule.when, scope, _TRUTH) if rule.when is not None else None
    if when is not None:
        scope = narrow(scope, when)
    return CompiledRule(
        rule.id,
        when,
        compile_expression(rule.expression, scope, _TRUTH),
        _compile_text(rule.message, scope),
        _compile_text(rule.fix, scope),
    )


def _compile_text(text: Text, scope: Scope) -> dict[str, RuleText]:
    return {
        language: RuleText(words, compile_template(words, scope, _TEXT)) for language, words in text.model_dump(exclude_none=True).items()
    }


def _problems(rule: CompiledRule) -> Iterator[tuple[Path, Problem]]:
    for name, expression in (("when", rule.when), ("expression", rule.expression)):
        for problem in expression.problems if expression is not None else ():
            yield (name,), problem
    for name, texts in (("message", rule.message), ("fix", rule.fix)):
        for language, text in texts.items():
            for problem in text.template.problems:
                yield (name, language), problem
