"""Going back: a state of the past becomes the newest one, and says so until somebody has looked at the world.

What was recorded since is no longer known, so the next plan observes everything, and nobody carries it out unseen.
Who owns the environment and which runs there were is not set back: that is history, not memory of the world.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bouwsteen.diagnostics import error
from bouwsteen.errors import StaleError, StateError
from bouwsteen.state import problems
from bouwsteen.state.journals import Begin, Ledger, Run
from bouwsteen.state.ports import Writer
from bouwsteen.state.snapshots import RESTORED, EnvironmentSnapshot, RunRecord


@dataclass(frozen=True, slots=True)
class Past:
    """A whole state of one environment as it once was: of a generation, or of a backup."""

    snapshot: EnvironmentSnapshot
    in_doubt: tuple[Begin, ...] = ()


def restored(past: Past, current: EnvironmentSnapshot | None, seen: int, writer: Writer) -> Ledger:
    """`past` as the newest state. `current` is what stands now, None where nothing does or it cannot be read; `seen` the highest serial.

    Raises StateError when `past` is of another lineage, StateOwnerError when somebody else owns the environment.
    """
    snapshot = past.snapshot
    if current is not None and current.lineage:
        if current.lineage != snapshot.lineage:
            raise other_lineage(current.lineage, snapshot.lineage)
        snapshot = dataclasses.replace(snapshot, owner=current.owner, epoch=current.epoch, runs=current.runs)
        seen = max(seen, current.serial)
    problems.check_owner(snapshot, writer)
    ledger = Ledger(snapshot, past.in_doubt)
    ledger.jump_to(max(seen, ledger.serial))
    ledger.apply(Run(RunRecord(writer.run, writer.command, writer.who, writer.since, writer.since, RESTORED)))
    return ledger


def accepted(ledger: Ledger, seen: int, writer: Writer | None) -> None:
    """Go on from an older state knowingly, past the highest serial that was `seen`. What reads it counts as what writes it.

    Until an apply has looked at the world that is on record, also when the run that accepts it comes to nothing.
    """
    ledger.jump_to(seen)
    if writer is None:  # whoever will write: a plan must fit the state that it will find
        ledger.jump_to(seen + 1)
        return
    ledger.apply(Run(_accepting(writer)))


def begun_anew(begun: EnvironmentSnapshot, writer: Writer) -> EnvironmentSnapshot:
    """The same for who goes on from nothing where something was recorded."""
    return dataclasses.replace(begun, runs=(_accepting(writer),))


def _accepting(writer: Writer) -> RunRecord:
    """Not the run itself, whose record is written over when it goes on."""
    return RunRecord(f"{writer.run}-back", writer.command, writer.who, writer.since, writer.since, RESTORED)


def check_place(past: Past, stack: str, environment: str) -> None:
    """Raises StateError when `past` is of another environment."""
    was = past.snapshot
    if (was.stack, was.environment) != (stack, environment):
        raise StateError(
            error(
                "state-place-other",
                "That is the state of another environment",
                f"It is of {was.stack}/{was.environment}, and would be put back into {stack}/{environment}.",
                "Name the stack and the environment that it was taken of.",
            )
        )


def moved_on(shown: int, now: int) -> StaleError:
    return StaleError(
        error(
            "state-moved-on",
            "Something was recorded meanwhile",
            f"The state was at serial {shown} when it was looked at, and is at {now} now. More would be lost than was shown.",
            "Look again at what would be lost:\n\n    bouwsteen state restore STACK FILE --dry-run",
        )
    )


def other_lineage(current: str, past: str) -> StateError:
    return StateError(
        error(
            "state-lineage-other",
            "That is the state of something else",
            f"What is recorded here has the lineage {current}, and what would be put back has {past}: "
            "it was never the state of this environment.",
            "Put it back where it came from, or into an environment of which nothing is recorded.",
        )
    )
