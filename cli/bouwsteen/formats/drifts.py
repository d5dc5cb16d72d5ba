"""What differs from the record, for programs.

    format_version  "1.1"
    stack, environment, has_drift, looked_at
    at              when it was looked at, ISO 8601 with its zone; since 1.1
    resources[]     {address, type, kind, detail, fields[]}; only what differs or could not be read

`kind` is changed, missing, stuck, not-ready, stopped or unreadable. In `fields`, `before` is what
is recorded and `after` what the world shows. What could not be read is no drift, and no
proof that there is none.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from bouwsteen.engine.drifts import DriftReport
from bouwsteen.formats.plan_json import field_json

FORMAT_VERSION: Final = "1.1"
UNREADABLE: Final = "unreadable"


def has_drift(report: DriftReport) -> bool:
    return any(drift.kind != UNREADABLE for drift in report.drifts)


def has_unreadable(report: DriftReport) -> bool:
    return any(drift.kind == UNREADABLE for drift in report.drifts)


def drift_json(stack: str, environment: str, report: DriftReport, at: dt.datetime) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "stack": stack,
        "environment": environment,
        "at": at.isoformat(timespec="seconds"),
        "has_drift": has_drift(report),
        "looked_at": report.looked_at,
        "resources": [
            {
                "address": str(drift.address),
                "type": drift.type,
                "kind": drift.kind,
                "detail": drift.detail,
                "fields": [field_json(field) for field in drift.fields],
            }
            for drift in report.drifts
        ],
    }
