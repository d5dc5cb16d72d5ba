"""Folders of files go through ConfigMaps unchanged, whatever they hold; what was not written so is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouwsteen.documents.digests import digest_bytes, digest_files
from bouwsteen.documents.trees import FileSet
from bouwsteen.formats.file_objects import MAX_BYTES, FilesError, read_files, write_files

_PATHS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True), min_size=1, max_size=3).map("/".join)


def file_set(files: dict[str, bytes]) -> FileSet:
    return FileSet(digest_files({path: digest_bytes(content) for path, content in files.items()}), Path("forms"), files)


@settings(max_examples=60)
@given(files=st.dictionaries(_PATHS, st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), max_size=6))
def test_files_come_back_as_they_were(files: dict[str, bytes]) -> None:
    written = write_files(file_set(files), "town-forms", {"namespace": "town-test"})
    back = read_files(json.loads(json.dumps(written)), "forms", file_set(files).digest)
    assert back.files == files


def test_what_does_not_fit_in_one_goes_on_in_the_next() -> None:
    files = {"a.txt": b"a" * 10, "large.bin": bytes(range(256)) * 8000, "wide.txt": ("é" * MAX_BYTES).encode(), "z.txt": b"z"}
    written = write_files(file_set(files), "town-my_forms", {"namespace": "town-test"})
    assert len(written) == 6
    assert [each["metadata"]["name"].rsplit("-", 1)[1] for each in written] == ["0", "1", "2", "3", "4", "5"]
    assert all(each["metadata"]["name"].startswith("town-my-forms-") and each["immutable"] for each in written)
    assert all(len(json.dumps(each, ensure_ascii=False).encode()) < 1024 * 1024 for each in written)
    assert read_files(written, "my_forms", file_set(files).digest).files == files
    with pytest.raises(FilesError):
        read_files(list(reversed(written)), "my_forms", file_set(files).digest)
    with pytest.raises(FilesError):
        read_files(written[:-1], "my_forms", file_set(files).digest)


def test_text_stays_readable_and_other_content_is_kept_to_the_byte() -> None:
    (written,) = write_files(file_set({"a.yaml": b"a: \xc3\xa9\n", "b.txt": b"line\r\n", "c.bin": b"\xff"}), "town-forms", {})
    assert written["data"]["file-0000"] == "a: é\n"
    assert written["binaryData"].keys() == {"file-0001", "file-0002"}


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "a/./b", "a\\b", "C:a", "", "a\nb", "x" * 2000, 7, None, ["a"]])
def test_no_path_leads_out_of_its_folder(path: object) -> None:
    config_map = {"metadata": {"name": "m"}, "data": {"paths": json.dumps({"file-0000": path}), "file-0000": "a"}}
    with pytest.raises(FilesError, match="the ConfigMap m is not one of files"):
        read_files([config_map], "forms", file_set({"a": b"a"}).digest)


@pytest.mark.parametrize("paths", ["", "[]", "7", "null", '{"file-0000": "a"', "[" * 5000])
def test_a_config_map_of_something_else_is_refused(paths: str) -> None:
    with pytest.raises(FilesError):
        read_files([{"metadata": {"name": "m"}, "data": {"paths": paths}}], "forms", file_set({"a": b"a"}).digest)
