"""The lock of a record that a dead operator left: who leads after it goes on at once, and nobody else does."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.support.fake_clusters import FakeCluster
from tests.unit.state.conftest import NAMESPACE, make_record

from bouwsteen.adapters.kubernetes_state import ClusterStore, processes
from bouwsteen.adapters.kubernetes_state.locks import Watches
from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.errors import StateError, StateLockedError
from bouwsteen.state.journals import Put
from bouwsteen.state.ports import Mode, StateSession, Writer
from bouwsteen_operator.leaders import Election

QUIET = Lease(30, 3600.0)  # gives no sign of life of its own
WRITER = Writer("operator/tests", "run-1", "an", "reconcile", "2026-01-01T00:00:00Z")
SYSTEM = "bouwsteen-system"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each operator is on another machine, as pods are: of its process nobody can tell anything."""
    monkeypatch.setattr(processes, "describe", lambda: "")


@dataclass
class World:
    """Operators of one cluster; time passes for all of them."""

    folder: Path
    cluster: FakeCluster = field(default_factory=FakeCluster)
    time: float = 1000.0

    def __post_init__(self) -> None:
        for name in (SYSTEM, NAMESPACE):
            self.cluster.request("POST", "/api/v1/namespaces", body={"metadata": {"name": name}})

    def operator(self, identity: str, lease: str = "bouwsteen-operator") -> Election:
        return Election(self.cluster, SYSTEM, lease, identity, monotonic=lambda: self.time)

    def store(self, election: Election | None) -> ClusterStore:
        """Of an operator; of the command line without one."""
        keys = LocalKeys(self.folder / "keys")
        return ClusterStore(self.cluster, NAMESPACE, keys, QUIET, watches=Watches(lambda: self.time), succession=election)

    def lead(self, election: Election) -> None:
        """All others are dead or wait."""
        for _ in range(20):
            election.step()
            self.time += 1.0
        election.step()
        assert election.is_leading()


def write(store: ClusterStore) -> StateSession:
    return store.open("leuven", "local", Mode.WRITE, WRITER)


def test_who_leads_next_takes_over_what_a_dead_leader_held_at_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    one, two = world.operator("one"), world.operator("two")
    world.lead(one)
    dead = write(world.store(one))
    dead.append(Put(make_record("ebox")))
    two.step()
    with pytest.raises(StateLockedError):
        write(world.store(two))  # it leads not yet
    world.lead(two)
    with write(world.store(two)) as session:
        assert set(session.snapshot.units) == {"ebox"}
        with pytest.raises(StateError):
            dead.append(Put(make_record("late")))  # whatever it sent last comes too late
        session.append(Put(make_record("forms")))
    with write(world.store(two)) as session:
        assert set(session.snapshot.units) == {"ebox", "forms"}


@pytest.mark.parametrize(
    ("holder", "lease"),
    [("cli", ""), ("other", "bouwsteen-operator-1-of-2"), ("two", "bouwsteen-operator")],
    ids=["the command line", "an operator by another lease", "itself"],
)
def test_nobody_elses_lock_is_taken_for_that(tmp_path: Path, holder: str, lease: str) -> None:
    world = World(tmp_path)
    one, two = world.operator("one"), world.operator("two")
    world.lead(one)
    with write(world.store(one)) as session:
        session.append(Put(make_record("ebox")))  # the Lease of the record says from now on that it was the last one
    other = None
    if lease:
        other = two if holder == "two" else world.operator(holder, lease)
        world.lead(other)
    held = write(world.store(other))
    world.lead(two)
    with pytest.raises(StateLockedError):
        write(world.store(two))
    held.append(Put(make_record("forms")))
    held.close()


def test_who_looks_now_and_then_also_sees_a_lock_stand_still(tmp_path: Path) -> None:
    """An operator never waits for a lock: it looks again, by another open each time."""
    world = World(tmp_path)
    write(world.store(None)).append(Put(make_record("ebox")))
    store = world.store(world.operator("one"))
    looks = 0
    while looks < 100:
        looks += 1
        with contextlib.suppress(StateLockedError), write(store) as session:
            assert [each.code for each in session.warnings] == ["state-lock-expired"]
            break
        world.time += 5.0
    assert looks == 16  # each of them counts for two seconds: in between it may have been away itself
    with write(replace(store, watches=None)):
        pass
