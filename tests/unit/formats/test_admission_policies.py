"""What goes to an API server is what its schema takes, and says there what the rule says here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
from pydantic_core import PydanticUndefined

from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.policies import Policy
from bouwsteen.documents.stacks import StackSpec
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.expressions import Scope, compile_expression
from bouwsteen.expressions.cel_engine import evaluate
from bouwsteen.formats.admission_defaults import ORGANISATION, fill_defaults, walk_defaults
from bouwsteen.formats.admission_policies import Excepted, admission_objects, can_export, why_not
from bouwsteen_operator.objects import OrganisationSpec

ROOT = Path(__file__).parents[3]
TEXT: Final = {"type": "string", "minLength": 1}
NAME: Final = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$"}
LABEL: Final = {"type": "string", "pattern": "^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **optional}, "required": [*required], "additionalProperties": False}


METADATA: Final = closed(
    {"name": NAME}, labels={"type": "object", "additionalProperties": LABEL}, annotations={"type": "object", "additionalProperties": TEXT}
)
TEXTS: Final = {"type": "array", "items": TEXT, "minItems": 1}
RULE: Final = closed(
    {
        "apiGroups": TEXTS,
        "apiVersions": TEXTS,
        "operations": {"type": "array", "items": {"enum": ["CREATE", "UPDATE", "DELETE", "CONNECT", "*"]}, "minItems": 1},
        "resources": TEXTS,
    }
)
# As in the reference of admissionregistration.k8s.io/v1, as far as what is written here goes.
SHAPES: Final = {
    "ValidatingAdmissionPolicy": closed(
        {
            "matchConstraints": closed({"resourceRules": {"type": "array", "items": RULE, "minItems": 1}}),
            "validations": {
                "type": "array",
                "minItems": 1,
                "items": closed(
                    {"expression": TEXT},
                    message={"type": "string", "pattern": "^[^\n]+$"},
                    messageExpression=TEXT,
                    reason={"enum": ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"]},
                ),
            },
        },
        failurePolicy={"enum": ["Fail", "Ignore"]},
        paramKind=closed({"apiVersion": TEXT, "kind": TEXT}),
        variables={"type": "array", "items": closed({"name": {"type": "string", "pattern": "^[a-z]+$"}, "expression": TEXT})},
        auditAnnotations={"type": "array", "items": closed({"key": NAME, "valueExpression": {"type": "string", "maxLength": 5120}})},
        matchConditions={"type": "array", "maxItems": 64, "items": closed({"name": NAME, "expression": TEXT})},
    ),
    "ValidatingAdmissionPolicyBinding": closed(
        {
            "policyName": NAME,
            "validationActions": {"type": "array", "items": {"enum": ["Deny", "Warn", "Audit"]}, "minItems": 1, "uniqueItems": True},
        },
        paramRef=closed({"name": NAME, "parameterNotFoundAction": {"enum": ["Allow", "Deny"]}}),
    ),
}


def policy(kind: str = "Stack", reach: str = "object", expression: str = "organisation.population < 9 || size(stack.name) > 2") -> Policy:
    text = f"""apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Policy
metadata: {{name: large-towns}}
spec:
  version: 1.2.0
  title: {{nl: Groot}}
  basis: {{kind: law, source: an act}}
  match: {{kinds: [{kind}]}}
  reach: {reach}
  rules:
    - id: longName
      when: "organisation.kind == 'municipality'"
      expression: "{expression}"
      message: {{nl: "De naam \\"${{stack.name}}\\" is te kort."}}
      fix: {{nl: "Neem een langere dan ${{size(stack.name)}}."}}
  enforcement: [{{from: 2026-01-01, action: inform}}, {{from: 2027-01-01, action: warn}}, {{from: 2028-01-01, action: deny}}]
"""
    model, _, problems = read_document(text.encode(), "policy.yaml", Policy)
    assert model is not None, problems
    return model


def check(objects: list[dict[str, Any]]) -> None:
    for each in objects:
        shape = closed(
            {"apiVersion": {"const": "admissionregistration.k8s.io/v1"}, "kind": TEXT, "metadata": METADATA, "spec": SHAPES[each["kind"]]}
        )
        jsonschema.validate(each, shape)
        if each["kind"] == "ValidatingAdmissionPolicyBinding":
            actions = each["spec"]["validationActions"]
            assert not {"Deny", "Warn"} <= set(actions), "the API server refuses both"


def test_a_rule_becomes_a_policy_with_its_binding() -> None:
    made, binding = admission_objects(policy(), policy().step_on(dt.date(2028, 1, 1)))
    check([made, binding])
    assert made["metadata"]["name"] == binding["metadata"]["name"] == binding["spec"]["policyName"] == "bouwsteen-large-towns-long-name"
    assert made["spec"]["matchConditions"] == [{"name": "long-name", "expression": "params.spec.kind == 'municipality'"}]
    (validation,) = made["spec"]["validations"]
    assert validation["expression"] == "params.spec.?population.orValue(0) < 9 || size(object.metadata.name) > 2"
    assert validation["message"] == 'De naam "…" is te kort.'
    assert made["spec"]["failurePolicy"] == "Fail"
    assert binding["spec"]["paramRef"]["parameterNotFoundAction"] == "Deny"


@pytest.mark.parametrize(
    ("day", "actions"),
    [("2025-12-31", ["Audit"]), ("2026-01-01", ["Audit"]), ("2027-06-01", ["Warn", "Audit"]), ("2028-01-01", ["Deny", "Audit"])],
)
def test_what_is_done_is_what_the_day_says(day: str, actions: list[str]) -> None:
    binding = admission_objects(policy(), policy().step_on(dt.date.fromisoformat(day)))[1]
    assert binding["spec"]["validationActions"] == actions


def test_its_expressions_give_the_same_answers() -> None:
    (made, _) = admission_objects(policy(), None)
    scope = Scope({"object": {}, "params": {}})
    (validation,) = made["spec"]["validations"]
    for name, population, expected in (("ab", 100, False), ("abc", 100, True), ("ab", 8, True)):
        activation = {"object": {"metadata": {"name": name}}, "params": {"spec": {"population": population}}}
        assert compile_expression(validation["expression"], scope).evaluate(activation) is expected
        told = compile_expression(validation["messageExpression"], scope).evaluate(activation)
        assert told == f'De naam "{name}" is te kort. Neem een langere dan {len(name)}.'


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"kind": "Change", "expression": "true"}, ("kind", "Change")),
        ({"kind": "Stack, Instance", "expression": "true"}, ("kind", "Instance, Stack")),
        ({"reach": "stack"}, ("reach", "stack")),
        ({"reach": "catalog"}, ("reach", "catalog")),
        ({"expression": "day > '2027'"}, ("unseen", "day")),
        ({"kind": "Instance", "expression": "object.version != offer.newest"}, ("unseen", "object.version, offer.newest")),
        ({"kind": "Instance", "expression": "size(object) > 1"}, ("unseen", "object")),
        ({"expression": "object.spec.blocks.all(params, size(params.block) > size(organisation.name))"}, ("name", "params")),
    ],
)
def test_what_sees_more_than_one_object_is_left(other: dict[str, str], why: tuple[str, str]) -> None:
    assert can_export(policy())
    found = why_not(policy(**other))
    assert found is not None
    assert (found.reason, found.detail) == why
    assert not can_export(policy(**other))


STACK: Final = {
    "metadata": {"name": "leuven"},
    "spec": {
        "blocks": [{"block": "forms"}, {"block": "forms", "name": "permits", "target": "existing"}, {"block": "ebox"}],
        "environments": {
            "test": {"target": "kubernetes", "blocks": {"ebox": {"target": "local"}}},
            "production": {"target": "kubernetes", "placement": {"provider": "azure", "region": "uksouth"}},
        },
    },
}


@pytest.mark.parametrize(
    ("expression", "broken"),
    [
        ("object.target != 'kubernetes'", {"test/forms", "production/forms", "production/ebox"}),
        ("object.name != 'permits' || environment.name == 'test'", {"production/permits"}),
        ("has(object.name) && object.block == 'forms'", {"test/ebox", "production/ebox"}),
        ("!has(environment.placement)", {"production/forms", "production/permits", "production/ebox"}),
        ("environment.?placement.?region.orValue('') != 'uksouth' || object.?block.orValue('') != 'ebox'", {"production/ebox"}),
        ("[stack.name].all(entry, entry != 'leuven' || object.block != 'ebox')", {"test/ebox", "production/ebox"}),
    ],
)
def test_instances_are_those_that_a_stack_writes_down(expression: str, broken: set[str]) -> None:
    one = policy("Instance", expression=expression)
    (made, _) = admission_objects(one, None)
    check([made])
    activation: dict[str, Any] = {"object": STACK, "params": {"spec": {"kind": "municipality"}}}
    (variable,), (validation,) = made["spec"]["variables"], made["spec"]["validations"]
    (findings,) = evaluate(variable["expression"], activation)
    assert set(findings.split()) == {f"leuven/{each}" for each in broken}
    assert evaluate(validation["expression"], {**activation, "variables": {"findings": findings}}) == (not broken,)
    (told,) = evaluate(validation["messageExpression"], activation)
    assert told.count('De naam "leuven" is te kort.') == len(broken)
    nobody = {**activation, "params": {"spec": {"kind": "province"}}}
    assert evaluate(variable["expression"], nobody) == ("",), "the condition holds for nobody"


def test_names_behind_a_dot_are_fields() -> None:
    made = admission_objects(policy(expression="object.spec.organisation.nis != 'stack' && has(object.spec.organisation)"), None)[0]
    (validation,) = made["spec"]["validations"]
    assert validation["expression"] == "object.spec.organisation.nis != 'stack' && has(object.spec.organisation)"


def test_the_policies_here_are_well_formed_there() -> None:
    policies = [each.model for each in load_workspace(ROOT)[0].policies.values()]
    objects = [made for each in policies if can_export(each) for made in admission_objects(each, each.step_on(dt.date(2027, 6, 1)))]
    check(objects)
    assert {each["metadata"]["labels"]["bouwsteen.vlaanderen.be/policy"] for each in objects} == {"eu-regions", "four-eyes"}
    left = {each.name: why_not(each) for each in policies}
    kinds = {name for name, why in left.items() if why is not None and why.reason == "kind"}
    assert kinds == {"grounds-of-fees", "languages-of-facilities", "means-level", "once-only", "person-to-turn-to"}, "files of a stack"
    assert {why.reason for why in left.values() if why is not None} == {"kind", "reach"}


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("environment.approval != 'none'", "environment.?approval.orValue(\"none\") != 'none'"),
        ("has(environment.approval) && has(environment.placement)", "true && has(environment.placement)"),
        ("!has( a[b(c)].approval )", "!true"),
        ("environment.?approval.orValue('')", "environment.?approval.or(optional.of(\"none\")).orValue('')"),
        ("object.spec.blocks.all(b, size(b.uses) > 0)", "object.spec.?blocks.orValue(dyn([])).all(b, size(b.?uses.orValue(dyn({}))) > 0)"),
        ("object.spec.environments['a'].blocks", "object.spec.environments['a'].?blocks.orValue(dyn({}))"),
        ("e.safeguards.mostRemoved", 'e.?safeguards.orValue(dyn({"mostRemoved": 30})).?mostRemoved.orValue(30)'),
        ("b.parameters.approval + 'x.approval'", "b.?parameters.orValue(dyn({})).approval + 'x.approval'"),
        ("organisation.population > 9", "organisation.?population.orValue(0) > 9"),
        ("object.name != 'a' && approval == 'b'", "object.name != 'a' && approval == 'b'"),
    ],
)
def test_what_a_stack_leaves_out_has_its_default(written: str, filled: str) -> None:
    assert fill_defaults(written) == filled


def test_below_a_stack_each_name_has_one_default() -> None:
    found = {(name, text) for model, name, text in walk_defaults(StackSpec) if model is not StackSpec}
    assert len(found) == len({name for name, _ in found}) > 10
    given = {field.alias or name: field.default for name, field in OrganisationSpec.model_fields.items()}
    left_out = {name: value for name, value in given.items() if value is not None and value is not PydanticUndefined}
    assert {name: evaluate(text, {})[0] for name, text in ORGANISATION.items()} == {
        name: list(value) if isinstance(value, tuple) else value for name, value in left_out.items()
    }


def test_a_waiver_takes_what_it_is_for_and_nothing_more() -> None:
    excepted = [
        Excepted("tests", "leuven", environments=("test",), instances=("forms",)),
        Excepted("tests", "other"),
        Excepted("elsewhere"),
        Excepted("tests", rules=("another",)),
    ]
    one = policy(kind="Instance", expression="organisation.nis == '1' || object.target != 'kubernetes'")
    (made, _) = admission_objects(one, None, excepted)
    check([made])
    found, left = made["spec"]["variables"]
    assert made["spec"]["validations"][0]["expression"] == "variables.open == ''"
    for namespace, waived in (("tests", {"leuven/test/forms"}), ("elsewhere", None), ("third", set())):
        activation = {
            "object": STACK,
            "params": {"spec": {"kind": "municipality"}},
            "request": {"namespace": namespace},
        }
        (every,), (open_,) = (evaluate(each["expression"], activation) for each in (found, left))
        assert set(every.split()) == {"leuven/test/forms", "leuven/production/forms", "leuven/production/ebox"}
        assert set(open_.split()) == (set(every.split()) - waived if waived is not None else set())


def test_a_stack_is_excepted_as_a_whole_alone() -> None:
    made, _ = admission_objects(policy(), None, [Excepted("a", "ab"), Excepted("b", environments=("test",))])
    (validation,) = made["spec"]["validations"]
    for namespace, name, expected in (("a", "ab", True), ("a", "aa", False), ("b", "ab", False)):
        activation = {
            "object": {"metadata": {"name": name}},
            "params": {"spec": {"population": 100}},
            "request": {"namespace": namespace},
        }
        assert evaluate(validation["expression"], activation)[0] is expected
