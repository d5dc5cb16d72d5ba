"""Marks of tests and the matrix of faults agree."""

from __future__ import annotations

import pytest
from tests.faults.marks import COLLECTED, is_whole, read_matrix


def test_every_fault_is_described() -> None:
    for fault in read_matrix().values():
        assert all((fault.name, fault.fault, fault.promise)), fault.number
        assert all(text.endswith(".") for text in (fault.fault, fault.promise, fault.why or ".")), fault.number


def test_every_mark_names_a_fault_that_applies(request: pytest.FixtureRequest) -> None:
    applying = {fault.number for fault in read_matrix().values() if fault.applies}
    wrong = {marked.test: marked.faults - applying for marked in request.config.stash[COLLECTED] if marked.faults - applying}
    assert not wrong


def test_every_fault_that_applies_is_held_by_a_test(request: pytest.FixtureRequest) -> None:
    if not is_whole(request.config):
        pytest.skip("only a run of all tests knows all marks")
    held = {fault for marked in request.config.stash[COLLECTED] for fault in marked.faults}
    assert [fault.number for fault in read_matrix().values() if fault.applies and fault.number not in held] == []
