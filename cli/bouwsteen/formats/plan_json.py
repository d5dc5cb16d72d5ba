"""The plan for programs.

    format_version    "1.0"
    stack, environment, organisation
    lineage, serial   of the record that the plan was made on
    intent_digest     of what a pull request approves; `digest` of the whole plan
    parts             digest of each part, by name
    destroys          whether this plan removes everything
    replacements[]    what is to be made anew because a person asked for it: addresses without stack and environment
    fidelities        how real each instance is (simulated, acceptance, production), by its name; empty for a destroy
    has_changes
    summary           {add, change, replace, remove, restore, retain, unchanged}
    changes[]         in order of work, what stays included (action "no-op"):
        address, instance, type, generation
        action        create update replace delete restore retain no-op
        reason        the cause, as in `planning.actions.Reason`
        detail        what was seen, of drift and unfinished work
        fields[]      {path, name, before?, after?, forces_replacement}; a side that has no value is left out
        forcing[]     names of the fields that force a replacement
        create_first, retain, rotation, moved_from, needs[], record_fingerprint
        desired       what is asked for, empty for what goes away
    notes[]           {code, text, address}
    warnings[]        as in `diagnostics_json`
    verdicts[]        {fingerprint, action} of what policies said of the documents and did not deny; left out where they said nothing
    worlds            only in a saved plan: by family of types, what tells the place that it would change from others (the UID of a cluster)
    stats             only where it was asked for, and never in a saved plan: as in `statistics_json`

A secret is `{"$secret": true}`, a value known after apply `{"$unknown": type}`.
"""

from __future__ import annotations

from typing import Any, Final

from bouwsteen.formats.diagnostics_json import diagnostic_json
from bouwsteen.formats.values_json import shown_json
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.plans import Plan
from bouwsteen.values import ABSENT

FORMAT_VERSION: Final = "1.0"

_COUNTED = {
    "add": Action.CREATE,
    "change": Action.UPDATE,
    "replace": Action.REPLACE,
    "remove": Action.DELETE,
    "restore": Action.RESTORE,
    "retain": Action.RETAIN,
    "unchanged": Action.NO_OP,
}


def plan_json(plan: Plan) -> dict[str, Any]:
    counts = plan.counts()
    return {
        "format_version": FORMAT_VERSION,
        "stack": plan.stack,
        "environment": plan.environment,
        "organisation": plan.organisation,
        "lineage": plan.lineage,
        "serial": plan.serial,
        "intent_digest": plan.intent_digest,
        "digest": plan.digest,
        "parts": dict(plan.parts),
        "destroys": plan.destroys,
        "replacements": list(plan.replacements),
        "fidelities": dict(plan.fidelities),
        "has_changes": plan.has_changes,
        "summary": {name: counts.get(action, 0) for name, action in _COUNTED.items()},
        "changes": [change_json(change) for change in plan.changes],
        "notes": [{"code": note.code, "text": note.text, "address": note.address} for note in plan.notes],
        "warnings": [diagnostic_json(warning) for warning in plan.warnings],
        **({"verdicts": [{"fingerprint": each.fingerprint, "action": each.action} for each in plan.verdicts]} if plan.verdicts else {}),
    }


def change_json(change: Change) -> dict[str, Any]:
    return {
        "address": str(change.address),
        "instance": change.address.instance,
        "type": change.type,
        "generation": change.generation,
        "action": change.action.value,
        "reason": change.reason.value,
        "detail": change.detail,
        "fields": [field_json(field) for field in change.fields],
        "forcing": list(change.forcing),
        "create_first": change.create_first,
        "retain": change.retain,
        "rotation": change.rotation,
        "moved_from": str(change.moved_from) if change.moved_from else None,
        "needs": [str(address) for address in change.needs],
        "record_fingerprint": change.record_fingerprint,
        "desired": shown_json(dict(change.desired)),
    }


def field_json(field: FieldChange) -> dict[str, Any]:
    sides = {"before": field.before, "after": field.after}
    return {
        "path": list(field.path),
        "name": field.name,
        **{side: shown_json(value) for side, value in sides.items() if value is not ABSENT},
        "forces_replacement": field.forces_replacement,
    }
