"""What keeps the plan of a sound Stack from being carried out for a while: an emergency, or a block that is stopped everywhere. Pure.

Both are about changes: what runs stays as it is, and a Stack whose plan is empty is Ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bouwsteen.planning.actions import Action
from bouwsteen.planning.plans import Plan
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.settings import GROUP
from bouwsteen_operator.verdicts import Verdict, halt, wait_for

STOP: Final = f"{GROUP}/stop"  # an annotation of a CatalogEntry: why nothing of its block may change for now
LONGEST: Final = dt.timedelta(days=1)
_MOST_TOLD: Final = 200  # characters of what somebody gave as a reason


def find_emergency(stack: Object, now: str) -> Verdict | None:
    """What `spec.breakGlass` says, where it is in force at `now` (RFC 3339). One that would last longer than a day is refused."""
    declared = (stack.get("spec") or {}).get("breakGlass")
    if not isinstance(declared, Mapping):
        return None
    left = _moment(str(declared["until"])) - _moment(now)
    if left <= dt.timedelta():
        return None
    if left > LONGEST:
        return halt(
            Reason.BREAK_GLASS,
            "The end of the emergency in spec.breakGlass is more than a day ahead.",
            "Name a moment within a day; who needs longer declares it again.",
        )
    return wait_for(
        Reason.BREAK_GLASS,
        f"{_line(declared['by'])} declared an emergency until {declared['until']}: {_short(declared['reason'])} "
        "Nothing is carried out or put back meanwhile.",
        "Make a pull request of what was changed by hand: what is not in git by then is put back.",
        again_after=left.total_seconds(),
    )


def find_stopped(plan: Plan, blocks: Mapping[str, str], entries: Iterable[Object]) -> Verdict | None:
    """Whether the plan would change an instance of a block that the catalog stops. `blocks` has the block of each instance."""
    why = {str(each["metadata"]["name"]): _reason(each) for each in entries}
    changed = {change.address.instance for change in plan.changes if change.action is not Action.NO_OP}
    stopped = sorted({blocks[name] for name in changed if why.get(blocks.get(name, ""))})
    if not stopped:
        return None
    told = " ".join(f"The block {block} is stopped: {_short(why[block])}" for block in stopped)
    return wait_for(
        Reason.STOPPED,
        f"{told} Nothing of it is changed meanwhile.",
        f"It goes on when the annotation {STOP} is gone from the CatalogEntry.",
    )


def _reason(entry: Object) -> str:
    metadata: Mapping[str, Any] = entry["metadata"]
    return str((metadata.get("annotations") or {}).get(STOP, ""))


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


def _line(text: object) -> str:
    return " ".join(str(text).split())[:_MOST_TOLD].rstrip()


def _short(text: object) -> str:
    """One sentence, whatever was typed."""
    words = _line(text)
    return words if words.endswith((".", "!", "?")) else f"{words}."
