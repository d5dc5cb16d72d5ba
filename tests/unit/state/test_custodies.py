"""Going back, and changing keys: whole or not at all, wherever they are cut off."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.state.conftest import WRITER, HastyDisk, Stores, make_record
from tests.unit.state.test_faults import CrashError, CrashingDisk

from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.adapters.state_keys import GivenKeys, LocalKeys, Marks
from bouwsteen.errors import StateError, StateOwnerError
from bouwsteen.state.journals import Begin, Put, Transfer
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.restorations import Past
from bouwsteen.values import Secret

OLD = [make_record("ebox"), make_record("forms")]
NEW = [*OLD, make_record("identity")]
BEGIN = Begin("run-1", "step-1", "create", make_record("forms", "page"))


def fill(stores: Stores) -> None:
    """Generation 1 with its journal holds the old records and a call in doubt; what stands now are the new ones."""
    with stores.write(organisation="24062") as session:
        session.append(*(Put(record) for record in OLD))
        session.append(BEGIN)
    with stores.write() as session:
        session.append(Put(NEW[2]))


def read(store: FolderStore) -> Past:
    with store.open("leuven", "local", Mode.READ) as session:
        return Past(session.snapshot, session.in_doubt)


def names(past: Past) -> list[str]:
    return sorted(record.address.instance for record in past.snapshot.records())


def same(records: Sequence[ResourceRecord]) -> list[str]:
    return sorted(record.address.instance for record in records)


def crash(stores: Stores, at: int, when: str, monkeypatch: pytest.MonkeyPatch, act: Callable[[FolderStore], object]) -> bool:
    """Stop at the n-th thing that is done to the disk, keys included. Whether it came that far."""
    disk = CrashingDisk(at, when)
    write = LocalKeys._write
    with monkeypatch.context() as patched:

        def write_keys(keys: LocalKeys, lineage: str, found: Sequence[bytes]) -> None:
            disk._step(lambda: write(keys, lineage, found))

        patched.setattr(LocalKeys, "_write", write_keys)
        with contextlib.suppress(CrashError):
            act(FolderStore(stores.folder / "state", stores.keys, disk))
            return False
    return True


def rekey(store: FolderStore) -> None:
    store.rekey("leuven", "local", WRITER)


def retire(store: FolderStore) -> None:
    store.retire("leuven", "local", WRITER)


@pytest.mark.fault("F15")
@pytest.mark.parametrize("when", ["half", "after"])
def test_a_change_of_keys_can_be_cut_off_anywhere(tmp_path: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for act in (rekey, retire):
        at = 1
        while True:
            stores = Stores(tmp_path / f"{act.__name__}{at}", "folder")
            fill(stores)
            store = FolderStore(stores.folder / "state", stores.keys, HastyDisk())
            if act is retire:
                rekey(store)
            cut_off = crash(stores, at, when, monkeypatch, act)
            found = read(store)
            assert names(found) == same(NEW)
            assert found.in_doubt == (BEGIN,)
            rekey(store)
            retire(store)
            (file,) = (stores.folder / "keys").glob("*.json")
            assert len(stores.keys.keys(file.stem)) == 1
            assert names(read(store)) == same(NEW)
            assert all(not each.problem for each in store.generations("leuven", "local"))
            if not cut_off:
                break
            at += 1
        assert at > 5


@pytest.mark.parametrize("when", ["half", "after"])
def test_going_back_can_be_cut_off_anywhere(tmp_path: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    at = 1
    while True:
        stores = Stores(tmp_path / str(at), "folder")
        fill(stores)
        store = FolderStore(stores.folder / "state", stores.keys, HastyDisk())
        before = read(store)
        cut_off = crash(stores, at, when, monkeypatch, lambda store: store.restore("leuven", "local", 1, WRITER))
        found = read(store)
        went_back = found.snapshot.restored_by is not None
        seen.add(went_back)
        assert names(found) == same(OLD if went_back else NEW)
        assert found.snapshot.serial >= before.snapshot.serial
        with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
            session.append(Put(make_record("payments")))
        assert "payments" in names(read(store))
        if not cut_off:
            break
        at += 1
    assert seen == {True, False}


def test_going_back_keeps_who_owns_it_and_what_was_done(stores: Stores) -> None:
    with stores.write(organisation="24062") as session:
        session.append(Put(OLD[0]))
    with stores.write() as session:
        session.append(Transfer("operator/leuven", "goes live"))
    with pytest.raises(StateOwnerError):
        stores.store.restore("leuven", "local", 1, WRITER)
    stores.store.restore("leuven", "local", 1, replace(WRITER, owner="operator/leuven", run="run-9", command="state restore"))
    with stores.read() as session:
        snapshot = session.snapshot
    assert (snapshot.owner, snapshot.epoch) == ("operator/leuven", 2)
    assert snapshot.restored_by is not None
    assert (snapshot.restored_by.id, snapshot.restored_by.who, snapshot.restored_by.command) == ("run-9", "an", "state restore")


def test_another_place_and_another_lineage_are_refused(folder: Stores, tmp_path: Path) -> None:
    fill(folder)
    other = Stores(tmp_path / "other", "folder")
    fill(other)
    assert isinstance(folder.store, FolderStore)
    assert isinstance(other.store, FolderStore)
    past = read(folder.store)
    for stack, environment, code in (("leuven", "test", "state-place-other"), ("aalst", "local", "state-place-other")):
        with pytest.raises(StateError) as caught:
            folder.store.put_back(stack, environment, past, WRITER)
        assert caught.value.diagnostics[0].code == code
    for path in (folder.folder / "keys").iterdir():
        (other.folder / "keys" / path.name).write_bytes(path.read_bytes())
    with pytest.raises(StateError) as caught:
        other.store.put_back("leuven", "local", past, WRITER)
    assert caught.value.diagnostics[0].code == "state-lineage-other"
    assert read(other.store).snapshot.lineage != past.snapshot.lineage


def test_keys_that_are_given_are_not_changed_here(tmp_path: Path) -> None:
    keys = GivenKeys([Secret("11" * 32)], Marks(tmp_path / "marks"))
    store = FolderStore(tmp_path / "state", keys, Disk())
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(OLD[0]))
    for act in (rekey, retire):
        with pytest.raises(StateError) as caught:
            act(store)
        assert caught.value.diagnostics[0].code == "state-key-given"
    newer = FolderStore(tmp_path / "state", GivenKeys([Secret("22" * 32), Secret("11" * 32)], Marks(tmp_path / "marks")), Disk())
    with newer.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(OLD[1]))
    alone = FolderStore(tmp_path / "state", GivenKeys([Secret("22" * 32)], Marks(tmp_path / "marks")), Disk())
    assert names(read(alone)) == same(OLD)
