"""A whole workspace of bad documents: each is told of, all of it is bounded, and the work grows with how many they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.hostile.corpora import cases
from tests.support.efforts import growth

from bouwsteen.cli.main import main
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import load_workspace

_BASE = Path(__file__).parents[1] / "cli_cases" / "base"
_HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {name: NAME}\n"
# One of each kind of mistake: no YAML, no document, one field, many fields, references, expressions, links to nowhere.
_STACKS = [
    b"[" * 5_000,
    b"a: &a [*a]\n",
    b"\xff\xfe",
    b"kind: Stack\n",
    (_HEAD + "spec: {organisation: {nis: '99999'}, blocks: [], environments: {local: {target: local}}}\n").encode(),
    (_HEAD + "spec: {organisation: {nis: '24062'}, blocks: [{block: nothing}, {block: site, version: ^9}], environments: {}}\n").encode(),
    (_HEAD + "spec:\n  organisation: {nis: '24062'}\n  environments: {local: {target: local}}\n  blocks:\n").encode()
    + b"".join(b"    - {block: site, name: s%d, parameters: {color: x%d}}\n" % (number, number) for number in range(200)),
    (_HEAD + "spec:\n  organisation: {nis: '24062'}\n  environments: {local: {target: local}}\n  moved:\n").encode()
    + b"".join(b"    - {from: a%d, to: a%d}\n" % (number, (number + 1) % 400) for number in range(400)),
]


def write(root: Path, count: int) -> list[str]:
    """As many stacks, of these in turn, with the blocks of a sound workspace. Returns their names."""
    shutil.copytree(_BASE, root)
    names = [f"bad-{number}" for number in range(count)]
    for number, name in enumerate(names):
        (root / "stacks" / name).mkdir()
        text = _STACKS[number % len(_STACKS)].replace(b"NAME", name.encode())
        (root / "stacks" / name / "stack.yaml").write_bytes(text)
    return names


def validate(root: Path) -> list[Diagnostic]:
    workspace, found = load_workspace(root)
    told = list(found)
    for name in workspace.stacks:
        told += validate_stack(workspace, name)
    return told


@pytest.mark.fault("F39")
def test_each_of_hundreds_is_told_of(tmp_path: Path) -> None:
    names = write(tmp_path / "town", 240)
    told = validate(tmp_path / "town")
    files = {item.source.file for item in told if item.is_error and item.source is not None}
    assert {f"stacks/{name}/stack.yaml" for name in names} <= files
    assert not any(file.startswith("stacks/town/") for file in files), "the sound one is refused with them"
    # No document is told of without end.
    assert len(told) < 240 * 60


def test_the_work_grows_with_the_number_of_documents(tmp_path: Path) -> None:
    def work(size: int) -> Callable[[], object]:
        root = tmp_path / str(size)
        write(root, size)
        return lambda: validate(root)

    assert growth(work, len(_STACKS), 4 * len(_STACKS)) < 1.15


def test_the_command_tells_all_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    names = write(tmp_path / "town", 80)
    monkeypatch.chdir(tmp_path / "town")
    assert main(["--lang", "en", "validate", "-o", "json"]) == 10
    document = json.loads(capsys.readouterr().out)
    text = json.dumps(document)
    assert all(f"stacks/{name}/stack.yaml" in text for name in names)
    assert len(text) < 5_000_000


def test_blocks_and_interfaces_of_the_corpus_all_at_once(tmp_path: Path) -> None:
    """Every kept bad document, each as a block of its own: none hides another, and the sound ones are read."""
    root = tmp_path / "town"
    shutil.copytree(_BASE, root)
    bad = [case for case in cases("documents") if case.expected]
    for number, case in enumerate(bad):
        folder = root / "blocks" / f"bad{number}"
        folder.mkdir()
        (folder / "block.yaml").write_bytes(case.content)
    workspace, found = load_workspace(root)
    files = {item.source.file for item in found if item.is_error and item.source is not None}
    assert {f"blocks/bad{number}/block.yaml" for number in range(len(bad))} <= files
    assert {"site", "locker", "portal"} <= workspace.blocks.keys()
