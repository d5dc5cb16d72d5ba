from __future__ import annotations

from pathlib import Path

import pytest

from bouwsteen.adapters.private_files import make_private_folder


def test_a_folder_is_private_with_all_that_were_missing_above_it(tmp_path: Path) -> None:
    folder = make_private_folder(tmp_path / "a/b")
    assert [each.stat().st_mode & 0o777 for each in (folder, folder.parent)] == [0o700, 0o700]
    assert make_private_folder(folder) == folder


def test_something_else_in_its_place_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        make_private_folder(tmp_path / "a/b")
    assert (tmp_path / "a").read_text() == "x"


def test_a_folder_that_others_make_and_take_away_at_once_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make_too_late(folder: Path, mode: int) -> None:
        raise FileExistsError(folder, mode)

    monkeypatch.setattr(Path, "mkdir", make_too_late)
    with pytest.raises(FileNotFoundError):
        make_private_folder(tmp_path / "a")
