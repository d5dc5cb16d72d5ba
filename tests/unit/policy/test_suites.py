"""A suite that would not notice another rule is told."""

from __future__ import annotations

import pytest
from tests.unit.policy.test_judgements import policy

from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.policies import Policy, PolicySuite
from bouwsteen.documents.sources import Document
from bouwsteen.policy.suites import SuiteResult, run_suite

HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
SMALL = "{name: small, kind: Instance, variables: {object: {parameters: {size: 3, kind: a}}}}"
LARGE = "{name: large, kind: Instance, breaks: [size], variables: {object: {parameters: {size: 4, kind: a}}}}"


def result(*samples: str, expression: str = "object.parameters.size <= 3", when: str = "") -> SuiteResult:
    text = f"{HEAD}kind: PolicySuite\nmetadata: {{name: small}}\nspec: {{samples: [{', '.join(samples)}]}}\n"
    suite, _, problems = read_document(text.encode(), "suite.yaml", PolicySuite)
    assert suite is not None, problems
    compiled = policy(expression, when)
    return run_suite(compiled, Document("policy.yaml", "", {}, b""), suite)


def test_a_suite_that_shows_both_sides_is_good() -> None:
    found = result(SMALL, LARGE)
    assert found.is_good
    assert (found.samples, found.mutants) == (2, 7)


def test_a_sample_that_is_judged_otherwise_is_told() -> None:
    wrong = LARGE.replace("size: 4", "size: 2")
    (miss,) = result(SMALL, wrong).misses
    assert (miss.sample, miss.expected, miss.found) == ("large", ("size",), ())


def test_a_rule_that_fails_is_not_a_rule_that_is_broken() -> None:
    (miss,) = result(SMALL, LARGE.replace("size: 4", "size: big")).misses
    assert miss.found == ("size!",)


@pytest.mark.parametrize(
    ("sample", "place"),
    [
        ("{name: odd, kind: Instance, variables: {object: {parameters: {size: 3}, colour: red}}}", "object"),
        ("{name: odd, kind: Instance, variables: {object: {name: 3, parameters: {size: 3}}}}", "object.name"),
        ("{name: odd, kind: Instance, variables: {colour: red, object: {parameters: {size: 3}}}}", "colour"),
    ],
)
def test_a_sample_of_another_shape_is_told(sample: str, place: str) -> None:
    (miss,) = result(SMALL, LARGE, sample).misses
    assert miss.sample == "odd"
    assert miss.problem.startswith(place)


def test_a_term_that_no_sample_needs_is_told() -> None:
    expression = "object.parameters.size <= 3 || object.parameters.kind == 'b'"
    survivors = [survivor.change for survivor in result(SMALL, LARGE, expression=expression).survivors]
    assert survivors == ["expression: without object.parameters.kind == 'b'", "expression: 'b~' for 'b'"]
    other = "{name: other, kind: Instance, variables: {object: {parameters: {size: 4, kind: b}}}}"
    assert result(SMALL, LARGE, other, expression=expression).is_good


def test_a_condition_that_no_sample_needs_is_told() -> None:
    found = result(SMALL, LARGE, when="object.parameters.kind == 'a'")
    assert [survivor.change for survivor in found.survivors] == ["when left out", "when: always true"]
    other = "{name: other, kind: Instance, variables: {object: {parameters: {size: 4, kind: b}}}}"
    assert result(SMALL, LARGE, other, when="object.parameters.kind == 'a'").is_good


def test_models_refuse_what_proves_nothing() -> None:
    for samples in (
        f"{SMALL}, {SMALL.replace('small', 'tiny')}",
        f"{LARGE}, {LARGE.replace('large', 'huge')}",
        f"{SMALL}, {LARGE}, {SMALL}",
    ):
        text = f"{HEAD}kind: PolicySuite\nmetadata: {{name: small}}\nspec: {{samples: [{samples}]}}\n"
        assert read_document(text.encode(), "suite.yaml", PolicySuite)[0] is None


@pytest.mark.parametrize(
    "steps",
    [
        "[{from: 2027-01-01, action: deny}, {from: 2026-01-01, action: warn}]",
        "[{from: 2026-01-01, action: deny}, {from: 2027-01-01, action: warn}]",
        "[{from: 2026-01-01, action: warn}, {from: 2026-01-01, action: deny}]",
        "[{from: 2026-01-01, action: warn}, {from: 2027-01-01, action: warn}]",
    ],
)
def test_enforcement_only_rises(steps: str) -> None:
    text = f"""{HEAD}kind: Policy
metadata: {{name: small}}
spec:
  version: 1.0.0
  title: {{nl: Klein}}
  basis: {{kind: KIND}}
  match: {{kinds: [Instance]}}
  reach: object
  rules: [{{id: size, expression: "true", message: {{nl: a}}, fix: {{nl: b}}}}]
  enforcement: """
    good = "[{from: 2026-01-01, action: inform}, {from: 2027-01-01, action: deny}]"
    assert read_document((text.replace("KIND", "law") + good).encode(), "policy.yaml", Policy)[0] is not None
    assert read_document((text.replace("KIND", "law") + steps).encode(), "policy.yaml", Policy)[0] is None
    assert read_document((text.replace("KIND", "example") + good).encode(), "policy.yaml", Policy)[0] is None, "an example never denies"
