"""An environment goes from the command line to an operator and back, while both try to apply all the time."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.cluster.clusters import wait_for
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import ENVIRONMENT, StackTown

from bouwsteen.errors import StateLockedError, StateOwnerError
from bouwsteen.state.journals import Transfer
from bouwsteen.state.ports import Mode, Writer
from bouwsteen.state.snapshots import EnvironmentSnapshot

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
CLI = "cli"
HANDED_OVER = 4


def use_the_record_of_the_cluster(town: StackTown) -> None:
    """As a command line whose stack says `state: {store: kubernetes}`; it has the rights of its own user."""
    town.store = town.operator.reconciler.engines.store(town.namespace.name)
    town.adjust(store=town.store, new_run=lambda: uuid.uuid4().hex)


def hand_over(town: StackTown, to: str) -> None:
    """As `bouwsteen state transfer`, which waits for whoever writes just now."""

    def transfer() -> bool:
        with town.store.open(town.name, ENVIRONMENT, Mode.READ) as session:
            owner = session.snapshot.owner
        writer = Writer(owner, uuid.uuid4().hex, "an@town-hall", "state transfer", "2026-12-01T10:00:00Z")
        try:
            with town.store.open(town.name, ENVIRONMENT, Mode.WRITE, writer) as session:
                session.append(Transfer(to, "tests"))
        except StateLockedError:
            return False
        return True

    wait_for(transfer, "the record is free")


def read(town: StackTown) -> EnvironmentSnapshot:
    with town.store.open(town.name, ENVIRONMENT, Mode.READ) as session:
        return session.snapshot


@contextmanager
def running(work: Callable[[], object]) -> Iterator[list[BaseException]]:
    """`work` again and again, in a thread of its own. What it raises ends it, and is in the list."""
    stopped, raised = threading.Event(), list[BaseException]()

    def loop() -> None:
        try:
            while not stopped.is_set():
                work()
        except BaseException as problem:  # noqa: BLE001  whatever it is, the test tells
            raised.append(problem)

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield raised
    finally:
        stopped.set()
        thread.join(60)


def test_a_record_that_the_command_line_writes_is_taken_up_when_it_is_handed_over(town: StackTown) -> None:
    use_the_record_of_the_cluster(town)
    town.want({"web": [resource(config_map("web", text="cli"))]})
    assert town.bring().succeeded
    uid = town.live()["web"]["metadata"]["uid"]
    town.stand({"web": [resource(config_map("web", text="operator"))]})
    outcome = town.look()
    assert town.condition("Ready") == ("False", "RecordOfAnother")
    assert town.condition("AwaitingAuthority") == ("True", "RecordOfAnother")
    assert f"bouwsteen state transfer {town.name} -e {ENVIRONMENT} --to operator:tests" in town.message()
    assert (outcome.failed, outcome.again_after) == (False, 15.0)
    assert town.live()["web"]["data"] == {"text": "cli"}
    hand_over(town, town.operator.settings.owner)
    town.look()
    assert (town.condition("Ready"), town.condition("AwaitingAuthority")) == (("True", "Succeeded"), ("False", "OwnRecord"))
    assert (town.live()["web"]["metadata"]["uid"], town.live()["web"]["data"]) == (uid, {"text": "operator"})
    hand_over(town, CLI)
    # Who deletes the object of a stack that another one runs touches nothing of it.
    town.remove()
    town.look()
    assert not town.is_there
    assert town.live()["web"]["metadata"]["uid"] == uid


def test_under_load_there_is_one_writer_and_nothing_is_lost(town: StackTown) -> None:
    use_the_record_of_the_cluster(town)
    town.stand({"web": [resource(config_map("web", text="operator"))], "data": [resource(config_map("data"))]})
    town.look()
    uids = {name: each["metadata"]["uid"] for name, each in town.live().items()}
    town.want({"web": [resource(config_map("web", text="cli"))], "data": [resource(config_map("data"))]})
    desired = town.desired(ENVIRONMENT)

    def apply_by_hand() -> None:
        try:
            town.bring_desired(desired)
        except (StateOwnerError, StateLockedError):
            return  # as it should be: the other one has it

    with running(apply_by_hand) as by_hand, running(town.look) as by_operator:
        for number in range(HANDED_OVER):
            owner = CLI if number % 2 == 0 else town.operator.settings.owner
            hand_over(town, owner)
            wanted = {"text": owner.partition("/")[0]}
            wait_for(lambda: town.live()["web"]["data"] == wanted or by_hand or by_operator, "the new owner has applied")  # noqa: B023  asked at once
            assert (by_hand, by_operator) == ([], [])
    found = read(town)
    assert (found.epoch, found.owner) == (1 + HANDED_OVER, town.operator.settings.owner)
    assert not found.contradictions()
    assert {name: each["metadata"]["uid"] for name, each in town.live().items()} == uids
    # What each of them did is on record, and what it did came after it was handed over and before it was handed on.
    assert {run.result for run in found.runs} == {"done"}
    did = [run.command for run in found.runs if run.counts]
    assert did == ["reconcile", *(["test", "reconcile"] * (HANDED_OVER // 2))]
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
