"""Figures of the engine by size: `uv run python tests/benchmarks/bench_engine.py [SIZES…]`.

A stack of N instances in chains of 10, each one null resource that reads its neighbour's
output. Each size runs in a process of its own, so that peak memory is its own. Printed:
seconds (median of the runs where there are several), MB, and the exponent by which each
grows from the smallest size to the largest. Nothing here asserts a time.
"""

from __future__ import annotations

import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (300, 1_000, 3_000, 10_000)
CHAIN = 10
ROOT = Path(__file__).parents[2]
ROWS = ("validate", "cold plan", "plan without change", "plan of one change", "apply, null provider", "state step (ms)", "peak memory (MB)")

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


def measure(size: int) -> dict[str, float]:
    """All figures of one size. Run in a process of its own."""
    from tests.support import engines
    from tests.support.file_worlds import FileWorld

    from bouwsteen.adapters.state_folders.stores import FolderStore
    from bouwsteen.adapters.state_keys import LocalKeys
    from bouwsteen.cli.memories import collect_rarely
    from bouwsteen.documents.sources import Limits
    from bouwsteen.documents.validations import validate_stack
    from bouwsteen.engine.applies import apply
    from bouwsteen.engine.plans import make_plan

    collect_rarely()
    limits = Limits(file_bytes=8 * 1024 * 1024, nodes=1_000_000)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_workspace(root, size)
        engine = engines.make_engine(FileWorld(root / "world"), FolderStore(root / "state", LocalKeys(root / "keys")), parallelism=8)
        workspace = engines.load(root, "chains", limits=limits)

        def validate() -> None:
            assert not validate_stack(engines.read(root, "chains", limits=limits), "chains").has_errors

        def cold_plan() -> None:
            make_plan(engine, engines.compiled(engine, engines.read(root, "chains", limits=limits), "chains").desired)

        found["validate"] = median(validate)
        found["cold plan"] = median(cold_plan)
        desired = engines.compiled(engine, workspace, "chains").desired
        found["apply, null provider"] = seconds(lambda: apply(engine, desired))
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


def help_time() -> float:
    """Seconds of `bouwsteen --help` as a whole process: the median of 5."""
    return median(lambda: subprocess.run([sys.executable, "-m", "bouwsteen", "--help"], check=True, capture_output=True, cwd=ROOT), 5)


def main(sizes: list[int]) -> None:
    figures = {}
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=_environment()).stdout
        figures[size] = json.loads(output)
    print(f"{'':24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'exponent':>12}")
    for row in ROWS:
        values = [figures[size][row] for size in sizes]
        growth = math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0]) if len(sizes) > 1 else float("nan")
        print(f"{row:24}" + "".join(f"{value:12.3f}" for value in values) + f"{growth:12.2f}")
    print(f"{'--help':24}{help_time():12.3f}")


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(each) for each in sys.argv[1:]] or list(SIZES))
