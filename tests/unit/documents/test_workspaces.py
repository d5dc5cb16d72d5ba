"""What is loaded for which stacks, and from where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.stacks import StackOrganisation
from bouwsteen.documents.validations import validate_stack, validate_workspace
from bouwsteen.documents.workspaces import load_workspace

ROOT = Path(__file__).parents[3]
SOUND = Path(__file__).parent / "workspace"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(SOUND, tmp_path / "tree")
    return tmp_path / "tree"


def add_stack(tree: Path, name: str, text: str) -> None:
    folder = tree / "stacks" / name
    folder.mkdir(parents=True)
    head = f"apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {{name: {name}}}\nspec:\n"
    (folder / "stack.yaml").write_text(head + text, encoding="utf-8")


def test_only_what_a_stack_needs_is_loaded(tree: Path) -> None:
    workspace, problems = load_workspace(tree, stacks=["town"])
    assert not problems
    assert set(workspace.blocks) == {"counter", "shelf"}
    assert set(workspace.block_names) == {"counter", "shelf", "share", "share-service"}
    assert set(workspace.stacks["town"].files) == {"papers"}
    assert set(workspace.stacks["town"].files["papers"].files) == {"permit.paper.yaml"}


def test_the_service_of_a_share_is_loaded_with_it(tree: Path) -> None:
    add_stack(tree, "village", "  organisation: {nis: '73028'}\n  blocks: [{block: share}]\n  environments: {local: {target: local}}\n")
    workspace, _ = load_workspace(tree, stacks=["village"])
    assert set(workspace.blocks) == {"share", "share-service"}
    assert not validate_stack(workspace, "village")


def test_a_mistake_elsewhere_is_not_told(tree: Path) -> None:
    add_stack(tree, "village", "  exports: [\n")
    (tree / "blocks/share/block.yaml").write_text("nonsense: [", encoding="utf-8")
    workspace, problems = load_workspace(tree, stacks=["town"])
    assert not problems
    assert not validate_stack(workspace, "town")
    assert len(load_workspace(tree)[1]) == 2


def test_stacks_that_export_are_neighbours(tree: Path) -> None:
    add_stack(
        tree,
        "agency",
        "  organisation: {ovo: OVO002949, kbo: 0316.380.841, name: Agency, kind: agency}\n  blocks: [{block: share-service}]\n"
        "  exports: [{output: share-service/broker, to: [town]}]\n  environments: {local: {target: local}}\n",
    )
    workspace, problems = load_workspace(tree, stacks=["town"])
    assert not problems
    assert set(workspace.stacks) == {"town"}
    assert set(workspace.neighbours) == {"agency"}
    assert not validate_workspace(workspace)


def test_a_stack_that_is_not_there(tree: Path) -> None:
    workspace, problems = load_workspace(tree, stacks=["twon"])
    assert [problem.code for problem in problems] == ["document-not-found"]
    assert not workspace.stacks


def test_content_comes_from_one_source(tree: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(tree / "stacks", bare / "stacks")
    workspace, problems = load_workspace(bare, tree)
    assert not problems
    assert workspace.content_root == tree.resolve()
    assert not validate_stack(workspace, "town")
    # A `catalog` of its own makes the work tree the only source.
    (bare / "catalog").mkdir()
    assert load_workspace(bare, tree)[0].content_root == bare.resolve()


def test_a_linked_stack_is_refused(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/stack.yaml").write_text("a: 1", encoding="utf-8")
    (tree / "stacks/linked").symlink_to(tmp_path / "elsewhere")
    codes = [problem.code for problem in load_workspace(tree)[1]]
    assert codes == ["symbolic-link"]


def test_digests_move_with_content_and_not_with_documentation(tree: Path) -> None:
    def digest() -> str:
        return load_workspace(tree)[0].blocks["counter"]["1.2.0"].digest

    before = digest()
    (tree / "blocks/counter/README.md").write_text("text", encoding="utf-8")
    assert digest() == before
    (tree / "blocks/counter/service/counter_service").mkdir(parents=True)
    (tree / "blocks/counter/service/counter_service/__init__.py").write_text("", encoding="utf-8")
    loaded = load_workspace(tree)[0].blocks["counter"]["1.2.0"]
    assert loaded.digest != before
    assert loaded.programs == ("counter_service",)


def test_organisations_of_the_catalog() -> None:
    workspace, _ = load_workspace(ROOT, stacks=[])
    assert len(workspace.organisations) == 285
    herstappe = find_organisation(StackOrganisation.model_validate({"nis": "73028"}), workspace.organisations)
    assert herstappe is not None
    assert (herstappe.name, herstappe.kind, herstappe.languages) == ("Herstappe", "municipality", ("nl", "fr"))
    assert sum(1 for item in workspace.organisations.values() if item.facilities) == 12


def test_the_stacks_of_the_repository_are_sound() -> None:
    workspace, problems = load_workspace(ROOT)
    problems.extend(validate_workspace(workspace, bouwsteen_version="0.1.0"))
    assert [f"{problem.source} {problem.code} {problem.detail}" for problem in problems] == []
