"""Each kept case is refused with its codes and places, by a process that lives on, at a cost like that of sound input.

Times are compared with reading the greatest input that is allowed, in the same process: a busy machine slows both.
"""

from __future__ import annotations

import pytest
from tests.hostile.corpora import ACCEPT, CORPUS, Case, cases, expectations, shortened, write_expectations
from tests.hostile.doors import TARGETS
from tests.hostile.makers import MADE
from tests.hostile.measures import FLOOR_SECONDS, MARK_BYTES, MULTIPLE, measure
from tests.hostile.outcomes import Target, check_answer, describe, judge, refuse

_FAULTS = {
    "documents": ("F39", "F40"),
    "locks": ("F39",),
    "forms": ("F39",),
    "form-files": ("F39",),
    "schemas": ("F41",),
    "expressions": ("F42",),
    "templates": ("F42",),
    "folders": ("F47",),
    "addresses": ("F48",),
    "generations": ("F4",),
    "journals": ("F4",),
    "payloads": ("F4",),
}
_ROOM_OF_THE_DEAR = 2
# Thousands of mistakes, of which each is looked at: a second or more each time, so they have more room, and are too dear for every run.
_DEAR = {("templates", "list-of-other-mistakes"), ("templates", "list-of-expressions"), ("schemas", "values-that-do-not-fit")}


def _marks(name: str, case: str) -> list[pytest.MarkDecorator]:
    marks = [pytest.mark.fault(fault) for fault in _FAULTS.get(name, ())]
    return [*marks, pytest.mark.slow] if (name, case) in _DEAR else marks


CASES = [pytest.param(case, id=f"{name}-{case.name}", marks=_marks(name, case.name)) for name in TARGETS for case in cases(name)]


@pytest.fixture(scope="module")
def allowed() -> dict[str, float]:
    """CPU seconds of the greatest allowed input, by target; filled when first asked for."""
    return {}


def seconds_of_largest(target: Target, allowed: dict[str, float]) -> float:
    if target.name not in allowed:
        content = target.largest()
        refuse(target, content)  # imports, caches
        allowed[target.name] = measure(lambda: refuse(target, content)).seconds
    return allowed[target.name]


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_refused_as_it_was_at_the_cost_of_sound_input(case: Case, allowed: dict[str, float]) -> None:
    target, content = TARGETS[case.target], case.content
    room = _ROOM_OF_THE_DEAR if (case.target, case.name) in _DEAR else 1
    limit = MULTIPLE * seconds_of_largest(target, allowed) + room * FLOOR_SECONDS
    told = describe(refuse(target, content))
    again = measure(lambda: refuse(target, content))
    assert told == describe(again.result), "the same input got two answers"
    assert shortened(told) == case.expected
    check_answer(target, content, again.result)
    assert again.seconds < limit, f"{again.seconds:.2f} s, where {limit:.2f} s are allowed"
    assert again.bytes < MARK_BYTES


@pytest.mark.parametrize("name", TARGETS)
def test_samples_and_the_largest_are_sound(name: str) -> None:
    """Else the comparison would be with a refusal."""
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
