"""A long time of changes, removals, drift and restarts, on a cluster of its own: nothing that the operator keeps grows and grows.

Two operators share the stacks. One lives all the time, and it is looked at whether it grows; the other one is killed or ended again
and again, and the next one goes on. Whoever changes things waits until it is done, so that there is never more to do at the end than
in the beginning.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
import psutil
import pytest
from tests.cluster.apis import Api
from tests.cluster.clusters import Cluster
from tests.support.operator_towns import OperatorProcess, Province, town

from bouwsteen.adapters.state_logs.stores import GENERATIONS_KEPT
from bouwsteen_operator.shards import number_of

pytestmark = [pytest.mark.cluster, pytest.mark.soak]

MINUTES: Final = float(os.environ.get("BOUWSTEEN_MINUTES", "30"))
TOWNS: Final = 12
MOST_INSTANCES: Final = 3
_ACTORS: Final = 4
_PAUSE: Final = 5.0  # seconds between two samples
_LIFE: Final = 60.0  # seconds of an operator that is restarted
_LONGEST: Final = 300.0  # seconds against hanging
_FEW: Final = 4  # file descriptors and threads that come and go with requests
_NOISE: Final = 8.0  # MB


@dataclass(frozen=True, slots=True)
class Sample:
    """Of one operator at one moment. Memory in MB."""

    memory: float
    descriptors: int
    threads: int
    depth: float
    files: int


@dataclass
class Actor:
    """Somebody who changes some of the stacks, one after the other, and waits each time until that is done."""

    province: Province
    variants: Sequence[Sequence[dict[str, Any]]]  # what a town applies, by how many instances there are, from one
    towns: Sequence[int]
    stopped: threading.Event
    dice: random.Random
    done: int = 0
    removed: set[int] = field(default_factory=set)

    def run(self) -> None:
        for number in self.towns:
            self._wait(lambda: self.province.is_ready(number), f"{town(number)} is ready")  # noqa: B023  at once
        while not self.stopped.is_set():
            number = self.dice.choice(self.towns)
            if number in self.removed:
                self.change(number)
            else:
                self.dice.choice([self.change, self.change, self.look, self.spoil, self.remove])(number)
            self.done += 1
        for number in sorted(self.removed):
            self.change(number)

    def change(self, number: int) -> None:
        self.province.apply(number, self.dice.choice(self.variants))
        self.removed.discard(number)
        self._wait(lambda: self.province.is_ready(number), f"{town(number)} is ready")

    def look(self, number: int) -> None:
        text = f"now-{self.dice.random()}"
        self.province.request(number, text)
        self._wait(lambda: self.province.status(number).get("lastHandledReconcileAt") == text, f"{town(number)} was looked at")

    def spoil(self, number: int) -> None:
        """Somebody deletes what a stack has; it is put back when it is looked at."""
        api, path = self.province.cluster.admin, f"/api/v1/namespaces/{town(number)}/configmaps/part-0"
        api.delete(path)
        self.province.request(number, f"spoilt-{self.dice.random()}")
        self._wait(lambda: api.find(path), f"{town(number)} has again what was deleted")

    def remove(self, number: int) -> None:
        self.province.remove(number)
        self.removed.add(number)
        self._wait(lambda: not self.province.is_there(number), f"the stack of {town(number)} is gone")

    def _wait(self, check: Callable[[], Any], what: str) -> None:
        until = time.monotonic() + _LONGEST
        while not self._holds(check):
            if time.monotonic() > until:
                raise AssertionError(f"waited {_LONGEST:.0f} seconds until {what}")
            time.sleep(0.1)

    def _holds(self, check: Callable[[], Any]) -> bool:
        try:
            return bool(check())
        except httpx.TransportError:  # asked again
            return False


def take_sample(operator: OperatorProcess, folder: Path) -> Sample:
    process = psutil.Process(operator.process.pid)
    with process.oneshot():
        return Sample(
            process.memory_info().rss / 1e6,
            process.num_fds(),
            process.num_threads(),
            sum(figures(operator, "bouwsteen_queue_depth")) + sum(figures(operator, "bouwsteen_queue_waiting")),
            sum(1 for each in (*(folder / "marks").rglob("*"), *(folder / "tmp").rglob("*")) if each.is_file()),
        )


def figures(operator: OperatorProcess, name: str) -> list[float]:
    """What its metrics say under that name."""
    lines = operator.ask("metrics", "/metrics").splitlines()
    return [float(each.rpartition(" ")[2]) for each in lines if each.startswith((f"{name}{{", f"{name} "))]


def check_growth(samples: Sequence[Sample]) -> None:
    """Past a third of the time, by when all was done once, the last third holds no more than the one before."""
    third = len(samples) // 3
    earlier, later = samples[third : 2 * third], samples[2 * third :]
    before, after = (median(each.memory for each in part) for part in (earlier, later))
    assert after < 1.05 * before + _NOISE, f"memory grows: {[round(each.memory) for each in samples]}"
    for name in ("descriptors", "threads", "files"):
        most = [max(getattr(each, name) for each in part) for part in (earlier, later)]
        assert most[1] <= most[0] + _FEW, f"{name} grow: {[getattr(each, name) for each in samples]}"
    assert max(each.depth for each in later) <= TOWNS


def test_nothing_grows_while_stacks_and_operators_come_and_go(cluster_of_ours: Cluster, tmp_path: Path) -> None:
    """BOUWSTEEN_MINUTES says for how long."""
    province = Province(tmp_path, cluster_of_ours, MOST_INSTANCES)
    towns = range(TOWNS)
    assert {number_of(town(number), 2) for number in towns} == {1, 2}, "both operators have something to do"
    variants = []
    for count in range(1, MOST_INSTANCES + 1):
        province.write(count)
        variants.append(province.put_catalog())
    province.settle(towns)
    stopped, samples, lives = threading.Event(), list[Sample](), 0
    dice = random.Random(2026)
    actors = [Actor(province.beside(), variants, towns[first::_ACTORS], stopped, random.Random(first)) for first in range(_ACTORS)]
    with province.operate("--shard", "1/2", "--sweep", "20") as steady, ThreadPoolExecutor(_ACTORS) as pool:
        until = time.monotonic() + 60 * MINUTES
        work = [pool.submit(each.run) for each in actors]
        try:
            while time.monotonic() < until:
                with province.operate("--shard", "2/2", "--sweep", "20") as other:
                    ends = min(time.monotonic() + _LIFE, until)
                    while time.monotonic() < ends:
                        time.sleep(_PAUSE)
                        samples.append(take_sample(steady, tmp_path))
                        assert not any(each.done() for each in work), [each.exception() for each in work if each.done()]
                    assert not other.lines("a mistake")
                    lives += 1
                    if dice.random() < 0.5:
                        other.kill(signal.SIGKILL)
        finally:
            stopped.set()
        with province.operate("--shard", "2/2", "--sweep", "20") as other:
            for task in work:
                task.result(_LONGEST)
            for actor in actors:
                actor.province.cluster.close()
            cluster_of_ours.wait(lambda: province.count_ready() == TOWNS, "all are ready in the end")
            for operator in (steady, other):
                cluster_of_ours.wait(lambda: not any(figures(operator, "bouwsteen_queue_depth")), "nothing is left")  # noqa: B023  at once
                assert not operator.lines("a mistake")
    sys.stdout.write(f"{sum(each.done for each in actors)} changes, {lives} lives of the other operator\n")
    sys.stdout.write("".join(f"{each}\n" for each in samples[:: max(len(samples) // 20, 1)]))
    check_growth(samples)
    check_records(cluster_of_ours, towns)


def check_records(cluster: Cluster, towns: Sequence[int]) -> None:
    """Of each record no more is kept than that many generations, each with its root, its journal and its units."""
    most = 1 + (GENERATIONS_KEPT + 2) * (2 + MOST_INSTANCES)
    with closing(Api(cluster.kubeconfig)) as api:
        for number in towns:
            kept = api.get(f"/api/v1/namespaces/{town(number)}/secrets", labelSelector="app.kubernetes.io/managed-by=bouwsteen")["items"]
            assert 0 < len(kept) <= most, [each["metadata"]["name"] for each in kept]
