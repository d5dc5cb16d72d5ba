"""What stands where in the repository, and a work tree of its own for those who run something in it."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTENT = ("blocks", "catalog", "loadtests", "policies", "stacks")
_TOO_LONG = 1200  # seconds: against what hangs; a busy machine takes minutes for a whole tour


def python_files(folder: str) -> Iterator[Path]:
    """The Python files under a folder, in order."""
    return (path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts)


@cache
def tracked_files() -> tuple[str, ...]:
    """The paths that the repository holds, relative to its root; none where it is no git work tree."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607  the git of the machine
    return tuple(each for each in done.stdout.split("\0") if each and (ROOT / each).is_file())


def copy_content(folder: Path, parts: tuple[str, ...] = CONTENT) -> None:
    for part in parts:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))


def copy_compiled_content(folder: Path) -> None:
    """For who starts services there: with their bytecode, so that no process of a copy has to compile its service anew."""
    _compile_services()
    for part in CONTENT:
        shutil.copytree(ROOT / part, folder / part, ignore=_half_written)


@cache
def _compile_services() -> None:
    for service in ROOT.glob("blocks/*/service"):
        compileall.compile_dir(service, quiet=1)


def _half_written(folder: str, names: list[str]) -> set[str]:
    """Bytecode that somebody is writing just now has another name until it is whole."""
    return {name for name in names if Path(folder).name == "__pycache__" and not name.endswith(".pyc")}


@dataclass(frozen=True)
class Place:
    """A folder where `bouwsteen` runs, with keys of its own and in English."""

    folder: Path
    program: tuple[str, ...] = (sys.executable, "-m", "bouwsteen")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR", "SYSTEMROOT") if name in os.environ}
        return kept | {"LANG": "en_GB.UTF-8", "XDG_DATA_HOME": str(self.folder / ".keys")}

    def run(self, *arguments: str, code: int | None = 0) -> str:
        """What it prints. `code` is the exit code that is expected, None for any."""
        command = [*self.program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=_TOO_LONG, check=False
        )
        assert code in (None, done.returncode), f"bouwsteen {' '.join(arguments)} ends with {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr
