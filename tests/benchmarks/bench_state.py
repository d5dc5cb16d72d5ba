"""What states cost: a step, opening, a commit, at several sizes. Prints figures and asserts none.

python tests/benchmarks/bench_state.py [instances …]
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.addresses import Address
from bouwsteen.state.journals import Begin, End, Outcome, Put
from bouwsteen.state.ports import Mode, Writer
from bouwsteen.state.records import Dependency, ObjectRecord, ResourceRecord
from bouwsteen.values import Secret

WRITER = Writer("cli", "run", "an", "up", "2026-01-01T00:00:00Z")
RECORDS_PER_INSTANCE = 3
STEPS = 500


def make_record(instance: int, number: int) -> ResourceRecord:
    """About 900 bytes of JSON, as a binding has."""
    broker = {"url": "http://127.0.0.1:20000", "username": "leuven.local.ebox", "password": Secret("p" * 43)}
    return ResourceRecord(
        Address("leuven", "local", f"i{instance}", f"r{number}"),
        "broker/binding",
        id=f"{instance}-{number}",
        inputs={"instance": {"instanceId": f"x{instance}", "serviceId": "identity", "planId": "standard", "broker": broker}},
        outputs={"bindingId": f"b{instance}", "credentials": {"issuer": "http://127.0.0.1/x", "clientSecret": Secret("s" * 43)}},
        secret_versions={"/outputs/credentials/clientSecret": 1, "/inputs/instance/broker/password": 1},
        dependencies=tuple(Dependency(Address("leuven", "local", f"i{instance}", f"r{other}"), 1) for other in range(number)),
        objects=(ObjectRecord("binding", f"b{instance}"),),
        block="ebox",
        block_version="1.0.0",
        updated="2026-01-01T00:00:00Z",
    )


def seconds(call: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """The best of `times`: by the clock, and of the processor."""
    walls, cpus = [], []
    for _ in range(times):
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def floor(folder: Path) -> float:
    """Milliseconds, median, of appending 1,200 bytes and syncing, with nothing around it."""
    disk = Disk()
    path = folder / "floor"
    path.write_bytes(b"")
    fd = disk.open_for_append(path)

    def write_and_sync() -> None:
        disk.write(fd, bytes(1200))
        disk.sync(fd)

    return statistics.median(_timed(write_and_sync) for _ in range(STEPS)) * 1e3


def _timed(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(instances: int, folder: Path) -> None:
    store = FolderStore(folder / "state", LocalKeys(folder / "keys"))
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    session.append(*[Put(make_record(instance, number)) for instance in range(instances) for number in range(RECORDS_PER_INSTANCE)])
    first = seconds(session.close)
    opened = seconds(lambda: store.open("leuven", "local", Mode.READ), 5)
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    times = []
    processor = time.process_time()
    for step in range(STEPS // 2):
        record = make_record(step % instances, 1)
        times.append(_timed(lambda: session.append(Begin("run", f"s{step}", "update", record))))  # noqa: B023  called at once
        times.append(_timed(lambda: session.append(End(f"s{step}", Outcome.DONE, record))))  # noqa: B023  called at once
    processor = (time.process_time() - processor) / STEPS
    times.sort()
    changed = seconds(session.close)
    session = store.open("leuven", "local", Mode.WRITE, WRITER)
    session.append(Put(make_record(0, 0)))
    one = seconds(session.close)
    size = sum(path.stat().st_size for path in (folder / "state").rglob("generation.*"))
    sys.stdout.write(
        f"{instances:>7} instances, {instances * RECORDS_PER_INSTANCE:>7} records, {size / 1e6:6.1f} MB | "
        f"step median {statistics.median(times) * 1e3:.3f} ms, p99 {times[int(len(times) * 0.99)] * 1e3:.3f} ms "
        f"({processor * 1e3:.3f} ms of processor; write and sync alone {floor(folder):.3f} ms) | "
        f"open {opened[0]:.3f} s ({opened[1]:.3f} s of processor) | commit of all {first[0]:.3f} s, "
        f"of {min(instances, STEPS // 2)} units {changed[0] * 1e3:.1f} ms, of one unit {one[0] * 1e3:.1f} ms\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", type=int, default=[300, 3_000, 10_000, 30_000])
    for instances in parser.parse_args().instances:
        # Not in memory: the disk is what we measure.
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
            measure(instances, Path(folder))


if __name__ == "__main__":
    main()
