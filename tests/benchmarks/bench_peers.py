"""OpenTofu or Terraform on the graph of `bench_engine.py`: `uv run python tests/benchmarks/bench_peers.py [SIZES…]`.

N resources that do nothing (`terraform_data`, which needs no download), in chains of 10, each of which reads the output
of the one before. Whichever of the two is on the PATH is measured: seconds of the clock, and peak MB. The figures stand
beside those of `bouwsteen plan` and `bouwsteen apply`; nothing is asserted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (300, 1_000, 3_000)
CHAIN = 10
QUIET = ("-input=false", "-no-color")


def write_graph(root: Path, size: int, changed: int | None = None) -> None:
    """`changed` is the number of the one resource that asks for something else."""
    resources = {}
    for number in range(size):
        previous = f"${{terraform_data.i{number - 1}.id}}" if number % CHAIN else ""
        resources[f"i{number}"] = {"input": {"size": 2 if number == changed else 1, "previous": previous, "name": f"i{number}"}}
    (root / "main.tf.json").write_text(json.dumps({"resource": {"terraform_data": resources}}))


def run(root: Path, *command: str) -> tuple[float, float]:
    """Seconds and peak MB of one command as a process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # waited for already
    assert process.returncode == 0, command
    return wall, used.ru_maxrss / 1024


def measure(program: str, size: int) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_graph(root, size)
        run(root, program, "init", *QUIET)
        plan = (program, "plan", *QUIET)
        found = {
            "plan, cold": run(root, *plan),
            "apply": run(root, program, "apply", "-auto-approve", *QUIET),
            "plan, no change": run(root, *plan),
        }
        write_graph(root, size, changed=size // 2)
        found["plan, one change"] = run(root, *plan)
        return found


def main(sizes: list[int]) -> None:
    program = shutil.which("tofu") or shutil.which("terraform")
    if program is None:
        print("Neither tofu nor terraform is on the PATH: nothing to compare with.")
        return
    version = subprocess.run([program, "version"], check=True, capture_output=True, text=True).stdout.splitlines()
    print(next((line for line in version if line.startswith(("OpenTofu", "Terraform"))), program))
    figures = [measure(program, size) for size in sizes]
    print(f"{'':20}" + "".join(f"{size:>20,}" for size in sizes))
    for row in figures[0]:
        print(f"{row:20}" + "".join(f"{each[row][0]:10.2f} s {each[row][1]:5.0f} MB" for each in figures))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
