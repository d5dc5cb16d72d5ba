"""What a change of the catalog does to stacks: how each stood before, how it stands after, and why that differs. Pure.

    unaffected   nothing of it is different
    safe         it is different, and a plan carries it out without anybody's help
    action       it still plans, and somebody has something to do: what, is told in `causes`
    blocked      it would not plan any more

What was wrong before and still is, is not the change's doing: it is told apart (`stood`).
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.engine.stack_states import StackState, StateFinding, StateInstance, StateProblem
from bouwsteen.planning.digests import moved_parts


class Effect(enum.StrEnum):
    """From light to heavy."""

    UNAFFECTED = "unaffected"
    SAFE = "safe"
    ACTION = "action"
    BLOCKED = "blocked"

    @property
    def weight(self) -> int:
        return list(Effect).index(self)


class Kind(enum.StrEnum):
    """By what a stack is touched."""

    OUTPUT = "output"
    INTERFACE = "interface"
    PARAMETER = "parameter"
    RANGE = "range"
    RECALLED = "recalled"
    DEPRECATED = "deprecated"
    POLICY = "policy"
    TEMPLATE = "template"
    FILE = "file"
    ORGANISATION = "organisation"
    BLOCK = "block"
    DATA = "data"
    STACK = "stack"
    DOCUMENT = "document"


_KINDS: Final[Mapping[str, Kind]] = {
    "use-missing": Kind.OUTPUT,
    "use-unsatisfied": Kind.OUTPUT,
    "use-ambiguous": Kind.OUTPUT,
    "wrong-interface": Kind.INTERFACE,
    "wrong-interface-version": Kind.INTERFACE,
    "export-unknown": Kind.OUTPUT,
    "output-unknown": Kind.OUTPUT,
    "output-missing": Kind.OUTPUT,
    "use-unknown": Kind.OUTPUT,
    "interface-unknown": Kind.INTERFACE,
    "interface-version-unknown": Kind.INTERFACE,
    "value-misfits-interface": Kind.INTERFACE,
    "version-unavailable": Kind.RANGE,
    "version-conflict": Kind.RANGE,
    "version-not-offered": Kind.RANGE,
    "version-recalled": Kind.RECALLED,
    "version-deprecated": Kind.DEPRECATED,
    "version-candidate": Kind.DEPRECATED,
    "block-unknown": Kind.BLOCK,
    "target-unknown": Kind.BLOCK,
    "missing-folder": Kind.FILE,
    "file-asks-known": Kind.FILE,
    "file-needs-use": Kind.FILE,
    "organisation-unknown": Kind.ORGANISATION,
    "organisation-incomplete": Kind.ORGANISATION,
    "organisations-invalid": Kind.ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason. `about` is what it is about: a policy and its rule, a file, an instance; `texts` may be in one language only."""

    effect: Effect
    kind: Kind
    code: str
    about: str
    detail: Mapping[str, str]
    remedy: Mapping[str, str]
    addresses: tuple[str, ...] = ()
    due: str = ""  # the date from which it is worse

    @property
    def key(self) -> tuple[str, ...]:
        """The same for all stacks that have this one thing to do."""
        about = self.detail.get("en", "") if self.kind is not Kind.POLICY else ""
        return (self.effect, self.kind, self.code, self.about, about, self.due)


class Move(enum.StrEnum):
    """What became of an instance."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Impact:
    """Of one stack. `moved` are the parts of it that differ, `versions` block → (before, after), `instances` by environment/instance.

    `relock`: its lock is to be written again, which also a policy or a load profile asks for that changes nothing of it.
    """

    stack: str
    effect: Effect
    causes: tuple[Cause, ...] = ()
    solved: tuple[Cause, ...] = ()
    stood: tuple[Cause, ...] = ()
    moved: tuple[str, ...] = ()
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    instances: Mapping[str, Move] = field(default_factory=dict)
    relock: bool = False


def untouched(stack: str) -> Impact:
    """Of a stack whose parts are all the same: nobody needs to look at it."""
    return Impact(stack, Effect.UNAFFECTED)


def compare(before: StackState | None, after: StackState | None) -> Impact:
    """How `after` differs; None where there is no such stack."""
    if after is None:
        assert before is not None, "one of the two is there"
        return Impact(before.name, Effect.ACTION, (_removed(),), moved=("stack",))
    old = before or StackState(after.name)
    moved = tuple(moved_parts(old.inputs, after.inputs))
    both_sound = old.is_sound and after.is_sound
    instances = _moves(old.instances, after.instances) if both_sound else {}
    versions = _version_changes(old.versions, after.versions) if both_sound else {}
    new, gone, stood = _told_apart(old, after, moved)
    causes = merge([*new, *_data_that_goes(old.instances, after.instances, instances)])
    differs = bool(instances or versions or gone or before is None or (both_sound and old.pins != after.pins))
    effect = max((each.effect for each in causes), key=lambda each: each.weight, default=Effect.UNAFFECTED)
    if effect is Effect.UNAFFECTED and differs:
        effect = Effect.SAFE
    relock = both_sound and old.lock != after.lock
    return Impact(after.name, effect, tuple(causes), tuple(merge(gone)), tuple(merge(stood)), moved, versions, instances, relock)


def _told_apart(old: StackState, after: StackState, moved: Collection[str]) -> tuple[list[Cause], list[Cause], list[Cause]]:
    """What is new, what is gone, and what stood in the way before already."""
    problems, findings = set(old.problems), {_identify(each) for each in old.findings}
    new = [_of_problem(each, after.name, moved) for each in after.problems if each not in problems]
    new += [_of_finding(each) for each in after.findings if _identify(each) not in findings]
    stood = [_of_problem(each, after.name, moved) for each in after.problems if each in problems and each.is_error]
    stood += [_of_finding(each) for each in after.findings if _identify(each) in findings and each.denies]
    gone: list[Cause] = []
    if after.is_sound:  # a stack that is not was not asked what else there is
        still_problems, still_found = set(after.problems), {_identify(each) for each in after.findings}
        gone = [_of_problem(each, old.name, moved) for each in old.problems if each not in still_problems]
        gone += [_of_finding(each) for each in old.findings if _identify(each) not in still_found]
    return new, gone, stood


def merge(causes: Iterable[Cause]) -> list[Cause]:
    """One for each thing to do, the heaviest first; what differs by environment or instance alone is one with several addresses."""
    found: dict[tuple[str, ...], Cause] = {}
    for cause in causes:
        known = found.get(cause.key)
        addresses = (*known.addresses, *cause.addresses) if known is not None else cause.addresses
        found[cause.key] = Cause(
            cause.effect, cause.kind, cause.code, cause.about, cause.detail, cause.remedy, tuple(dict.fromkeys(addresses)), cause.due
        )
    return sorted(found.values(), key=lambda each: -each.effect.weight)


def _identify(finding: StateFinding) -> tuple[str, ...]:
    return (finding.fingerprint, finding.action or "", *(finding.coming or ("", "")), finding.waiver or "")


def _of_problem(problem: StateProblem, stack: str, moved: Collection[str]) -> Cause:
    effect = Effect.BLOCKED if problem.is_error else Effect.ACTION
    kind = kind_of(problem, stack, moved)
    about = problem.file.removeprefix(f"stacks/{stack}/")
    return Cause(effect, kind, problem.code, about, {"en": problem.detail}, {"en": problem.remedy})


def kind_of(problem: StateProblem, stack: str, moved: Collection[str] = ()) -> Kind:
    """By what. An output that nobody offers any more may be there in a version that nobody asks for: then it is the interface."""
    known = _KINDS.get(problem.code)
    if known is Kind.OUTPUT:
        words = problem.detail.replace("`", "").split()
        return Kind.INTERFACE if any(part.startswith("interface ") and part[10:] in words for part in moved) else known
    if known is not None:
        return known
    if problem.code.startswith("policy-") or problem.file.startswith("policies/"):
        return Kind.POLICY
    if problem.file == f"stacks/{stack}/stack.yaml":
        return Kind.PARAMETER
    if problem.file.startswith(f"stacks/{stack}/") and not problem.file.endswith("/bouwsteen.lock"):
        return Kind.FILE
    return Kind.TEMPLATE if problem.file.startswith("blocks/") else Kind.DOCUMENT


def _of_finding(finding: StateFinding) -> Cause:
    """What only informs, and will not do more, is no work for anybody."""
    rises = finding.coming is not None and finding.coming[0] in {"warn", "deny"}
    needs_somebody = Effect.ACTION if finding.action == "warn" or rises else Effect.SAFE
    return Cause(
        Effect.BLOCKED if finding.denies else needs_somebody,
        Kind.POLICY,
        "policy-broken",
        f"{finding.policy}/{finding.rule}",
        finding.message,
        finding.fix,
        (finding.address,),
        finding.coming[1] if finding.coming is not None else "",
    )


def _moves(before: Mapping[str, StateInstance], after: Mapping[str, StateInstance]) -> dict[str, Move]:
    found = {address: Move.REMOVED for address in before if address not in after}
    found |= {address: Move.ADDED for address in after if address not in before}
    found |= {address: Move.CHANGED for address in after if address in before and before[address].content != after[address].content}
    return dict(sorted(found.items()))


def _data_that_goes(before: Mapping[str, StateInstance], after: Mapping[str, StateInstance], moves: Mapping[str, Move]) -> Iterable[Cause]:
    for address, move in moves.items():
        if address not in before:
            continue
        kept = after[address].data if move is not Move.REMOVED else frozenset()
        for resource in sorted(before[address].data - kept):
            detail = f"`{resource}` holds data, and would not be wanted any more."
            yield Cause(
                Effect.ACTION,
                Kind.DATA,
                "data-would-go",
                resource,
                {"en": detail},
                {"en": "Look at a plan, and say yes to the loss of its data only when nothing in it is still needed."},
                (address,),
            )


def _version_changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name, ""), after.get(name, "")) for name in names if before.get(name) != after.get(name)}


def _removed() -> Cause:
    return Cause(
        Effect.ACTION,
        Kind.STACK,
        "stack-removed",
        "stack.yaml",
        {"en": "The stack is no longer there, and what it runs is still on record."},
        {"en": "Destroy its environments from the tree before this change, or put the stack back."},
    )


@dataclass(frozen=True, slots=True)
class Group:
    """One cause and the stacks that have it. Policies name the organisation in their message: the first one's stands for all."""

    cause: Cause
    stacks: tuple[str, ...]


def group_causes(impacts: Iterable[Impact]) -> list[Group]:
    """The heaviest first, then what touches most stacks."""
    causes: dict[tuple[str, ...], Cause] = {}
    stacks: dict[tuple[str, ...], list[str]] = {}
    for impact in impacts:
        for cause in impact.causes:
            causes.setdefault(cause.key, cause)
            stacks.setdefault(cause.key, []).append(impact.stack)
    groups = [Group(cause, tuple(stacks[key])) for key, cause in causes.items()]
    return sorted(groups, key=lambda each: (-each.cause.effect.weight, -len(each.stacks), each.cause.key))


def count_effects(impacts: Iterable[Impact]) -> dict[Effect, int]:
    found = dict.fromkeys(Effect, 0)
    for impact in impacts:
        found[impact.effect] += 1
    return found
