"""Whether a policy says of its samples what its suite says, and whether the suite would notice another rule.

A suite that no change of a rule can break proves nothing. So each rule is also asked with each change
of its expression and of its `when` that `mutations` knows, and without its `when`: each such *mutant*
must be told from the rule by at least one sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bouwsteen.documents.policies import Policy, PolicySuite, Rule, Sample
from bouwsteen.documents.sources import Document
from bouwsteen.expressions import check_value
from bouwsteen.policy.judgements import Answer, ask
from bouwsteen.policy.mutations import mutate
from bouwsteen.policy.rules import CompiledPolicy, CompiledRule, compile_policy
from bouwsteen.policy.shapes import shapes


@dataclass(frozen=True, slots=True)
class Miss:
    """A sample that is not judged as its suite says, or does not have the shape of what it stands for (`problem`)."""

    sample: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change of a rule that no sample notices."""

    rule: str
    change: str


@dataclass(frozen=True, slots=True)
class SuiteResult:
    policy: str
    samples: int
    mutants: int
    misses: tuple[Miss, ...]
    survivors: tuple[Survivor, ...]

    @property
    def is_good(self) -> bool:
        return not self.misses and not self.survivors


def run_suite(policy: CompiledPolicy, document: Document, suite: PolicySuite) -> SuiteResult:
    """`document` is that of the policy: mutants are compiled from it."""
    samples = suite.spec.samples
    misses = tuple(miss for sample in samples if (miss := _check(policy, sample)) is not None)
    mutants = list(_mutants(policy.policy))
    survivors = tuple(
        Survivor(rule, change) for rule, change, mutant in mutants if not _is_told(policy, _compile(mutant, document), rule, samples)
    )
    return SuiteResult(policy.name, len(samples), len(mutants), misses, survivors)


def _check(policy: CompiledPolicy, sample: Sample) -> Miss | None:
    expected = tuple(sorted(sample.breaks))
    for name, schema in shapes(sample.kind).items():
        if name not in sample.variables:
            continue
        for problem in check_value(sample.variables[name], partial(schema)):
            place = ".".join(str(step) for step in (name, *problem.path))
            return Miss(sample.name, expected, (), f"{place}: {problem.detail}")
    if unknown := sorted(sample.variables.keys() - shapes(sample.kind).keys()):
        return Miss(sample.name, expected, (), f"{unknown[0]}: a subject of this kind has no such variable.")
    found = _broken(policy, sample)
    return Miss(sample.name, expected, found) if found != expected else None


def partial(schema: Any) -> Any:
    """The same shape where nothing is required: a sample writes down what its rules read, and no more."""
    if isinstance(schema, list):
        return [partial(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: partial(value) for key, value in schema.items() if key != "required" or not isinstance(value, list)}


def _broken(policy: CompiledPolicy, sample: Sample) -> tuple[str, ...]:
    """Rules that are broken; one that failed is told with an exclamation mark, and no suite expects that."""
    answers = {rule.id: ask(rule, sample.variables) for rule in policy.rules.get(sample.kind, ())}
    broken = [name for name, answer in answers.items() if answer is Answer.BROKEN]
    failed = [f"{name}!" for name, answer in answers.items() if answer in {Answer.FAILED, Answer.UNDETERMINED}]
    return tuple(sorted([*broken, *failed]))


def _mutants(policy: Policy) -> Iterator[tuple[str, str, Policy]]:
    """Each with the one rule that was changed, and no other."""
    for rule in policy.spec.rules:
        for change, other in _changed(rule):
            yield rule.id, change, policy.model_copy(update={"spec": policy.spec.model_copy(update={"rules": (other,)})})


def _changed(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for change, text in mutate(rule.expression):
        yield f"expression: {change}", rule.model_copy(update={"expression": text})
    if rule.when is not None:
        yield "when left out", rule.model_copy(update={"when": None})
        for change, text in mutate(rule.when):
            yield f"when: {change}", rule.model_copy(update={"when": text})


def _compile(policy: Policy, document: Document) -> CompiledPolicy | None:
    return compile_policy(policy, document)[0]


def _is_told(policy: CompiledPolicy, mutant: CompiledPolicy | None, rule: str, samples: tuple[Sample, ...]) -> bool:
    """Whether some sample has another answer. A mutant that does not compile is told at once."""
    if mutant is None:
        return True
    return any(_answer(policy, rule, sample) is not _answer(mutant, rule, sample) for sample in samples)


def _answer(policy: CompiledPolicy, rule: str, sample: Sample) -> Answer | None:
    """What counts in the end: a rule that is not asked is kept."""
    found: CompiledRule | None = next((each for each in policy.rules.get(sample.kind, ()) if each.id == rule), None)
    if found is None:
        return None
    answer = ask(found, sample.variables)
    return Answer.KEPT if answer is Answer.NOT_ASKED else answer
