"""A sound workspace for each case, with its lock, and the real command line in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bouwsteen.cli.main import main

HERE = Path(__file__).parent
VARIABLES = ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM", "COLUMNS", "FORCE_COLOR", "CI")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command: exit code, standard output, standard error."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["--lang", "en", *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """The current folder. State and keys would lie beside it, in the same temporary folder."""
    root = tmp_path / "work"
    shutil.copytree(HERE / "base", root)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "reports"))
    monkeypatch.chdir(root)
    assert run("lock", "town")[0] == 0
    return root
