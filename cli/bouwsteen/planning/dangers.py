"""What of a plan a person should say yes to by itself: much that would go, data, a rename in disguise, another place.

A general yes (`--yes`, a habit of pressing Enter) is no answer to any of these. Pure: read from the plan alone.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, warning
from bouwsteen.documents.stacks import MOST_REMOVED
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.plans import Plan

LOCAL: Final = "local"  # the one target whose data is nobody's but the person at this machine
FEWEST_REMOVED: Final = 3  # below this a share says little: one of two is half


class Kind(enum.StrEnum):
    SHRINKING = "shrinking"  # a large part of what is on record would go
    LOSING_DATA = "losing-data"
    RENAMING = "renaming"  # an instance with data goes while one of the same block comes
    DESTROYING = "destroying"  # all of an environment that is not on this machine
    RESTORED = "restored"  # on a record that was put back: answered by reading a plan, never beforehand


@dataclass(frozen=True, slots=True)
class Danger:
    """`answer` is what a person types to go on. `addresses` are what would be lost, of `LOSING_DATA`."""

    kind: Kind
    answer: str
    diagnostic: Diagnostic
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Approvals:
    """What was said beforehand: how many objects may go, whose data may be lost, which environment may be destroyed."""

    deletions: int | None = None
    losses: frozenset[str] = frozenset()  # local addresses of instances or of resources
    place: str = ""

    def cover(self, danger: Danger) -> bool:
        match danger.kind:
            case Kind.SHRINKING | Kind.RENAMING:
                return str(self.deletions) == danger.answer
            case Kind.LOSING_DATA:
                return all(is_named(self.losses, address) for address in danger.addresses)
            case Kind.DESTROYING:
                return self.place == danger.answer
            case Kind.RESTORED:
                return False


def is_named(names: Collection[str], address: Address) -> bool:
    """Whether a list of local addresses names a resource, by itself or with all of its instance."""
    return bool(names) and (address.local in names or address.instance in names)


class Part(NamedTuple):
    """An instance, or the binding of another stack to one of its outputs."""

    instance: str
    output: str = ""
    consumer: str = ""

    def __str__(self) -> str:
        return f'{self.instance}/{self.output}["{self.consumer}"]' if self.output else self.instance


def find_dangers(plan: Plan, *, target: str, data_types: Collection[str], most_removed: int = MOST_REMOVED) -> tuple[Danger, ...]:
    """`target` of the environment, empty where it is not known any more; `data_types` hold data of people."""
    found: list[Danger] = []
    if plan.destroys:
        if target != LOCAL and plan.has_changes:
            found.append(_destroying(plan))
    else:
        found += _shrinking(plan, most_removed)
    found += _renaming(plan, data_types)
    if target != LOCAL:
        found += _losing_data(plan, data_types)
    return tuple(found)


def _destroying(plan: Plan) -> Danger:
    place = f"{plan.stack}/{plan.environment}"
    return Danger(
        Kind.DESTROYING,
        place,
        warning(
            "destroys-environment",
            "A whole environment would be destroyed",
            f"{place} does not run on this machine alone, and {_count(deletions(plan), 'resource')} of it would be removed.",
            f"If that is what is meant, name it:\n\n    --confirm {place}",
        ),
    )


@dataclass(slots=True)
class _Tally:
    """What becomes of the changes of one part."""

    stays: bool = False
    goes: bool = False
    new: bool = True


@dataclass(frozen=True, slots=True)
class _Parts:
    recorded: frozenset[Part] = frozenset()
    gone: tuple[Part, ...] = field(default_factory=tuple)


def _shrinking(plan: Plan, most_removed: int) -> Iterable[Danger]:
    """Counted in instances and in bindings of other stacks: those of its own go with the instance that uses them."""
    parts = _count_parts(plan.changes)
    number, known = len(parts.gone), len(parts.recorded)
    empties = number == known
    much = number >= FEWEST_REMOVED and number * 100 > known * most_removed
    if not number or not deletions(plan) or not (empties or much):
        return
    names = ", ".join(map(str, parts.gone[:5])) + (f" and {number - 5} more" if number > 5 else "")
    what = "All that is" if empties else f"{number} of the {known} parts"
    count = deletions(plan)
    yield Danger(
        Kind.SHRINKING,
        str(count),
        warning(
            "much-would-go",
            "Much of what is there would be removed",
            f"{what} on record would go: {names}. With {'it' if number == 1 else 'them'} {_count(count, 'resource')} would be removed.",
            f"Look first why the stack asks for so little. If that is what is meant, say how many:\n\n    --approve-deletions {count}",
        ),
    )


def _count_parts(changes: Iterable[Change]) -> _Parts:
    found: dict[Part, _Tally] = defaultdict(_Tally)
    instances = {change.address.instance for change in changes}
    for change in changes:
        tally = found[_part(change.address, instances)]
        tally.new &= change.action is Action.RESTORE or change.reason is Reason.NEW
        if change.reason in {Reason.UNWANTED, Reason.DESTROY}:
            tally.goes = True
        elif change.reason is not Reason.SUPERSEDED:
            tally.stays = True
    recorded = frozenset(part for part, tally in found.items() if not tally.new)
    return _Parts(recorded, tuple(sorted(part for part in recorded if found[part].goes and not found[part].stays)))


def _part(address: Address, instances: Collection[str]) -> Part:
    consumer = address.consumer or ""
    if address.output and consumer.partition(".")[0] not in instances:
        return Part(address.instance, address.output, consumer)
    return Part(address.instance)


def find_hints(plan: Plan, *, data_types: Collection[str]) -> list[Diagnostic]:
    """What a plan says beside its dangers: renames in which no data would be left behind."""
    return [
        warning(
            "looks-renamed",
            "This looks like a rename",
            f"{old} goes and {new} comes, both of the same block. As it stands, one is removed and the other is made from nothing.",
            f"If {new} is {old} under another name, add to the stack:\n\n    {move_line(old, new)}",
        )
        for old, new in plan.renames.items()
        if not _held(plan, old, data_types)
    ]


def _held(plan: Plan, instance: str, data_types: Collection[str]) -> list[str]:
    return [change.address.local for change in plan.changes if change.address.instance == instance and change.type in data_types]


def _renaming(plan: Plan, data_types: Collection[str]) -> Iterable[Danger]:
    for old, new in plan.renames.items():
        held = _held(plan, old, data_types)
        if held:
            count = deletions(plan)
            yield Danger(
                Kind.RENAMING,
                str(count),
                warning(
                    "renamed-with-data",
                    "An instance with data would start empty",
                    f"{old} is no longer in the stack and {new}, of the same block, is new. The data of {old} ({', '.join(held)}) "
                    f"would not go with it.",
                    f"To keep it, add to the stack:\n\n    {move_line(old, new)}\n\n"
                    f"If {new} has nothing to do with {old}, say how many resources may be removed: --approve-deletions {count}",
                ),
            )


def move_line(old: str, new: str) -> str:
    return f"moved: [{{from: {old}, to: {new}}}]"


def _losing_data(plan: Plan, data_types: Collection[str]) -> Iterable[Danger]:
    """By kind of object: databases are another question than folders."""
    lost: Mapping[str, list[Address]] = defaultdict(list)
    for change in plan.changes:
        if change.loses_data or (change.action in {Action.DELETE, Action.REPLACE} and change.type in data_types):
            lost[change.type].append(change.address)
    for type_, addresses in sorted(lost.items()):
        flags = "".join(f"\n    --approve-data-loss '{address.local}'" for address in addresses)
        yield Danger(
            Kind.LOSING_DATA,
            type_,
            warning(
                "data-would-go",
                "Data would be lost",
                f"{_count(len(addresses), 'object')} of the type {type_} would be removed or replaced, with all that "
                f"{'it holds' if len(addresses) == 1 else 'they hold'}: {', '.join(address.local for address in addresses)}.",
                f"If that is what is meant, name what may be lost:\n{flags}",
            ),
            tuple(addresses),
        )


def deletions(plan: Plan) -> int:
    """How many objects go for good, as the last line of a plan counts them."""
    return plan.counts().get(Action.DELETE, 0)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
