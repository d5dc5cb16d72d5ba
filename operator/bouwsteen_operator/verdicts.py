"""What a failure means for the object that it is about: is somebody to act first, or does trying again help?

Every failure is one or the other, and says so: `Stalled` with no retry, or a wait that grows. The texts are those of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import (
    ApplyError,
    BouwsteenError,
    CancelledError,
    DeniedError,
    InvalidInputError,
    NotFoundError,
    StaleError,
    StateError,
    StateLockedError,
    StateOwnerError,
)
from bouwsteen_operator.conditions import Condition, Reason, reconciling, sentence, stalled, waiting
from bouwsteen_operator.outcomes import Outcome

_MOST_TOLD: Final = 5  # of several mistakes; the others are counted
_LOCKED_SECONDS: Final = 5.0
_HANDED_OVER_SECONDS: Final = 15.0  # until a record that another one writes is looked at again: nothing tells of a transfer

Say = Callable[[Reason, str], tuple[Condition, ...]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say, and when to look again."""

    conditions: tuple[Condition, ...]
    outcome: Outcome

    @property
    def reason(self) -> Reason:
        return self.conditions[0].reason


# Whose code says more than the class of its error.
_BY_CODE: Final[Mapping[str, Reason]] = {
    "cluster-forbids": Reason.FORBIDDEN,
    "object-too-large": Reason.OBJECT_TOO_LARGE,
    "document-too-large": Reason.OBJECT_TOO_LARGE,
    "document-too-many-values": Reason.OBJECT_TOO_LARGE,
    "object-differs": Reason.CONTENT_DIFFERS,
    "object-not-here": Reason.WAITING_FOR_CATALOG,
    "files-not-here": Reason.WAITING_FOR_FILES,
    "stack-not-resolved": Reason.NOT_RESOLVED,
    "lock-stale": Reason.LOCK_STALE,
    "secret-not-found": Reason.VALUE_MISSING,
    "secret-withheld": Reason.VALUE_MISSING,
    "cluster-unreachable": Reason.API_UNAVAILABLE,
    "cluster-busy": Reason.API_UNAVAILABLE,
    "kubeconfig-unusable": Reason.ACCOUNT_MISSING,  # only a user to act as can be unusable here
    "object-not-ready": Reason.WAITING_FOR_RESOURCE,
}
# Instead of what a person at a command line can do: there are no files here, and no other contexts.
_GIVE_RIGHTS: Final = (
    "Bind the role `bouwsteen-tenant` to the account of that namespace: "
    "`bouwsteen operator manifests --tenant NAMESPACE | kubectl apply --server-side -f -`. Other kinds of objects need a role of their own."
)
_BRING_SECRETS: Final = "Apply what `bouwsteen export STACK -e ENVIRONMENT --format objects --with-secrets` writes."
_MAY_NOT_ACT: Final = "cannot impersonate resource"
_INSTALL_AGAIN: Final = "Apply the manifests of the operator again: `bouwsteen operator manifests | kubectl apply --server-side -f -`."
_FORBIDDEN: Final = re.compile(r'User "[^"]*" cannot [a-z]+ resource')  # as the API server says it of a right


def wait_for(reason: Reason, text: str, remedy: str = "", *, again_after: float | None = None) -> Verdict:
    """People, or another stack, come first; nothing is wrong."""
    return Verdict(waiting(reason, sentence(text, remedy, reason)), Outcome(again_after))


def halt(reason: Reason, text: str, remedy: str = "") -> Verdict:
    """Nothing happens until somebody changes something."""
    return Verdict(stalled(reason, sentence(text, remedy, reason)), Outcome())


def retry(reason: Reason, text: str, remedy: str = "", *, again_after: float | None = None) -> Verdict:
    """It goes on by itself: after `again_after` seconds, or after a wait that grows with each failure."""
    return Verdict(reconciling(reason, sentence(text, remedy, reason)), Outcome(again_after, failed=again_after is None))


def judge(error: BouwsteenError) -> Verdict:
    """Of what went wrong before or beside the steps of an apply."""
    reason = _reason_of(error.diagnostics)
    text, remedy = describe(error.diagnostics)
    match error:
        case StateLockedError():
            return retry(Reason.RECORD_LOCKED, text, again_after=_LOCKED_SECONDS)
        case StateOwnerError():
            return wait_for(Reason.RECORD_OF_ANOTHER, text, remedy, again_after=_HANDED_OVER_SECONDS)
        case StateError():
            return _of_record(error.diagnostics, text, remedy)
        case DeniedError():
            return halt(Reason.POLICY_DENIED, text, remedy)
        case StaleError():
            return _of_stale(error.diagnostics, text, remedy)
        case CancelledError():
            return retry(Reason.PROGRESSING, text, again_after=0.0)
        case InvalidInputError() if reason in {Reason.WAITING_FOR_CATALOG, Reason.WAITING_FOR_FILES}:
            return retry(reason, text, remedy)
        case InvalidInputError() if {each.code for each in error.diagnostics if each.is_error} == {"secret-not-found"}:
            return retry(Reason.VALUE_MISSING, text, _BRING_SECRETS)  # it may come, and nobody tells
        case InvalidInputError() | NotFoundError():
            return halt(reason or Reason.DOCUMENT_INVALID, text, remedy)
        case ApplyError():
            return retry(reason or Reason.RESOURCE_FAILED, text, remedy)
        case _:
            return retry(reason or Reason.API_UNAVAILABLE, text, remedy)


def judge_failures(failed: Iterable[Diagnostic], skipped: int) -> Verdict:
    """Of the steps of an apply. What failed is tried again: what refuses an object today may be changed out of our sight."""
    diagnostics = list(failed)
    text, remedy = describe(diagnostics)
    behind = " What stands behind it was not begun." if skipped else ""
    return retry(_reason_of(diagnostics) or Reason.RESOURCE_FAILED, f"{text}{behind}", remedy)


def judge_cluster(error: ClusterError) -> Verdict:
    """Of what the operator itself asked of the API server."""
    if error.kind in {Kind.FORBIDDEN, Kind.UNAUTHORIZED}:
        return retry(Reason.FORBIDDEN, f"The API server does not allow it: {error.message}.", _mend_rights(error.message))
    return retry(Reason.API_UNAVAILABLE, "The API server did not do what was asked of it.")


def _of_record(diagnostics: Sequence[Diagnostic], text: str, remedy: str) -> Verdict:
    """Of a record that cannot be read or written. Where rights are missing they may come, and nobody tells."""
    codes = {each.code for each in diagnostics}
    if _reason_of(diagnostics) is Reason.FORBIDDEN:
        return retry(Reason.FORBIDDEN, text, remedy)
    if codes <= {"state-unreadable", "state-overtaken", "state-lock-lost", "state-write-failed", "state-lock-refused", "state-interrupted"}:
        return retry(Reason.API_UNAVAILABLE, text, remedy)
    return halt(Reason.STATE_UNREADABLE, text, remedy)


def _of_stale(diagnostics: Sequence[Diagnostic], text: str, remedy: str) -> Verdict:
    codes = {each.code for each in diagnostics}
    if codes & {"plan-stale", "step-stale", "object-changed", "plan-of-another-state"}:
        return retry(Reason.PROGRESSING, text, again_after=1.0)  # made on what was there a moment ago
    if "another-world" in codes:
        return halt(Reason.STATE_UNREADABLE, text, remedy)
    return halt(Reason.LOCK_STALE, text, remedy)


def _reason_of(diagnostics: Iterable[Diagnostic]) -> Reason | None:
    """What the first of them that says more says: what somebody must mend before what may come by itself."""
    found = [Reason.FORBIDDEN if _FORBIDDEN.search(each.detail) else _BY_CODE.get(each.code) for each in diagnostics if each.is_error]
    comes = {Reason.WAITING_FOR_CATALOG, Reason.WAITING_FOR_FILES}
    first = next((each for each in found if each is not None and each not in comes), None)
    if first is not None or not found:
        return first
    return found[0] if set(found) <= comes else None


def describe(diagnostics: Iterable[Diagnostic]) -> tuple[str, str]:
    """What is so and what to do, of several mistakes the first few. The same mistakes give the same text: by address and code."""
    ordered = sorted(dict.fromkeys(diagnostics), key=lambda each: (each.address or "", str(each.source or ""), each.code, each.detail))
    shown = [f"{each.summary}: {_at(each)}{each.detail}" for each in ordered[:_MOST_TOLD]]
    more = f" And {len(ordered) - _MOST_TOLD} more." if len(ordered) > _MOST_TOLD else ""
    remedy = next((each.remedy for each in ordered if each.remedy), "")
    if _reason_of(ordered) is Reason.FORBIDDEN:
        remedy = _mend_rights(" ".join(shown))
    return " ".join(shown) + more, remedy


def _mend_rights(text: str) -> str:
    return _INSTALL_AGAIN if _MAY_NOT_ACT in text else _GIVE_RIGHTS


def _at(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.source.file}: " if diagnostic.source is not None else ""
