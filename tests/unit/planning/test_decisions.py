"""Desired, recorded and observed → one change: the table of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bouwsteen.addresses import Address
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.decisions import Wanted, decide, planned_outputs
from bouwsteen.providers.protocol import Missing, Observation, Present
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.state.records import ResourceRecord, Status
from bouwsteen.values import Secret, Unknown

ADDRESS = Address("leuven", "local", "forms", "server")
TYPE = ResourceType(
    "test/thing",
    schema={"type": "object"},
    outputs={"type": "object", "properties": {"url": {"type": "string"}, "key": {"type": "string", "secret": True}}},
    forces_replacement=frozenset({"kind"}),
    replace_order=ReplaceOrder.DELETE_FIRST,
    stable_outputs=frozenset({"url"}),
    rotates=True,
)
INPUTS = {"kind": "a", "size": 1, "password": Secret("geheim")}
OUTPUTS = {"url": "http://127.0.0.1:1", "key": Secret("k")}


def record(**changes: Any) -> ResourceRecord:
    fields: dict[str, Any] = {
        "address": ADDRESS,
        "type": "test/thing",
        "id": "t1",
        "inputs": INPUTS,
        "outputs": OUTPUTS,
        "secret_versions": {"/inputs/password": 3, "/outputs/key": 1},
    }
    return ResourceRecord(**(fields | changes))


@dataclass(frozen=True)
class Case:
    name: str
    action: Action
    reason: Reason
    recorded: ResourceRecord | None
    inputs: Mapping[str, Any]
    observation: Observation | None = None
    rotation: int = 0
    renew: bool = False


HERE = Present("t1")
CASES = [
    Case("nothing recorded", Action.CREATE, Reason.NEW, None, INPUTS),
    Case("all the same", Action.NO_OP, Reason.NONE, record(), INPUTS, HERE),
    Case("all the same, world not asked", Action.NO_OP, Reason.NONE, record(), INPUTS),
    Case("gone from the world", Action.CREATE, Reason.MISSING, record(), INPUTS, Missing()),
    Case("another size", Action.UPDATE, Reason.INPUTS, record(), {**INPUTS, "size": 2}, HERE),
    Case("another secret", Action.UPDATE, Reason.INPUTS, record(), {**INPUTS, "password": Secret("anders")}, HERE),
    Case("a size not known yet", Action.UPDATE, Reason.INPUTS, record(), {**INPUTS, "size": Unknown("integer")}, HERE),
    Case("another kind", Action.REPLACE, Reason.INPUTS, record(), {**INPUTS, "kind": "b"}, HERE),
    Case("a kind not known yet", Action.REPLACE, Reason.INPUTS, record(), {**INPUTS, "kind": Unknown("string")}, HERE),
    Case("another type", Action.REPLACE, Reason.TYPE, record(type="test/other"), INPUTS, HERE),
    Case("failed before", Action.UPDATE, Reason.UNFINISHED, record(status=Status.FAILED, problem="x"), INPUTS, HERE),
    Case("awaits people", Action.UPDATE, Reason.UNFINISHED, record(status=Status.AWAITING), INPUTS, HERE),
    Case("stopped by down", Action.UPDATE, Reason.STOPPED, record(status=Status.STOPPED), INPUTS, Present("t1", stopped=True)),
    Case("stopped half done", Action.UPDATE, Reason.UNFINISHED, record(status=Status.STOPPED, problem="x"), INPUTS, HERE),
    Case("stopped behind our back", Action.UPDATE, Reason.DRIFT, record(), INPUTS, Present("t1", stopped=True)),
    Case("not ready", Action.UPDATE, Reason.DRIFT, record(), INPUTS, Present("t1", problem="HTTP 503")),
    Case("changed behind our back", Action.UPDATE, Reason.DRIFT, record(), INPUTS, Present("t1", inputs={"size": 9})),
    Case("kept before", Action.RESTORE, Reason.RETAINED, record(retained=True), INPUTS, HERE),
    Case("rotation raised", Action.REPLACE, Reason.ROTATION, record(rotation=1), INPUTS, HERE, rotation=2),
    Case("asked anew", Action.REPLACE, Reason.ASKED, record(), INPUTS, HERE, renew=True),
    Case("asked anew, with another size", Action.REPLACE, Reason.ASKED, record(), {**INPUTS, "size": 2}, HERE, renew=True),
    Case("asked anew, kept before", Action.REPLACE, Reason.ASKED, record(retained=True), INPUTS, HERE, renew=True),
    Case("asked anew, not there yet", Action.CREATE, Reason.NEW, None, INPUTS, renew=True),
    Case("asked anew, gone from the world", Action.CREATE, Reason.MISSING, record(), INPUTS, Missing(), renew=True),
    Case("rotation as it was", Action.NO_OP, Reason.NONE, record(rotation=2), INPUTS, HERE, rotation=2),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_table_of_decisions(case: Case) -> None:
    change = decide(Wanted(ADDRESS, TYPE, case.inputs, rotation=case.rotation, renew=case.renew), case.recorded, case.observation)
    assert (change.action, change.reason) == (case.action, case.reason)


def test_a_replacement_gets_the_next_generation() -> None:
    change = decide(Wanted(ADDRESS, TYPE, {**INPUTS, "kind": "b"}), record(generation=4), HERE)
    assert change.generation == 5
    assert change.forcing == ("kind",)
    assert not change.create_first


def test_a_rotation_creates_first_whatever_the_type_says() -> None:
    change = decide(Wanted(ADDRESS, TYPE, INPUTS, rotation=1), record(), HERE)
    assert change.create_first


def test_a_changed_secret_raises_its_version_and_an_equal_one_keeps_it() -> None:
    changed = decide(Wanted(ADDRESS, TYPE, {**INPUTS, "password": Secret("anders")}), record(), HERE)
    assert changed.secret_versions == {"/inputs/password": 4}
    kept = decide(Wanted(ADDRESS, TYPE, {**INPUTS, "size": 2}), record(), HERE)
    assert kept.secret_versions == {"/inputs/password": 3}


def test_drift_shows_what_it_goes_back_to() -> None:
    change = decide(Wanted(ADDRESS, TYPE, INPUTS), record(), Present("t1", inputs={"size": 9}))
    assert [(each.name, each.before, each.after) for each in change.fields] == [("size", 9, 1)]


def test_outputs_stay_known_where_nothing_touches_them() -> None:
    no_op = decide(Wanted(ADDRESS, TYPE, INPUTS), record(), HERE)
    assert planned_outputs(no_op, TYPE, record()) == OUTPUTS
    restarted = decide(Wanted(ADDRESS, TYPE, INPUTS), record(), Present("t1", stopped=True))
    assert planned_outputs(restarted, TYPE, record()) == OUTPUTS


def test_an_update_leaves_stable_outputs_known() -> None:
    change = decide(Wanted(ADDRESS, TYPE, {**INPUTS, "size": 2}), record(), HERE)
    assert planned_outputs(change, TYPE, record()) == {"url": OUTPUTS["url"], "key": Unknown("string")}


def test_what_is_created_has_unknown_outputs() -> None:
    change = decide(Wanted(ADDRESS, TYPE, INPUTS), None, None)
    assert planned_outputs(change, TYPE, None) == {"url": Unknown("string"), "key": Unknown("string")}


@pytest.mark.parametrize(
    "left",
    [{"status": Status.FAILED}, {"status": Status.STOPPED}, {"status": Status.FAILED, "retained": True}],
    ids=["failed", "stopped", "kept"],
)
def test_what_is_not_finished_yields_nothing_to_count_on_but_what_never_changes(left: dict[str, Any]) -> None:
    half = record(**left, problem="x", outputs={"url": OUTPUTS["url"], "key": Secret("half")})
    change = decide(Wanted(ADDRESS, TYPE, INPUTS), half, HERE)
    assert planned_outputs(change, TYPE, half) == {"url": OUTPUTS["url"], "key": Unknown("string")}


def test_what_waits_for_people_and_never_was_is_not_called_missing() -> None:
    waiting = record(id="", status=Status.AWAITING, problem="Somebody must sign.")
    change = decide(Wanted(ADDRESS, TYPE, INPUTS), waiting, Missing())
    assert (change.action, change.reason, change.detail) == (Action.CREATE, Reason.UNFINISHED, "Somebody must sign.")
