"""The last entry of a journal is only in part on the disk: exactly that entry is left out, and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.writings import calls, store_in
from tests.support.dead_writers import die
from tests.unit.state.conftest import WRITER

from bouwsteen.errors import StateError
from bouwsteen.state.ports import Mode

pytestmark = pytest.mark.fault("F3")

ENTRIES = calls(3)


def leave_a_journal(folder: Path) -> tuple[Path, int, int]:
    """Of a writer that dies: the journal, where its last frame begins, and the serial before that."""
    session = store_in(folder).open("leuven", "local", Mode.WRITE, WRITER)
    (state,) = [folder / "state" / "leuven" / "local"]
    for entry in ENTRIES[:-1]:
        session.append(entry)
    (journal,) = state.glob("journal.*")
    start = journal.stat().st_size
    session.append(ENTRIES[-1])
    die(session)
    for mark in (folder / "keys").glob("*.mark"):
        mark.unlink()  # nobody was told that the last entry is on record
    return journal, start, len(ENTRIES) - 1


@pytest.mark.parametrize("tail", [b"", bytes(16), bytes(4096)], ids=["cut", "a few zeros", "a block of zeros"])
@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "every"])
def test_the_lengths_of_the_last_entry(tmp_path: Path, tail: bytes, step: int) -> None:
    journal, start, before = leave_a_journal(tmp_path)
    store, whole = store_in(tmp_path), journal.read_bytes()
    for length in [*range(start, len(whole), step), len(whole) - 1]:
        left = whole[:length] + tail
        if left.startswith(whole):  # the zeros that are missing are those that came instead
            continue
        journal.write_bytes(left)
        with store.open("leuven", "local", Mode.READ) as session:
            assert session.snapshot.serial == before, f"{length} bytes"
            assert [item.step for item in session.in_doubt] == ["s2"]
    journal.write_bytes(whole)
    with store.open("leuven", "local", Mode.READ) as session:
        assert session.snapshot.serial == before + 1


@pytest.mark.parametrize("length", [1, 7, 40])
def test_the_next_writer_says_so_and_goes_on_without_it(tmp_path: Path, length: int) -> None:
    journal, start, before = leave_a_journal(tmp_path)
    journal.write_bytes(journal.read_bytes()[: start + length])
    with store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER) as session:
        assert "state-journal-torn" in [item.code for item in session.warnings]
        assert session.snapshot.serial == before
        session.append(ENTRIES[-1])
    with store_in(tmp_path).open("leuven", "local", Mode.WRITE, WRITER) as again:
        assert again.warnings == ()
        assert again.in_doubt == ()


def test_an_entry_in_the_middle_cannot_be_torn(tmp_path: Path) -> None:
    """What stands before something whole was finished once: to leave it out would be to make things up."""
    journal, start, _ = leave_a_journal(tmp_path)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: start - 3] + whole[start:])
    with pytest.raises(StateError) as caught:
        store_in(tmp_path).open("leuven", "local", Mode.READ)
    assert caught.value.diagnostics[0].code == "state-corrupt"
