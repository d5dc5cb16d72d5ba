from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from bouwsteen.adapters.bindings import BindingError, hash_bindings, prune_bindings, read_hash, render_bindings, write_bindings
from bouwsteen.values import ABSENT, Secret, Unknown

KEY = b"k" * 32
posix = pytest.mark.skipif(os.name == "nt", reason="modes of files")


def test_values_become_texts() -> None:
    fields = {"a": "text", "b": 3, "c": True, "d": None, "e": ["x", 1], "f": {"g": Secret("s")}, "h": Secret("é\n"), "i": ABSENT}
    assert render_bindings({"use": fields})["use"] == {
        "a": b"text",
        "b": b"3",
        "c": b"true",
        "d": b"null",
        "e": b'["x",1]',
        "f": b'{"g":"s"}',
        "h": "é\n".encode(),
    }


def test_the_kind_of_a_binding_is_a_file_like_any_field(tmp_path: Path) -> None:
    fields = {"issuer": "http://x", "clientSecret": Secret("s3cret")}
    typed, plain = render_bindings({"identity": {"type": "oauth2", **fields}}), render_bindings({"identity": fields})
    assert typed["identity"] == {"type": b"oauth2", **plain["identity"]}
    assert (write_bindings(tmp_path / "b", typed, KEY) / "identity" / "type").read_text() == "oauth2"
    assert not (write_bindings(tmp_path / "b", plain, KEY) / "identity" / "type").exists()
    # A service that reads the kind must see a new one, so it counts in the hash.
    assert hash_bindings(typed, KEY) != hash_bindings(plain, KEY)


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a\\b", "a\0", "-a", "é", "x" * 129, "a\n"])
def test_names_that_are_no_files(name: str) -> None:
    with pytest.raises(BindingError):
        render_bindings({name: {}})
    with pytest.raises(BindingError):
        render_bindings({"use": {name: Secret("s3cret")}})


@pytest.mark.parametrize("value", [Unknown("string"), "x" * 1024 * 1024 + "x"])
def test_values_that_are_refused(value: Any) -> None:
    with pytest.raises(BindingError) as raised:
        render_bindings({"use": {"field": value}})
    assert "xxx" not in str(raised.value)


@posix
def test_a_set_is_written_once_and_whole(tmp_path: Path) -> None:
    files = render_bindings({"own": {"key": Secret("s3cret")}, "empty": {}})
    folder = write_bindings(tmp_path / "b", files, KEY)
    assert folder.name == hash_bindings(files, KEY) == read_hash(folder, KEY)
    assert (folder / "own" / "key").read_bytes() == b"s3cret"
    assert stat.S_IMODE((folder / "own" / "key").stat().st_mode) == 0o600
    inode = folder.stat().st_ino
    assert write_bindings(tmp_path / "b", files, KEY).stat().st_ino == inode
    (folder / "own" / "key").write_bytes(b"tampered")
    assert read_hash(folder, KEY) != folder.name
    assert (write_bindings(tmp_path / "b", files, KEY) / "own" / "key").read_bytes() == b"s3cret"
    other = write_bindings(tmp_path / "b", render_bindings({"own": {"key": "new"}}), KEY)
    assert folder.is_dir()
    prune_bindings(tmp_path / "b", keep=other.name)
    assert list((tmp_path / "b").iterdir()) == [other]
    prune_bindings(tmp_path / "b")
    assert not (tmp_path / "b").exists()
    prune_bindings(tmp_path / "b")


@posix
def test_a_link_is_no_binding(tmp_path: Path) -> None:
    folder = write_bindings(tmp_path, render_bindings({"own": {"key": "x"}}), KEY)
    (folder / "own" / "key").unlink()
    (folder / "own" / "key").symlink_to("/etc/hostname")
    assert read_hash(folder, KEY) == ""


def test_the_hash_needs_the_key_and_sees_every_border() -> None:
    one = render_bindings({"a": {"b": "c"}})
    assert hash_bindings(one, KEY) != hash_bindings(one, b"other" * 8)
    others: list[dict[str, dict[str, str]]] = [{"a": {"b": "d"}}, {"a": {"c": "b"}}, {"ab": {"b": "c"}}, {"a": {}}, {}]
    assert len({hash_bindings(render_bindings(each), KEY) for each in others} | {hash_bindings(one, KEY)}) == 6
