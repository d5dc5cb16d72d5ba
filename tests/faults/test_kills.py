"""The command line killed by SIGKILL: at every moment between two writes, and at any time. The next run reaches the same world."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from tests.faults.places import STACK, Place, Running, Server, wait_until
from tests.support.programs import COUNTS_TO, DIES_AT

from bouwsteen.state.records import Status

Blocks = Sequence[Mapping[str, Any]]


def blocks(*, text: str = "hallo", workers: Mapping[str, int] | None = None, kind: str = "a", key: str = "a") -> Blocks:
    """A service with data, an application with a key of it, and something that both go without."""
    return (
        {"name": "keys", "block": "service", "parameters": {"keyKind": key}},
        {
            "name": "app",
            "block": "app",
            "parameters": {"text": text, "workers": {"one": 1, **(workers or {})}},
            "uses": {"key": "keys/key", "portal": "bare/gate"},
        },
        {"name": "bare", "block": "bare", "parameters": {"kind": kind}},
    )


@dataclass(frozen=True)
class Operation:
    """What is killed. `before` is what was applied; None: nothing ever was."""

    name: str
    before: Blocks | None
    after: Blocks
    verb: str = "apply"

    @property
    def command(self) -> tuple[str, ...]:
        return self.verb, STACK, "--yes", "--parallelism", "1"


OPERATIONS: Final = (
    Operation("create", None, blocks()),
    Operation("update", blocks(), blocks(text="goedendag", workers={"two": 2})),
    # One object goes before its successor comes, another after it.
    Operation("replace", blocks(), blocks(kind="b", key="b")),
    Operation("destroy", blocks(), blocks(), "destroy"),
)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


@dataclass(frozen=True)
class Prepared:
    """A place as it stands before the operation, and what an undisturbed run makes of it."""

    start: Place
    expected: list[str]
    moments: int  # between writes
    seconds: float


def prepare(server: Server, place: Place, operation: Operation) -> Prepared:
    if operation.before is not None:
        place.write(*operation.before)
        server.run(place, "apply", STACK, "--yes", "--parallelism", "1")
    place.write(*operation.after)
    undisturbed = place.copy(place.folder.with_name(f"{place.folder.name}-undisturbed"))
    count = undisturbed.folder / "count"
    ended = server.run(undisturbed, *operation.command, environment={COUNTS_TO: str(count)})
    return Prepared(place, undisturbed.things(), int(count.read_text()), ended.seconds)


def check_nothing_lost_or_doubled(place: Place, prepared: Prepared) -> None:
    """The world is as without the kill; each object is on record once, and nothing else is."""
    assert place.things() == prepared.expected
    with place.read() as session:
        assert session.in_doubt == ()
        records = list(session.snapshot.records())
    assert sorted(record.id for record in records) == sorted(place.objects())
    assert {record.status for record in records} <= {Status.READY}
    assert {record.generation for record in records if str(record.address) not in REPLACED} <= {1}


REPLACED: Final = frozenset({f"{STACK}/local/bare/thing", f'{STACK}/local/keys/key["app"]/key'})
Kill = Callable[[Place], Running]


def side_by_side(items: Iterable[Any], number: int = 2) -> Iterator[list[Any]]:
    """As many at a time as there are processors on a small machine."""
    iterator = iter(items)
    while found := list(itertools.islice(iterator, number)):
        yield found


def sweep(server: Server, prepared: Prepared, operation: Operation, kills: Sequence[Kill], *, may_miss: bool = False) -> list[float]:
    """Kill, run again, look; for each kill on a copy of its own. Returns how long each second run took.

    One that comes when the run is over missed.
    """
    resumed: list[float] = []
    allowed = {-signal.SIGKILL, 0} if may_miss else {-signal.SIGKILL}
    for number, some in enumerate(side_by_side(kills)):
        copies = [
            prepared.start.copy(prepared.start.folder.with_name(f"{prepared.start.folder.name}-{number}-{each}"))
            for each in range(len(some))
        ]
        killed = [running.wait() for running in [kill(copy) for kill, copy in zip(some, copies, strict=True)]]
        assert all(ended.code in allowed for ended in killed), [ended.text for ended in killed]
        again = [running.wait() for running in [server.start(copy, *operation.command) for copy in copies]]
        for copy, ended in zip(copies, again, strict=True):
            assert ended.code == 0, ended.text
            check_nothing_lost_or_doubled(copy, prepared)
            resumed.append(ended.seconds)
            shutil.rmtree(copy.folder)
    return resumed


def at_moment(server: Server, operation: Operation, moment: int) -> Kill:
    return lambda place: server.start(place, *operation.command, environment={DIES_AT: str(moment)})


def after(server: Server, operation: Operation, seconds: float) -> Kill:
    def kill(place: Place) -> Running:
        running = server.start(place, *operation.command)
        time.sleep(seconds)
        os.kill(running.pid, signal.SIGKILL)
        return running

    return kill


def report(record_property: Callable[[str, object], None], what: str, prepared: Prepared, resumed: Sequence[float]) -> None:
    """For who reads the report; nothing judges it."""
    figures = f"{len(resumed)} kills, resumed within {max(resumed):.2f} s; undisturbed {prepared.seconds:.2f} s"
    record_property(f"figures of {what}", figures)
    print(f"{what}: {figures}")  # noqa: T201


@pytest.mark.fault("F1")
@pytest.mark.parametrize(("verb", "subject"), [("create", "app/server"), ("update", "app/config")])
def test_what_was_made_and_not_recorded_is_taken_over(verb: str, subject: str, server: Server, place: Place) -> None:
    """Killed when the world is done with a call, and before anybody knows."""
    call = f"{verb} {subject}"
    operation = next(each for each in OPERATIONS if each.name == verb)
    prepared = prepare(server, place, operation)
    place.hold(f"after {call}")
    running = server.start(place, *operation.command)
    wait_until(lambda: any(line.call == call and line.pid == running.pid for line in place.calls()), call)
    wait_until(lambda: any(found["address"].endswith(subject) for found in place.objects().values()), "the object")
    time.sleep(0.1)  # an update shows nowhere; the call is done well before
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait().code == -signal.SIGKILL
    with place.read() as session:
        assert [begin.address.local for begin in session.in_doubt] == [subject]
    before = place.objects()
    place.let_go(f"after {call}")
    server.run(place, *operation.command)
    assert before.keys() <= place.objects().keys(), "it was made anew"
    check_nothing_lost_or_doubled(place, prepared)


@pytest.mark.fault("F1", "F2")
@each_operation
def test_killed_between_some_writes(
    operation: Operation, server: Server, place: Place, record_property: Callable[[str, object], None]
) -> None:
    prepared = prepare(server, place, operation)
    step = prepared.moments // 10
    kills = [at_moment(server, operation, moment) for moment in range(1 + step // 2, prepared.moments + 1, step)]
    report(record_property, operation.name, prepared, sweep(server, prepared, operation, kills))


@pytest.mark.slow
@pytest.mark.fault("F1", "F2")
@each_operation
def test_killed_between_any_two_writes(
    operation: Operation, server: Server, place: Place, record_property: Callable[[str, object], None]
) -> None:
    prepared = prepare(server, place, operation)
    kills = [at_moment(server, operation, moment) for moment in range(1, prepared.moments + 1)]
    report(record_property, operation.name, prepared, sweep(server, prepared, operation, kills))


@pytest.mark.fault("F1", "F2")
@pytest.mark.parametrize("number", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_killed_at_any_time(number: int, server: Server, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    chances = random.Random(20261125)
    for operation in OPERATIONS:
        prepared = prepare(server, Place(tmp_path / operation.name), operation)
        share = number // len(OPERATIONS)
        moments = [prepared.seconds * (index + chances.random()) / share for index in range(share)]
        kills = [after(server, operation, seconds) for seconds in moments]
        report(record_property, operation.name, prepared, sweep(server, prepared, operation, kills, may_miss=True))
