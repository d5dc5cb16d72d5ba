"""Each kept case is refused with its codes and places, by a process that lives on, with bounded work and memory."""

from __future__ import annotations

import functools

import pytest
from tests.hostile.corpora import ACCEPT, CORPUS, Case, cases, expectations, shortened, write_expectations
from tests.hostile.doors import TARGETS
from tests.hostile.makers import MADE
from tests.hostile.measures import MARK_BYTES, MARK_CALLS, measure
from tests.hostile.outcomes import check_answer, describe, judge, refuse
from tests.support.efforts import count_calls

from bouwsteen.diagnostics import Diagnostic

_FAULTS = {
    "documents": ("F39", "F40"),
    "locks": ("F39",),
    "forms": ("F39",),
    "form-files": ("F39",),
    "schemas": ("F41",),
    "trees": ("F41",),
    "expressions": ("F42",),
    "templates": ("F42",),
    "folders": ("F47",),
    "addresses": ("F48",),
    "generations": ("F4",),
    "journals": ("F4",),
    "payloads": ("F4",),
}


def _marks(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.fault(fault) for fault in _FAULTS.get(name, ())]


CASES = [pytest.param(case, id=f"{name}-{case.name}", marks=_marks(name)) for name in TARGETS for case in cases(name)]


@functools.cache
def _begin(name: str) -> None:
    """What reads it is loaded, and a service has started: that is no cost of a case, whichever comes first."""
    judge(TARGETS[name], TARGETS[name].samples[0])


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_refused_as_it_was_with_bounded_work(case: Case) -> None:
    target, content = TARGETS[case.target], case.content
    _begin(case.target)
    target.prepare(content)
    first = measure(lambda: refuse(target, content))
    again: list[Diagnostic] = []
    calls = count_calls(lambda: again.extend(refuse(target, content)))
    assert describe(again) == describe(first.result), "the same input got two answers"
    assert shortened(describe(again)) == case.expected
    check_answer(target, content, again)
    assert calls < MARK_CALLS
    assert first.bytes < MARK_BYTES


@pytest.mark.parametrize("name", TARGETS)
def test_samples_and_the_largest_are_sound(name: str) -> None:
    """Else the cases would be refused for another reason than the one that they were made for."""
    target = TARGETS[name]
    assert [describe(judge(target, sample)) for sample in target.samples] == [[] for _ in target.samples]
    assert describe(refuse(target, target.largest())) == []


@pytest.mark.parametrize("name", TARGETS)
def test_each_case_has_an_expectation_and_each_expectation_a_case(name: str) -> None:
    if ACCEPT:
        write_expectations(name, {case.name: shortened(describe(judge(TARGETS[name], case.content))) for case in cases(name)})
        return
    assert {case.name for case in cases(name)} == expectations(name).keys()


def test_each_corpus_has_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} | MADE.keys() == set(TARGETS)
