"""What is said of an object, and since when."""

from __future__ import annotations

import pytest

from bouwsteen_operator.conditions import (
    MAX_MESSAGE,
    Condition,
    ConditionType,
    Reason,
    Status,
    find,
    holds,
    merge,
    ready,
    reconciling,
    sentence,
    stalled,
    waiting,
)

NOON, LATER = "2027-03-01T12:00:00Z", "2027-03-01T13:00:00Z"


def test_conditions_stand_in_one_order_whatever_order_they_are_told_in() -> None:
    wired = Condition(ConditionType.WIRED, Status.TRUE, Reason.WIRED)
    told = [wired, *reconciling(Reason.PROGRESSING, "Work is under way.")]
    assert [each["type"] for each in merge((), told, 3, NOON)] == ["Ready", "Reconciling", "Wired"]
    assert merge((), told, 3, NOON) == merge((), reversed(told), 3, NOON)


def test_the_time_of_a_condition_moves_with_its_status_alone() -> None:
    first = merge((), reconciling(Reason.PROGRESSING, "Work is under way."), 1, NOON)
    second = merge(first, reconciling(Reason.RESOURCE_FAILED, "A call failed."), 2, LATER)
    assert [each["lastTransitionTime"] for each in second] == [NOON, NOON]
    assert [each["reason"] for each in second] == ["ResourceFailed", "ResourceFailed"]
    third = merge(second, ready("All is as it should be."), 2, LATER)
    assert [(each["type"], each["status"], each["lastTransitionTime"]) for each in third] == [("Ready", "True", LATER)]


def test_what_says_the_same_is_the_same() -> None:
    said = stalled(Reason.LOCK_STALE, "The lock no longer fits.")
    before = merge((), said, 4, NOON)
    assert merge(before, said, 4, LATER) == before


def test_of_two_of_one_type_the_first_counts() -> None:
    told = [*waiting(Reason.SUSPENDED, "It is suspended."), *ready("All is as it should be.")]
    (said,) = merge((), told, 1, NOON)
    assert (said["status"], said["reason"]) == ("False", "Suspended")


def test_a_stall_is_not_work_that_goes_on() -> None:
    said = merge((), stalled(Reason.POLICY_DENIED, "A policy denies it."), 1, NOON)
    assert holds(said, ConditionType.STALLED)
    assert find(said, ConditionType.RECONCILING) is None
    assert not holds(said, ConditionType.READY)


def test_a_message_says_what_to_do_and_where_more_stands() -> None:
    told = sentence("The lock no longer fits.", "Write it again:\n    bouwsteen lock", Reason.LOCK_STALE)
    assert told.endswith("See operator/runbooks.md#lockstale.")
    long = sentence("x" * 10_000, "Do this.", Reason.LOCK_STALE)
    assert len(long) <= MAX_MESSAGE
    assert long.endswith("… Do this. See operator/runbooks.md#lockstale.")


@pytest.mark.parametrize(
    ("remedy", "told"),
    [
        ("Do it again.", "No. Do it again."),
        ("Make one:\n\n    bouwsteen plan STACK", "No. Make one: `bouwsteen plan STACK`."),
        ("Make one:\n\n    a: 1\n    b: 2\n\nThen go on.", "No. Make one: `a: 1 b: 2`. Then go on."),
        ("One.\nTwo.", "No. One. Two."),
    ],
)
def test_a_message_is_one_line(remedy: str, told: str) -> None:
    assert sentence("No.", remedy) == told
