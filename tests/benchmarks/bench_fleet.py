"""Figures of a fleet: `uv run python -m tests.benchmarks.bench_fleet [STACKS…]`.

A tree of so many stacks of municipalities (left out: 72, 143 and all 285), under git. A newer version of the block
of forms comes to its catalog, and all stacks that may take it do: `impact` of the version, and `pr` of all that and of
one edited stack, each as the command that people run. Printed: seconds of the clock and of the processor, of all
processes together, and the exponent by which the processor's grow from the smallest tree to the largest. Nothing here
asserts a time.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.fleet_changes import Tree, raise_version
from tests.support.fleets import Fleet, lock_fleet, plan_fleet, write_fleet

SIZES = (72, 143, 285)
_GIT = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.invalid", "-c", "commit.gpgsign=false")


def measure(folder: Path, *arguments: str) -> tuple[float, float]:
    """Seconds of the clock, and of the processor. A command that finds something to tell may end with another code than 0."""
    before, started = os.times(), time.perf_counter()
    ended = subprocess.run([sys.executable, "-m", "bouwsteen", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - started, os.times()
    if ended.returncode not in {0, 2, 5, 10} or not ended.stdout.strip():
        raise SystemExit(f"{' '.join(arguments)} ended with {ended.returncode}:\n{ended.stderr}")
    return clock, after.children_user + after.children_system - before.children_user - before.children_system


def commit(folder: Path, message: str) -> None:
    for arguments in (("add", "--all"), ("commit", "--quiet", "--message", message)):
        subprocess.run([*_GIT, *arguments], cwd=folder, check=True, capture_output=True)


def keep_drafts_longer(spec: dict[str, Any]) -> None:
    entry = next(each for each in spec["blocks"] if each["block"] == "forms")
    entry.setdefault("parameters", {})["draftDays"] = 21


def prepare(folder: Path, size: int) -> None:
    """A tree with four commits: the fleet, one edited stack, a newer version of a block, and what the stacks make of it."""
    stacks = plan_fleet().stacks[:size]
    write_fleet(Fleet(1, stacks), folder)
    lock_fleet(folder)
    subprocess.run([*_GIT, "init", "--quiet", "--initial-branch", "main"], cwd=folder, check=True)
    commit(folder, "The fleet")
    Tree(folder).edit_stack(next(stack.name for stack in stacks if "forms" in stack.blocks), keep_drafts_longer)
    commit(folder, "One stack")
    raise_version(Tree(folder), "forms", "1.1.0")
    commit(folder, "A newer version")
    subprocess.run([*_GIT, "tag", "--annotate", "--message", "Published", "forms/v1.0.0", "HEAD~1"], cwd=folder, check=True)
    measure(folder, "lock", "--upgrade", "-o", "json")
    commit(folder, "Taken")


def main(sizes: Sequence[int]) -> None:
    print(f"{'':<34}{'stacks':>8}{'clock':>9}{'processor':>11}")
    measured: dict[str, list[tuple[int, float]]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bouwsteen-fleet-") as name:
            folder = Path(name)
            prepare(folder, size)
            runs = {
                "impact of a block": ("impact", "--base", "HEAD~2", "--head", "HEAD~1", "-o", "json"),
                "pr of a block": ("pr", "--base", "HEAD~2", "--head", "HEAD"),
                "pr of one stack": ("pr", "--base", "HEAD~3", "--head", "HEAD~2"),
            }
            for what, arguments in runs.items():
                clock, processor = measure(folder, *arguments)
                measured.setdefault(what, []).append((size, processor))
                print(f"{what:<34}{size:>8}{clock:>9.2f}{processor:>11.2f}", flush=True)
    for what, found in measured.items():
        (small, first), (large, last) = found[0], found[-1]
        if large > small:
            print(f"{what}: grows with the power {math.log(last / first) / math.log(large / small):.2f} of the stacks")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
