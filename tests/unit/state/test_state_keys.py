from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from bouwsteen.adapters.state_keys import GivenKeys, LocalKeys, Marks, default_key_folder, parse_key
from bouwsteen.errors import StateError
from bouwsteen.values import Secret

LINEAGE = "0123456789abcdef" * 2


def code_of(caught: pytest.ExceptionInfo[StateError]) -> str:
    return caught.value.diagnostics[0].code


@pytest.mark.parametrize(
    ("variable", "expected"),
    [("/data", "/data/bouwsteen/keys"), ("", "/home/an/.local/share/bouwsteen/keys"), ("rel", "/home/an/.local/share/bouwsteen/keys")],
)
def test_keys_live_in_the_data_folder(variable: str, expected: str) -> None:
    assert default_key_folder({"XDG_DATA_HOME": variable}, Path("/home/an")) == Path(expected)


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path / "deep" / "keys")
    assert keys.keys(LINEAGE) == ()
    made = keys.create(LINEAGE)
    assert len(made) == 32
    assert keys.keys(LINEAGE) == [made]
    assert stat.S_IMODE((tmp_path / "deep" / "keys").stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep" / "keys").iterdir()] == [0o600]


def test_a_rotation_puts_the_new_key_first(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path)
    made = keys.create(LINEAGE)
    keys.rotate(LINEAGE)
    first, second = keys.keys(LINEAGE)
    assert second == made != first


@pytest.mark.parametrize("lineage", ["", "../../etc/passwd", "x" * 32, LINEAGE + "\n", LINEAGE.upper()])
def test_a_lineage_is_never_a_path(tmp_path: Path, lineage: str) -> None:
    for call in (LocalKeys(tmp_path).keys, Marks(tmp_path).read):
        with pytest.raises(StateError) as caught:
            call(lineage)
        assert code_of(caught) == "state-lineage-invalid"


@pytest.mark.parametrize("text", [base64.b64encode(b"k" * 32).decode(), "6b" * 32, "6B" * 32 + "\n"])
def test_a_given_key_is_base64_or_hexadecimal(text: str) -> None:
    assert parse_key(Secret(text)) == b"k" * 32


@pytest.mark.parametrize("text", ["", "hunter2-canary", "6b" * 31, base64.b64encode(b"k" * 31).decode(), "é" * 32])
def test_what_is_not_a_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(StateError) as caught:
        parse_key(Secret(text))
    assert code_of(caught) == "state-key-invalid"
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_given_keys_are_tried_in_order(tmp_path: Path) -> None:
    given = GivenKeys([Secret("6b" * 32), Secret("6c" * 32)], Marks(tmp_path))
    assert given.keys(LINEAGE) == [b"k" * 32, b"l" * 32]
    assert given.create(LINEAGE) == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_mark_only_rises(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    assert marks.read(LINEAGE) == 0
    mark = marks.open(LINEAGE)
    assert marks.read(LINEAGE) == 0
    for serial, expected in ((5, 5), (3, 5), (9, 9)):
        mark.raise_to(serial)
        assert marks.read(LINEAGE) == expected
    mark.close()
    mark.close()
    mark.raise_to(20)
    later = marks.open(LINEAGE)
    later.raise_to(7)
    later.close()
    assert marks.read(LINEAGE) == 9


def test_a_mark_that_a_power_cut_left_empty_says_nothing(tmp_path: Path) -> None:
    for text in (b"", bytes(30)):
        (tmp_path / f"{LINEAGE}.mark").write_bytes(text)
        assert Marks(tmp_path).read(LINEAGE) == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for call in (LocalKeys(tmp_path / "file" / "keys").create, Marks(tmp_path / "file" / "keys").open):
        with pytest.raises(StateError):
            call(LINEAGE)
