"""A document reaches no file of the machine that nobody gave it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bouwsteen.cli.secret_files import FOLDERS, read_secret
from bouwsteen.documents.models import SecretRef

pytestmark = pytest.mark.fault("F45", "F47")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    folder = tmp_path / "stacks" / "town"
    folder.mkdir(parents=True)
    (folder / "pin").write_text("1234\n")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "key").write_text("given")
    (tmp_path / "other").write_text("hunter2-is-no-password")
    return folder


def read(name: str, stack: Path, **environment: str) -> str:
    return read_secret(SecretRef(file=name), stack, environment)


def test_a_file_of_the_stack_is_read(stack: Path) -> None:
    assert read("pin", stack) == "1234"


@pytest.mark.parametrize("name", ["../../other", "./../../other", "../town2/pin", "/etc/hostname", "/dev/zero"])
def test_a_file_outside_is_not(name: str, stack: Path) -> None:
    with pytest.raises(LookupError, match=r"outside the folder|no folder that this machine gives"):
        read(name, stack)


def test_a_link_that_leads_out_is_not_followed(stack: Path, tmp_path: Path) -> None:
    (stack / "link").symlink_to(tmp_path / "other")
    with pytest.raises(LookupError, match="outside the folder"):
        read("link", stack)


def test_an_absolute_file_is_read_where_its_folder_is_given(stack: Path, tmp_path: Path) -> None:
    given = str(tmp_path / "given")
    assert read(f"{given}/key", stack, **{FOLDERS: f"relative{os.pathsep}{given}"}) == "given"
    with pytest.raises(LookupError, match="no folder that this machine gives"):
        read(f"{given}/../other", stack, **{FOLDERS: given})


def test_what_is_no_ordinary_file_is_not_read(stack: Path) -> None:
    os.mkfifo(stack / "pipe")
    with pytest.raises(LookupError, match="not an ordinary file"):
        read("pipe", stack)
    (stack / "large").write_bytes(b"x" * 70_000)
    with pytest.raises(LookupError, match="too large"):
        read("large", stack)
    (stack / "bytes").write_bytes(b"\xff")
    with pytest.raises(LookupError, match="not UTF-8"):
        read("bytes", stack)
