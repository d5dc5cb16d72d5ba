"""Figures of policies: `uv run python tests/benchmarks/bench_policies.py [SIZES…]`.

The policies of this repository, asked of N instances that are like those of its stacks: each with its flows and the files that it takes,
and with two resources and what is done to them. Printed: seconds of the processor to compile them, to ask them once (the shortest of three
runs), how many answers that is, and the exponent by which asking grows from the smallest size to the largest. Nothing here asserts a time.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.engine.policies import compile_policies, resolved_subjects
from bouwsteen.policy.judgements import judge
from bouwsteen.policy.subjects import Subject

SIZES = (300, 1_000, 3_000)
ROOT = Path(__file__).parents[2]
DAY = dt.date(2028, 1, 1)


def like(subjects: list[Subject], size: int) -> list[Subject]:
    """`size` instances, each with what comes with it, under names of their own."""
    groups: list[list[Subject]] = []
    for subject in subjects:
        if subject.kind is SubjectKind.INSTANCE:
            groups.append([subject])
        elif groups and subject.kind in {SubjectKind.FLOW, SubjectKind.CONTENT}:
            groups[-1].append(subject)
    return [replace(each, address=f"{number}/{each.address}") for number, group in enumerate(islice(cycle(groups), size)) for each in group]


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    found = []
    for _ in range(runs):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def main(sizes: list[int]) -> None:
    workspace, problems = load_workspace(ROOT)
    assert not problems.has_errors
    subjects = [subject for stack in workspace.stacks for subject in resolved_subjects(workspace, stack)]
    compiled = compile_policies(workspace.policies)
    print(f"compile {len(compiled)} policies: {seconds(lambda: compile_policies(workspace.policies)):.3f} s of the processor")
    print(f"{'instances':>10} {'subjects':>9} {'answers':>9} {'seconds':>8} {'µs each':>8}")
    measured = []
    for size in sizes:
        listed = like(subjects, size)
        answers = sum(len(policy.rules.get(each.kind, ())) for policy in compiled.values() for each in listed)
        spent = seconds(lambda listed=listed: judge(compiled.values(), listed, DAY))  # type: ignore[misc]  # a default binds it now
        measured.append((size, spent))
        print(f"{size:>10} {len(listed):>9} {answers:>9} {spent:>8.3f} {1e6 * spent / answers:>8.1f}")
    (small, first), (large, last) = measured[0], measured[-1]
    if large > small:
        print(f"grows with the power {math.log(last / first) / math.log(large / small):.2f} of the instances")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
