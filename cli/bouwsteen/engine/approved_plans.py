"""A saved plan is carried out only where it is what would be done now. Where it is not, what moved is named, and who moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.errors import StaleError
from bouwsteen.phrases import quoted
from bouwsteen.planning.digests import moved_parts
from bouwsteen.planning.plans import Plan
from bouwsteen.state.records import RecordKey
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord

_NAMED: Final = 5
_RUNS_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """What a plan says of one record: what it would do, and the fingerprint of what it found."""

    action: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Approved:
    """A saved plan, as far as apply compares it: what was approved must be what would be done now. `steps` and `verdicts` only explain."""

    digest: str
    lineage: str
    serial: int
    parts: Mapping[str, str]
    steps: Mapping[RecordKey, PlannedStep] = field(default_factory=dict)
    verdicts: frozenset[tuple[str, str]] | None = None  # fingerprint and action of what policies said, where that is known
    worlds: Mapping[str, str] | None = None  # for which it was made, as `worlds.find_worlds` says; None where it never left them


def steps_of(plan: Plan) -> dict[RecordKey, PlannedStep]:
    return {
        RecordKey(change.address, change.generation): PlannedStep(change.action.value, change.record_fingerprint) for change in plan.changes
    }


def check_approved(approved: Approved, plan: Plan, runs: Sequence[RunRecord]) -> None:
    """`runs` are those on record. Raises StaleError."""
    # A state gets its name with its first writer; a plan that was made before then is a plan on nothing.
    fresh = not approved.lineage and not approved.serial and not plan.serial
    if approved.lineage != plan.lineage and not fresh:
        raise StaleError.because(
            "plan-of-another-state",
            "The plan was made on another state",
            f"The plan belongs to the state {approved.lineage or '(none)'}, this is {plan.lineage or '(none)'}.",
            "Make a new plan.",
        )
    if approved.digest == plan.digest and approved.serial == plan.serial:
        return
    raise StaleError(_stale(approved, plan.serial, runs, _what_moved(approved, plan) or [_without_a_name(approved, plan)]))


def explain_unplannable(approved: Approved, parts: Mapping[str, str], snapshot: EnvironmentSnapshot) -> Diagnostic | None:
    """Why a plan that was saved cannot even be made any more: documents moved, or the state did. None where neither has."""
    moved = _moved_documents(approved, parts)
    if not moved and (approved.lineage, approved.serial) == (snapshot.lineage, snapshot.serial):
        return None
    return _stale(approved, snapshot.serial, snapshot.runs, moved or ["It cannot be made on what is recorded by now."])


def _stale(approved: Approved, serial: int, runs: Sequence[RunRecord], told: Sequence[str]) -> Diagnostic:
    serials = f"The plan was made at serial {approved.serial}, the state is at {serial}."
    return error(
        "plan-stale",
        "The plan no longer holds",
        " ".join([*told, serials, *_who_wrote(approved.serial, runs)]),
        "Make a new plan, and have it approved again.",
    )


def _what_moved(approved: Approved, plan: Plan) -> list[str]:
    """Documents, and resources whose record is another one; where no document moved, also those of which something else is seen."""
    found = _moved_documents(approved, plan.parts)
    documents_moved = bool(found)
    said = {(each.fingerprint, each.action) for each in plan.verdicts}
    if not documents_moved and approved.verdicts is not None and approved.verdicts != said:
        found.append("What policies say of it is not what they said then.")
    if approved.steps:
        now = steps_of(plan)
        pairs = ((key, approved.steps.get(key), now.get(key)) for key in sorted({*approved.steps, *now}, key=str))
        told = [f"{_place(key)} ({how})" for key, before, after in pairs if (how := _how(before, after, told=not documents_moved))]
        if told:
            found.append(f"Of these something else is recorded or seen by now: {_some(told)}.")
    return found


def _moved_documents(approved: Approved, now: Mapping[str, str]) -> list[str]:
    parts = [name if name.isprintable() else quoted(name) for name in moved_parts(approved.parts, now)]
    return [f"These moved: {_some(parts)}."] if parts else []


def _how(before: PlannedStep | None, after: PlannedStep | None, *, told: bool) -> str:
    """Empty where it is the same, or where another action may follow from documents; those are not `told` then."""
    actions = [step.action if step is not None else "nothing" for step in (before, after)]
    if actions[0] != actions[1]:
        return " → ".join(actions) if told else ""
    assert before is not None
    assert after is not None
    return "another record" if before.fingerprint != after.fingerprint else ""


def _without_a_name(approved: Approved, plan: Plan) -> str:
    return "Something was recorded since." if approved.digest == plan.digest else "What is recorded or observed moved."


def _who_wrote(serial: int, runs: Sequence[RunRecord]) -> list[str]:
    """The runs that were recorded after a serial, the last ones."""
    since = [run for run in runs if run.serial > serial]
    told = [f"`{run.command}` of {run.who} at {run.started}" for run in since[-_RUNS_NAMED:]]
    earlier = f"{len(since) - len(told)} runs, " if len(since) > len(told) else ""
    return [f"Since then there were: {earlier}{', '.join(told)}."] if told else []


def _place(key: RecordKey) -> str:
    return key.address.local if key.generation == 1 else f"{key.address.local}#{key.generation}"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more


def step_key_of(address: str, generation: int) -> RecordKey | None:
    """As a saved plan names a record; None where that is no name."""
    try:
        return RecordKey(Address.parse(address), generation)
    except ValueError:
        return None
