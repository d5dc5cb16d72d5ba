"""The state of an environment in a real cluster: programs that are killed at any time, and every verb that looks after a state."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.clusters import Cluster
from tests.faults.places import STACK, Ended, Place, Server
from tests.support.state_clusters import state_namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.adapters.kubernetes_state import ClusterStore
from bouwsteen.adapters.state_keys import LocalKeys, default_key_folder
from bouwsteen.state.ports import Mode, StateSession

pytestmark = pytest.mark.cluster

Blocks = Sequence[Mapping[str, Any]]
APPLY = ("apply", STACK, "--yes", "--parallelism", "2", "--lock-timeout", "120")


def blocks(text: str, workers: int) -> Blocks:
    names = {f"w{number}": 1 for number in range(workers)}
    return (
        {"name": "keys", "block": "service"},
        {"name": "app", "block": "app", "parameters": {"text": text, "workers": names}, "uses": {"key": "keys/key"}},
    )


@dataclass(frozen=True)
class KeptInCluster:
    """A workspace whose state is in a namespace of its own, and what its things are made in."""

    place: Place
    cluster: Cluster
    client: ClusterClient
    namespace: str

    def write(self, wanted: Blocks) -> None:
        local = {"target": "local", "state": {"store": "kubernetes"}, "kubernetes": {"namespace": self.namespace}}
        self.place.write(*wanted, environments={"local": local})

    @property
    def environment(self) -> dict[str, str]:
        return {"KUBECONFIG": str(self.cluster.kubeconfig)}

    def run(self, server: Server, *arguments: str, code: int | None = 0) -> Ended:
        return server.run(self.place, *arguments, code=code, environment=self.environment)

    @property
    def store(self) -> ClusterStore:
        return ClusterStore(self.client, self.namespace, LocalKeys(default_key_folder(self.place.environment(), Path("/"))))

    def read(self) -> StateSession:
        return self.store.open(STACK, "local", Mode.READ)

    def check(self, expected: list[str]) -> None:
        """Nothing lost, nothing doubled: what was made is what should be, and each of it is on record once."""
        assert self.place.things() == expected
        with self.read() as session:
            assert session.in_doubt == ()
            assert sorted(record.id for record in session.snapshot.records()) == sorted(self.place.objects())
        assert not (self.place.workspace / ".bouwsteen" / "state" / STACK).exists(), "nothing of it is kept in the folder"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def kept(cluster: Cluster, tmp_path: Path) -> Iterator[KeptInCluster]:
    with state_namespace(cluster) as (client, namespace):
        yield KeptInCluster(Place(tmp_path), cluster, client, namespace)


@pytest.mark.fault("F1", "F2", "F8")
@pytest.mark.parametrize("kills", [2, pytest.param(12, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.soak)])
def test_apply_is_killed_at_any_time(kills: int, server: Server, cluster: Cluster, tmp_path: Path) -> None:
    """The next run takes the lock of the dead at once, finds out what became of its calls, and reaches the same world."""
    chances = random.Random(20261126 + kills)
    with state_namespace(cluster) as (client, namespace):
        undisturbed = KeptInCluster(Place(tmp_path / "undisturbed"), cluster, client, namespace)
        undisturbed.write(blocks("hallo", 4))
        seconds = undisturbed.run(server, *APPLY).seconds
        expected = undisturbed.place.things()
        undisturbed.check(expected)
    for number in range(kills):
        with state_namespace(cluster) as (client, namespace):
            kept = KeptInCluster(Place(tmp_path / str(number)), cluster, client, namespace)
            kept.write(blocks("hallo", 4))
            for _ in range(2):  # the second is killed while it resumes what the first left
                running = server.start(kept.place, *APPLY, environment=kept.environment)
                time.sleep(seconds * chances.uniform(0.3, 1.0))
                os.kill(running.pid, signal.SIGKILL)
                running.wait()
            again = kept.run(server, *APPLY)
            assert "gave no sign of life" not in again.text, "who died on this machine is not waited for"
            kept.check(expected)


@pytest.mark.slow
def test_every_verb_of_a_state_works_on_one_in_a_cluster(server: Server, kept: KeptInCluster, tmp_path: Path) -> None:
    kept.write(blocks("hallo", 1))
    kept.run(server, *APPLY)
    assert "keys/store" in kept.run(server, "state", "list", STACK).text
    assert "keys/store" in kept.run(server, "state", "show", STACK, "keys/store").text
    copy = tmp_path / "copy.bouwsteen-state"
    kept.run(server, "state", "backup", STACK, str(copy))
    kept.run(server, "state", "mv", STACK, "keys/store", "keys/depot", "--dry-run")
    kept.run(server, "state", "mv", STACK, "keys/store", "keys/depot")
    assert "keys/depot" in kept.run(server, "state", "list", STACK).text
    kept.run(server, "state", "restore", STACK, str(copy), "--yes")
    assert "keys/store" in kept.run(server, "state", "list", STACK).text
    assert kept.run(server, "state", "generations", STACK).text
    kept.run(server, "state", "rekey", STACK)
    kept.run(server, "state", "rekey", STACK, "--retire", "--yes")
    kept.run(server, *APPLY)
    kept.run(server, "state", "transfer", STACK, "--to", "operator:leuven", "--reason", "goes live", "--yes")
    assert "state-owner" in kept.run(server, *APPLY, code=None).text
