"""All targets, by name."""

from __future__ import annotations

from typing import Final

from tests.hostile import documents, machines, records, services
from tests.hostile.outcomes import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target for target in (*documents.TARGETS, *records.TARGETS, *machines.TARGETS, *services.TARGETS)
}
