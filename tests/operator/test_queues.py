"""Which stack comes next: never twice at once, nothing lost, and one organisation that fails delays no other."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bouwsteen_operator.keys import Key
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.queues import Lane, Limits, Queue, Schedule

DEADLINE = 60.0
DONE = Outcome()
FAILED = Outcome(failed=True)


def schedule(**limits: float) -> Schedule:
    return Schedule(Limits(**limits), draw=lambda: 1.0)  # type: ignore[arg-type]  # each limit is what its name says


def keys(organisation: str, count: int) -> list[Key]:
    return [Key(organisation, f"stack-{number}") for number in range(count)]


def take_all(found: Schedule, now: float = 0.0) -> list[Key]:
    taken = []
    while (key := found.take(now)) is not None:
        taken.append(key)
    return taken


def test_a_key_that_was_asked_for_often_runs_once() -> None:
    found = schedule()
    for _ in range(3):
        found.add(Key("a", "x"), Lane.CHANGE, 0.0)

    assert take_all(found) == [Key("a", "x")]


def test_what_happens_to_a_key_while_it_runs_makes_it_run_again() -> None:
    found = schedule()
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    assert found.take(0.0) == Key("a", "x")
    found.add(Key("a", "x"), Lane.SWEEP, 1.0)
    assert found.take(1.0) is None

    found.done(Key("a", "x"), DONE, 2.0)

    assert found.take(2.0) == Key("a", "x")
    found.done(Key("a", "x"), DONE, 3.0)
    assert len(found) == 0


def test_a_change_stands_before_all_sweeps() -> None:
    found = schedule(workers=100, per_organisation=100)
    for key in keys("a", 20):
        found.add(key, Lane.SWEEP, 0.0)
    found.add(Key("b", "x"), Lane.CHANGE, 1.0)
    found.add(Key("a", "stack-19"), Lane.CHANGE, 1.0)

    assert take_all(found, 1.0)[:2] == [Key("b", "x"), Key("a", "stack-19")]


def test_a_sweep_has_its_turn_between_many_changes() -> None:
    found = schedule(in_a_row=3, per_organisation=100)
    found.add(Key("swept", "x"), Lane.SWEEP, 0.0)
    for key in keys("a", 10):
        found.add(key, Lane.CHANGE, 0.0)

    assert take_all(found).index(Key("swept", "x")) == 3


def test_sweeps_leave_room_for_a_change() -> None:
    found = schedule(workers=4, per_organisation=2)
    for organisation in "abcdef":
        for key in keys(organisation, 3):
            found.add(key, Lane.SWEEP, 0.0)

    swept = take_all(found)

    assert Counter(key.namespace for key in swept) == {"a": 1, "b": 1, "c": 1}
    found.add(Key("a", "changed"), Lane.CHANGE, 0.0)
    assert take_all(found) == [Key("a", "changed")]


def test_organisations_take_turns() -> None:
    found = schedule(per_organisation=100)
    for key in keys("large", 5):
        found.add(key, Lane.CHANGE, 0.0)
    for key in keys("small", 1):
        found.add(key, Lane.CHANGE, 0.0)

    assert [key.namespace for key in take_all(found)] == ["large", "small", "large", "large", "large", "large"]


def test_of_one_organisation_only_so_many_run_at_once() -> None:
    found = schedule(per_organisation=2)
    for key in keys("a", 5):
        found.add(key, Lane.CHANGE, 0.0)

    first = take_all(found)
    found.done(first[0], DONE, 1.0)

    assert len(first) == 2
    assert len(take_all(found)) == 1


def test_what_fails_waits_longer_each_time_and_no_longer_than_the_longest() -> None:
    found = schedule(first_wait=1.0, longest_wait=8.0)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    now, waits = 0.0, []
    for _ in range(6):
        assert found.take(now) == Key("a", "x")
        found.done(Key("a", "x"), FAILED, now)
        due = found.next_time()
        assert due is not None
        waits.append(due - now)
        assert found.take(due - 0.01) is None
        now = due

    assert waits == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_the_wait_is_anywhere_between_none_and_the_whole() -> None:
    found = Schedule(Limits(first_wait=4.0), draw=lambda: 0.25)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.take(0.0)
    found.done(Key("a", "x"), FAILED, 0.0)

    assert found.next_time() == 1.0


def test_a_server_that_asks_for_a_wait_gets_it() -> None:
    found = schedule(first_wait=1.0)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.take(0.0)
    found.done(Key("a", "x"), Outcome(again_after=30.0, failed=True), 0.0)

    assert found.next_time() == 30.0


def test_a_change_ends_the_wait_of_what_failed_and_a_sweep_does_not() -> None:
    found = schedule(first_wait=100.0)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.take(0.0)
    found.done(Key("a", "x"), FAILED, 0.0)
    found.add(Key("a", "x"), Lane.SWEEP, 1.0)
    assert found.take(1.0) is None

    found.add(Key("a", "x"), Lane.CHANGE, 2.0)

    assert found.take(2.0) == Key("a", "x")
    found.done(Key("a", "x"), FAILED, 2.0)
    assert found.next_time() == 102.0


def test_what_marks_itself_as_it_fails_waits_all_the_same() -> None:
    """A reconcile whose own writes come back as events is no busy loop."""
    found = schedule(first_wait=1.0, longest_wait=300.0)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.take(0.0)
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.done(Key("a", "x"), FAILED, 0.0)

    assert found.take(0.0) is None
    assert found.next_time() == 1.0


def test_what_waits_to_look_again_comes_when_its_time_is_there() -> None:
    found = schedule()
    found.add(Key("a", "x"), Lane.CHANGE, 0.0)
    found.take(0.0)
    found.done(Key("a", "x"), Outcome(again_after=5.0), 10.0)

    assert (found.take(14.9), found.waiting) == (None, 1)
    assert (found.take(15.0), found.waiting) == (Key("a", "x"), 0)


@pytest.mark.fault("F56")
def test_an_organisation_that_fails_delays_no_other_of_three_hundred_stacks() -> None:
    """Counted: each time that stacks are asked for, how many of the runs before the last of the others were of who fails."""
    workers, each = 8, 3
    found = Schedule(Limits(workers=workers, per_organisation=2, longest_wait=8.0), draw=lambda: 0.5)
    healthy = [key for number in range(99) for key in keys(f"town-{number}", each)]
    for key in [*keys("failing", each), *healthy]:
        found.add(key, Lane.CHANGE, 0.0)

    now, runs, left = 0.0, Counter[str](), set(healthy)
    running: list[Key] = []
    while left:
        while len(running) < workers and (next_one := found.take(now)) is not None:
            running.append(next_one)
        key = running.pop(0)
        runs[key.namespace] += 1
        left.discard(key)
        found.done(key, FAILED if key.namespace == "failing" else DONE, now)
        now += 0.05  # one run after the other, each as long as the next

    assert {count for organisation, count in runs.items() if organisation != "failing"} == {each}
    assert runs["failing"] <= 8 * each, "it failed again and again in its own time, and took few turns of others"


@pytest.mark.fault("F56")
def test_a_failing_organisation_that_hangs_holds_only_its_own_places() -> None:
    found = schedule(workers=8, per_organisation=2)
    for key in keys("hanging", 50):
        found.add(key, Lane.CHANGE, 0.0)
    others = [key for number in range(100) for key in keys(f"town-{number}", 2)]
    for key in others:
        found.add(key, Lane.CHANGE, 0.0)

    seen: list[Key] = []
    while batch := [key for key in take_all(found) if key.namespace != "hanging"]:
        for key in batch:
            found.done(key, DONE, 0.0)
        seen += batch

    assert sorted(seen) == sorted(others)
    assert found.running == 2


ORGANISATIONS = st.sampled_from(["a", "b", "c"])
KEYS = st.builds(Key, ORGANISATIONS, st.sampled_from(["x", "y", "z"]))


class Schedules(RuleBasedStateMachine):
    """Beside it a much simpler account: which keys were asked for since they last began."""

    def __init__(self) -> None:
        super().__init__()
        self.limits = Limits(workers=3, per_organisation=2, first_wait=1.0, longest_wait=10.0, in_a_row=2)
        self.found = Schedule(self.limits, draw=lambda: 1.0)
        self.now = 0.0
        self.asked: set[Key] = set()
        self.running: list[Key] = []

    @rule(key=KEYS, lane=st.sampled_from(Lane))
    def add(self, key: Key, lane: Lane) -> None:
        self.found.add(key, lane, self.now)
        self.asked.add(key)

    @precondition(lambda self: len(self.running) < 3)
    @rule()
    def take(self) -> None:
        key = self.found.take(self.now)
        if key is not None:
            assert key not in self.running, "one key runs twice at once"
            self.running.append(key)
            self.asked.discard(key)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), failed=st.booleans(), again=st.one_of(st.none(), st.floats(0, 20)))
    def end(self, data: st.DataObject, failed: bool, again: float | None) -> None:
        key = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        self.found.done(key, Outcome(again, failed), self.now)
        if failed or again is not None:
            self.asked.add(key)

    @rule(seconds=st.floats(0, 30))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def holds_no_more_than_was_asked_for(self) -> None:
        assert len(self.found) == len(self.asked | set(self.running))

    @invariant()
    def keeps_to_its_bounds(self) -> None:
        assert all(count <= self.limits.per_organisation for count in Counter(key.namespace for key in self.running).values())

    def teardown(self) -> None:
        """Nothing is lost: with time, all that was asked for runs."""
        while self.running:
            self.found.done(self.running.pop(), DONE, self.now)
        for _ in range(100):
            self.now += 10.0
            for key in take_all(self.found, self.now):
                self.asked.discard(key)
                self.found.done(key, DONE, self.now)
        assert (self.asked, len(self.found)) == (set(), 0)


Schedules.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestSchedules = Schedules.TestCase


@dataclass
class Counted:
    """What several workers did."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    running: Counter[Key] = field(default_factory=Counter)
    highest: int = 0
    runs: int = 0


def test_workers_share_a_queue_until_it_closes() -> None:
    queue, seen, enough = Queue(Schedule(Limits(workers=4))), Counted(), threading.Event()

    def work() -> None:
        while (turn := queue.take()) is not None:
            with seen.lock:
                seen.running[turn.key] += 1
                seen.highest = max(seen.highest, seen.running[turn.key])
            with seen.lock:
                seen.running[turn.key] -= 1
                seen.runs += 1
                if seen.runs >= 200:
                    enough.set()
            queue.done(turn.key, Outcome(again_after=0.0))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    queue.add([key for organisation in "abc" for key in keys(organisation, 3)], Lane.CHANGE)
    assert not enough.is_set(), "it begins paused"
    queue.resume()
    assert enough.wait(DEADLINE)
    queue.close()
    for thread in threads:
        thread.join(DEADLINE)

    assert not any(thread.is_alive() for thread in threads)
    assert (seen.highest, queue.running) == (1, 0)


def test_a_paused_queue_keeps_what_is_asked_for() -> None:
    queue = Queue(Schedule(Limits()))
    queue.resume()
    queue.add([Key("a", "x")], Lane.CHANGE)
    turn = queue.take()
    assert turn is not None
    queue.pause()
    queue.add([Key("a", "x"), Key("b", "y")], Lane.SWEEP)
    queue.done(turn.key, DONE)

    assert (queue.running, queue.depths()) == (0, {Lane.CHANGE: 0, Lane.SWEEP: 2})
    assert queue.wait_idle(0.0)
    queue.resume()
    again = queue.take()
    assert again is not None
    assert again.lane is Lane.SWEEP
