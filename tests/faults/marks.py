"""Which tests hold which fault, as their marks say: `@pytest.mark.fault("F14")`.

Every test that is marked carries it into the report of a run (`--junitxml`), from which `table.py` makes the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

MATRIX: Final = Path(__file__).with_name("matrix.toml")


@dataclass(frozen=True, slots=True)
class Fault:
    """`why` is empty where the product holds the promise now."""

    number: str
    name: str
    fault: str
    promise: str
    why: str = ""

    @property
    def applies(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Marked:
    """A test function with all its parameters: its id, and the faults that it holds."""

    test: str
    faults: frozenset[str]


COLLECTED: Final = pytest.StashKey[list[Marked]]()


def read_matrix() -> dict[str, Fault]:
    """All faults by number, in their order."""
    return {number: _fault(number, facts) for number, facts in tomllib.loads(MATRIX.read_text(encoding="utf-8")).items()}


def _fault(number: str, facts: dict[str, Any]) -> Fault:
    why = "" if facts.get("applies", True) else facts["why"]
    return Fault(number, facts["name"], facts["fault"], facts["promise"], why)


def faults_of(item: pytest.Item) -> list[str]:
    """The faults that a test is marked with, in the order of its marks, each once."""
    return list(dict.fromkeys(str(name) for mark in item.iter_markers("fault") for name in mark.args))


def function_of(item_id: str) -> str:
    """The id of a test without its parameters."""
    return item_id.partition("[")[0]


def note_faults(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Put the faults of each test where reports show them, and keep them for who asks. Before any test is deselected."""
    found: dict[str, set[str]] = {}
    for item in items:
        faults = faults_of(item)
        if faults:
            item.user_properties += [("test", item.nodeid), *(("fault", name) for name in faults)]
            found.setdefault(function_of(item.nodeid), set()).update(faults)
    config.stash[COLLECTED] = [Marked(test, frozenset(faults)) for test, faults in sorted(found.items())]


def is_whole(config: pytest.Config) -> bool:
    """Whether this run collected all tests there are, so that it knows all marks."""
    return [Path(path).name for path in config.args] == list(config.getini("testpaths"))
