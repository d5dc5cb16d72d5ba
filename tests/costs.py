"""What a run of tests cost: its thirty longest tests and files, from its JUnit reports. For who reads a log; nothing here judges.

uv run python tests/costs.py default.xml slow.xml

Times are those of the clock, of workers that shared the machine: compare them within a run.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

SHOWN: Final = 30


def measured(report: Path) -> Iterator[tuple[str, str, float]]:
    """File, name and seconds of each test, with what was set up for it."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  reports of our own runs
        yield case.get("file", case.get("classname", "")), case.get("name", ""), float(case.get("time", "0"))


def lines(reports: Iterable[Path]) -> Iterator[str]:
    tests: defaultdict[str, float] = defaultdict(float)
    files: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        for file, name, seconds in measured(report):
            tests[f"{file}::{name}"] += seconds
            files[file] += seconds
    yield f"{len(tests)} tests took {sum(tests.values()) / 60:.1f} minutes of their workers."
    for title, costs in (("tests", tests), ("files", files)):
        yield f"\nThe {SHOWN} longest {title}, in seconds:"
        yield from (f"{seconds:8.1f}  {name}" for name, seconds in sorted(costs.items(), key=itemgetter(1), reverse=True)[:SHOWN])


if __name__ == "__main__":
    print("\n".join(lines(map(Path, sys.argv[1:]))))  # noqa: T201  its one purpose
