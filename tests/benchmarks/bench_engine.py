"""Figures of the engine by size: `uv run python tests/benchmarks/bench_engine.py [SIZES…]`.

Two stacks of N null resources in chains of 10, each of which reads the output of the one before. In the first each is an
instance of its own, and the engine is called in one process. In the second the chains are made by a block, and the
command line is called as people call it, a process for each command. Each size runs in processes of its own, so that
peak memory is its own. Printed: seconds of the clock (the median where there are several runs), and where the name says
so of the processor, which a busy machine disturbs less; MB; and the exponent by which each grows from the smallest size
to the largest. Nothing here asserts a time.
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (300, 1_000, 3_000, 10_000, 30_000)
CHAIN = 10
MOST_INSTANCES = 1_000  # so that a stack is no larger than a document may be; beyond, an instance makes more chains
ROOT = Path(__file__).parents[2]

# The first of a chain has nothing before it.
BLOCK = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: BuildingBlock
metadata: {name: $NAME}
spec:
  version: 1.0.0
  title: {nl: Schakel}
  owner: Benchmark
  parameters: {type: object, additionalProperties: false, properties: {size: {type: integer, default: 1}}}
  uses: $USES
  provides:
    link: {interface: link, version: 1.0.0}
  targets:
    local:
      fidelity: simulated
      resources:
        - {id: thing, type: null/object, with: {values: {size: "${parameters.size}", previous: "$PREVIOUS", name: "${instance.name}"}}}
      provides:
        link: {value: {id: "${resources.thing.id}"}}
"""
INTERFACE = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Interface
metadata: {name: link}
spec:
  version: 1.0.0
  bindingType: link
  fields: {id: {type: string}}
  required: [id]
"""
ENTRY = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: CatalogEntry
metadata: {name: $NAME}
spec: {versions: [{version: 1.0.0, channel: stable, since: 2026-01-01}]}
"""


def write_workspace(root: Path, size: int, changed: int | None = None) -> None:
    """`changed` is the number of the one instance that asks for something else."""
    files = {"catalog/interfaces/link.yaml": INTERFACE}
    for name, uses, previous in (("head", "{}", ""), ("link", "{previous: {interface: link, version: ^1.0}}", "${uses.previous.id}")):
        files[f"blocks/{name}/block.yaml"] = BLOCK.replace("$NAME", name).replace("$USES", uses).replace("$PREVIOUS", previous)
        files[f"catalog/{name}.yaml"] = ENTRY.replace("$NAME", name)
    files["catalog/organisations.csv"] = (
        "nis,name,kind,province,population,facilities,postalCodes\n24062,Leuven,municipality,Vlaams-Brabant,1,,3000\n"
    )
    lines = ["apiVersion: bouwsteen.vlaanderen.be/v1alpha1", "kind: Stack", "metadata: {name: chains}", "spec:"]
    lines += ['  organisation: {nis: "24062"}', "  environments: {local: {target: local}}", "  blocks:"]
    for number in range(size):
        uses = f", uses: {{previous: i{number - 1}/link}}" if number % CHAIN else ""
        parameters = ", parameters: {size: 2}" if number == changed else ""
        block = "link" if number % CHAIN else "head"
        lines.append(f"    - {{block: {block}, name: i{number}{uses}{parameters}}}")
    files["stacks/chains/stack.yaml"] = "\n".join(lines) + "\n"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def write_chain_workspace(root: Path, size: int, changed: bool = False) -> None:
    """The same number of resources by one block that makes chains; `changed` asks one instance for something else."""
    instances = min(size // CHAIN, MOST_INSTANCES)
    parts = []
    for number in range(size // instances):
        previous = f"${{resources.c{number - 1}.id}}" if number % CHAIN else ""
        values = f'{{size: "${{parameters.size}}", previous: "{previous}", name: "${{instance.name}}"}}'
        parts.append(f"        - {{id: c{number}, type: null/object, with: {{values: {values}}}}}")
    block = BLOCK[: BLOCK.index("        - {id: thing")] + "\n".join(parts) + "\n"
    block = block.replace("  provides:\n    link: {interface: link, version: 1.0.0}\n", "")
    write_workspace(root, 0)
    files = {
        "blocks/chain/block.yaml": block.replace("$NAME", "chain").replace("$USES", "{}"),
        "catalog/chain.yaml": ENTRY.replace("$NAME", "chain"),
    }
    lines = [
        f"    - {{block: chain, name: i{each}{', parameters: {size: 2}' if changed and not each else ''}}}" for each in range(instances)
    ]
    stack = root / "stacks" / "chains" / "stack.yaml"
    files["stacks/chains/stack.yaml"] = stack.read_text() + "\n".join(lines) + "\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def measure(size: int) -> dict[str, float]:
    """All figures of the engine at one size. Run in a process of its own."""
    from tests.support import engines
    from tests.support.file_worlds import FileWorld

    from bouwsteen.adapters.state_folders import Disk, FolderStore
    from bouwsteen.adapters.state_keys import LocalKeys
    from bouwsteen.cli.memories import collect_rarely
    from bouwsteen.documents.sources import Limits
    from bouwsteen.documents.validations import validate_stack
    from bouwsteen.engine.applies import apply
    from bouwsteen.engine.plans import make_plan

    class CountingDisk(Disk):
        syncs = 0

        def sync(self, fd: int) -> None:
            self.syncs += 1
            super().sync(fd)

    collect_rarely()
    disk = CountingDisk()
    limits = Limits(file_bytes=8 * 1024 * 1024, nodes=1_000_000)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_workspace(root, size)
        store = FolderStore(root / "state", LocalKeys(root / "keys"), disk=disk)
        engine = engines.make_engine(FileWorld(root / "world"), store, parallelism=8)
        workspace = engines.load(root, "chains", limits=limits)

        def validate() -> None:
            assert not validate_stack(engines.read(root, "chains", limits=limits), "chains").has_errors

        def cold_plan() -> None:
            make_plan(engine, engines.compiled(engine, engines.read(root, "chains", limits=limits), "chains").desired)

        found["validate"] = median(validate)
        found["cold plan"] = median(cold_plan)
        desired = engines.compiled(engine, workspace, "chains").desired
        disk.syncs = 0
        found["apply, null provider"] = seconds(lambda: apply(engine, desired))
        found["  syncs of the disk"] = disk.syncs
        with engine.read_state("chains", "local", "24062") as session:
            found["  entries in the journal"] = session.snapshot.serial
        found["plan without change"] = median(cold_plan)
        write_workspace(root, size, changed=size // 2)
        found["plan of one change"] = median(cold_plan)
        found["state step (ms)"] = state_step(engine)
    found["peak memory (MB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def state_step(engine: object) -> float:
    """Milliseconds of one durable entry in the state as it stands now: the median of 200."""
    from dataclasses import replace

    from bouwsteen.engine.engines import Engine
    from bouwsteen.state.journals import Put

    assert isinstance(engine, Engine)
    with engine.write_state("chains", "local", "24062", "bench") as session:
        record = next(iter(session.snapshot.records()))
        times = []
        for number in range(200):
            started = time.perf_counter()
            session.append(Put(replace(record, problem=str(number))))
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], object], runs: int = 3) -> float:
    return statistics.median(seconds(work) for _ in range(runs))


def measure_commands(size: int) -> dict[str, float]:
    """All figures of the command line at one size."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_chain_workspace(root, size)
        run(root, "lock", "chains")

        def add(row: str, *arguments: str, runs: int = 3) -> None:
            taken = [run(root, *arguments) for _ in range(runs)]
            found[row] = statistics.median(wall for wall, _, _ in taken)
            found[f"{row}, processor"] = statistics.median(cpu for _, cpu, _ in taken)
            found["bouwsteen, peak memory (MB)"] = max(found.get("bouwsteen, peak memory (MB)", 0), *(peak for _, _, peak in taken))

        add("bouwsteen plan, cold", "plan", "chains")
        add("bouwsteen apply", "apply", "chains", "--yes", runs=1)
        add("bouwsteen plan, no change", "plan", "chains")
        write_chain_workspace(root, size, changed=True)
        add("bouwsteen plan, one change", "plan", "chains")
    return found


def run(root: Path, *arguments: str) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and peak MB, of one command as a process."""
    environment = {**os.environ, "XDG_DATA_HOME": str(root / "data"), "XDG_CACHE_HOME": str(root / "cache")}
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bouwsteen", *arguments], cwd=root, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # waited for already
    assert process.returncode == 0, arguments
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def help_time() -> float:
    """Seconds of `bouwsteen --help` as a whole process: the median of 5."""
    return median(lambda: subprocess.run([sys.executable, "-m", "bouwsteen", "--help"], check=True, capture_output=True, cwd=ROOT), 5)


def main(sizes: list[int]) -> None:
    figures: dict[int, dict[str, float]] = {}
    for size in sizes:
        figures[size] = {}
        for part in ("--engine", "--commands"):
            command = [sys.executable, __file__, part, str(size)]
            output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=_environment()).stdout
            figures[size] |= json.loads(output)
    print(f"{'':36}" + "".join(f"{size:>12,}" for size in sizes) + f"{'exponent':>12}")
    for row in figures[sizes[0]]:
        values = [figures[size][row] for size in sizes]
        growth = math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0]) if len(sizes) > 1 else float("nan")
        print(f"{row:36}" + "".join(f"{value:12,.3f}" for value in values) + f"{growth:12.2f}")
    print(f"{'bouwsteen --help':36}{help_time():12.3f}")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    parts = {"--engine": measure, "--commands": measure_commands}
    if sys.argv[1:2] and sys.argv[1] in parts:
        print(json.dumps(parts[sys.argv[1]](int(sys.argv[2]))))
    else:
        main([int(each) for each in sys.argv[1:]] or list(SIZES))
