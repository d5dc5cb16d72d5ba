"""Whether what is about to be done was approved of, and what moved where it no longer was. Pure.

An `Approval` object names the digest of an intent or of a plan. That it says who made it is held by an admission policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.digests import digest_bytes
from bouwsteen.engine.approved_plans import Approved, PlannedStep, check_approved, step_key_of, steps_of
from bouwsteen.errors import StaleError
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.plans import Plan
from bouwsteen.state.snapshots import RunRecord
from bouwsteen_operator.caches import Object
from bouwsteen_operator.settings import GROUP

AUTHOR: Final = f"{GROUP}/author"  # an annotation of a Stack: who wrote what stands in it
PLAN_KEY: Final = "plan.json"  # in the ConfigMap: what would be done now
APPROVED_KEY: Final = "approved.json"  # and what was approved of and no longer holds
MOST_BYTES: Final = 900_000  # of a plan; a ConfigMap holds a megabyte

Mode = Literal["none", "intent", "plan"]


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody approved. `by` is empty for an approval that came with the documents, from git."""

    of: str
    digest: str
    by: str = ""


def read_approvals(objects: Iterable[Object], stack: str, *, from_git: str = "") -> tuple[Given, ...]:
    """Those of one stack among the Approvals of its namespace; and the intent that was approved of in git."""
    found = []
    for each in objects:
        spec = each.get("spec") or {}
        if spec.get("stack") == stack and not each["metadata"].get("deletionTimestamp"):
            found.append(Given(str(spec.get("of", "")), str(spec.get("digest", "")), str(spec.get("by", ""))))
    return (*found, *([Given("intent", from_git)] if from_git else []))


def approvers_of(given: Iterable[Given], plan: Plan) -> tuple[str, ...]:
    """Who approved of this plan, or of the intent behind it."""
    digests = {("plan", plan.digest), ("intent", plan.intent_digest)}
    return tuple(sorted({each.by for each in given if (each.of, each.digest) in digests and each.by}))


def is_approved(given: Iterable[Given], mode: Mode, plan: Plan) -> bool:
    """An approved plan is an approved intent too; the other way round it is not."""
    digests = {("plan", plan.digest), *([("intent", plan.intent_digest)] if mode == "intent" else [])}
    return mode == "none" or any((each.of, each.digest) in digests for each in given)


def as_approved(plan: Plan) -> Approved:
    """So that an apply carries out this very plan, or nothing."""
    verdicts = frozenset((each.fingerprint, each.action) for each in plan.verdicts)
    return Approved(plan.digest, plan.lineage, plan.serial, dict(plan.parts), steps_of(plan), verdicts)


def write_plan(plan: Plan) -> str:
    """For people and `kubectl`; no secret is in it. What is too large for a ConfigMap leaves its values out."""
    document = plan_json(plan)
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    if len(text) > MOST_BYTES:
        document["changes"] = [{**each, "desired": {}, "fields": []} for each in document["changes"] if each["action"] != "no-op"]
        text = orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()
    return text


def document_digest(text: str) -> str:
    """Of a plan as it was written, byte for byte: only the status, which nobody else writes, says which text people are to read."""
    return digest_bytes(text.encode())


def explain_stale(text: str, plan: Plan, runs: tuple[RunRecord, ...]) -> Diagnostic | None:
    """What moved since a plan was written that was approved of; None where it is the present one, or cannot be read."""
    approved = _read(text)
    if approved is None or approved.digest == plan.digest:
        return None
    try:
        check_approved(approved, plan, runs)
    except StaleError as stale:
        return stale.diagnostics[0]
    return None


def digest_of(text: str) -> str:
    """Of a plan as it was written; empty where there is none."""
    approved = _read(text)
    return approved.digest if approved is not None else ""


def intent_of(text: str) -> str:
    """The digest of the intent behind a plan as it was written; empty where there is none."""
    try:
        return str(orjson.loads(text)["intent_digest"])
    except (ValueError, LookupError, TypeError):
        return ""


def _read(text: str) -> Approved | None:
    try:
        found = orjson.loads(text)
        return Approved(
            str(found["digest"]),
            str(found["lineage"]),
            int(found["serial"]),
            {str(name): str(each) for name, each in found["parts"].items()},
            _steps(found["changes"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # somebody else's ConfigMap, or a hand in it: it only explains


def _steps(changes: Iterable[Mapping[str, Any]]) -> dict[Any, PlannedStep]:
    pairs = ((step_key_of(str(each["address"]), int(each["generation"])), each) for each in changes)
    return {key: PlannedStep(str(each["action"]), str(each["record_fingerprint"])) for key, each in pairs if key is not None}
