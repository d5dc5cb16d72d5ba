"""A clone with the small workspace of the command line's cases, and the real command line in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli_cases.conftest import HERE, VARIABLES
from tests.support.repositories import Clone, files_below, forget_git_settings

from bouwsteen.cli.main import main

Run = Callable[..., tuple[int, str, str]]
STACK = "stacks/town/stack.yaml"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command, in English where no language is named: exit code, standard output, standard error."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, language: str = "en") -> tuple[int, str, str]:
        code = main(["--lang", language, *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@dataclass(frozen=True)
class Project:
    """A work tree under git. `base` are the files of the branch `main`."""

    clone: Clone
    base: Mapping[str, bytes]
    first: str
    run: Run

    @property
    def root(self) -> Path:
        return self.clone.folder

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def branch(
        self,
        edits: Mapping[str, Mapping[str, str]] | None = None,
        files: Mapping[str, str | bytes | None] | None = None,
        *,
        extra: str = "",
        name: str = "head",
        locks: bool = False,
    ) -> str:
        """A branch of one commit on `main`, with texts replaced and files added (None: removed). `locks`: and with a fresh lock."""
        changed: dict[str, str | bytes] = dict(self.base)
        for path, replacements in (edits or {}).items():
            text = self.base[path].decode()
            for before, after in replacements.items():
                assert before in text, f"{before!r} is not in {path}"
                text = text.replace(before, after)
            changed[path] = text
        for path, content in (files or {}).items():
            if content is None:
                del changed[path]
            else:
                changed[path] = content
        if locks:
            self.write(changed)
            assert self.run("lock")[0] == 0
            changed |= files_below(self.root, "stacks")
            self.clone.git("reset", "--quiet", "--hard")
            self.clone.git("clean", "--quiet", "--force", "-d")
        return self.clone.commit(changed, branch=name, parents=(self.first,), extra=extra)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Project:
    """The current folder is its work tree. State and keys would lie beside it."""
    forget_git_settings(tmp_path, monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "reports"))
    return make_project(tmp_path / "work", monkeypatch, run)


def make_project(root: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Project:
    clone = Clone.make(root)
    for path, content in files_below(HERE / "base", "blocks", "catalog", "stacks").items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    monkeypatch.chdir(root)
    assert run("lock", "town")[0] == 0
    base = files_below(root, "blocks", "catalog", "stacks")
    first = clone.commit(dict(base))
    clone.git("reset", "--quiet", "--hard", "main")
    return Project(clone, base, first, run)
