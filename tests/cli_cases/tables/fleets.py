"""`impact` and `report`: revisions, lists and forms that are not there or cannot be read."""

from __future__ import annotations

from pathlib import Path

from tests.cli_cases.cases import STACK, Case
from tests.support.signers import git

LIST = "fleet.yaml"
DRIFT = """{"format_version": "1.1", "stack": "town", "environment": "local", "at": "2026-11-30T10:00:00+00:00", "looked_at": 3,
"resources": [{"kind": "missing"}]}"""
LOAD = """{"format_version": "2.2", "stack": "town", "tests": [{"name": "x", "outcome": <<value-not-allowed>>"well",
"run": {"environment": "local", "profile": "smoke", "started_at": <<bad-format>>"yesterday", "done": <<wrong-type>>"1", "failed": 0}}]}"""


def commit(root: Path) -> None:
    """The workspace as a clone with one commit."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "x")


def commit_broken(root: Path) -> None:
    """A clone whose commit cannot be read as a stack, with a sound work tree."""
    sound = (root / STACK).read_text(encoding="utf-8")
    (root / STACK).write_text(sound.replace("kind: Stack", "kind: Stak"), encoding="utf-8")
    commit(root)
    (root / STACK).write_text(sound, encoding="utf-8")


def listed(*rows: str) -> dict[str, str]:
    return {LIST: "repositories:\n" + "".join(f"  - {row}\n" for row in rows)}


CASES = [
    Case("impact-without-a-base", "impact", finds=("missing-argument",)),
    Case("impact-outside-git", "impact --base main", 6, finds=("no-git-repository",)),
    Case("impact-of-no-revision", "impact --base nowhere", 6, prepare=commit, finds=("revision-not-found",)),
    Case("impact-of-an-option", "impact --base=--output=x", 6, prepare=commit, finds=("revision-not-found",)),
    Case("impact-on-no-revision", "impact --base HEAD --head HEAD~7", 6, prepare=commit, finds=("revision-not-found",)),
    Case("impact-in-an-unknown-form", "impact --base HEAD --out impact.pdf", prepare=commit, finds=("impact-form-unknown",)),
    Case("impact-into-nowhere", "impact --base HEAD --out nowhere/impact.md", 1, prepare=commit, finds=("file-not-written",)),
    Case("impact-shown-as-nothing-known", "impact --base HEAD -o xml", prepare=commit, finds=("invalid-argument",)),
    Case("impact-on-no-day", "impact --base HEAD --date soon", prepare=commit, finds=("invalid-argument",)),
    Case("impact-in-no-time", "impact --base HEAD --timeout 0", prepare=commit, finds=("invalid-argument",)),
    Case("impact-without-its-list", "impact --base HEAD --repositories fleet.yaml", 6, prepare=commit, finds=("list-not-found",)),
    Case(
        "impact-of-a-list-of-nobody",
        "impact --base HEAD --repositories fleet.yaml",
        files={LIST: "repositories: <<out-of-range>>[]\n"},
        prepare=commit,
    ),
    Case(
        "impact-of-a-list-without-a-list",
        "impact --base HEAD --repositories fleet.yaml",
        files={LIST: "<<document-not-a-mapping>>- town\n"},
        prepare=commit,
    ),
    Case(
        "impact-of-a-list-that-is-no-yaml",
        "impact --base HEAD --repositories fleet.yaml",
        files={LIST: "repositories: [\n<<yaml-syntax>>"},
        prepare=commit,
    ),
    Case(
        "impact-of-a-list-with-mistakes",
        "impact --base HEAD --repositories fleet.yaml",
        files=listed(
            "{name: leuven, git: <<secret-in-address>>https://an:hunter2-is-no-password@git.example.org/leuven}",
            "{name: <<bad-format>>Herstappe, git: https://git.example.org/herstappe}",
            "{name: wemmel, git: https://git.example.org/wemmel, <<unknown-field>>branch: main}",
            "{name: drogenbos, git: https://git.example.org/drogenbos, revision: <<bad-format>>--upload-pack=x}",
        ),
        prepare=commit,
    ),
    Case("report-outside-git", "report --since main", 6, finds=("no-git-repository",)),
    Case("report-since-no-revision", "report --since nowhere", 6, prepare=commit, finds=("revision-not-found",)),
    Case("report-since-what-cannot-be-read", "report --since HEAD", prepare=commit_broken, finds=("value-not-allowed",)),
    Case("report-of-what-cannot-be-read", "report", edits={STACK: {"kind: Stack": "kind: <<value-not-allowed>>Stak"}}),
    Case("report-shown-as-nothing-known", "report -o csv", finds=("invalid-argument",)),
    Case("report-on-no-day", "report --date 2027-02-30", finds=("invalid-argument",)),
    Case("report-of-no-measurements", "report --measured nowhere", finds=("invalid-argument",)),
    Case(
        "report-of-measurements-with-mistakes",
        "report --measured measured",
        files={
            "measured/drift.json": DRIFT.replace('"local"', '<<bad-format>>"Local"').replace('"looked_at": 3,', ""),
            "measured/error.json": '<<not-a-measurement>>{"diagnostics": []}',
            "measured/half.json": '{"stack": "town", "tests": [\n<<yaml-syntax>>',
            "measured/load.json": LOAD,
        },
        finds=("missing-field measured/drift.json:1:1",),
    ),
    Case("report-into-a-file", "report --out stacks/town/stack.yaml", finds=("invalid-argument",)),
    Case("report-into-a-file-below", "report --out stacks/town/stack.yaml/report", 1, finds=("file-not-written",)),
]
