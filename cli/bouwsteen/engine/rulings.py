"""What policies ask of a plan: of each resource as it is wanted, and of what is done to it.

What a rule reads may be known only when everything before it is done. Such a rule is asked once more just
before the call that it is about, and then it has to say yes: what cannot be judged is denied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.documents.policies import SubjectKind, Waiver
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change
from bouwsteen.planning.expansions import Expansion
from bouwsteen.planning.plans import Plan
from bouwsteen.policy.judgements import Answer, Finding, judge
from bouwsteen.policy.rules import CompiledPolicy
from bouwsteen.policy.subjects import Locate, Subject
from bouwsteen.values import Secret, Unknown, has_secret, map_leaves

_GONE: Final = frozenset({Action.DELETE, Action.RETAIN})


@dataclass(frozen=True, slots=True)
class Approval:
    """Who wants a plan carried out, and who else said yes to it."""

    author: str
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulings:
    """Policies that look at resources or changes, for one environment on one day.

    `shared` are the variables of all subjects; `instances` what rules may read of an instance besides, by its name.
    `findings` is what was found of the documents; nothing that denies is among it. `approval` is None in a plan that
    is only looked at.
    """

    policies: tuple[CompiledPolicy, ...]
    shared: Mapping[str, Any]
    instances: Mapping[str, Mapping[str, Any]]
    day: dt.date
    waivers: Sequence[Waiver] = ()
    findings: tuple[Finding, ...] = ()
    approval: Approval | None = None
    locations: Mapping[str, Locate] = field(default_factory=dict)

    def judge(self, plan: Plan, expansion: Expansion | None, data_types: frozenset[str]) -> tuple[Finding, ...]:
        """All that is found of a plan; `data_types` are the types of resources that hold data."""
        if not self.policies:
            return ()
        wanted = {node.address for node in expansion.resources()} if expansion is not None else set()
        subjects = (
            subject
            for change in plan.changes
            for subject in self._subjects(change, change.desired, data_types, is_wanted=change.address in wanted)
        )
        return judge(self.policies, subjects, self.day, self.waivers)

    @property
    def asks_resources(self) -> bool:
        return any(SubjectKind.RESOURCE in policy.rules for policy in self.policies)

    def judge_resources(self, wanted: Plan) -> tuple[Finding, ...]:
        """What is found of the resources themselves, whatever is done to them. `wanted` is a plan on nothing.

        Nobody read a secret for it: what asks for one is judged by the plan that does.
        """
        if not self.asks_resources:
            return ()
        subjects = (subject for change in map(_unread, wanted.changes) for subject in self._resource(change, change.desired))
        return judge(self.policies, subjects, self.day, self.waivers)

    def judge_changes(self, plan: Plan, data_types: frozenset[str]) -> tuple[Finding, ...]:
        """What is found of what is done to resources; of a plan that was made without secrets, as above."""
        if not any(SubjectKind.CHANGE in policy.rules for policy in self.policies):
            return ()
        subjects = (subject for change in map(_unread, plan.changes) for subject in self._change(change, change.desired, data_types))
        return judge(self.policies, subjects, self.day, self.waivers)

    def judge_call(self, change: Change, inputs: Mapping[str, Any], data_types: frozenset[str]) -> tuple[Finding, ...]:
        """The same of one change, just before its call. What still cannot be judged has failed."""
        found = judge(self.policies, self._subjects(change, inputs, data_types, is_wanted=True), self.day, self.waivers)
        return tuple(replace(each, answer=Answer.FAILED) if each.answer is Answer.UNDETERMINED else each for each in found)

    def _subjects(self, change: Change, inputs: Mapping[str, Any], data_types: frozenset[str], *, is_wanted: bool) -> Iterator[Subject]:
        if is_wanted:
            yield from self._resource(change, inputs)
        yield from self._change(change, inputs, data_types)

    def _resource(self, change: Change, inputs: Mapping[str, Any]) -> Iterator[Subject]:
        facts = self.instances.get(change.address.instance)
        if facts is not None and change.action not in _GONE:
            variables = {"object": _describe(change, inputs), **facts, **self.shared}
            yield Subject(SubjectKind.RESOURCE, str(change.address), variables, type=change.type, **self._place(change))

    def _change(self, change: Change, inputs: Mapping[str, Any], data_types: frozenset[str]) -> Iterator[Subject]:
        if change.action is Action.NO_OP:
            return
        done = {
            **_describe(change, inputs),
            "action": change.action.value,
            "reason": change.reason.value,
            "dataBearing": change.type in data_types,
            "losesData": change.loses_data,
        }
        variables = {"object": done, "approval": self._describe_approval(), **self.shared}
        yield Subject(SubjectKind.CHANGE, str(change.address), variables, type=change.type, **self._place(change))

    def _place(self, change: Change) -> dict[str, Locate]:
        locate = self.locations.get(change.address.instance)
        return {"locate": locate} if locate is not None else {}

    def _describe_approval(self) -> dict[str, Any]:
        if self.approval is None:
            return {"author": Unknown("string"), "approvers": Unknown("array")}
        return {"author": self.approval.author, "approvers": list(self.approval.approvers)}


def _describe(change: Change, inputs: Mapping[str, Any]) -> dict[str, Any]:
    address = change.address
    return {"address": str(address), "id": address.resource, "type": change.type, "instance": address.instance, "with": inputs}


def _unread(change: Change) -> Change:
    """What a secret is, is not known where none was read."""
    if not has_secret(change.desired):
        return change
    return replace(change, desired=map_leaves(change.desired, lambda _, leaf: Unknown("string") if isinstance(leaf, Secret) else leaf))


def make_rulings(
    policies: Iterable[CompiledPolicy],
    subjects: Iterable[Subject],
    shared: Mapping[str, Any],
    day: dt.date,
    waivers: Sequence[Waiver],
    findings: tuple[Finding, ...],
    approval: Approval | None,
) -> Rulings:
    """From what was judged of the documents of one environment."""
    instances: dict[str, Mapping[str, Any]] = {}
    locations: dict[str, Locate] = {}
    for each in subjects:
        if each.kind is SubjectKind.INSTANCE:
            name = each.variables["object"]["name"]
            instances[name] = {"instance": each.variables["object"], "block": each.variables["block"]}
            locations[name] = each.locate
    planned = tuple(policy for policy in policies if any(kind.is_planned for kind in policy.rules))
    return Rulings(planned, shared, instances, day, waivers, findings, approval, locations)


def open_addresses(findings: Iterable[Finding]) -> frozenset[Address]:
    """The resources of which something could not be judged yet. `findings` are those of a plan."""
    return frozenset(Address.parse(each.address) for each in findings if each.answer is Answer.UNDETERMINED)
