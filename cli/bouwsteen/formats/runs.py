"""What a run did, for programs.

format_version  "1.0"
plan            as in `plan_json`: what was carried out
succeeded       whether all of it was
done[]          addresses
failed[]        {address, diagnostic}
skipped[]       {address, cause}: stood behind a failure
untouched[]     addresses: not started, as the run was stopped
awaiting[]      {address, reason}: people at another authority must do something first
"""

from __future__ import annotations

from typing import Any, Final

from bouwsteen.engine.applies import Applied
from bouwsteen.engine.downs import Stopped
from bouwsteen.formats.diagnostics_json import diagnostic_json
from bouwsteen.formats.plan_json import plan_json

FORMAT_VERSION: Final = "1.0"


def applied_json(applied: Applied) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "plan": plan_json(applied.plan),
        "succeeded": applied.succeeded,
        "done": [str(address) for address in applied.done],
        "failed": [{"address": str(address), "diagnostic": diagnostic_json(problem)} for address, problem in applied.failed.items()],
        "skipped": [{"address": str(address), "cause": str(cause)} for address, cause in applied.skipped.items()],
        "untouched": [str(address) for address in applied.untouched],
        "awaiting": [{"address": str(address), "reason": reason} for address, reason in applied.awaiting.items()],
    }


def stopped_json(stopped: Stopped) -> dict[str, Any]:
    """`{format_version, stopped[], failed[], untouched[]}`, of `down`."""
    return {
        "format_version": FORMAT_VERSION,
        "stopped": [str(address) for address in stopped.stopped],
        "failed": [{"address": str(address), "diagnostic": diagnostic_json(problem)} for address, problem in stopped.failed.items()],
        "untouched": [str(address) for address in stopped.untouched],
    }
