"""What is to be done with one resource: desired, recorded and observed → a change.

The whole table of decisions in one place, free of graphs and files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.differences import diff_fields, drift_of
from bouwsteen.planning.digests import version_secrets
from bouwsteen.planning.evaluations import unknown_outputs
from bouwsteen.providers.protocol import Missing, Observation, Present
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.state.records import ResourceRecord, Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource as the stack wants it. `inputs` may hold Secret and Unknown leaves."""

    address: Address
    type: ResourceType
    inputs: Mapping[str, Any]
    needs: tuple[Address, ...] = ()
    retain: bool = False
    rotation: int = 0
    renew: bool = False  # another object is asked for, whatever the inputs


def decide(wanted: Wanted, record: ResourceRecord | None, observation: Observation | None, moved_from: Address | None = None) -> Change:
    """`observation` is None where the world was not asked; the record is then believed."""
    if record is None:
        return _change(wanted, None, Action.CREATE, Reason.NEW)
    action, reason, fields, detail = _verdict(wanted, record, observation)
    if action is Action.NO_OP and moved_from is not None:
        reason = Reason.MOVED
    change = _change(wanted, record, action, reason, fields, detail, moved_from)
    may_weaken = action in {Action.UPDATE, Action.REPLACE}
    return replace(change, unsettled=True) if may_weaken and _is_unsettled(record, observation) else change


def _verdict(
    wanted: Wanted, record: ResourceRecord, observation: Observation | None
) -> tuple[Action, Reason, tuple[FieldChange, ...], str]:
    fields = diff_fields(record.inputs, wanted.inputs, wanted.type.forces_replacement)
    if record.type != wanted.type.name:
        return Action.REPLACE, Reason.TYPE, fields, f"was {record.type}"
    if isinstance(observation, Missing):
        waiting = record.status is Status.AWAITING and not record.id  # it never was there
        return Action.CREATE, Reason.UNFINISHED if waiting else Reason.MISSING, fields, record.problem if waiting else ""
    if wanted.renew:
        return Action.REPLACE, Reason.ASKED, fields, ""
    if any(each.forces_replacement for each in fields):
        return Action.REPLACE, Reason.INPUTS, fields, ""
    if wanted.rotation > record.rotation and wanted.type.rotates:
        return Action.REPLACE, Reason.ROTATION, fields, f"rotation {wanted.rotation}"
    if record.retained:
        return Action.RESTORE, Reason.RETAINED, fields, ""
    if _is_unfinished(record):
        return Action.UPDATE, Reason.UNFINISHED, fields, record.problem
    if fields:
        return Action.UPDATE, Reason.INPUTS, fields, ""
    return _observed_verdict(record, observation)


def _observed_verdict(record: ResourceRecord, observation: Observation | None) -> tuple[Action, Reason, tuple[FieldChange, ...], str]:
    if record.status is Status.STOPPED:
        return Action.UPDATE, Reason.STOPPED, (), ""
    if isinstance(observation, Present):
        drift = drift_of(record.inputs, observation)
        if drift:
            return (
                Action.UPDATE,
                Reason.DRIFT,
                tuple(FieldChange(each.path, each.after, each.before) for each in drift),
                observation.problem,
            )
        if observation.stopped or observation.problem:
            return Action.UPDATE, Reason.DRIFT, (), observation.problem or "stopped"
    return Action.NO_OP, Reason.NONE, (), ""


def _is_unfinished(record: ResourceRecord) -> bool:
    """Whether the object is not known to be as its record has it. What `down` stopped half done has its problem still."""
    return record.status in {Status.FAILED, Status.AWAITING} or (record.status is Status.STOPPED and bool(record.problem))


def _is_unsettled(record: ResourceRecord, observation: Observation | None) -> bool:
    if record.status is not Status.READY or record.retained:
        return True
    return _observed_verdict(record, observation)[0] is not Action.NO_OP


def _change(
    wanted: Wanted,
    record: ResourceRecord | None,
    action: Action,
    reason: Reason,
    fields: tuple[FieldChange, ...] = (),
    detail: str = "",
    moved_from: Address | None = None,
) -> Change:
    recorded = record.inputs if record is not None and record.type == wanted.type.name else {}
    versions = record.secret_versions if record is not None else {}
    create_first = action is Action.REPLACE and (reason is Reason.ROTATION or wanted.type.replace_order is ReplaceOrder.CREATE_FIRST)
    generation = 1 if record is None else record.generation + (action is Action.REPLACE)
    return Change(
        address=wanted.address,
        type=wanted.type.name,
        action=action,
        reason=reason,
        desired=wanted.inputs,
        fields=fields if fields or record is not None else diff_fields({}, wanted.inputs),
        generation=generation,
        create_first=create_first,
        record_fingerprint=record.fingerprint() if record is not None and action is not Action.NO_OP else "",
        moved_from=moved_from,
        needs=wanted.needs,
        rotation=wanted.rotation,
        retain=wanted.retain,
        detail=detail,
        secret_versions=version_secrets("inputs", wanted.inputs, recorded, versions) if action is not Action.NO_OP else {},
    )


def planned_outputs(change: Change, type_: ResourceType, record: ResourceRecord | None) -> Mapping[str, Any]:
    """What dependants may count on while planning: recorded where it stays, unknown where it may change."""
    if record is None or change.action in {Action.CREATE, Action.REPLACE}:
        return unknown_outputs(type_.outputs)
    # What an unfinished object yields is not to be counted on, nor what comes of other inputs.
    inputs_stay = (not change.fields or change.reason is Reason.DRIFT) and not _is_unfinished(record)
    if change.action is Action.NO_OP or (inputs_stay and record.outputs):
        return record.outputs
    unknown = unknown_outputs(type_.outputs)
    return {name: record.outputs.get(name, value) if name in type_.stable_outputs else value for name, value in unknown.items()}


def lost_data_diagnostic(change: Change) -> Diagnostic:
    why = f"{', '.join(change.forcing)} changed" if change.forcing else change.detail or change.reason.value
    if change.reason is Reason.ASKED:
        why = "a new one was asked for"
    return error(
        "data-would-be-lost",
        "A change would delete what must be kept",
        f"{change.address.local} would be replaced ({why}), and the present one is recorded as to be kept: its data would be gone.",
        "Undo that change, or give the instance another name: what is there is then kept beside the new one.",
        address=str(change.address),
    )
