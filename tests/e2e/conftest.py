"""A workspace of its own for each test, with the real blocks and stacks, and the real command."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.support.endings import end_all

REPOSITORY = Path(__file__).parents[2]
PARTS = ("blocks", "catalog", "stacks", "loadtests", "policies")
TIMEOUT = 300


@dataclass(frozen=True)
class Checkout:
    """A work tree of its own. Nothing of the person who runs the tests is used: keys and state lie beside it."""

    root: Path
    environment: dict[str, str]

    def run(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run `bouwsteen` to its end. `code` is the exit code that is expected, None for any."""
        done = subprocess.run(
            self.command(*arguments), check=False, cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=TIMEOUT
        )
        if code is not None:
            assert done.returncode == code, f"bouwsteen {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str, code: int | None = 0) -> Any:
        return json.loads(self.run(*arguments, "-o", "json", code=code).stdout)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "bouwsteen", *arguments]

    def processes(self, named: str = "") -> list[psutil.Process]:
        """Everything that runs out of this work tree, and has `named` in its command line: supervisors, launchers, services.

        What was ended, and nobody asked after yet, has no command line.
        """
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            command = " ".join(process.info["cmdline"] or ())
            place = command + " ".join((process.info["environ"] or {}).values())
            if command and named in command and str(self.root) in place and process.pid != os.getpid():
                found.append(process)
        return found

    def files(self, *parts: str) -> dict[str, tuple[int, int]]:
        """Every file under a folder with its size and time of change."""
        folder = self.root.joinpath(*parts)
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}

    def edit(self, path: str, before: str, after: str) -> None:
        file = self.root / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))

    def find(self, name: str) -> list[Path]:
        return sorted((self.root / ".bouwsteen").rglob(name))


def requires(part: str) -> bool:
    """Whether a missing part is a failure here and not a skip."""
    return part in os.environ.get("BOUWSTEEN_REQUIRE", "").split(",")


def _leave_out_vaults(stack: Path) -> None:
    """A Solid server takes ten seconds of work to start, and no test but its own asks it anything: tests/e2e/test_data_vault.py."""
    lines = stack.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not re.search(r"data-vault|solid-server|# The server of the citizens", line)]
    stack.write_text("".join(kept), encoding="utf-8")


def _leave_out_clusters(stack: Path) -> None:
    """What runs in a cluster is asked about by tests/kubernetes_target alone."""
    text = stack.read_text(encoding="utf-8")
    stack.write_text(re.sub(r"^    test:\n(      .*\n)+", "", text, flags=re.MULTILINE), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    if sys.platform == "win32":
        pytest.skip("local processes need supervisord, which Windows does not have")
    root = tmp_path / "work"
    for part in PARTS:
        shutil.copytree(REPOSITORY / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for stack in ("herstappe", "digitaal-vlaanderen"):
        _leave_out_clusters(root / "stacks" / stack / "stack.yaml")
        _leave_out_vaults(root / "stacks" / stack / "stack.yaml")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR") if name in os.environ},
        "XDG_DATA_HOME": str(tmp_path / "keys"),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": str(REPOSITORY / "cli"),
    }
    made = Checkout(root, environment)
    # Whether the committed locks are fresh is a question of its own (tests/repository).
    made.run("lock")
    yield made
    end_all(made.processes)
