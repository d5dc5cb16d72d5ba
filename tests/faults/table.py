"""The table *fault, tests, result* in tests/README.md, made from the reports of actual runs:

    uv run pytest --junitxml=default.xml
    uv run pytest -m slow --numprocesses=0 --junitxml=slow.xml
    uv run python tests/faults/table.py default.xml slow.xml

It fails where a promise is not held. With `--check` nothing is written, and it fails also where the table names other tests
than were run.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

if __name__ == "__main__":  # as a script, only this folder is on the path
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.marks import Fault, function_of, read_matrix

README: Final = Path(__file__).parents[1] / "README.md"
_BEGIN: Final = "<!-- faults: made by tests/faults/table.py -->"
_END: Final = "<!-- end of faults -->"
_TEST: Final = re.compile(r"`(tests/[\w/]+\.py::[\w:]+)`")


@dataclass(slots=True)
class Tally:
    """How the cases of one test function went."""

    faults: set[str] = field(default_factory=set)
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def says(self) -> str:
        counts = {"passed": self.passed, "FAILED": self.failed, "skipped": self.skipped}
        return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def read_reports(paths: Iterable[Path]) -> dict[str, Tally]:
    """All marked tests of these runs, by function."""
    found: dict[str, Tally] = {}
    for path in paths:
        for case in ET.parse(path).iter("testcase"):  # noqa: S314  our own report, made a moment ago
            _add(found, case)
    return found


def _add(found: dict[str, Tally], case: ET.Element) -> None:
    properties = [(each.get("name"), each.get("value", "")) for each in case.iter("property")]
    test = next((value for name, value in properties if name == "test"), "")
    if not test:
        return
    tally = found.setdefault(function_of(test), Tally())
    tally.faults |= {value for name, value in properties if name == "fault"}
    tally.failed += case.find("failure") is not None or case.find("error") is not None
    tally.skipped += case.find("skipped") is not None
    tally.passed += not {"failure", "error", "skipped"} & {each.tag for each in case}


def render(faults: Mapping[str, Fault], tallies: Mapping[str, Tally]) -> str:
    lines = ["| fault | what is promised | tests, and how their cases went | holds |", "| --- | --- | --- | --- |"]
    for fault in faults.values():
        held = {test: tally for test, tally in sorted(tallies.items()) if fault.number in tally.faults}
        tests = "<br>".join(f"`{test}` {tally.says}" for test, tally in held.items()) or fault.why
        lines.append(f"| **{fault.number}** {fault.name}. {fault.fault} | {fault.promise} | {tests} | {_verdict(fault, held)} |")
    return "\n".join(lines)


def _verdict(fault: Fault, held: Mapping[str, Tally]) -> str:
    if not fault.applies:
        return "later"
    if any(tally.failed for tally in held.values()):
        return "no"
    return "yes" if any(tally.passed for tally in held.values()) else "not tested"


def listed(text: str) -> dict[str, set[str]]:
    """The tests that a table names, by fault."""
    rows = (line for line in _between(text).splitlines() if line.startswith("| **F"))
    return {row.split("**")[1]: set(_TEST.findall(row)) for row in rows}


def _between(text: str) -> str:
    return text.partition(_BEGIN)[2].partition(_END)[0]


def put_into(text: str, table: str) -> str:
    before, _, rest = text.partition(_BEGIN)
    return f"{before}{_BEGIN}\n\n{table}\n\n{_END}{rest.partition(_END)[2]}"


def find_broken(faults: Mapping[str, Fault], tallies: Mapping[str, Tally]) -> list[str]:
    """The faults that apply and do not hold, or that nothing tried."""
    found = []
    for fault in faults.values():
        verdict = _verdict(fault, {test: tally for test, tally in tallies.items() if fault.number in tally.faults})
        if verdict in {"no", "not tested"}:
            found.append(f"{fault.number} {fault.name}: {verdict}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the table of faults in tests/README.md.")
    parser.add_argument("reports", nargs="+", type=Path, help="files that pytest wrote with --junitxml")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail also where the table is old")
    options = parser.parse_args(arguments)
    faults, tallies = read_matrix(), read_reports(options.reports)
    text = README.read_text(encoding="utf-8")
    problems = find_broken(faults, tallies)
    table = put_into(text, render(faults, tallies))
    if not options.check:
        README.write_text(table, encoding="utf-8")
    elif listed(text) != listed(table):
        problems.append(f"{README.name} names other tests than were run; write it anew.")
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
