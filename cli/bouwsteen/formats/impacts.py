"""What a change does to stacks, for programs.

format_version  "1.0"
day, base, head           the day that policies were asked for; the two revisions, `head` is null for the files as they are
counts                    {unaffected, safe, action, blocked}
stacks[]                  {name, effect, causes[], solved[], stood[], moved[], versions {block: {before, after}},
                              instances {address: …}, relock}
causes[] of a stack       {effect, kind, code, about, detail {nl, fr, en}, remedy {…}, addresses[], due}
causes[] of the whole     the same, with `stacks[]` in place of `addresses`, the heaviest first
repositories[]            {name, git, standing, why, stacks[]}       standing: read, closed, late, unreachable, refused
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from bouwsteen.gitops.impacts import Cause, Impact, count_effects, group_causes
from bouwsteen.gitops.repositories import ReadRepository

FORMAT_VERSION: Final = "1.0"


def impacts_json(
    impacts: Sequence[Impact], *, day: dt.date, base: str, head: str | None, repositories: Iterable[ReadRepository] = ()
) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "day": day.isoformat(),
        "base": base,
        "head": head,
        "counts": {effect.value: count for effect, count in count_effects(impacts).items()},
        "causes": [
            {**{key: value for key, value in _cause_json(group.cause).items() if key != "addresses"}, "stacks": list(group.stacks)}
            for group in group_causes(impacts)
        ],
        "stacks": [_impact_json(impact) for impact in impacts],
        "repositories": [
            {"name": each.name, "git": each.git, "standing": each.standing.value, "why": each.why, "stacks": list(each.stacks)}
            for each in repositories
        ],
    }


def _impact_json(impact: Impact) -> dict[str, Any]:
    return {
        "name": impact.stack,
        "effect": impact.effect.value,
        "causes": [_cause_json(cause) for cause in impact.causes],
        "solved": [_cause_json(cause) for cause in impact.solved],
        "stood": [_cause_json(cause) for cause in impact.stood],
        "moved": list(impact.moved),
        "versions": {block: {"before": before, "after": after} for block, (before, after) in impact.versions.items()},
        "instances": {address: move.value for address, move in impact.instances.items()},
        "relock": impact.relock,
    }


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "effect": cause.effect.value,
        "kind": cause.kind.value,
        "code": cause.code,
        "about": cause.about,
        "detail": dict(cause.detail),
        "remedy": dict(cause.remedy),
        "addresses": list(cause.addresses),
        "due": cause.due or None,
    }
