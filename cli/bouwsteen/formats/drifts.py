"""What differs from the record, as a value and for programs.

    format_version  "1.0"
    stack, environment, has_drift
    resources[]     {address, type, kind, detail, fields[]}; only what differs or could not be read

`kind` is changed, missing, stopped or unreadable. In `fields`, `before` is what is recorded
and `after` what the world shows.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.formats.plan_json import field_json
from bouwsteen.planning.changes import FieldChange

FORMAT_VERSION: Final = "1.0"


class DriftKind(enum.StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    STOPPED = "stopped"
    UNREADABLE = "unreadable"  # the world could not be asked: neither drift nor none


@dataclass(frozen=True, slots=True)
class Drift:
    address: str
    type: str
    kind: DriftKind
    fields: tuple[FieldChange, ...] = ()
    detail: str = ""


def has_drift(drifts: Sequence[Drift]) -> bool:
    return any(drift.kind is not DriftKind.UNREADABLE for drift in drifts)


def drift_json(stack: str, environment: str, drifts: Sequence[Drift]) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "stack": stack,
        "environment": environment,
        "has_drift": has_drift(drifts),
        "resources": [
            {
                "address": drift.address,
                "type": drift.type,
                "kind": drift.kind.value,
                "detail": drift.detail,
                "fields": [field_json(field) for field in drift.fields],
            }
            for drift in drifts
        ],
    }
