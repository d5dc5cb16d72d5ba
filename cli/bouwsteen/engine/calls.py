"""From records to calls on a provider, and from its answers to records."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.planning.digests import version_secrets
from bouwsteen.planning.evaluations import taint
from bouwsteen.providers.protocol import Awaiting, Call, Done, Failed, Present, ProviderObject
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.state.records import ObjectRecord, ResourceRecord, Status

_NAMESPACE: Final = uuid.UUID("6a5b6c3e-5d0b-5b57-9c0e-3f2f1d1f7a10")
CALL_SECONDS: Final = 120.0
INTERRUPTED: Final = "A run was interrupted while it was made."


def step_key(lineage: str, run: str, record: ResourceRecord, action: str) -> str:
    """The idempotency key of one step of a run: the same for every try within it.

    A later run never guesses it: a step that was cut off stands in the journal with its
    key, and is resolved by that. So an object that is deleted and made again never gets the
    identity of the one before.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{lineage} {run} {record.address} {record.generation} {action}"))


def make_call(
    record: ResourceRecord,
    key: str,
    *,
    organisation: str,
    previous: ResourceRecord | None = None,
    predecessor: str = "",
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[str], None] = lambda _: None,
) -> Call:
    """`previous` is the record of the same object as it stood before an update."""
    known = previous or record
    return Call(
        address=record.address,
        type=record.type,
        inputs=record.inputs,
        key=key,
        id=known.id,
        outputs=known.outputs,
        previous_inputs=known.inputs,
        objects=tuple(ProviderObject(each.kind, each.id, each.uid) for each in known.objects),
        private=known.private,
        generation=record.generation,
        organisation=organisation,
        predecessor=predecessor,
        timeout=CALL_SECONDS,
        cancelled=cancelled,
        progress=progress,
    )


def with_outcome(record: ResourceRecord, type_: ResourceType, outcome: Done | Failed | Awaiting | Present, now: str) -> ResourceRecord:
    """The record after a call: identity and outputs from the answer, secrets tainted by the type's schema."""
    problem = ""
    status = Status.READY
    match outcome:
        case Failed():
            status, problem = Status.FAILED, f"{outcome.summary}: {outcome.detail}"
        case Awaiting():
            status, problem = Status.AWAITING, outcome.reason
        case Present():
            # Found after a call in doubt: there, and to be brought to its inputs by the next plan.
            status, problem = Status.FAILED, INTERRUPTED
    told = taint(outcome.outputs, type_.outputs)
    objects = () if isinstance(outcome, Awaiting) else tuple(ObjectRecord(each.kind, each.id, each.uid) for each in outcome.objects)
    whole = isinstance(outcome, Done)  # an answer that tells part of it does not take away what is known
    outputs = {**record.outputs, **told} if isinstance(outcome, Failed | Awaiting) else told or record.outputs
    return replace(
        record,
        id=outcome.id or record.id,
        outputs=outputs,
        objects=objects if whole else objects or record.objects,
        private=outcome.private if whole else outcome.private or record.private,
        status=status,
        problem=problem,
        updated=now,
        secret_versions={
            **{name: number for name, number in record.secret_versions.items() if name.startswith("/inputs")},
            **version_secrets("outputs", outputs, record.outputs, record.secret_versions),
        },
    )


def holding_on(record: ResourceRecord, before: ResourceRecord | None) -> ResourceRecord:
    """The record of an update that is not known to be done: the object may still hold on to what it needed before."""
    if before is None:
        return record
    return replace(record, dependencies=tuple(sorted({*before.dependencies, *record.dependencies})))


def left_diagnostic(address: Address) -> Diagnostic:
    """Of a call that nobody waits for any longer."""
    return error(
        "call-left",
        "A call was let go",
        f"{address.local} was under way when the run was ended by force, and it is not known what became of it.",
        "Run the same command again: it finds out first.",
        address=str(address),
    )


def failure_diagnostic(outcome: Failed, record: ResourceRecord) -> Diagnostic:
    return error(outcome.code, outcome.summary, outcome.detail, outcome.remedy, address=str(record.address))
