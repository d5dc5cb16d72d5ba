"""The use case *import*: take over an object that exists and is nobody's, for one resource that the stack asks for.

Nothing of it changes but the mark that says whose it is. What it really is goes on record, so
that the next plan shows where it differs from what the stack asks; what cannot be read back is taken to be as asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bouwsteen.addresses import Address
from bouwsteen.engine.calls import failure_diagnostic, make_call, step_key, with_outcome
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.executions import made_with
from bouwsteen.engine.plans import Desired, Planned, make_plan, plan_in
from bouwsteen.errors import ApplyError, CancelledError, InvalidInputError, NotFoundError
from bouwsteen.phrases import quoted
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.digests import version_secrets
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey, ResourceNode
from bouwsteen.providers.protocol import Done, Failed, Importer, importer_of
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.state.journals import IMPORT as ACTION
from bouwsteen.state.journals import Begin, End, Outcome, Run
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import Deletion, ResourceRecord
from bouwsteen.state.snapshots import RunRecord
from bouwsteen.values import Secret, has_unknown


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken over, and what the next plan would do with it."""

    address: Address
    type: str
    id: str
    change: Change


def import_object(engine: Engine, desired: Desired, typed: str, identity: str | Secret) -> Imported:
    """Take over the object that `identity` names as the resource at an address (with or without stack and environment).

    Raises NotFoundError for an address that the stack does not ask for, InvalidInputError for what cannot be
    imported there or is on record, ApplyError when the provider refuses, CancelledError when the answer is no.
    """
    intent = desired.intent
    run = engine.new_run()
    with engine.write_state(intent.stack, intent.environment, intent.organisation, run) as session:
        planned = plan_in(engine, session, desired)
        change = _wanted(engine, planned, typed)
        type_ = engine.types[change.type]
        importer = importer_of(engine.provider(change.type)) if type_.import_by else None
        if importer is None:
            raise _unsupported(engine, type_, change.address)
        _check_identity(type_, identity, change.address)
        _check_new(planned, change, identity)
        if not engine.questioner.confirm_import(change.address, change.type):
            raise CancelledError.because("not-confirmed", "Nothing was done", "The import was not confirmed.")
        record = _take_over(engine, session, planned, change, importer, identity, run)
    after = make_plan(engine, desired).plan.change(change.address)
    assert after is not None, "the stack still asks for it"
    return Imported(change.address, change.type, record.id if not type_.import_is_secret else "", after)


def _wanted(engine: Engine, planned: Planned, typed: str) -> Change:
    intent = planned.desired.intent
    prefix = f"{intent.stack}/{intent.environment}/"
    wanted = {change.address.local: change for change in planned.plan.changes if change.action not in {Action.DELETE, Action.RETAIN}}
    change = wanted.get(typed.removeprefix(prefix))
    if change is None:
        new = [name for name, each in wanted.items() if each.reason is Reason.NEW and engine.types[each.type].import_by]
        raise NotFoundError.because(
            "import-not-wanted",
            "The stack asks for no such resource",
            f"{quoted(typed)} is not the address of a resource of {intent.stack}/{intent.environment}.",
            f"What could be imported: {', '.join(new) or 'nothing'}.",
        )
    return change


def _check_identity(type_: ResourceType, identity: str | Secret, address: Address) -> None:
    if type_.import_is_secret and not isinstance(identity, Secret):
        raise InvalidInputError.because(
            "import-secret-in-argument",
            "A secret must not be an argument",
            f"What is imported as {address.local} is {type_.import_by}. Arguments can be read by others and stay in the shell's history.",
            "Give `-` and write it to standard input, or point to it: `env:NAME` or `file:PATH`.",
            address=str(address),
        )


def _check_new(planned: Planned, change: Change, identity: str | Secret) -> None:
    address = change.address
    if change.reason is not Reason.NEW:
        raise InvalidInputError.because(
            "import-recorded",
            "It is on record already",
            f"{address.local} has an object already, and would lose it.",
            "To let go of that one without touching it:\n\n    bouwsteen state rm STACK ADDRESS",
            address=str(address),
        )
    if has_unknown(change.desired):
        waits = ", ".join(need.local for need in change.needs)
        raise InvalidInputError.because(
            "import-too-early",
            "Other resources must be there first",
            f"What {address.local} should be follows from {waits or 'other stacks'}, and that is not known yet.",
            "Import or apply those first.",
            address=str(address),
        )
    taken = [each for each in planned.recovery.snapshot.records() if (each.type, each.id) == (change.type, identity)]
    if taken:
        raise InvalidInputError.because(
            "import-owned",
            "It belongs to something else",
            f"{identity} is on record as {taken[0].address.local}.",
            "To give it another address:\n\n    bouwsteen state mv STACK FROM TO",
            address=str(address),
        )


def _unsupported(engine: Engine, type_: ResourceType, address: Address) -> InvalidInputError:
    can = ", ".join(sorted(name for name, each in engine.types.items() if each.import_by))
    return InvalidInputError(
        failure_diagnostic(
            Failed(
                "import-unsupported",
                "This type cannot be imported",
                f"{address.local} is of the type {type_.name}: what there is of it follows from the rest, so it is made anew.",
                f"These can be imported: {can}.",
            ),
            ResourceRecord(address, type_.name),
        )
    )


def _take_over(
    engine: Engine, session: StateSession, planned: Planned, change: Change, importer: Importer, identity: str | Secret, run: str
) -> ResourceRecord:
    """Durable before and after, as every call. The plan's moves and what was found of calls in doubt go on record first."""
    intent, expansion = planned.desired.intent, planned.desired.expansion
    assert expansion is not None
    note = RunRecord(run, engine.identity.command, engine.identity.who, engine.now())
    session.append(Run(note), *planned.recovery.entries, *planned.plan.moves)
    wanted = _record(change, expansion, session)
    key = step_key(session.snapshot.lineage, run, wanted, ACTION)
    session.append(Begin(run, key, ACTION, wanted))
    found = importer.adopt(make_call(wanted, key, organisation=intent.organisation), identity)
    if isinstance(found, Failed):
        session.append(End(key, Outcome.FAILED), Run(replace(note, ended=engine.now(), result="failed")))
        raise ApplyError(failure_diagnostic(found, wanted))
    inputs = {**wanted.inputs, **found.inputs}
    real = replace(wanted, inputs=inputs, secret_versions=version_secrets("inputs", inputs, {}, {}))
    done = Done(found.id, found.outputs, found.objects, found.private)
    record = with_outcome(real, engine.types[change.type], done, engine.now())
    session.append(End(key, Outcome.DONE, record), Run(replace(note, ended=engine.now(), result="done", counts={ACTION: 1})))
    return record


def _record(change: Change, expansion: Expansion, session: StateSession) -> ResourceRecord:
    node = expansion.nodes[NodeKey(Kind.RESOURCE, change.address)]
    assert isinstance(node, ResourceNode)
    current: Mapping[Address, int] = {address: record.generation for address, record in session.snapshot.latest().items()}
    return ResourceRecord(
        change.address,
        change.type,
        inputs=change.desired,
        dependencies=made_with(change, current) if all(need in current for need in change.needs) else (),
        deletion=Deletion.RETAIN if change.retain else Deletion.DELETE,
        rotation=change.rotation,
        block=node.instance.block.name,
        block_version=node.instance.block.version,
    )
