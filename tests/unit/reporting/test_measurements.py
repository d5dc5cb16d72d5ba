"""What was measured where stacks run, as it comes into the report: the newest of each counts, and what does not count is told."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.errors import InvalidInputError
from bouwsteen.reporting.measurements import LATER, UNKNOWN_STACK, take_measurements

DAY = dt.date(2026, 12, 1)


def drift(at: str, *kinds: str, stack: str = "town", environment: str = "local") -> bytes:
    answer = {"format_version": "1.1", "stack": stack, "environment": environment, "at": at, "looked_at": 9}
    return json.dumps({**answer, "has_drift": bool(kinds), "resources": [{"kind": kind, "address": "a/b"} for kind in kinds]}).encode()


def load(at: str, outcome: str, test: str = "forms", stack: str = "town") -> bytes:
    run = {"environment": "local", "profile": "smoke", "started_at": at, "done": 8, "failed": 1, "seed": 3}
    return json.dumps({"format_version": "2.2", "stack": stack, "tests": [{"name": test, "outcome": outcome, "run": run}]}).encode()


def take(**files: bytes) -> Any:
    return take_measurements({f"{name}.json": content for name, content in files.items()}, {"town"}, DAY)


def test_what_differs_and_what_nobody_could_read_are_counted_apart() -> None:
    (found,) = take(a=drift("2026-11-30T10:00:00+01:00", "missing", "changed", "unreadable")).drifts["town"]
    assert (found.resources, found.unreadable, found.looked_at) == (2, 1, 9)


@given(
    st.permutations([("2026-11-28T10:00:00+00:00", "failed"), ("2026-11-30T01:00:00+03:00", "pass"), ("2026-11-29T12:00:00Z", "invalid")])
)
def test_the_newest_counts_whatever_its_file_is_called(runs: list[tuple[str, str]]) -> None:
    """22 hours of the 29th, as it is there, is later than noon."""
    found = take(**{f"run{number}": load(at, outcome) for number, (at, outcome) in enumerate(runs)})
    assert [each.outcome for each in found.evidence["town"]] == ["pass"]
    assert found.files == 3
    assert not found.unused


def test_each_environment_and_each_test_counts_for_itself() -> None:
    at = "2026-11-30T10:00:00Z"
    found = take(a=drift(at), b=drift(at, "missing", environment="test"), c=load(at, "pass"), d=load(at, "failed", test="payments"))
    assert [(each.environment, each.resources) for each in found.drifts["town"]] == [("local", 0), ("test", 1)]
    assert [(each.test, each.outcome) for each in found.evidence["town"]] == [("forms", "pass"), ("payments", "failed")]


def test_what_does_not_count_is_told() -> None:
    found = take(a=drift("2026-12-01T23:00:00Z"), b=drift("2026-11-30T10:00:00Z", stack="gone"), c=drift("2026-12-01T22:59:59Z"))
    assert [(each.file, each.why) for each in found.unused] == [("a.json", LATER), ("b.json", UNKNOWN_STACK)]
    assert [each.at.day for each in found.drifts["town"]] == [1]


def test_all_that_is_wrong_with_all_files_is_told_at_once() -> None:
    without_zone = drift("2026-11-30T10:00:00")
    other = drift("2026-11-30T10:00:00Z").replace(b'"1.1"', b'"9.0"')
    with pytest.raises(InvalidInputError) as refused:
        take(a=without_zone, b=b"{}", c=other, d=b"\xff")
    told = [(each.code, each.source.file if each.source else "") for each in refused.value.diagnostics]
    assert [file for _, file in told] == ["a.json", "b.json", "c.json", "d.json"]
    assert told[1][0] == "not-a-measurement"
