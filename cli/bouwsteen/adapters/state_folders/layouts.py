"""The names of files of one environment."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bouwsteen.addresses import STACK_NAME
from bouwsteen.diagnostics import error
from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted

_FILE = re.compile(r"(generation|journal)\.(\d{12})")


@dataclass(frozen=True, slots=True)
class Files:
    """What is there, by number, ascending."""

    generations: tuple[int, ...]
    journals: tuple[int, ...]

    @property
    def newest(self) -> int:
        return self.generations[-1] if self.generations else 0


@dataclass(frozen=True, slots=True)
class Layout:
    folder: Path

    @property
    def place(self) -> str:
        """What stands for this folder in names of files that lie elsewhere."""
        return hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:16]

    @property
    def where(self) -> Path:
        return self.folder

    @property
    def note(self) -> dict[str, str]:
        return {"folder": str(self.folder.absolute())}

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def reserve(self) -> Path:
        return self.folder / "reserve"

    def generation(self, number: int) -> Path:
        return self.folder / f"generation.{number:012}"

    def journal(self, number: int) -> Path:
        return self.folder / f"journal.{number:012}"


def layout(root: Path, stack: str, environment: str) -> Layout:
    """Raises InvalidInputError on a name that is not one: names become folders."""
    for name in (stack, environment):
        if STACK_NAME.fullmatch(name) is None:
            raise InvalidInputError(
                error(
                    "state-name-invalid",
                    "A stack or environment has an impossible name",
                    f"{quoted(name)} cannot be the name of a folder with a state.",
                    "Use small letters, digits and hyphens, a letter first.",
                )
            )
    return Layout(root / stack / environment)


def sort_files(names: Iterable[str]) -> Files:
    found: dict[str, list[int]] = {"generation": [], "journal": []}
    for name in names:
        match = _FILE.fullmatch(name)
        if match is not None:
            found[match[1]].append(int(match[2]))
    return Files(tuple(sorted(found["generation"])), tuple(sorted(found["journal"])))
