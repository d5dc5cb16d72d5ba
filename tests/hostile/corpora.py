"""The kept cases: `corpus/<target>/<case>` is an input, `corpus/<target>/expected.toml` says what is told of each.

What is too large to keep is made by `makers`. With BOUWSTEEN_ACCEPT=1 the expectations are written anew: read them as code.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.hostile.makers import MADE

CORPUS: Final = Path(__file__).with_name("corpus")
ACCEPT: Final = os.environ.get("BOUWSTEEN_ACCEPT") == "1"
_EXPECTED: Final = "expected.toml"
_MOST_KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class Case:
    target: str
    name: str

    @property
    def content(self) -> bytes:
        make = MADE.get(self.target, {}).get(self.name)
        return make() if make is not None else (CORPUS / self.target / self.name).read_bytes()

    @property
    def expected(self) -> list[str]:
        """As `outcomes.describe` tells; empty for an input that is accepted."""
        return list(expectations(self.target).get(self.name, ["no expectation is kept"]))


def shortened(told: list[str]) -> list[str]:
    """Of very many messages the first, and how many more."""
    return told if len(told) <= _MOST_KEPT else [*told[:_MOST_KEPT], f"and {len(told) - _MOST_KEPT} more"]


def cases(target: str) -> list[Case]:
    folder = CORPUS / target
    kept = {path.name for path in folder.iterdir() if path.name != _EXPECTED} if folder.is_dir() else set()
    return [Case(target, name) for name in sorted(kept | MADE.get(target, {}).keys())]


@cache
def expectations(target: str) -> Mapping[str, list[str]]:
    path = CORPUS / target / _EXPECTED
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write_expectations(target: str, found: Mapping[str, Iterable[str]]) -> None:
    lines = [f"{json.dumps(name)} = {json.dumps(list(told), ensure_ascii=False)}" for name, told in sorted(found.items())]
    (CORPUS / target).mkdir(parents=True, exist_ok=True)
    (CORPUS / target / _EXPECTED).write_text("\n".join(lines) + "\n", encoding="utf-8")
