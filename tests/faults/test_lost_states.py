"""The folder of the state is gone, and nothing was kept aside: that is not a beginning, until somebody says so."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from tests.faults.places import STACK, Place, Server
from tests.faults.writings import calls, write

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.adapters.state_logs.loading import Whereabouts
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.state.ports import Mode

pytestmark = pytest.mark.fault("F14")


def service(size: int) -> dict[str, object]:
    return {"name": "keys", "block": "service", "parameters": {"size": size}}


@pytest.fixture
def applied(server: Server, place: Place) -> Place:
    place.write(service(1))
    server.run(place, "apply", STACK, "--yes")
    assert len(place.objects()) == 2
    return place


def state(place: Place) -> Path:
    return place.workspace / ".bouwsteen" / "state"


def notes(place: Place) -> list[Path]:
    return sorted((place.folder / "keys" / "bouwsteen" / "places").glob("*"))


def test_it_is_refused_by_every_verb_that_needs_it(server: Server, applied: Place) -> None:
    world = applied.objects()
    shutil.rmtree(state(applied))
    for verb in ("plan", "apply", "up", "down", "destroy", "status", "outputs", "drift", "state list", "state backup"):
        options = ["--yes"] if verb in {"apply", "destroy"} else []
        ended = server.run(applied, *verb.split(), STACK, *options, code=1)
        assert "[state-gone]" in ended.err, f"{verb}: {ended.text}"
        assert f"bouwsteen state restore {STACK} -e local FILE" in ended.err
        assert f"bouwsteen apply {STACK} -e local --accept-rollback 0" in ended.err
    assert "[state-gone]" in server.run(applied, "apply", STACK, "--yes", "--accept-rollback", "7", code=1).err
    assert applied.objects() == world


def test_it_goes_on_where_the_folder_comes_back(server: Server, applied: Place) -> None:
    away = applied.folder / "away"
    state(applied).rename(away)
    server.run(applied, "apply", STACK, "--yes", code=1)
    shutil.rmtree(state(applied))  # only the lock of who was refused
    away.rename(state(applied))
    assert "nothing to do" in server.run(applied, "apply", STACK, "--yes").text


def test_a_backup_takes_its_place_and_another_one_does_not(server: Server, applied: Place, tmp_path: Path) -> None:
    other = applied.copy(tmp_path / "other")
    server.run(other, "destroy", STACK, "--yes")
    shutil.rmtree(state(other))
    server.run(other, "apply", STACK, "--yes")
    server.run(other, "state", "backup", STACK, "../other.copy")
    server.run(applied, "state", "backup", STACK, "../town.copy")
    shutil.rmtree(state(applied))
    for key in (other.folder / "keys" / "bouwsteen" / "keys").iterdir():
        shutil.copy(key, applied.folder / "keys" / "bouwsteen" / "keys")
    refused = server.run(applied, "state", "restore", STACK, str(other.folder / "other.copy"), "--yes", code=1)
    assert "[state-lineage-other]" in refused.err
    server.run(applied, "state", "restore", STACK, "../town.copy", "--yes")
    server.run(applied, "plan", STACK, "--out", "plan.json")
    server.run(applied, "apply", "plan.json")
    assert len(applied.objects()) == 2


def test_who_accepts_it_begins_anew_and_looks_first(server: Server, applied: Place) -> None:
    before = notes(applied)
    shutil.rmtree(state(applied))
    server.run(applied, "plan", STACK, "--accept-rollback", "0", "--out", "plan.json")
    assert "[state-gone]" in server.run(applied, "apply", "plan.json", code=1).err
    server.run(applied, "apply", "plan.json", "--accept-rollback", "0")
    with applied.read() as session:
        assert {record.id for record in session.snapshot.records()} <= set(applied.objects())
        assert session.snapshot.restored_by is None
        assert session.snapshot.last_run is not None
        assert session.snapshot.last_run.command == "apply --accept-rollback 0"
    assert (len(before), len(notes(applied)), notes(applied) != before) == (1, 1, True)
    assert "nothing to do" in server.run(applied, "apply", STACK, "--yes").text


def test_begun_anew_half_it_is_not_carried_out_unread_later(server: Server, applied: Place) -> None:
    shutil.rmtree(state(applied))
    applied.fail({"create keys/store": "refused"})
    server.run(applied, "apply", STACK, "--yes", "--accept-rollback", "0", code=4)
    applied.fail({})
    assert "[state-restored]" in server.run(applied, "apply", STACK, "--yes", code=5).err
    server.run(applied, "plan", STACK, "--out", "plan.json")
    server.run(applied, "apply", "plan.json")
    assert "nothing to do" in server.run(applied, "apply", STACK, "--yes").text


def test_destroyed_or_forgotten_it_may_vanish(server: Server, applied: Place) -> None:
    server.run(applied, "destroy", STACK, "--yes")
    assert (applied.objects(), notes(applied)) == ({}, [])
    shutil.rmtree(state(applied))
    server.run(applied, "apply", STACK, "--yes")
    assert len(notes(applied)) == 1
    server.run(applied, "state", "rm", STACK, "keys", "--yes")
    assert notes(applied) == []
    shutil.rmtree(state(applied))
    assert "2 to add" in server.run(applied, "plan", STACK).out


def test_what_stays_by_itself_keeps_it_from_vanishing(server: Server, applied: Place) -> None:
    """A destroy that comes half way leaves something to lose."""
    applied.fail({"delete keys/store": "refused"})
    server.run(applied, "destroy", STACK, "--yes", code=4)
    shutil.rmtree(state(applied))
    assert "[state-gone]" in server.run(applied, "plan", STACK, code=1).err


def test_a_workspace_that_moved_leaves_its_place_free(server: Server, applied: Place) -> None:
    elsewhere = applied.folder / "elsewhere"
    shutil.copytree(applied.workspace, elsewhere / "workspace")
    shutil.rmtree(state(applied))
    moved = Place(elsewhere)
    for name in ("keys", "world"):
        (elsewhere / name).symlink_to(applied.folder / name)
    moved.write(service(2))
    server.run(moved, "apply", STACK, "--yes")
    (note,) = notes(applied)
    assert json.loads(note.read_text())["folder"].startswith(str(elsewhere))
    assert "2 to add" in server.run(applied, "plan", STACK).out


def test_a_copy_of_a_workspace_does_not_free_the_place_of_the_original(server: Server, applied: Place) -> None:
    elsewhere = applied.folder / "elsewhere"
    shutil.copytree(applied.workspace, elsewhere / "workspace")
    copy = Place(elsewhere)
    for name in ("keys", "world"):
        (elsewhere / name).symlink_to(applied.folder / name)
    copy.write(service(2))
    server.run(copy, "apply", STACK, "--yes")
    assert len(notes(applied)) == 2
    shutil.rmtree(state(applied))
    assert "[state-gone]" in server.run(applied, "plan", STACK, code=1).err


def test_a_state_of_before_these_notes_gets_one_when_it_is_written(server: Server, applied: Place) -> None:
    shutil.rmtree(applied.folder / "keys" / "bouwsteen" / "places")
    assert "nothing to do" in server.run(applied, "apply", STACK, "--yes").text
    applied.write(service(2))
    server.run(applied, "apply", STACK, "--yes")
    assert len(notes(applied)) == 1


@pytest.mark.parametrize("call", ["create keys/store", "create keys/main"])
def test_killed_in_its_first_apply_it_is_missed_too(server: Server, place: Place, call: str) -> None:
    place.write(service(1))
    try:
        place.hold(call)
        running = server.start(place, "apply", STACK, "--yes")
        place.wait_for_call(call)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    finally:
        place.let_go(call)
    shutil.rmtree(state(place))
    assert "[state-gone]" in server.run(place, "plan", STACK, code=1).err


class BegunMeanwhile(PlaceFolder):
    """Between the look at the state and the look at the notes somebody else begins it."""

    def lineages(self, layout: Whereabouts) -> list[str]:
        root = Path(layout.note["folder"]).parents[1]
        write(FolderStore(root, LocalKeys(self.folder.parent / "keys"), places=PlaceFolder(self.folder)), calls(1))
        return PlaceFolder(self.folder).lineages(layout)


def test_what_somebody_begins_at_this_very_moment_is_not_lost(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "state", LocalKeys(tmp_path / "keys"), places=BegunMeanwhile(tmp_path / "places"))
    with store.open("leuven", "local", Mode.READ) as session:
        assert session.snapshot.serial == len(calls(1))
