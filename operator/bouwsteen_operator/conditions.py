"""Conditions of an object, as kstatus reads them: `Ready`, `Reconciling`, `Stalled`, and what we say beside them. Pure.

`Ready` is always there. `Reconciling` and `Stalled` are there while they are true: the one says that work goes on by itself, the
other that somebody must do something first. A message is a sentence that holds as long as its reason does: no times, no counters.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MAX_MESSAGE: Final = 4096  # characters; the API server takes eight times as many
RUNBOOKS: Final = "operator/runbooks.md"


# Lines of a remedy that stand apart, by four spaces.
_BLOCK: Final = re.compile(r"(?:\s*\n {4}[^\n]*)+\n*")


class ConditionType(enum.StrEnum):
    """What a condition is about. The order is that in which they are written."""

    READY = "Ready"
    RECONCILING = "Reconciling"
    STALLED = "Stalled"
    WIRED = "Wired"
    POLICY_COMPLIANT = "PolicyCompliant"
    DRIFT_DETECTED = "DriftDetected"
    PLAN_APPROVED = "PlanApproved"
    AWAITING_AUTHORITY = "AwaitingAuthority"


class Status(enum.StrEnum):
    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"

    @classmethod
    def of(cls, holds: bool | None) -> Status:
        return cls.UNKNOWN if holds is None else cls.TRUE if holds else cls.FALSE


class Reason(enum.StrEnum):
    """Why a condition is as it is: one word for programs. Each has a section in the runbooks."""

    # All is well.
    SUCCEEDED = "Succeeded"
    WIRED = "AllUsesProvided"
    COMPLIANT = "NothingDenied"
    IN_STEP = "NoDrift"
    APPROVED = "Approved"
    APPROVAL_NOT_NEEDED = "ApprovalNotNeeded"
    OWN_RECORD = "OwnRecord"
    # Work goes on by itself.
    PROGRESSING = "Progressing"
    WAITING_FOR_RESOURCE = "WaitingForResource"
    WAITING_FOR_CATALOG = "WaitingForCatalog"
    WAITING_FOR_FILES = "WaitingForFiles"
    WAITING_FOR_STACK = "WaitingForStack"
    RECORD_LOCKED = "RecordLocked"
    API_UNAVAILABLE = "ApiUnavailable"
    RESOURCE_FAILED = "ResourceFailed"
    DELETING = "Deleting"
    # Somebody must do something first.
    NOT_RESOLVED = "NotResolved"
    DOCUMENT_INVALID = "DocumentInvalid"
    LOCK_STALE = "LockStale"
    OBJECT_TOO_LARGE = "ObjectTooLarge"
    CONTENT_DIFFERS = "ContentDiffers"
    POLICY_DENIED = "PolicyDenied"
    REMOVAL_NOT_CONFIRMED = "RemovalNotConfirmed"
    FORBIDDEN = "Forbidden"
    ACCOUNT_MISSING = "AccountMissing"
    STATE_UNREADABLE = "StateUnreadable"
    VALUE_MISSING = "SecretMissing"
    INTERNAL_ERROR = "InternalError"
    # It waits for people, as they asked.
    SUSPENDED = "Suspended"
    BREAK_GLASS = "BreakGlass"
    STOPPED = "BlockStopped"
    APPROVAL_PENDING = "ApprovalPending"
    PLAN_STALE = "PlanStale"
    RUN_BY_ANOTHER = "RunByAnother"
    RECORD_OF_ANOTHER = "RecordOfAnother"
    REGISTRATION_PENDING = "RegistrationPending"
    DELETION_PROTECTED = "DeletionProtected"
    EXPORTS_IN_USE = "ExportsInUse"
    # What else there is to say.
    USES_MISSING = "UsesMissing"
    POLICY_WARNED = "PolicyWarned"
    DRIFTED = "Drifted"
    DRIFT_RETURNS = "DriftReturns"
    NOT_JUDGED = "NotJudged"


@dataclass(frozen=True, slots=True)
class Condition:
    """What is to be said of one type."""

    type: ConditionType
    status: Status
    reason: Reason
    message: str = ""


def sentence(text: str, remedy: str = "", reason: Reason | None = None) -> str:
    """What is so, what to do, and where more stands, in at most `MAX_MESSAGE` characters: the end of `text` goes first.

    On one line, as `kubectl` shows it: what a remedy sets apart as a block (a command, a few lines) stands in backquotes.
    """
    inline = " ".join(_BLOCK.sub(lambda found: f" `{' '.join(found.group().split())}`. ", remedy).split())
    tail = " ".join(part for part in (inline, f"See {RUNBOOKS}#{reason.lower()}." if reason is not None else "") if part)
    room = MAX_MESSAGE - len(tail) - 1
    head = text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
    return f"{head} {tail}".strip()


def ready(message: str) -> tuple[Condition, ...]:
    """All is as it should be."""
    return (Condition(ConditionType.READY, Status.TRUE, Reason.SUCCEEDED, message),)


def reconciling(reason: Reason, message: str) -> tuple[Condition, ...]:
    """Not ready, and it goes on by itself."""
    return (
        Condition(ConditionType.READY, Status.FALSE, reason, message),
        Condition(ConditionType.RECONCILING, Status.TRUE, reason, message),
    )


def stalled(reason: Reason, message: str) -> tuple[Condition, ...]:
    """Not ready, and nothing happens until somebody changes something."""
    return (
        Condition(ConditionType.READY, Status.FALSE, reason, message),
        Condition(ConditionType.STALLED, Status.TRUE, reason, message),
    )


def waiting(reason: Reason, message: str) -> tuple[Condition, ...]:
    """Not ready, because people want it so: it waits for them, and nothing is wrong."""
    return (Condition(ConditionType.READY, Status.FALSE, reason, message),)


def merge(before: Sequence[Mapping[str, Any]], wanted: Iterable[Condition], generation: int, now: str) -> list[dict[str, Any]]:
    """The conditions to write, in a fixed order. What is not wanted goes; `now` (RFC 3339) is the time of what moves.

    `lastTransitionTime` moves only with the status of its condition. Where a type is wanted twice, the first counts.
    """
    known = {each.get("type"): each for each in before}
    chosen: dict[ConditionType, Condition] = {}
    for each in wanted:
        chosen.setdefault(each.type, each)
    return [_write(chosen[type_], known.get(type_), generation, now) for type_ in ConditionType if type_ in chosen]


def _write(wanted: Condition, before: Mapping[str, Any] | None, generation: int, now: str) -> dict[str, Any]:
    stays = before is not None and before.get("status") == wanted.status.value and before.get("lastTransitionTime")
    return {
        "type": wanted.type.value,
        "status": wanted.status.value,
        "reason": wanted.reason.value,
        "message": wanted.message,
        "observedGeneration": generation,
        "lastTransitionTime": before["lastTransitionTime"] if before is not None and stays else now,
    }


def find(conditions: Sequence[Mapping[str, Any]], type_: ConditionType) -> Mapping[str, Any] | None:
    """The condition of a type among those that an object has."""
    return next((each for each in conditions if each.get("type") == type_.value), None)


def holds(conditions: Sequence[Mapping[str, Any]], type_: ConditionType) -> bool:
    found = find(conditions, type_)
    return found is not None and found.get("status") == Status.TRUE
