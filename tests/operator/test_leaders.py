"""One operator acts, whatever happens to the others, to the Lease, and to time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen_operator.leaders import Election, Terms

TERMS = Terms()


@dataclass
class Answer:
    body: dict[str, Any]

    def json(self) -> dict[str, Any]:
        return self.body


@dataclass
class Leases:
    """A server of Leases with room for one: by versions, as the real one."""

    lease: dict[str, Any] | None = None
    version: int = 0
    away: bool = False
    lost: int = 0  # answers that are lost on their way back
    writes: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, *, body: Any = None, **_: Any) -> Answer:
        assert path.startswith("/apis/coordination.k8s.io/v1/namespaces/system/leases")
        if self.away:
            raise ClusterError(Kind.UNREACHABLE, "away")
        answer = self._answer(method, body)
        if method != "GET" and self.lost:
            self.lost -= 1
            raise ClusterError(Kind.TIMEOUT, "lost")
        return Answer(answer)

    def _answer(self, method: str, body: Any) -> dict[str, Any]:
        if method == "POST":
            if self.lease is not None:
                raise ClusterError(Kind.CONFLICT, "there is one")
            return self._store(body["spec"])
        if self.lease is None:
            raise ClusterError(Kind.NOT_FOUND, "none")
        if method == "GET":
            return self.lease
        if body["metadata"]["resourceVersion"] != self.lease["metadata"]["resourceVersion"]:
            raise ClusterError(Kind.CONFLICT, "another version")
        return self._store({**self.lease["spec"], **body["spec"]})

    def _store(self, spec: dict[str, Any]) -> dict[str, Any]:
        self.version += 1
        self.writes.append(spec["holderIdentity"])
        self.lease = {"metadata": {"resourceVersion": str(self.version)}, "spec": spec}
        return self.lease


@dataclass
class World:
    leases: Leases = field(default_factory=Leases)
    time: float = 1000.0

    def operator(self, name: str, terms: Terms = TERMS) -> Election:
        return Election(self.leases, "system", "operator", name, terms, lambda: self.time)

    def run(self, seconds: float, *operators: Election) -> None:
        """All of them, each step at its time."""
        due = {id(each): self.time for each in operators}
        until = self.time + seconds
        while self.time < until:
            for each in operators:
                if due[id(each)] <= self.time:
                    due[id(each)] = self.time + each.step()
            self.time += 0.5


def leading(*operators: Election) -> list[str]:
    return [each.identity for each in operators if each.is_leading()]


def test_the_first_one_leads_and_the_other_stands_by() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")

    world.run(60, one, two)

    assert leading(one, two) == ["one"]
    assert (one.holder, two.holder) == ("one", "one")
    with pytest.raises(ClusterError, match="does not lead"):
        two.permit()
    one.permit()


@pytest.mark.fault("F37")
def test_another_one_acts_soon_after_a_leader_died() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")
    world.run(30, one, two)
    died = world.time

    while not two.is_leading():
        world.run(0.5, two)

    assert world.time - died <= TERMS.failover
    assert TERMS.failover <= 15


def test_the_bounds_leave_a_gap_between_two_leaders() -> None:
    assert TERMS.trusted + TERMS.request < TERMS.held
    assert TERMS.renewal + TERMS.request < TERMS.trusted


@pytest.mark.fault("F37")
def test_a_leader_that_was_paused_may_write_nothing_until_it_has_looked() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")
    world.run(10, one, two)

    world.run(60, two)  # meanwhile `one` stands still

    with pytest.raises(ClusterError):
        one.permit()
    world.run(10, one, two)
    assert leading(one, two) == ["two"]
    assert one.holder == "two"


def test_a_leader_that_nobody_replaced_leads_on() -> None:
    world = World()
    one = world.operator("one")
    world.run(10, one)
    world.time += 60
    assert not one.is_leading()

    world.run(1, one)

    assert one.is_leading()
    assert one.transitions == 1


def test_a_leader_that_lets_go_is_replaced_at_the_next_look() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")
    world.run(10, one, two)

    one.release()
    assert not one.is_leading()
    world.run(TERMS.look + 0.5, two)

    assert two.is_leading()


def test_a_server_that_is_away_ends_the_lead_and_brings_it_back() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")
    world.run(10, one, two)
    world.leases.away = True
    world.run(120, one, two)
    assert leading(one, two) == []
    assert one.problem is not None

    world.leases.away = False
    world.run(30, one, two)

    assert len(leading(one, two)) == 1


def test_a_lease_that_somebody_deletes_is_made_anew() -> None:
    world = World()
    one, two = world.operator("one"), world.operator("two")
    world.run(10, one, two)
    world.leases.lease = None

    world.run(30, one, two)

    assert len(leading(one, two)) == 1


def test_an_answer_that_is_lost_costs_nobody_the_lead() -> None:
    world = World()
    world.leases.lost = 1
    one, two = world.operator("one"), world.operator("two")

    world.run(30, one, two)

    assert len(leading(one, two)) == 1


@pytest.mark.fault("F37")
@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"holderIdentity": "gone", "leaseDurationSeconds": 2_000_000_000, "leaseTransitions": 7},
        {"holderIdentity": "gone", "leaseDurationSeconds": -1, "leaseTransitions": "many"},
        {"holderIdentity": "gone", "renewTime": "2999-01-01T00:00:00.000000Z"},
    ],
    ids=["empty", "for ever", "absurd", "of the future"],
)
def test_no_lease_freezes_all(spec: dict[str, Any]) -> None:
    world = World()
    world.leases.lease = {"metadata": {"resourceVersion": "0"}, "spec": spec}
    one, two = world.operator("one"), world.operator("two")

    world.run(90, one, two)

    assert len(leading(one, two)) == 1


@pytest.mark.fault("F37")
def test_an_older_and_a_newer_version_with_other_terms_take_turns() -> None:
    world = World()
    old, new = world.operator("old", Terms(held=30, trusted=20)), world.operator("new")
    world.run(10, old, new)
    assert leading(old, new) == ["old"]

    world.run(25, new)
    assert leading(old, new) == [], "the newer one waits as long as the older one said that it holds"
    world.run(15, new)

    assert leading(new) == ["new"]


class Operators(RuleBasedStateMachine):
    """Three of them, each of which may stop for any time, at a server that may be away."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.operators = [self.world.operator(name) for name in ("one", "two", "three")]

    @rule(seconds=st.floats(0, 40), which=st.sets(st.integers(0, 2)))
    def live(self, seconds: float, which: set[int]) -> None:
        """Only these; the others stand still."""
        self.world.run(seconds, *(self.operators[number] for number in which))

    @rule(away=st.booleans())
    def leave(self, away: bool) -> None:
        self.world.leases.away = away

    @rule()
    def lose_an_answer(self) -> None:
        self.world.leases.lost = 1

    @rule(which=st.integers(0, 2))
    def let_go(self, which: int) -> None:
        self.operators[which].release()

    @invariant()
    def at_most_one_leads(self) -> None:
        assert len(leading(*self.operators)) <= 1

    def teardown(self) -> None:
        self.world.leases.away, self.world.leases.lost = False, 0
        self.world.run(60, *self.operators)
        assert len(leading(*self.operators)) == 1


Operators.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestOperators = Operators.TestCase


@pytest.fixture
def elections(namespace: Namespace) -> Iterator[list[Election]]:
    from bouwsteen.adapters.kubernetes.clients import ClusterSettings, open_cluster

    client = open_cluster(ClusterSettings(namespace.cluster.kubeconfig))
    yield [Election(client, namespace.name, "bouwsteen-operator", name) for name in ("one", "two")]
    client.close()


@pytest.mark.cluster
def test_a_real_server_keeps_one_leader(elections: list[Election], namespace: Namespace) -> None:
    one, two = elections
    for each in (one, two, one, two):
        each.step()
    assert (one.problem, two.problem) == (None, None)
    assert leading(one, two) == ["one"]

    one.release()
    two.step()

    lease = namespace.api.get(namespace.path("leases", "bouwsteen-operator", group="coordination.k8s.io/v1"))
    assert leading(one, two) == ["two"]
    assert (lease["spec"]["holderIdentity"], lease["spec"]["leaseTransitions"]) == ("two", 2)
