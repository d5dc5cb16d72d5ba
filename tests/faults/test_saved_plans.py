"""A plan in a file, applied late, twice, or after somebody changed it; and a run that is slow while the world moves on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tests.faults.places import STACK, Place, Server

SERVICE: Final = {"name": "keys", "block": "service"}
APP: Final = {"name": "app", "block": "app", "uses": {"key": "keys/key"}}
BARE: Final = {"name": "bare", "block": "bare"}
HELD: Final = 'update keys/key["app"]/key'
Plan = Callable[[], Path]


@pytest.fixture
def plan(server: Server, place: Place) -> Plan:
    def save() -> Path:
        file = place.folder / "plan.json"
        server.run(place, "plan", STACK, "--out", str(file))
        return file

    return save


def refused(server: Server, place: Place, file: Path) -> str:
    """What is said to who applies it; nothing happens."""
    before, calls = place.objects(), len(place.calls())
    with place.read() as session:
        serial = session.snapshot.serial
    ended = server.run(place, "apply", str(file), code=7)
    assert (place.objects(), len(place.calls())) == (before, calls)
    with place.read() as session:
        assert session.snapshot.serial == serial
    return ended.err


@pytest.mark.fault("F12")
def test_a_stack_that_was_edited_since(server: Server, place: Place, plan: Plan) -> None:
    place.write(SERVICE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, BARE)
    file = plan()
    place.write(SERVICE, {**BARE, "parameters": {"size": 3}})
    assert "These moved: stack." in refused(server, place, file)


@pytest.mark.fault("F12")
def test_a_world_that_moved_since(server: Server, place: Place, plan: Plan) -> None:
    place.write(SERVICE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, BARE)
    file = plan()
    for path in (place.world / "objects").glob("*.json"):
        path.unlink()
    said = refused(server, place, file)
    assert "something else is recorded or seen by now: keys/main (no-op → create), keys/store (no-op → create)." in said
    assert "Since then there were" not in said, "nobody recorded anything"


@pytest.mark.fault("F12")
def test_a_plan_of_a_state_that_others_wrote_to(server: Server, place: Place, plan: Plan) -> None:
    place.write(SERVICE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, APP)
    file = plan()
    place.write(SERVICE, BARE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, APP)
    said = refused(server, place, file)
    assert "something else is recorded or seen by now: bare/thing (nothing → delete)." in said
    assert re.search(r"The plan was made at serial \d+, the state is at \d+. Since then there were: `apply` of \S+@\S+ at 20", said)


@pytest.mark.fault("F12")
def test_a_plan_to_change_what_others_changed_already(server: Server, place: Place, plan: Plan) -> None:
    place.write(BARE)
    server.run(place, "apply", STACK, "--yes")
    place.write({**BARE, "parameters": {"size": 3}})
    file = plan()
    place.write({**BARE, "parameters": {"size": 2}})
    server.run(place, "apply", STACK, "--yes")
    place.write({**BARE, "parameters": {"size": 3}})
    assert "something else is recorded or seen by now: bare/thing (another record)." in refused(server, place, file)


@pytest.mark.fault("F12")
def test_a_plan_of_a_state_that_was_looked_after_by_hand(server: Server, place: Place, plan: Plan) -> None:
    place.write(SERVICE, BARE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, BARE, APP)
    file = plan()
    server.run(place, "state", "rm", STACK, "bare", "--yes")
    said = refused(server, place, file)
    assert "something else is recorded or seen by now: bare/thing (no-op → create)." in said
    assert "Since then there were: `state rm` of " in said


@pytest.mark.fault("F12")
def test_what_a_saved_plan_cannot_say_is_passed_over(server: Server, place: Place, plan: Plan) -> None:
    """The changes of a file only explain; whatever stands there, it is refused as what it is."""
    place.write(SERVICE)
    file = plan()
    place.write(SERVICE, BARE)
    wrong: list[Any] = [[1, None, {}, {"address": "\u001b[2J", "generation": 1, "action": "create", "record_fingerprint": ""}], "all", {}]
    for changes in wrong:
        document = json.loads(file.read_text())
        document["changes"] = changes
        file.write_text(json.dumps(document))
        said = refused(server, place, file)
        assert ("These moved: lock, stack." in said, "\u001b" in said) == (True, False), said


@pytest.mark.fault("F13")
@pytest.mark.parametrize("first", [True, False], ids=["on-nothing", "on-a-state"])
def test_the_same_plan_twice(first: bool, server: Server, place: Place, plan: Plan) -> None:
    if not first:
        place.write(BARE)
        server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, APP, BARE)
    file = plan()
    server.run(place, "apply", str(file))
    refused(server, place, file)
    # Nor when all of it is gone again.
    server.run(place, "destroy", STACK, "--yes")
    refused(server, place, file)


@pytest.mark.fault("F13")
def test_two_plans_on_nothing(server: Server, place: Place, plan: Plan) -> None:
    """Of two plans that were made before there was a state, one is carried out."""
    place.write(SERVICE)
    first = plan().rename(place.folder / "first.json")
    second = plan()
    server.run(place, "apply", str(first))
    refused(server, place, second)


def tampered(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every leaf of a document with another value there."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from tampered(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from tampered(item, (*path, str(index)))
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, int):
        yield path, value + 1
    else:
        yield path, f"{value}x"


def put(document: Any, path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        document = document[int(name)] if isinstance(document, list) else document[name]
    if isinstance(document, list):
        document[int(path[-1])] = value
    else:
        document[path[-1]] = value


@pytest.mark.fault("F57")
def test_whatever_is_changed_in_the_file_nothing_else_is_done(server: Server, place: Place, plan: Plan) -> None:
    """What decides is compared; what is only shown decides nothing, so the plan of now is carried out or none."""
    place.write(BARE)
    server.run(place, "apply", STACK, "--yes")
    place.write(BARE, {"name": "other", "block": "bare"})
    text = plan().read_text()
    expected = place.copy(place.folder.with_name("expected"))
    server.run(expected, "apply", STACK, "--yes")
    places = list(tampered(json.loads(text)))
    deciding = [each for each in places if each[0][0] in {"digest", "lineage", "serial", "stack", "environment", "destroys"}]
    assert len(deciding) == 6
    for path, value in deciding:
        document = json.loads(text)
        put(document, path, value)
        file = place.folder / "tampered.json"
        file.write_text(json.dumps(document))
        before = place.objects()
        ended = server.run(place, "apply", str(file), code=None)
        assert ended.code in {6, 7, 10}, (path, ended.text)
        assert place.objects() == before, path
    document = json.loads(text)
    for path, value in places:
        if path[0] == "changes":
            put(document, path, value)
    file.write_text(json.dumps(document))
    server.run(place, "apply", str(file))
    assert place.things() == expected.things()


@pytest.mark.fault("F16")
def test_a_slow_run_sees_what_others_did_to_its_next_step(server: Server, place: Place, plan: Plan) -> None:
    """Held up in its first call; meanwhile somebody else changes what a later step is about to change."""
    place.write(SERVICE, APP)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, {**APP, "parameters": {"text": "dag"}}, BARE)
    file = plan()
    place.hold(HELD)
    running = server.start(place, "apply", str(file), "--parallelism", "1")
    place.wait_for_call(HELD)
    (changed,) = (id_ for id_, found in place.objects().items() if found["address"].endswith("app/config"))
    (place.world / "objects" / f"{changed}.json").write_text(json.dumps({**place.objects()[changed], "inputs": {"text": "theirs"}}))
    place.let_go(HELD)
    ended = running.wait()
    assert ended.code in {4, 7}, ended.text
    assert place.objects()[changed]["inputs"] == {"text": "theirs"}
    assert server.run(place, "plan", STACK, "--detailed-exitcode", code=2)


@pytest.mark.fault("F16")
def test_old_plans_cannot_undo_what_came_after(server: Server, place: Place, plan: Plan) -> None:
    """Two who enact: the slower one comes with the older plan, when the newer was carried out and its file tidied away."""
    place.write(SERVICE)
    server.run(place, "apply", STACK, "--yes")
    place.write(SERVICE, BARE)
    old = plan().rename(place.folder / "old.json")
    place.write(SERVICE, APP, BARE)
    new = plan()
    place.hold("create bare/thing")
    running = server.start(place, "apply", str(new), "--parallelism", "1")
    place.wait_for_call("create bare/thing")
    new.unlink()  # a plan that is being carried out is no longer needed as a file
    assert server.run(place, "apply", str(old), code=1).err.count("[state-locked]") == 1
    place.let_go("create bare/thing")
    assert running.wait().code == 0
    before = place.objects()
    place.write(SERVICE, BARE)
    refused(server, place, old)
    assert place.objects() == before
