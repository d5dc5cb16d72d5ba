"""A holder that is killed: the lock says who it was, and is free at once."""

from __future__ import annotations

import os
import re
import signal
import socket

import pytest
from tests.faults.places import STACK, Place, Running, Server
from tests.faults.test_paused_holders import fencing
from tests.faults.waits import until
from tests.support.programs import DIES_AT

SERVICE = {"name": "keys", "block": "service"}
CALL = "create keys/store"


def start_and_hold(server: Server, place: Place) -> Running:
    place.write(SERVICE)
    place.hold(CALL)
    running = server.start(place, "apply", STACK, "--yes")
    until(lambda: any(line.call == CALL for line in place.calls()))
    return running


@pytest.mark.fault("F8")
@pytest.mark.fault("F11")
def test_who_is_refused_is_told_who_works_and_how_to_go_on(server: Server, place: Place) -> None:
    holder = start_and_hold(server, place)
    before = place.objects()
    refused = server.run(place, "apply", STACK, "--yes", code=1)
    for said in (
        f"process {holder.pid} on {socket.gethostname()}",
        "`apply`",
        "which is running",
        "--lock-timeout",
        "--lock-id",
        "--reason",
    ):
        assert said in refused.err
    waited = server.run(place, "apply", STACK, "--yes", "--lock-timeout", "0.5", code=1)
    assert "Waiting: " in waited.text
    assert f"process {holder.pid}" in waited.err
    assert place.objects() == before
    place.let_go(CALL)
    assert holder.wait().code == 0


@pytest.mark.fault("F8")
def test_the_next_run_gets_the_lock_of_the_dead_at_once_and_says_so(server: Server, place: Place) -> None:
    holder = start_and_hold(server, place)
    token = fencing(place)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    place.let_go(CALL)
    ended = server.run(place, "apply", STACK, "--yes")
    assert "An earlier run died while it held the lock" in ended.text
    assert f"process {holder.pid} on {socket.gethostname()}" in ended.text
    assert "1 of its calls" in ended.text
    assert fencing(place) > token
    assert "died" not in server.run(place, "apply", STACK, "--yes").text
    with place.read() as session:
        assert {record.id for record in session.snapshot.records()} == set(place.objects())


@pytest.mark.fault("F8")
@pytest.mark.fault("F11")
@pytest.mark.parametrize("count", [8, pytest.param(100, marks=pytest.mark.slow)])
def test_of_many_runs_at_once_one_works_at_a_time(server: Server, place: Place, count: int) -> None:
    """Half make everything, and are killed where they have much to do; half remove everything. All wait for one another.

    The calls of two runs are never mixed, and who comes after one that died says so, once, and finishes.
    """
    place.write(SERVICE)
    verbs = ["apply" if number % 2 else "destroy" for number in range(count)]
    moments = [{DIES_AT: str(36 + number % 8)} if verb == "apply" else {} for number, verb in enumerate(verbs)]
    runs = [
        server.start(place, verb, STACK, "--yes", "--lock-timeout", "600", environment=moment)
        for verb, moment in zip(verbs, moments, strict=True)
    ]
    ends = {each.pid: each.wait() for each in runs}
    last = server.run(place, "destroy", STACK, "--yes")  # where all was made already, the others had nothing to do
    dead = {pid for pid, ended in ends.items() if ended.code == -signal.SIGKILL}
    assert not [ended.text for pid, ended in ends.items() if ended.code and pid not in dead]
    told = [pid for ended in (*ends.values(), last) for pid in said_to_have_died(ended.text)]
    assert told
    assert set(told) <= dead
    assert len(told) == len(set(told))
    order = [line.pid for line in place.calls()]
    assert order == sorted(order, key=order.index), "no run called while another did"
    assert set(order) & set(told), "who died was in the middle of its work"
    assert set(order) - set(told), "and others went on with it"
    assert fencing(place) > count
    with place.read() as session:
        assert session.in_doubt == ()
        assert {record.id for record in session.snapshot.records()} == set(place.objects())


def said_to_have_died(text: str) -> list[int]:
    """The processes of which a run says that they died while they held the lock."""
    return [int(pid) for pid in re.findall(r"An earlier run died while it held the lock.*?process (\d+)", text, re.DOTALL)]
