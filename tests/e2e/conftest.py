"""A workspace of its own for each test, with the real blocks and stacks, and the real command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.repository.places import copy_compiled_content
from tests.support.endings import end_all

REPOSITORY = Path(__file__).parents[2]
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


# A Solid server takes ten seconds of work to start, and no test but its own asks it anything: tests/e2e/test_data_vault.py.
VAULTS = ("data-vault", "solid-server")
# Without these: sign-in, forms and a database. Enough services to be killed among or to stand beside others, and few enough for many lives.
PAID = ("ebox", "payments", "magda")


def _leave_out_clusters(stack: Path) -> None:
    """What runs in a cluster is asked about by tests/kubernetes_target alone: here `test` is a second environment of this machine."""
    text = stack.read_text(encoding="utf-8")
    stack.write_text(re.sub(r"^    test:\n(      .*\n)+", "    test: {target: local}\n", text, flags=re.MULTILINE), encoding="utf-8")


def leave_out(root: Path, stack: str, blocks: tuple[str, ...]) -> None:
    """Take blocks out of a stack, and the forms out of it that cannot do without them."""
    folder = root / "stacks" / stack
    lines = (folder / "stack.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    unwanted = re.compile(rf"\b({'|'.join(blocks)})(-service)?\b|# The server of the citizens")
    (folder / "stack.yaml").write_text("".join(line for line in lines if not unwanted.search(line)), encoding="utf-8")
    if "payments" in blocks:
        for form in folder.glob("forms*/*.form.yaml"):
            if "\nfee:" in form.read_text(encoding="utf-8"):
                form.unlink()


@contextmanager
def make_checkout(folder: Path, *, without: tuple[str, ...] = ()) -> Iterator[Checkout]:
    """The real stacks without their vaults; Herstappe also without the blocks that are named."""
    if sys.platform == "win32":
        pytest.skip("local processes need supervisord, which Windows does not have")
    root = folder / "work"
    copy_compiled_content(root)
    for stack in ("herstappe", "digitaal-vlaanderen"):
        _leave_out_clusters(root / "stacks" / stack / "stack.yaml")
    leave_out(root, "herstappe", VAULTS + without)
    leave_out(root, "digitaal-vlaanderen", VAULTS)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR") if name in os.environ},
        "XDG_DATA_HOME": str(folder / "keys"),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": str(REPOSITORY / "cli"),
    }
    made = Checkout(root, environment)
    # Whether the committed locks are fresh is a question of its own (tests/repository).
    made.run("lock")
    try:
        yield made
    finally:
        end_all(made.processes)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    with make_checkout(tmp_path) as made:
        yield made


@pytest.fixture
def few_services(tmp_path: Path) -> Iterator[Checkout]:
    """A work tree whose Herstappe is sign-in, forms and a database."""
    with make_checkout(tmp_path, without=PAID) as made:
        yield made
