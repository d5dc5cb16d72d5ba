"""Policies as objects for the API server of a cluster: `ValidatingAdmissionPolicy` and its binding (admissionregistration.k8s.io/v1).

A rule of reach `object` about stacks needs to see no more than the object that is written, so the API server can judge it by itself.
What rules call `organisation` is there the parameter: an object `Organisation` beside the stack, in the same namespace. One that is
missing denies. A rule that reads the day, or another kind of subject, cannot be asked there and gives no object.

    rule         one policy and one binding, `bouwsteen-<policy>-<rule>`
    when         matchConditions       expression   validations
    action       of that day: deny → Deny, warn → Warn, else Audit; waivers and later dates are for who keeps the binding up to date
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from bouwsteen.documents.policies import Action, Policy, Rule, Step, SubjectKind
from bouwsteen.expressions.scanning import split, tokens

GROUP: Final = "bouwsteen.vlaanderen.be"
VERSION: Final = "v1alpha1"
_API: Final = "admissionregistration.k8s.io/v1"
# What a rule reads → what the API server calls it. `stack.name` is the name of the object itself.
_ROOTS: Final = {"organisation": "params.spec", "stack": "object.metadata"}
_ACTIONS: Final = {Action.DENY: ["Deny", "Audit"], Action.WARN: ["Warn", "Audit"], Action.INFORM: ["Audit"]}


def can_export(policy: Policy) -> bool:
    """Whether the API server can judge it: it sees one object, and no other day than its own."""
    spec = policy.spec
    return spec.reach == "object" and set(spec.match.kinds) == {SubjectKind.STACK} and not any(_reads(rule, "day") for rule in spec.rules)


def admission_objects(policy: Policy, step: Step | None) -> list[dict[str, Any]]:
    """The objects of a policy that can be exported; `step` is the one that is in force, None before the first."""
    return [each for rule in policy.spec.rules for each in (_policy(policy, rule), _binding(policy, rule, step))]


def _policy(policy: Policy, rule: Rule) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "failurePolicy": "Fail",
        "matchConstraints": {
            "resourceRules": [
                {"apiGroups": [GROUP], "apiVersions": [VERSION], "operations": ["CREATE", "UPDATE"], "resources": ["stacks"]},
            ]
        },
    }
    if _reads(rule, "organisation"):
        spec["paramKind"] = {"apiVersion": f"{GROUP}/{VERSION}", "kind": "Organisation"}
    if rule.when is not None:
        spec["matchConditions"] = [{"name": _kebab(rule.id), "expression": _translate(rule.when)}]
    spec["validations"] = [
        {
            "expression": _translate(rule.expression),
            "message": _plain(rule.message.nl),
            "messageExpression": _text_expression(f"{rule.message.nl} {rule.fix.nl}"),
            "reason": "Forbidden",
        }
    ]
    return {"apiVersion": _API, "kind": "ValidatingAdmissionPolicy", "metadata": _metadata(policy, rule), "spec": spec}


def _binding(policy: Policy, rule: Rule, step: Step | None) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "policyName": _name(policy, rule),
        "validationActions": _ACTIONS[step.action] if step is not None else ["Audit"],
    }
    if _reads(rule, "organisation"):
        # Without a namespace: the one of the stack that is written.
        spec["paramRef"] = {"name": "organisation", "parameterNotFoundAction": "Deny"}
    return {"apiVersion": _API, "kind": "ValidatingAdmissionPolicyBinding", "metadata": _metadata(policy, rule), "spec": spec}


def _metadata(policy: Policy, rule: Rule) -> dict[str, Any]:
    return {
        "name": _name(policy, rule),
        "labels": {"app.kubernetes.io/managed-by": "bouwsteen", f"{GROUP}/policy": policy.name, f"{GROUP}/rule": rule.id},
        "annotations": {f"{GROUP}/policy-version": policy.spec.version},
    }


def _name(policy: Policy, rule: Rule) -> str:
    return f"bouwsteen-{policy.name}-{_kebab(rule.id)}"


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _texts(rule: Rule) -> Iterator[str]:
    """All expressions of a rule, those in its Dutch texts included: these are what is exported."""
    yield from (text for text in (rule.when, rule.expression) if text is not None)
    for words in (rule.message.nl, rule.fix.nl):
        yield from (piece.text for piece in split(words) if piece.is_expression)


def _reads(rule: Rule, name: str) -> bool:
    return any(root == name for text in _texts(rule) for root, _, _ in _roots(text))


def _roots(expression: str) -> Iterator[tuple[str, int, int]]:
    """Words that stand for variables: not behind a dot. A name that a macro binds may be among them."""
    before = ""
    for token in tokens(expression):
        if token is None:
            return
        if token.kind == "word" and before not in {".", ".?"}:
            yield token.raw, token.start, token.end
        before = ".?" if token.raw == "?" and before == "." else token.raw


def _translate(expression: str) -> str:
    """The same in the API server's words, on one line."""
    result, place = [], 0
    for name, start, end in _roots(expression):
        result += [expression[place:start], _ROOTS.get(name, name)]
        place = end
    return " ".join("".join([*result, expression[place:]]).split())


def _text_expression(words: str) -> str:
    """Words with `${…}` as one expression that gives a text."""
    parts = [
        f"string({_translate(piece.text)})" if piece.is_expression else json.dumps(piece.text, ensure_ascii=False) for piece in split(words)
    ]
    return " + ".join(parts)


def _plain(words: str) -> str:
    """What is shown where the text cannot be computed."""
    return "".join("…" if piece.is_expression else piece.text for piece in split(words))
