"""Each folder of `cases` is one mistake: files that replace those of a sound workspace, and what is said about it.

stack.yaml      replaces stacks/town/stack.yaml
block.yaml      replaces blocks/shelf/block.yaml
interface.yaml  replaces catalog/interfaces/store.yaml
catalog.yaml    replaces catalog/shelf.yaml
profile.yaml    becomes loadtests/profiles/brisk.yaml
tree/…          any other file
expected.txt    the diagnostics; BOUWSTEEN_ACCEPT=1 writes it again
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.validations import validate_workspace
from bouwsteen.documents.workspaces import load_workspace

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "cases").iterdir() if path.is_dir())
PLACES = {
    "stack.yaml": "stacks/town/stack.yaml",
    "block.yaml": "blocks/shelf/block.yaml",
    "interface.yaml": "catalog/interfaces/store.yaml",
    "catalog.yaml": "catalog/shelf.yaml",
    "profile.yaml": "loadtests/profiles/brisk.yaml",
}


def show(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.source}: {diagnostic.severity} [{diagnostic.code}] {diagnostic.summary}", f"    {diagnostic.detail}"]
    return "\n".join([*lines, *([f"    {diagnostic.remedy}"] if diagnostic.remedy else [])]) + "\n"


def lay_out(case: Path, root: Path) -> None:
    shutil.copytree(HERE / "workspace", root, dirs_exist_ok=True)
    for file in case.iterdir():
        if file.name in PLACES:
            target = root / PLACES[file.name]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        elif file.is_dir():
            shutil.copytree(file, root, dirs_exist_ok=True)


def diagnose(root: Path) -> list[Diagnostic]:
    workspace, diagnostics = load_workspace(root)
    diagnostics.extend(validate_workspace(workspace, bouwsteen_version="0.1.0"))
    return diagnostics.sorted()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)
    said = "".join(show(item) for item in diagnose(tmp_path))
    expected = case / "expected.txt"
    if os.environ.get("BOUWSTEEN_ACCEPT"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_mistake_has_a_place_and_no_secret(case: Path) -> None:
    said = (case / "expected.txt").read_text(encoding="utf-8")
    heads = [line for line in said.splitlines() if not line.startswith("    ")]
    assert heads
    # What is wrong with a whole file or folder has no line.
    whole = ("document-too-large", "symbolic-link", "file-unreadable", "file-names-collide", "document-not-found")
    assert all(head.split(":")[1].isdigit() or any(code in head for code in whole) for head in heads)
    assert "hunter2" not in said


def test_the_workspace_of_the_cases_is_sound(tmp_path: Path) -> None:
    shutil.copytree(HERE / "workspace", tmp_path, dirs_exist_ok=True)
    assert [show(item) for item in diagnose(tmp_path)] == []
