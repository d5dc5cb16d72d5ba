"""Statuses that follow from what a reconcile found: bounded, and the same where nothing else is to be said."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.addresses import Address
from bouwsteen.diagnostics import error
from bouwsteen.engine.applies import Applied
from bouwsteen.errors import (
    BouwsteenError,
    DeniedError,
    InvalidInputError,
    StaleError,
    StateError,
    StateLockedError,
    StateOwnerError,
)
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.plans import Plan
from bouwsteen_operator import approvals, instances, results, verdicts
from bouwsteen_operator.conditions import Reason as Cause
from bouwsteen_operator.conditions import ready
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.results import Result
from bouwsteen_operator.statuses import MAX_HISTORY, MAX_RESOURCES, BlockInstanceStatus, StackStatus
from bouwsteen_operator.verdicts import Verdict

NOW = "2026-12-01T09:00:00.000+00:00"
DIGEST = "sha256:" + "a" * 64


def stack(status: dict[str, Any] | None = None) -> dict[str, Any]:
    metadata = {"name": "leuven", "namespace": "leuven-test", "generation": 3, "resourceVersion": "7", "uid": "u"}
    return {"metadata": metadata, "spec": {}, **({"status": status} if status else {})}


def plan(*actions: Action, value: str = "x") -> Plan:
    changes = tuple(
        Change(Address("leuven", "test", "web", f"r{number}"), "null/object", action, Reason.NEW, {"value": value})
        for number, action in enumerate(actions)
    )
    return Plan("leuven", "test", "24062", "l", 1, changes, intent_digest=DIGEST, digest="sha256:" + "b" * 64)


def fine() -> Verdict:
    return Verdict(ready("All is well."), Outcome())


def test_the_same_again_is_the_same_status() -> None:
    applied = Applied(plan(Action.CREATE))
    first = results.write_status(stack(), Result(fine(), plan=applied.plan, applied=applied, resources={"web": []}), NOW)
    StackStatus.model_validate_json(orjson.dumps(first))
    later = "2026-12-02T09:00:00.000+00:00"
    again = results.write_status(stack(first), Result(fine(), plan=plan(Action.NO_OP), resources={"web": []}), later)
    assert again == first


def test_a_failure_that_repeats_is_told_once() -> None:
    address = Address("leuven", "test", "web", "r0")
    status: dict[str, Any] = {}
    for _ in range(3):
        failed = Applied(plan(Action.CREATE), failed={address: error("object-refused", "Refused", "No.")})
        result = Result(verdicts.judge_failures(failed.failed.values(), 0), plan=failed.plan, applied=failed)
        status = results.write_status(stack(status), result, NOW)
    assert [each["result"] for each in status["history"]] == ["Failed"]
    for number in range(MAX_HISTORY + 3):
        done = Applied(plan(*[Action.CREATE] * (number + 1)))
        status = results.write_status(stack(status), Result(fine(), plan=done.plan, applied=done), NOW)
    assert len(status["history"]) == MAX_HISTORY


def test_what_could_not_be_looked_at_stays_said() -> None:
    known = verdicts.judge(DeniedError.because("policy-denied", "Denied", "No."))
    first = results.write_status(stack(), Result(known, plan=plan(Action.CREATE)), NOW)
    away = verdicts.retry(Cause.API_UNAVAILABLE, "It is away.")
    after = results.write_status(stack(first), Result(away), NOW)
    assert after["plan"] == first["plan"]
    assert [each["type"] for each in after["conditions"]] == ["Ready", "Reconciling"]


@pytest.mark.parametrize(
    ("problem", "reason", "stalled", "failed"),
    [
        (InvalidInputError.because("x", "Wrong", "It is wrong."), "DocumentInvalid", True, False),
        (InvalidInputError.because("object-not-here", "Away", "Not here."), "WaitingForCatalog", False, True),
        (DeniedError.because("policy-denied", "Denied", "No."), "PolicyDenied", True, False),
        (StaleError.because("lock-stale", "Stale", "It moved."), "LockStale", True, False),
        (StaleError.because("plan-stale", "Stale", "It moved."), "Progressing", False, False),
        (StateLockedError.because("state-locked", "Locked", "Busy."), "RecordLocked", False, False),
        (StateOwnerError.because("state-owner", "Another", "Not ours."), "RecordOfAnother", False, False),
        (StateError.because("state-key-wrong", "Key", "Wrong."), "StateUnreadable", True, False),
        (StateError.because("state-unreadable", "Away", "No answer."), "ApiUnavailable", False, True),
        (BouwsteenError.because("world-unreadable", "Away", "No answer."), "ApiUnavailable", False, True),
        (BouwsteenError.because("world-unreadable", "No", 'User "a" cannot list resource "pods".'), "Forbidden", False, True),
    ],
)
def test_each_failure_is_terminal_or_transient(problem: BouwsteenError, reason: str, stalled: bool, failed: bool) -> None:
    found = verdicts.judge(problem)
    assert (found.reason, any(each.type == "Stalled" for each in found.conditions), found.outcome.failed) == (reason, stalled, failed)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (
            'User "system:serviceaccount:leuven-test:bouwsteen" cannot get resource "secrets"',
            "bouwsteen operator manifests --tenant NAMESPACE",
        ),
        ('User "the-operator" cannot impersonate resource "serviceaccounts"', "bouwsteen operator manifests | kubectl"),
    ],
)
def test_a_right_that_is_missing_is_told_with_what_gives_it(text: str, command: str) -> None:
    problem = StateError.because("state-unreadable", "Away", f"It is forbidden: {text}.", "Make the file readable and try again.")
    told = {each.message for each in verdicts.judge(problem).conditions}
    told |= {each.message for each in verdicts.judge_cluster(ClusterError(Kind.FORBIDDEN, text)).conditions}
    address = Address("leuven", "test", "web", "thing")
    failed = error("cluster-forbids", "No", text, "Choose another context.", address=str(address))
    told |= {each.message for each in verdicts.judge_failures([failed], 0).conditions}
    live = {"metadata": {"name": "leuven.web", "generation": 1}, "spec": {"instance": "web"}}
    told |= {each["message"] for each in instances.write_status(live, [], {address: failed}, NOW)["conditions"]}
    assert len(told) == 4
    assert all(text in each and command in each for each in told)
    assert not any("file readable" in each or "another context" in each for each in told)


@pytest.mark.fault("F38")
def test_what_is_large_is_counted_and_not_listed() -> None:
    resources = [{"address": f"web/r{number}", "type": "null/object", "state": "ready"} for number in range(MAX_RESOURCES + 100)]
    live = {"metadata": {"name": "leuven.web", "generation": 1}, "spec": {"instance": "web"}}
    status = instances.write_status(live, resources, {}, NOW)
    BlockInstanceStatus.model_validate_json(orjson.dumps(status))
    assert (len(status["resources"]), status["moreResources"]) == (MAX_RESOURCES, 100)


@pytest.mark.fault("F38")
def test_a_plan_that_is_too_large_to_be_shown_leaves_its_values_out() -> None:
    large = plan(*[Action.CREATE] * 100, Action.NO_OP, value="x" * 20_000)
    text = approvals.write_plan(large)
    assert len(text) < approvals.MOST_BYTES
    assert approvals.digest_of(text) == large.digest
    assert len(orjson.loads(text)["changes"]) == 100
