"""What a change between two revisions does: which stacks it may touch, and how the two sides of each differ.

Pure: revisions were read and judged by others. What stands behind values that are known only after an apply
is not foreseen, and neither is what drifted: that is for a plan on the record.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.outlooks import Flow, Outlook
from bouwsteen.engine.rulings import Rulings
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.differences import diff_fields
from bouwsteen.planning.digests import moved_parts, neutral
from bouwsteen.planning.plans import Plan
from bouwsteen.policy.judgements import Answer, Finding
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.values import ABSENT

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")


class State(enum.StrEnum):
    """What becomes of a stack. In order of weight."""

    UNAFFECTED = "unaffected"
    CHANGES = "changes"
    DENIED = "denied"
    INVALID = "invalid"

    @property
    def is_good(self) -> bool:
        return self in {State.UNAFFECTED, State.CHANGES}


class Scope(NamedTuple):
    """Which names may have to do with a change. `everything`: what all stacks read changed."""

    stacks: frozenset[str]
    names: frozenset[str]
    everything: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A stack at one revision. `outlooks` by environment; empty where the stack is not there."""

    outlooks: Mapping[str, Outlook] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()  # of its documents, whatever the environment
    rulings: Mapping[str, Rulings] = field(default_factory=dict)  # by environment: policies to ask of what is done

    @property
    def is_there(self) -> bool:
        return bool(self.outlooks or self.problems)

    @property
    def is_unreadable(self) -> bool:
        """It is there, and so unsound that nobody knows what it asks for. That is not: nothing."""
        return not self.outlooks and any(each.is_error for each in self.problems)


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One environment: `plan` holds what differs alone, as a plan of that. None where one of the two sides has no sound plan."""

    stack: str
    environment: str
    approval: str
    plan: Plan | None
    base_digest: str
    digest: str
    moved: tuple[str, ...]  # names of the parts that differ
    new_flows: tuple[Flow, ...] = ()
    ended_flows: tuple[Flow, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    before: Outlook | None = None
    after: Outlook | None = None

    @property
    def place(self) -> str:
        return f"{self.stack}/{self.environment}"

    @property
    def is_affected(self) -> bool:
        moves = self.base_digest != self.digest or self.plan is None or self.plan.has_changes
        return bool(moves or self.moved or self.problems or self.new_flows or self.ended_flows)


@dataclass(frozen=True, slots=True)
class StackChange:
    stack: str
    state: State
    places: tuple[PlaceChange, ...] = ()
    findings: tuple[Finding, ...] = ()  # of head
    new: frozenset[str] = frozenset()  # fingerprints of findings that base does not have, or has milder
    gone: int = 0  # findings of base that head does not have
    problems: tuple[Diagnostic, ...] = ()
    presence: str = "kept"  # added, removed or kept

    @property
    def denials(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.denies)


def find_scope(paths: Iterable[str]) -> Scope:
    """From changed paths; generous, because each stack in it is compared afterwards."""
    stacks: set[str] = set()
    names: set[str] = set()
    everything = False
    for path in paths:
        parts = path.split("/")
        if parts[0] == "stacks" and len(parts) > 2:
            stacks.add(parts[1])
        elif parts[0] == "blocks" and len(parts) > 2:
            names.add(parts[1])
        elif parts[0] == "catalog" and len(parts) == 2 and parts[1].endswith(".yaml"):
            names.add(parts[1].removesuffix(".yaml"))
        elif parts[:2] == ["catalog", "interfaces"] and path.endswith(".yaml"):
            names.add(parts[-1].removesuffix(".yaml"))
        elif parts[0] in {"catalog", "policies", "loadtests"} and not path.endswith((".md", "/suite.yaml")):
            everything = True
    return Scope(frozenset(stacks), frozenset(names), everything)


def choose_stacks(scope: Scope, texts: Mapping[str, Collection[bytes]]) -> list[str]:
    """The stacks that may be touched. `texts` holds the documents and locks of each, of both sides, as bytes."""
    exporting = any(b"exports" in text for name in scope.stacks for text in texts.get(name, ()))
    wanted = {*scope.names, *scope.stacks}

    def is_touched(name: str) -> bool:
        if name in scope.stacks or scope.everything or exporting:
            return True
        # With a backslash a word may be written in another way; without a lock it cannot be known what is used.
        joined = b"\n".join(texts[name])
        return b"\\" in joined or not wanted.isdisjoint(_NAME.findall(joined.decode("utf-8", "replace")))

    return sorted(name for name in texts if is_touched(name))


def compare_stack(stack: str, base: Side, head: Side, types: Mapping[str, ResourceType]) -> StackChange:
    names = [*head.outlooks, *(name for name in base.outlooks if name not in head.outlooks)]
    if head.is_unreadable:
        names = []  # what it would do is not known; least of all that everything goes
    places = tuple(
        place
        for name in names
        if (place := _compare_place(stack, name, base.outlooks.get(name), head.outlooks.get(name), types, base.is_unreadable)).is_affected
    )
    known = {finding.fingerprint: finding for finding in base.findings}
    findings = (*head.findings, *_judge_changes(places, {**base.rulings, **head.rulings}, types))
    new = frozenset(each.fingerprint for each in findings if _is_worse(each, known.get(each.fingerprint)))
    gone = len(known.keys() - {each.fingerprint for each in findings}) if not head.is_unreadable else 0
    presence = "kept" if base.is_there and head.is_there else "removed" if base.is_there else "added"
    problems = head.problems
    if any(each.is_error for each in (*problems, *(problem for place in places for problem in place.problems))):
        state = State.INVALID
    elif any(each.denies for each in findings):
        state = State.DENIED
    elif places or new or gone or presence != "kept":
        state = State.CHANGES
    else:
        state = State.UNAFFECTED
    return StackChange(stack, state, places, findings, new, gone, problems, presence)


def _judge_changes(places: Iterable[PlaceChange], rulings: Mapping[str, Rulings], types: Mapping[str, ResourceType]) -> Iterator[Finding]:
    """What policies say of what is done. Who will approve of it is not known yet."""
    data_types = frozenset(name for name, type_ in types.items() if type_.data_bearing)
    for place in places:
        if place.plan is not None and place.environment in rulings:
            yield from rulings[place.environment].judge_changes(place.plan, data_types)


def _is_worse(finding: Finding, before: Finding | None) -> bool:
    if before is None:
        return True
    return _strength(finding) > _strength(before)


def _strength(finding: Finding) -> int:
    """How much is done about it today: nothing yet about what cannot be judged."""
    return finding.action.strength if finding.action is not None and finding.answer is not Answer.UNDETERMINED else -1


def _compare_place(
    stack: str,
    environment: str,
    base: Outlook | None,
    head: Outlook | None,
    types: Mapping[str, ResourceType],
    base_unknown: bool,
) -> PlaceChange:
    """`base_unknown`: nobody knows what the base asks for, so that what head asks for may be there already."""
    before, after = (side.plan if side is not None else None for side in (base, head))
    problems = tuple(each for each in head.problems if each.is_error) if head is not None else ()
    plan = None
    if not problems and not base_unknown and (base is None or base.plan is not None):
        plan = _difference(before, after, types)
    parts = [dict(each.parts) if each is not None else {} for each in (before, after)]
    flows = [{flow.key: flow for flow in side.flows} if side is not None else {} for side in (base, head)]
    return PlaceChange(
        stack,
        environment,
        head.approval if head is not None else base.approval if base is not None else "none",
        plan,
        before.intent_digest if before is not None else "",
        after.intent_digest if after is not None and not problems else "",
        tuple(moved_parts(*parts)) if before is not None and after is not None and before.intent_digest != after.intent_digest else (),
        tuple(flow for key, flow in flows[1].items() if flows[0].get(key) != flow),
        tuple(flow for key, flow in flows[0].items() if key not in flows[1]),
        problems,
        _without_plan(base),
        _without_plan(head),
    )


def _without_plan(outlook: Outlook | None) -> Outlook | None:
    """What is told of a side beside the difference; its plan is large, and was read for that."""
    return replace(outlook, plan=None) if outlook is not None else None


def _difference(before: Plan | None, after: Plan | None, types: Mapping[str, ResourceType]) -> Plan | None:
    """A plan whose changes are what differs between what two sides want. Both were planned on nothing."""
    old = {change.address: change for change in before.changes} if before is not None else {}
    new = {change.address: change for change in after.changes} if after is not None else {}
    found = [_compare(old.get(address), change, types) for address, change in new.items()]
    found.extend(_removed(change) for address, change in reversed(list(old.items())) if address not in new)
    whole = after or before
    return replace(whole, changes=tuple(found), warnings=(), digest="") if whole is not None else None


def _compare(before: Change | None, after: Change, types: Mapping[str, ResourceType]) -> Change:
    if before is None:
        return after
    if before.type != after.type:
        return replace(after, action=Action.REPLACE, reason=Reason.TYPE)
    type_ = types.get(after.type)
    forcing = type_.forces_replacement if type_ is not None else frozenset()
    if before.rotation != after.rotation:
        return replace(after, action=Action.REPLACE, reason=Reason.ROTATION, create_first=_creates_first(type_))
    fields = diff_fields(_plain(before), _plain(after), forcing)
    if not fields:
        return replace(after, action=Action.NO_OP, reason=Reason.NONE)
    shown = tuple(replace(each, before=_at(before.desired, each.path), after=_at(after.desired, each.path)) for each in fields)
    if any(each.forces_replacement for each in fields):
        return replace(after, action=Action.REPLACE, reason=Reason.INPUTS, fields=shown, create_first=_creates_first(type_))
    return replace(after, action=Action.UPDATE, reason=Reason.INPUTS, fields=shown)


def _creates_first(type_: ResourceType | None) -> bool:
    return type_ is not None and type_.replace_order is ReplaceOrder.CREATE_FIRST


def _plain(change: Change) -> dict[str, Any]:
    """Unknown values by their type and secrets by nothing but that they are one: two sides that say the same are equal."""
    plain: dict[str, Any] = neutral(change.desired, change.secret_versions)
    return plain


def _at(value: Any, path: Iterable[Any]) -> Any:
    for step in path:
        if not isinstance(value, Mapping | list):
            return value
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def _removed(change: Change) -> Change:
    action = Action.RETAIN if change.retain else Action.DELETE
    return replace(change, action=action, reason=Reason.UNWANTED, desired={}, fields=(), secret_versions={})
