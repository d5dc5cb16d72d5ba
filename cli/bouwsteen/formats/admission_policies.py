"""Policies as objects for the API server of a cluster: `ValidatingAdmissionPolicy` and its binding (admissionregistration.k8s.io/v1).

A rule of reach `object` about stacks, or about instances as a stack writes them down, needs to see no more than the object that is
written, so the API server can judge it by itself. What rules call `organisation` is there the parameter: an object `Organisation` beside
the stack, in the same namespace. One that is missing denies. `why_not` says what keeps another policy from being asked there.

    rule         one policy and one binding, `bouwsteen-<policy>-<rule>`
    subject      the stack itself; or each block in each environment, all in one expression
    when         of a stack matchConditions, of an instance part of what is computed
    expression   validations; of instances: `variables.findings`, the addresses where it is broken, is empty
    findings     the same addresses as an audit annotation, for who reads the log of the cluster
    action       of that day: deny → Deny, warn → Warn, else Audit; later dates are for who keeps the binding up to date
    waivers      what they cover is found, and neither denied nor warned of: `Excepted` says where

What a stack leaves out has its default in the expressions: the object does not say it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from bouwsteen.documents.policies import Action, Policy, Rule, Step, SubjectKind
from bouwsteen.expressions.scanning import split
from bouwsteen.formats.admission_expressions import Sight, bound_names, plain_text, text_expression, translate, unseen, words_in
from bouwsteen.policy.shapes import shapes

GROUP: Final = "bouwsteen.vlaanderen.be"
VERSION: Final = "v1alpha1"
_API: Final = "admissionregistration.k8s.io/v1"
_ACTIONS: Final = {Action.DENY: ["Deny", "Audit"], Action.WARN: ["Warn", "Audit"], Action.INFORM: ["Audit"]}
# What a rule reads → what the API server calls it.
_ROOTS: Final = {"organisation": "params.spec"}
_STACK: Final = {"name": "object.metadata.name"}
_OWN: Final = frozenset({"object", "params", "variables", "optional", "request"})
_BLOCKS: Final = "(has(object.spec.blocks) ? object.spec.blocks : [])"
_WHY: Final = {
    "reach": "its reach is more than an object:",
    "kind": "it looks at what is not written there:",
    "unseen": "a stack as written does not say what it reads:",
    "name": "it calls something else by the name of what it reads:",
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a policy is not asked at an API server. `detail` names the reach, the kind, or what is read."""

    reason: Literal["reach", "kind", "unseen", "name"]
    detail: str

    def __str__(self) -> str:
        return f"{_WHY[self.reason]} {self.detail}"


@dataclass(frozen=True, slots=True)
class Excepted:
    """Where a waiver holds: in a namespace, for a stack there or all of them; left out is everything."""

    namespace: str
    stack: str = ""
    rules: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Instances:
    """How an expression runs over the instances of a stack: the names of its variables, and what is seen in each."""

    environment: str
    entry: str

    @property
    def sight(self) -> Sight:
        settings, entry = f"object.spec.environments[{self.environment}]", self.entry
        name = f"(has({entry}.name) ? {entry}.name : {entry}.block)"
        overlay = f"{settings}.?blocks[?{name}].?target"
        target = f"{overlay}.orValue(has({entry}.target) ? {entry}.target : {settings}.target)"
        fields = {
            "stack": _STACK,
            "object": {"name": name, "block": f"{entry}.block", "target": target},
            "environment": {"name": self.environment},
        }
        return Sight({**_ROOTS, "environment": settings}, fields)

    @property
    def address(self) -> str:
        return f"object.metadata.name + '/' + {self.environment} + '/' + {self.sight.fields['object']['name']}"

    def gather(self, broken: str, text: str) -> str:
        """The text of each instance where it is broken, behind each other; nothing where none is."""
        here = f"{_BLOCKS}.filter({self.entry}, {broken}).map({self.entry}, {text}).join(' ')"
        return f"object.spec.environments.map({self.environment}, {here}).filter({self.entry}, {self.entry} != '').join(' ')"


def can_export(policy: Policy) -> bool:
    """Whether the API server can judge it: it sees one object, and no other day than its own."""
    return why_not(policy) is None


def why_not(policy: Policy) -> Hindrance | None:
    """What keeps the API server from judging it; None where it can."""
    spec = policy.spec
    if spec.reach != "object":
        return Hindrance("reach", spec.reach)
    others = sorted(kind.value for kind in spec.match.kinds if kind not in {SubjectKind.STACK, SubjectKind.INSTANCE})
    if others or len(spec.match.kinds) > 1:
        return Hindrance("kind", ", ".join(others or sorted(spec.match.kinds)))
    (kind,) = spec.match.kinds
    for rule in spec.rules:
        sight = _sight(kind, rule)
        if missing := sorted({name for text in _texts(rule) for name in unseen(text, sight, shapes(kind))}):
            return Hindrance("unseen", ", ".join(missing))
        if taken := sorted({name for text in _texts(rule) for name in bound_names(text)} & (_OWN | shapes(kind).keys())):
            return Hindrance("name", ", ".join(taken))
    return None


def admission_objects(policy: Policy, step: Step | None, excepted: Iterable[Excepted] = ()) -> list[dict[str, Any]]:
    """The objects of a policy that can be exported; `step` is the one that is in force, None before the first."""
    given = list(excepted)
    found = []
    for rule in policy.spec.rules:
        holds = [each for each in given if not each.rules or rule.id in each.rules]
        found += [_policy(policy, rule, holds), _binding(policy, rule, step)]
    return found


def _policy(policy: Policy, rule: Rule, excepted: list[Excepted]) -> dict[str, Any]:
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
    (kind,) = policy.spec.match.kinds
    judged = _of_stack(rule, excepted) if kind is SubjectKind.STACK else _of_instances(rule, excepted)
    return {"apiVersion": _API, "kind": "ValidatingAdmissionPolicy", "metadata": _metadata(policy, rule), "spec": {**spec, **judged}}


def _of_stack(rule: Rule, excepted: list[Excepted]) -> dict[str, Any]:
    sight = _sight(SubjectKind.STACK, rule)
    found: dict[str, Any] = {}
    if rule.when is not None:
        found["matchConditions"] = [{"name": _kebab(rule.id), "expression": translate(rule.when, sight)}]
    expression = translate(rule.expression, sight)
    # A stack is in no environment, and no instance: a waiver for some of these is none for it.
    waived = _places(each for each in excepted if not each.environments and not each.instances)
    validated = f"({expression}) || {waived}" if waived else expression
    found["validations"] = [_validation(rule, validated, text_expression(_words(rule), sight))]
    found["auditAnnotations"] = [{"key": "findings", "valueExpression": f"{expression} ? '' : string(object.metadata.name)"}]
    return found


def _of_instances(rule: Rule, excepted: list[Excepted]) -> dict[str, Any]:
    """The API server judges a stack once, so all its instances are judged in one expression."""
    instances = _instances(rule)
    sight = instances.sight
    when = f"({translate(rule.when, sight)}) && " if rule.when is not None else ""
    broken = f"{when}!({translate(rule.expression, sight)})"
    variables = [{"name": "findings", "expression": instances.gather(broken, instances.address)}]
    if waived := _waived(instances, excepted):
        broken = f"{broken} && !({waived})"
        variables.append({"name": "open", "expression": instances.gather(broken, instances.address)})
    told = instances.gather(broken, text_expression(_words(rule), sight))
    return {
        "variables": variables,
        "validations": [_validation(rule, f"variables.{variables[-1]['name']} == ''", told)],
        "auditAnnotations": [{"key": "findings", "valueExpression": "variables.findings"}],
    }


def _waived(instances: _Instances, excepted: list[Excepted]) -> str:
    """Whether an instance is one that a waiver is for; empty without any."""
    scopes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Excepted]] = {}
    for each in excepted:
        scopes.setdefault((tuple(sorted(each.environments)), tuple(sorted(each.instances))), []).append(each)
    found = []
    for (environments, names), there in sorted(scopes.items()):
        conditions = [_places(there)]
        conditions += [f"{instances.environment} in {json.dumps(environments)}"] if environments else []
        conditions += [f"{instances.sight.fields['object']['name']} in {json.dumps(names)}"] if names else []
        found.append(" && ".join(conditions))
    return " || ".join(f"({each})" for each in found)


def _places(excepted: Iterable[Excepted]) -> str:
    """Whether the stack is at one of these places; empty without any."""
    given = list(excepted)
    whole = sorted({each.namespace for each in given if not each.stack})
    single = sorted({f"{each.namespace}/{each.stack}" for each in given if each.stack})
    found = [f"request.namespace in {json.dumps(whole)}"] if whole else []
    found += [f"(request.namespace + '/' + object.metadata.name) in {json.dumps(single)}"] if single else []
    return f"({' || '.join(found)})" if found else ""


def _validation(rule: Rule, expression: str, told: str) -> dict[str, Any]:
    return {"expression": expression, "message": plain_text(rule.message.nl), "messageExpression": told, "reason": "Forbidden"}


def _words(rule: Rule) -> str:
    return f"{rule.message.nl} {rule.fix.nl}"


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
    yield from (piece.text for piece in split(_words(rule)) if piece.is_expression)


def _sight(kind: SubjectKind, rule: Rule) -> Sight:
    if kind is SubjectKind.INSTANCE:
        return _instances(rule).sight
    return Sight({**_ROOTS, "object": "object"}, {"stack": _STACK})


def _instances(rule: Rule) -> _Instances:
    """With names that the rule itself does not use."""
    taken = {word for text in _texts(rule) for word in words_in(text)}
    environment, entry = (next(name for name in _candidates(wanted) if name not in taken) for wanted in ("environmentName", "entry"))
    return _Instances(environment, entry)


def _candidates(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}{number}"
        number += 1


def _reads(rule: Rule, name: str) -> bool:
    """Whether it reads a variable of this name."""
    nothing = Sight({})
    return any(each.partition(".")[0] == name for text in _texts(rule) for each in unseen(text, nothing, {name: None}))
