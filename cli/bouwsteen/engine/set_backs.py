"""Planning on a state that was put back: what was done since is not on record, so the world is asked about everything."""

from __future__ import annotations

from dataclasses import replace

from bouwsteen.diagnostics import Diagnostic, warning
from bouwsteen.engine.calls import make_call, step_key
from bouwsteen.engine.engines import Engine
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.dangers import Danger, Kind
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Present, Unreadable
from bouwsteen.state.journals import Run
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import RESTORED, EnvironmentSnapshot, RunRecord
from bouwsteen.values import has_unknown


def danger_of_restored(plan: Plan, mark: RunRecord) -> Danger:
    """Carrying out what nobody has read. A saved plan was read, and answers it."""
    place = f"{plan.stack}/{plan.environment}"
    return Danger(
        Kind.RESTORED,
        place,
        warning(
            "state-restored",
            "The record was put back and may be behind",
            f"{mark.who} went back to an older state of {place} by `{mark.command}` at {mark.started}. What was done since is not "
            "on record: there may be things that it does not know of, and what it knows may be gone. "
            "For this plan everything was looked at anew.",
            f"Read the plan, and carry out exactly that one:\n\n    bouwsteen plan {plan.stack} -e {plan.environment} --out plan.json\n"
            "    bouwsteen apply plan.json",
        ),
    )


def find_unrecorded(engine: Engine, plan: Plan, organisation: str) -> list[Diagnostic]:
    """What the plan would make and is there already, as far as it can be found without a record of it."""
    return [found for change in plan.changes if (found := _look_for(engine, plan, change, organisation)) is not None]


def reviewed(snapshot: EnvironmentSnapshot) -> list[Run]:
    """What is recorded once a plan on a restored state was carried out: from then on it is a state like any other."""
    return [Run(replace(run, result="done")) for run in snapshot.runs if run.result == RESTORED]


def _look_for(engine: Engine, plan: Plan, change: Change, organisation: str) -> Diagnostic | None:
    provider = engine.provider(change.type)
    if change.action is not Action.CREATE or change.reason is not Reason.NEW or provider is None or has_unknown(change.desired):
        return None
    record = ResourceRecord(change.address, change.type, change.generation, inputs=change.desired)
    observation = provider.find(make_call(record, step_key(plan.lineage, "", record, "find"), organisation=organisation))
    match observation:
        case Present():
            what = f"It is there all the same{f' ({observation.id})' if observation.id else ''}."
        case Unreadable():
            what = f"Whether it is there could not be seen: {observation.detail}"
        case _:
            return None
    return warning(
        "exists-off-record",
        "Something may be there that is not on record",
        f"{change.address.local} is not on record, since an older state stands there. {what}",
        "Applying takes over what its type can take over, and refuses the rest. A newer backup would know it.",
        address=str(change.address),
    )
