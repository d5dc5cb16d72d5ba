"""Ctrl-C at a real terminal, signals, and a window that is closed: what was done is on record, and the next run goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest
from tests.faults.places import STACK, Place, Server
from tests.faults.terminals import CTRL_C, Screen

APPLY = ("apply", STACK, "--yes", "--parallelism", "1")
HELD = "create keys/main"
MADE_BEFORE = {"leuven/local/keys/store"}


@pytest.fixture
def place(place: Place) -> Place:
    place.write(
        {"name": "keys", "block": "service"},
        {"name": "app", "block": "app", "uses": {"key": "keys/key"}},
    )
    return place


def addresses(place: Place) -> set[str]:
    return {found["address"] for found in place.objects().values()}


def check_record(place: Place, doubtful: Sequence[str] = ()) -> None:
    """What is in the world is on record, but for the calls in doubt."""
    with place.read() as session:
        assert [begin.address.local for begin in session.in_doubt] == list(doubtful)
        recorded = {record.id for record in session.snapshot.records()}
    assert recorded <= set(place.objects())
    assert len(set(place.objects()) - recorded) <= len(doubtful)


def check_next_run(server: Server, place: Place) -> None:
    before = place.objects()
    server.run(place, *APPLY)
    assert len(addresses(place)) == len(place.objects()) == 5
    assert before.keys() <= place.objects().keys(), "what was there is made again"
    check_record(place)
    server.run(place, "plan", STACK, "--detailed-exitcode")


@pytest.mark.fault("F10")
def test_ctrl_c_at_the_question(server: Server, place: Place) -> None:
    with Screen() as screen:
        running = server.start(place, "apply", STACK, streams=screen.streams)
        screen.wait_for("yes")
        screen.press(CTRL_C)
        assert running.wait().code == 8
        assert "Traceback" not in screen.rest()
    assert place.objects() == {}
    assert not place.calls()
    check_next_run(server, place)


@pytest.mark.fault("F10")
def test_ctrl_c_once_ends_what_is_under_way(server: Server, place: Place) -> None:
    place.hold(HELD)
    with Screen() as screen:
        running = server.start(place, *APPLY, streams=screen.streams)
        place.wait_for_call(HELD)
        screen.press(CTRL_C)
        screen.wait_for("Stopping")
        place.let_go(HELD)
        assert running.wait().code == 8
        assert "Traceback" not in screen.rest()
    assert addresses(place) == MADE_BEFORE | {"leuven/local/keys/main"}
    check_record(place)
    check_next_run(server, place)


@pytest.mark.fault("F10")
@pytest.mark.parametrize("deaf", [False, True], ids=["listens", "deaf"])
@pytest.mark.parametrize("held", [HELD, f"after {HELD}"], ids=["before", "after"])
def test_ctrl_c_twice_lets_go(held: str, deaf: bool, server: Server, place: Place) -> None:
    """Whether the provider listens or not, and whether the call came about or not. Only who listens can say which."""
    place.hold(held, deaf=deaf)
    with Screen() as screen:
        running = server.start(place, *APPLY, streams=screen.streams)
        place.wait_for_call(HELD)
        screen.press(CTRL_C)
        screen.wait_for("Stopping")
        screen.press(CTRL_C)
        assert running.wait().code == 8
        assert "Traceback" not in screen.rest()
    place.let_go(held)
    happened = held.startswith("after")
    assert addresses(place) == MADE_BEFORE | ({"leuven/local/keys/main"} if happened else set())
    check_record(place, [] if happened and not deaf else ["keys/main"])
    check_next_run(server, place)


@pytest.mark.fault("F10", "F58")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_as_ctrl_c(number: signal.Signals, server: Server, place: Place) -> None:
    place.hold(HELD)
    running = server.start(place, *APPLY)
    place.wait_for_call(HELD)
    os.kill(running.pid, number)
    running.wait_for("Stopping")
    place.let_go(HELD)
    ended = running.wait()
    assert ended.code == 8
    assert "Traceback" not in ended.text
    assert addresses(place) == MADE_BEFORE | {"leuven/local/keys/main"}
    check_record(place)
    check_next_run(server, place)


@pytest.mark.fault("F58")
def test_a_window_that_is_closed_at_the_question(server: Server, place: Place) -> None:
    with Screen() as screen:
        running = server.start(place, "apply", STACK, streams=screen.streams)
        screen.wait_for("yes")
        screen.close()
        assert running.wait().code == 8
    assert not place.calls()
    check_next_run(server, place)


@pytest.mark.fault("F58")
def test_a_window_that_is_closed_during_the_work(server: Server, place: Place) -> None:
    place.hold(HELD)
    with Screen() as screen:
        running = server.start(place, *APPLY, streams=screen.streams)
        place.wait_for_call(HELD)
        screen.close()
        place.let_go(HELD)
        assert running.wait().code in {1, 8}  # it may be done before it hears of it, and has nobody to tell
    assert addresses(place) >= MADE_BEFORE | {"leuven/local/keys/main"}
    check_record(place)
    check_next_run(server, place)


@pytest.mark.fault("F58")
@pytest.mark.parametrize("document", [(), ("-o", "json")], ids=["lines", "document"])
def test_a_reader_that_goes_away(document: Sequence[str], server: Server, place: Place) -> None:
    """As `bouwsteen apply … | head -1` does, and one that reads nothing at all."""
    reading, writing = os.pipe()
    place.hold(HELD)
    running = server.start(place, *APPLY, *document, streams=[os.devnull, f"/proc/{os.getpid()}/fd/{writing}", str(server.scratch / "err")])
    place.wait_for_call(HELD)
    os.close(reading)
    os.close(writing)
    place.let_go(HELD)
    ended = running.wait()
    assert ended.code in {0, 1}
    assert (server.scratch / "err").read_text().count("Traceback") == 0
    assert len(addresses(place)) == 5
    check_next_run(server, place)
