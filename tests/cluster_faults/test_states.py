"""The state of an environment in a real cluster, and programs that are killed at any step while they write it."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.clusters import Cluster
from tests.faults.places import STACK, Ended, Place, Server
from tests.support.programs import COUNTS_TO, DIES_AT
from tests.support.state_clusters import state_namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.adapters.kubernetes_state import ClusterStore
from bouwsteen.adapters.state_keys import LocalKeys, default_key_folder
from bouwsteen.state.ports import Mode, StateSession

pytestmark = pytest.mark.cluster

Blocks = Sequence[Mapping[str, Any]]
APPLY = ("apply", STACK, "--yes", "--parallelism", "1", "--lock-timeout", "120")


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

    def apply(self, server: Server, environment: Mapping[str, str] | None = None, code: int = 0) -> Ended:
        return server.run(self.place, *APPLY, code=code, environment={"KUBECONFIG": str(self.cluster.kubeconfig), **(environment or {})})

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


@pytest.mark.fault("F1", "F2", "F8")
@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.slow), pytest.param(0, marks=pytest.mark.soak, id="all")])
def test_apply_is_killed_at_every_step(kills: int, server: Server, cluster: Cluster, tmp_path: Path) -> None:
    """Between two writes or requests, and where what was asked was done and nobody heard of it.

    The next run takes the lock of the dead at once, finds out what became of its calls, and reaches the same world.
    """
    with state_namespace(cluster) as (client, namespace):
        undisturbed = KeptInCluster(Place(tmp_path / "undisturbed"), cluster, client, namespace)
        undisturbed.write(blocks("hallo", 4))
        count = tmp_path / "count"
        undisturbed.apply(server, {COUNTS_TO: str(count)})
        moments, expected = int(count.read_text()), undisturbed.place.things()
        undisturbed.check(expected)
    assert moments > 100
    # The last moments are those of letting go, after which a run may end: what they leave is whole.
    chosen = range(1, moments + 1) if not kills else random.Random(20261126 + kills).sample(range(1, moments + 1), kills)
    for moment in chosen:
        with state_namespace(cluster) as (client, namespace):
            kept = KeptInCluster(Place(tmp_path / str(moment)), cluster, client, namespace)
            kept.write(blocks("hallo", 4))
            killed = kept.apply(server, {DIES_AT: str(moment)}, -signal.SIGKILL)
            again = kept.apply(server)
            assert "gave no sign of life" not in again.text, f"who died on this machine is not waited for, at {moment}: {killed.text}"
            kept.check(expected)
            shutil.rmtree(kept.place.folder)
