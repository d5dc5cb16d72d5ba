"""What a plan saw of an object, held against the world once more just before that object is changed or taken away.

Between the plan and its last step lie a question and other steps: minutes, in which others may work too. What they
did is never overwritten unasked; the next plan sees it and says what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.observations import read
from bouwsteen.planning.changes import FieldChange
from bouwsteen.planning.differences import diff_fields, same
from bouwsteen.providers.protocol import Missing, Observation, Present, Unreadable
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.values import ABSENT


class Preconditions:
    """`observations` are what the plan was made on, by keys before the moves that `origins` tells of: new address → old.

    An object that was not looked at, or could not be, is not held against anything: the plan was made without.
    """

    def __init__(
        self, engine: Engine, organisation: str, observations: Mapping[RecordKey, Observation], origins: Mapping[Address, Address]
    ) -> None:
        self._engine = engine
        self._organisation = organisation
        self._observations = observations
        self._origins = origins
        self._ours: set[RecordKey] = set()

    def note_changed(self, record: ResourceRecord) -> None:
        """The run itself has changed it outside of its plan: it is not what the plan saw any more, and that is no surprise."""
        self._ours.add(record.key)

    def seen(self, record: ResourceRecord) -> Observation | None:
        """What the plan saw of it; None where it did not look."""
        return self._observations.get(RecordKey(self._origins.get(record.address, record.address), record.generation))

    def check(self, record: ResourceRecord, *, goes: bool = False) -> Diagnostic | None:
        """Why the object of a record may not be touched any more. `goes`: it is to be taken away, and may be gone already."""
        before = self.seen(record)
        if before is None or isinstance(before, Unreadable) or record.key in self._ours:
            return None
        now = read(self._engine, record, self._organisation)
        if isinstance(now, Unreadable):
            return _unreadable(record, now)
        what = _difference(before, now, record)
        return None if not what or (goes and isinstance(now, Missing)) else _changed(record, what)


def _difference(before: Observation, now: Observation, record: ResourceRecord) -> str:
    """Identity and owned fields alone: whether it is ready may follow from what the run itself did.

    Of an object that is not well, not all fields can be read: those that could not be are taken to have been as recorded.
    """
    match before, now:
        case Present(), Missing():
            return "it is gone"
        case Missing(), Present():
            return "it is there again"
        case Present(), Present():
            if before.id != now.id or (before.objects and now.objects and before.objects != now.objects):
                return "another object stands in its place"
            if before.problem or now.problem:
                believed = diff_fields(_completed(before.inputs, record.inputs), now.inputs)
                fields = tuple(each for each in believed if each.after is not ABSENT)
            else:
                fields = diff_fields(before.inputs, now.inputs)
            fields += _compared(before, now)
            return ", ".join(f"{each.name} changed" for each in fields)
    return ""


def _compared(before: Present, now: Present) -> tuple[FieldChange, ...]:
    """What the provider compares itself: fields that differ from the record otherwise than the plan saw."""
    told = [{FieldChange(each.path, ABSENT, ABSENT).name: each for each in seen.differences} for seen in (before, now)]
    return tuple(
        FieldChange(each.path, each.recorded, each.observed)
        for one, other in (told, reversed(told))
        for name, each in one.items()
        if name not in other or (one is told[1] and not same(each.observed, other[name].observed))
    )


def _completed(seen: Mapping[str, Any], recorded: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was seen, and beside it what is recorded."""
    result = {**recorded, **seen}
    for name, item in seen.items():
        before = recorded.get(name)
        if isinstance(item, Mapping) and isinstance(before, Mapping):
            result[name] = _completed(item, before)
    return result


def _changed(record: ResourceRecord, what: str) -> Diagnostic:
    return error(
        "object-changed",
        "An object changed behind the plan",
        f"{record.address.local}: since the plan looked, {what}. The step was not taken, as it would undo what somebody else did.",
        "Apply again: the new plan shows what is there now, and what would become of it.",
        address=str(record.address),
    )


def _unreadable(record: ResourceRecord, now: Unreadable) -> Diagnostic:
    return error(
        "object-unreadable",
        "An object cannot be looked at any more",
        f"{record.address.local}: {now.detail} It was to be changed, and nobody can tell whether it is still what the plan saw.",
        now.remedy or "Apply again when it answers.",
        address=str(record.address),
    )
