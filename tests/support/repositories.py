"""Git repositories for tests: made by the real git, with what porcelain would refuse to make."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

GIT = shutil.which("git") or ""
needs_git = pytest.mark.skipif(not GIT, reason="needs git")


def forget_git_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of this machine or of a git that started the tests."""
    for name in [each for each in os.environ if each.startswith(("GIT_", "SSH_"))]:
        monkeypatch.delenv(name)
    (folder / "gitconfig").touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(folder / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@dataclass(frozen=True)
class Clone:
    """A repository in a folder. Commits are made from files in memory; nothing is checked out."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, *options: str) -> Clone:
        folder.mkdir(parents=True, exist_ok=True)
        clone = cls(folder)
        clone.git("init", "--quiet", "--initial-branch=main", *options)
        return clone

    def git(self, *arguments: str, given: str | bytes = b"", person: str = "Tester", when: str = "2026-11-26T09:00:00+01:00") -> str:
        identity = {
            **{f"GIT_{who}_NAME": person for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": f"{person.lower().replace(' ', '.')}@example.org" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": when for who in ("AUTHOR", "COMMITTER")},
        }
        done = subprocess.run(
            [GIT, "-C", str(self.folder), *arguments],
            env={**os.environ, **identity},
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout.decode(errors="replace").strip()

    def blob(self, data: str | bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", given=data)

    def commit(
        self,
        files: Mapping[str, str | bytes],
        *,
        branch: str = "main",
        parents: tuple[str, ...] = (),
        extra: str = "",
        message: str = "x",
        person: str = "Tester",
    ) -> str:
        """A commit with exactly these files, at the tip of `branch`. `extra` are lines of `git update-index --index-info`."""
        self.git("read-tree", "--empty")
        lines = extra + "".join(f"100644 {self.blob(data)}\t{path}\n" for path, data in files.items())
        self.git("update-index", "--index-info", given=lines)
        named = [part for parent in parents for part in ("-p", parent)]
        commit = self.git("commit-tree", self.git("write-tree"), *named, "-m", message, person=person)
        self.git("update-ref", f"refs/heads/{branch}", commit)
        return commit


def files_below(folder: Path, *parts: str) -> dict[str, bytes]:
    """path → bytes of the ordinary files below some folders of a folder."""
    found: dict[str, bytes] = {}
    for part in parts:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found
