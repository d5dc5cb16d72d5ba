"""A document reaches no file and no variable of the machine that nobody gave it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bouwsteen.cli.secret_files import FOLDERS, VARIABLES, point_to_secret, read_secret
from bouwsteen.documents.models import SecretRef
from bouwsteen.engine.secret_references import SecretWithheldError

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
    with pytest.raises(SecretWithheldError, match=r"outside the folder|no folder that this machine gives"):
        read(name, stack)


def test_a_link_that_leads_out_is_not_followed(stack: Path, tmp_path: Path) -> None:
    (stack / "link").symlink_to(tmp_path / "other")
    with pytest.raises(SecretWithheldError, match="outside the folder"):
        read("link", stack)


def test_an_absolute_file_is_read_where_its_folder_is_given(stack: Path, tmp_path: Path) -> None:
    given = str(tmp_path / "given")
    assert read(f"{given}/key", stack, **{FOLDERS: f"relative{os.pathsep}{given}"}) == "given"
    with pytest.raises(SecretWithheldError, match="no folder that this machine gives"):
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


def variable(name: str, **environment: str) -> str:
    return read_secret(SecretRef(env=name), Path("/"), environment)


@pytest.mark.parametrize("listed", ["PIN", "OTHER,PIN", "OTHER:PIN", "OTHER, PIN", ":PIN,"])
def test_a_variable_is_read_where_it_is_listed(listed: str) -> None:
    assert variable("PIN", PIN="1234", **{VARIABLES: listed}) == "1234"


def test_a_variable_is_read_where_its_name_says_that_it_is_for_stacks() -> None:
    assert variable("BOUWSTEEN_SECRET_PIN", BOUWSTEEN_SECRET_PIN="1234") == "1234"


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("GITHUB_TOKEN", ""),
        ("GITHUB_TOKEN", "GITHUB"),
        ("GITHUB_TOKEN", "MY_GITHUB_TOKEN,GITHUB_TOKEN_2,github_token"),
        ("GITHUB_TOKEN", "*"),
        ("BOUWSTEEN_SECRE", ""),
        ("MY_BOUWSTEEN_SECRET_PIN", ""),
        ("bouwsteen_secret_pin", ""),
        (VARIABLES, "PIN"),
        (FOLDERS, "PIN"),
    ],
)
def test_any_other_variable_is_not_whether_it_is_set_or_not(name: str, listed: str) -> None:
    told = []
    for environment in ({}, {name: "hunter2-is-no-password"}):
        with pytest.raises(SecretWithheldError, match="none that this machine gives to stacks") as caught:
            variable(name, **{VARIABLES: listed, **environment})
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "hunter2" not in told[0]


def test_a_variable_that_is_given_and_not_set_is_told_apart() -> None:
    with pytest.raises(LookupError, match="is not set") as caught:
        variable("BOUWSTEEN_SECRET_PIN")
    assert not isinstance(caught.value, SecretWithheldError)


def test_a_person_points_to_any_variable_and_file_of_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIN", "1234")
    (tmp_path / "pin").write_text("5678")
    assert point_to_secret("env", "PIN") == "1234"
    assert point_to_secret("file", str(tmp_path / "pin")) == "5678"
    with pytest.raises(LookupError, match="not set"):
        point_to_secret("env", "no name of a variable")
