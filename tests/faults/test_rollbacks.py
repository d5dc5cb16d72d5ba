"""An older copy of the state stands in the place of the newest: refused, until its serial is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.faults.places import STACK, Place, Server

pytestmark = pytest.mark.fault("F14")


def service(size: int) -> dict[str, object]:
    return {"name": "keys", "block": "service", "parameters": {"size": size}}


def set_back(server: Server, place: Place) -> Path:
    """Apply, copy, apply more, put the copy back. Returns the folder of the state."""
    state = place.workspace / ".bouwsteen" / "state"
    place.write(service(1))
    server.run(place, "apply", STACK, "--yes")
    shutil.copytree(state, place.folder / "backup")
    place.write(service(2))
    server.run(place, "apply", STACK, "--yes")
    shutil.rmtree(state)
    shutil.copytree(place.folder / "backup", state)
    return state


def test_an_older_copy_is_refused_by_every_verb_that_plans(server: Server, place: Place) -> None:
    state = set_back(server, place)
    before = {path: path.read_bytes() for path in state.rglob("generation.*")}
    world = place.objects()
    for verb in ("plan", "apply", "up", "down", "destroy", "status", "outputs", "drift"):
        options = ["--yes"] if verb in {"apply", "destroy"} else []
        ended = server.run(place, verb, STACK, *options, code=1)
        assert "The state is older than what was seen here" in ended.err, verb
        assert "--accept-rollback" in ended.err
    assert place.objects() == world
    assert {path: path.read_bytes() for path in state.rglob("generation.*")} == before


def test_who_names_the_serial_goes_on_and_that_is_on_record(server: Server, place: Place) -> None:
    set_back(server, place)
    refused = server.run(place, "plan", STACK, code=1).err
    named = re.search(r"--accept-rollback (\d+)", refused)
    assert named is not None
    serial = int(named[1])
    other = server.run(place, "apply", STACK, "--yes", "--accept-rollback", str(serial - 1), code=1)
    assert f"Serial {serial - 1} was accepted, which is not this one" in other.err
    server.run(place, "plan", STACK, "--accept-rollback", str(serial))
    assert "older than" in server.run(place, "plan", STACK, code=1).err, "a plan accepts for itself alone"
    server.run(place, "apply", STACK, "--yes", "--accept-rollback", str(serial))
    with place.read() as session:
        assert session.snapshot.last_run is not None
        assert session.snapshot.last_run.command == f"apply --accept-rollback {serial}"
        assert session.snapshot.serial > serial
        assert {record.id for record in session.snapshot.records()} == set(place.objects())
    assert "nothing to do" in server.run(place, "apply", STACK, "--yes").text


def forget_a_removal(server: Server, place: Place) -> str:
    """What the record knows was removed since, and is wanted again. Returns the serial to accept."""
    state = place.workspace / ".bouwsteen" / "state"
    place.write(service(1))
    server.run(place, "apply", STACK, "--yes")
    shutil.copytree(state, place.folder / "backup")
    place.write()
    server.run(place, "apply", STACK, "--yes", "--approve-deletions", "2")
    assert place.objects() == {}
    shutil.rmtree(state)
    shutil.copytree(place.folder / "backup", state)
    place.write(service(1))
    named = re.search(r"--accept-rollback (\d+)", server.run(place, "plan", STACK, code=1).err)
    assert named is not None
    return named[1]


def require_whole(place: Place) -> None:
    with place.read() as session:
        assert {record.id for record in session.snapshot.records()} == set(place.objects())
        assert session.snapshot.restored_by is None
    assert len(place.objects()) == 2


def test_an_older_state_is_not_believed_even_where_nobody_should_look(server: Server, place: Place) -> None:
    serial = forget_a_removal(server, place)
    server.run(place, "apply", STACK, "--yes", "--accept-rollback", serial, "--no-refresh")
    require_whole(place)


def test_a_plan_on_an_older_state_is_carried_out_as_it_was_read(server: Server, place: Place) -> None:
    serial = forget_a_removal(server, place)
    server.run(place, "plan", STACK, "--accept-rollback", serial, "--no-refresh", "--out", "plan.json")
    assert server.run(place, "apply", "plan.json", code=1).err.count("[state-rolled-back]") == 1
    server.run(place, "apply", "plan.json", "--accept-rollback", serial)
    require_whole(place)


def test_who_accepted_it_and_then_did_nothing_has_not_looked_either(server: Server, place: Place) -> None:
    serial = forget_a_removal(server, place)
    assert "[not-confirmed]" in server.run(place, "apply", STACK, "--accept-rollback", serial, code=8).err
    denied = server.run(place, "apply", STACK, "--yes", "--no-refresh", code=5)
    assert "[state-restored]" in denied.err
    assert f"went back to an older state of {STACK}/local by `apply --accept-rollback {serial}`" in " ".join(denied.err.split())
    assert place.objects() == {}
    server.run(place, "plan", STACK, "--out", "plan.json")
    server.run(place, "apply", "plan.json")
    require_whole(place)
