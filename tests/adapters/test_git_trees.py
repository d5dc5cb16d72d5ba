"""Revisions read from real repositories on the local disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.repositories import Clone, files_below, forget_git_settings, needs_git

from bouwsteen.adapters.git_trees import Change, LocalRepository, export_tree
from bouwsteen.errors import InvalidInputError, NotFoundError

pytestmark = needs_git
FILES = {"blocks/shelf/block.yaml": "one\n", "stacks/a/stack.yaml": "a\n", "README.md": "not content\n", ".gitattributes": "* filter=x\n"}


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_git_settings(tmp_path, monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone.make(tmp_path / "clone")


def test_only_content_is_written(clone: Clone, tmp_path: Path) -> None:
    commit = clone.commit(FILES)
    assert export_tree(clone.folder, "main", tmp_path / "out") == commit
    assert files_below(tmp_path / "out", ".") == {"blocks/shelf/block.yaml": b"one\n", "stacks/a/stack.yaml": b"a\n"}


@pytest.mark.parametrize("revision", ["HEAD", "main~0", "refs/heads/main", "v1"])
def test_every_name_of_a_commit_is_understood(clone: Clone, tmp_path: Path, revision: str) -> None:
    commit = clone.commit(FILES)
    clone.git("tag", "-a", "v1", "-m", "one", commit)
    assert export_tree(clone.folder, revision, tmp_path / "out") == commit


@pytest.mark.parametrize("revision", ["nowhere", "--upload-pack=x", "", "a b", "main:stacks", "$(id)", "v1\n"])
def test_what_names_no_commit_is_not_found(clone: Clone, tmp_path: Path, revision: str) -> None:
    clone.commit(FILES)
    with pytest.raises(NotFoundError):
        export_tree(clone.folder, revision, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_bare_and_linked_repositories_are_read_too(clone: Clone, tmp_path: Path) -> None:
    commit = clone.commit(FILES)
    clone.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    clone.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), commit)
    assert export_tree(tmp_path / "bare.git", "main", tmp_path / "one") == commit
    assert export_tree(tmp_path / "linked", "HEAD", tmp_path / "two") == commit
    with pytest.raises(NotFoundError):
        export_tree(tmp_path, "HEAD", tmp_path / "three")


def test_changes_parting_and_history(clone: Clone) -> None:
    first = clone.commit(FILES)
    base = clone.commit({**FILES, "stacks/b/stack.yaml": "b"}, parents=(first,))
    head = clone.commit({**FILES, "stacks/a/stack.yaml": "changed"}, parents=(first,), branch="head")
    local = LocalRepository(clone.folder)
    assert local.merge_base(base, head) == first
    assert local.history(head, without=[base]) == [head]
    assert local.changes(base, head) == [Change("M", "stacks/a/stack.yaml"), Change("D", "stacks/b/stack.yaml")]


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_and_submodules_refuse_the_revision(clone: Clone, tmp_path: Path, mode: str) -> None:
    name = clone.blob("../../etc") if mode == "120000" else clone.commit({})
    clone.commit(FILES, extra=f"{mode} {name}\tstacks/a/forms\n")
    with pytest.raises(InvalidInputError, match="stacks/a/forms"):
        export_tree(clone.folder, "main", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_names_that_are_one_where_case_does_not_count(clone: Clone, tmp_path: Path) -> None:
    clone.commit({"stacks/a/stack.yaml": "a", "stacks/A/forms/x.yaml": "b"})
    with pytest.raises(InvalidInputError, match="case"):
        export_tree(clone.folder, "main", tmp_path / "out")
