"""Nothing outside the root is read, and nothing that is not an ordinary file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bouwsteen.documents.trees import MAX_FILE_BYTES, MAX_FILES, RefusedError, Tree


def make(root: Path, *names: str) -> Tree:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return Tree(root)


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a\\..\\x", "C:/x", "", "a\0b"])
@pytest.mark.fault("F47")
def test_a_path_that_leaves_the_root_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        make(tmp_path, "a/b").read(path, 10)
    assert refused.value.diagnostic.code == "path-outside"


@pytest.mark.fault("F47")
def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    root = tmp_path / "root"
    tree = make(root, "a/file")
    (root / "a/link").symlink_to(secret)
    (root / "b").symlink_to(tmp_path)
    (root / "c").symlink_to("a")
    for path in ("a/link", "b/secret", "c/file"):
        with pytest.raises(RefusedError) as refused:
            tree.read(path, 100)
        assert refused.value.diagnostic.code == "symbolic-link"
    with pytest.raises(RefusedError):
        tree.read_set("a")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedError) as refused:
        Tree(tmp_path).read("pipe", 10)
    assert refused.value.diagnostic.code == "file-unreadable"


def test_the_digest_depends_on_names_and_bytes_alone(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one", "f/a", "f/b/c"), make(tmp_path / "two", "f/b/c", "f/a")
    assert one.read_set("f").digest == two.read_set("f").digest
    os.utime(tmp_path / "two/f/a", (0, 0))
    (tmp_path / "two/f/.hidden").write_text("x")
    (tmp_path / "two/f/__pycache__").mkdir()
    assert one.read_set("f").digest == two.read_set("f").digest
    (tmp_path / "two/f/a").write_text("other")
    assert one.read_set("f").digest != two.read_set("f").digest


def test_names_that_are_one_file_elsewhere_are_refused(tmp_path: Path) -> None:
    tree = make(tmp_path, "f/Form", "f/form")
    if len(list((tmp_path / "f").iterdir())) == 1:
        pytest.skip("this file system does not tell the two apart")
    with pytest.raises(RefusedError) as refused:
        tree.read_set("f")
    assert refused.value.diagnostic.code == "file-names-collide"


def test_size_and_count_are_bounded(tmp_path: Path) -> None:
    tree = make(tmp_path, "big/a", "many/a", "deep/" + "d/" * 20 + "a")
    (tmp_path / "big/a").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    for number in range(MAX_FILES):
        (tmp_path / f"many/{number}").touch()
    for folder in ("big", "many", "deep"):
        with pytest.raises(RefusedError) as refused:
            tree.read_set(folder)
        assert refused.value.diagnostic.code == "folder-too-large"
