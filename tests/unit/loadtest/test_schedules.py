from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.loadtest.factories import make_profile

from bouwsteen.loadtest.schedules import choose_journey, count_by_second, plan_schedule, weigh_journeys


def test_uniform_arrivals_are_spaced_evenly() -> None:
    schedule = plan_schedule(make_profile(arrivals="uniform", stages=[{"name": "a", "rate": 4, "duration": "PT2S"}]).spec, seed=1)
    assert schedule.dues == (0.125, 0.375, 0.625, 0.875, 1.125, 1.375, 1.625, 1.875)
    assert schedule.seconds == 2


def test_a_ramp_puts_three_quarters_of_its_arrivals_in_its_second_half() -> None:
    spec = make_profile(arrivals="uniform", stages=[{"name": "a", "fromRate": 0, "toRate": 100, "duration": "PT8S"}]).spec
    dues = plan_schedule(spec, seed=1).dues
    assert len(dues) == 400
    assert sum(due > 4 for due in dues) == 300


def test_a_burst_is_due_at_one_instant_between_its_neighbours() -> None:
    stages = [
        {"name": "base", "rate": 10, "duration": "PT1S"},
        {"name": "burst", "burst": 50},
        {"name": "after", "rate": 10, "duration": "PT1S"},
    ]
    schedule = plan_schedule(make_profile(arrivals="uniform", stages=stages).spec, seed=1)
    assert Counter(schedule.stages) == {0: 10, 1: 50, 2: 10}
    assert {due for due, stage in zip(schedule.dues, schedule.stages, strict=True) if stage == 1} == {1.0}


def test_a_seed_gives_the_same_schedule_and_another_seed_another_one() -> None:
    spec = make_profile().spec
    assert plan_schedule(spec, 5) == plan_schedule(spec, 5)
    assert plan_schedule(spec, 5) != plan_schedule(spec, 6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.floats(0, 60), st.integers(1, 20), st.one_of(st.none(), st.integers(1, 30))), min_size=1, max_size=5
    ),
    st.integers(0, 2**32),
)
def test_dues_rise_and_stay_inside_their_stage(shapes: list[tuple[float, float, int, int | None]], seed: int) -> None:
    stages = [
        {"name": f"s{index}", "burst": burst}
        if burst
        else {"name": f"s{index}", "fromRate": first, "toRate": last, "duration": f"PT{seconds}S"}
        for index, (first, last, seconds, burst) in enumerate(shapes)
    ]
    spec = make_profile(stages=[{"name": "first", "rate": 5, "duration": "PT2S"}, *stages]).spec
    schedule = plan_schedule(spec, seed)
    assert list(schedule.dues) == sorted(schedule.dues)
    start = 0.0
    for index, stage in enumerate(spec.stages):
        mine = [due for due, of in zip(schedule.dues, schedule.stages, strict=True) if of == index]
        assert all(start - 1e-6 <= due <= start + stage.seconds + 1e-6 for due in mine)
        start += stage.seconds


def test_what_an_arrival_does_depends_on_its_number_alone() -> None:
    weights = {"a": 3.0, "b": 1.0}
    chosen = [choose_journey(weights, 7, number) for number in range(2_000)]
    assert chosen == [choose_journey(weights, 7, number) for number in range(2_000)]
    assert 1_400 < Counter(chosen)["a"] < 1_600


def test_journeys_are_weighed_equally_unless_the_profile_says_so() -> None:
    assert weigh_journeys({}, ["b", "a"]) == {"a": 1.0, "b": 1.0}
    assert weigh_journeys({"b": 2.0}, ["b", "a"]) == {"b": 2.0}
    with pytest.raises(KeyError, match="c"):
        weigh_journeys({"c": 1.0}, ["a"])


def test_counts_by_second_keep_every_arrival() -> None:
    assert count_by_second([0.1, 0.9, 1.0, 5.0], 3) == [2, 1, 1]
