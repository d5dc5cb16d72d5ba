"""Laws of planning: what differs, what is decided, in which order it is done, and what counts as equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bouwsteen.addresses import Address
from bouwsteen.graph.directed_graphs import DirectedGraph, without_cycles
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.builder import Intent, Recorded, build_destroy_plan
from bouwsteen.planning.changes import Change
from bouwsteen.planning.decisions import Wanted, decide
from bouwsteen.planning.differences import diff_fields, same
from bouwsteen.planning.digests import digest, plan_digest
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey
from bouwsteen.planning.instances import Wiring
from bouwsteen.planning.moves import Asked, Moved, move_records
from bouwsteen.planning.plans import Plan
from bouwsteen.planning.steps import Phase, StepKey, build_steps
from bouwsteen.providers.protocol import Missing, Present
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.state.journals import Put, fold
from bouwsteen.state.records import Deletion, Dependency, ResourceRecord, Status
from bouwsteen.state.snapshots import EnvironmentSnapshot
from bouwsteen.values import ABSENT, Secret, Unknown

NAMES = st.sampled_from(["kind", "size", "text", "map"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from(["", "a", "b"])
LEAVES = SCALARS | SCALARS.map(Secret)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
INPUTS = st.dictionaries(NAMES, JSON, max_size=4)


# What differs


@given(INPUTS, INPUTS)
def test_a_difference_is_empty_exactly_where_both_are_the_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert (diff_fields(before, after) == ()) == same(before, after)
    assert diff_fields(before, before) == ()
    assert same(before, after) == same(after, before)


@given(INPUTS, INPUTS)
def test_the_differences_lead_from_before_to_after(before: dict[str, Any], after: dict[str, Any]) -> None:
    result = _copy(before)
    for change in diff_fields(before, after):
        place = result
        for part in change.path[:-1]:
            place = place[part]
        if change.after is ABSENT:
            del place[change.path[-1]]
        else:
            place[change.path[-1]] = change.after
    assert same(result, after)


@given(INPUTS, st.sets(NAMES))
def test_what_forces_a_replacement_is_known_by_its_first_name(inputs: dict[str, Any], forcing: set[str]) -> None:
    changes = diff_fields({}, inputs, forcing)
    assert {change.path[0] for change in changes if change.forces_replacement} == {name for name in inputs if name in forcing}


@given(st.dictionaries(NAMES, st.just(Unknown("string")), min_size=1))
def test_what_is_not_known_differs_even_from_itself(inputs: dict[str, Any]) -> None:
    assert len(diff_fields(inputs, inputs)) == len(inputs)


def _copy(value: Any) -> Any:
    return {name: _copy(item) for name, item in value.items()} if isinstance(value, dict) else value


# What is decided

ADDRESS = Address("leuven", "local", "app", "server")
TYPES = st.builds(
    ResourceType,
    name=st.just("test/thing"),
    schema=st.just({}),
    outputs=st.just({"type": "object", "properties": {"url": {"type": "string"}}}),
    forces_replacement=st.frozensets(NAMES),
    replace_order=st.sampled_from(ReplaceOrder),
    rotates=st.booleans(),
)
RECORDS = st.builds(
    ResourceRecord,
    address=st.just(ADDRESS),
    type=st.sampled_from(["test/thing", "test/other"]),
    generation=st.integers(1, 3),
    id=st.sampled_from(["", "x"]),
    inputs=INPUTS,
    status=st.sampled_from(Status),
    retained=st.booleans(),
    rotation=st.integers(0, 2),
)
OBSERVATIONS = st.none() | st.just(Missing()) | st.builds(Present, id=st.just("x"), inputs=INPUTS, stopped=st.booleans())


@given(TYPES, INPUTS, st.none() | RECORDS, OBSERVATIONS, st.integers(0, 2))
def test_what_was_carried_out_is_not_decided_again(
    type_: ResourceType, inputs: dict[str, Any], record: ResourceRecord | None, seen: Any, rotation: int
) -> None:
    wanted = Wanted(ADDRESS, type_, inputs, rotation=rotation)
    change = decide(wanted, record, seen)
    assert change == decide(wanted, record, seen)
    kept = record.rotation if record is not None and change.action not in {Action.CREATE, Action.REPLACE} else 0
    done = ResourceRecord(
        ADDRESS,
        type_.name,
        change.generation,
        "x",
        inputs,
        secret_versions=change.secret_versions if change.action is not Action.NO_OP or record is None else record.secret_versions,
        rotation=max(rotation, kept) if change.action is not Action.NO_OP or record is None else record.rotation,
    )
    again = decide(wanted, done, Present("x", {name: item for name, item in inputs.items() if name != "map"}))
    assert again.action is Action.NO_OP
    assert not again.is_change


@given(TYPES, INPUTS, RECORDS, OBSERVATIONS)
def test_a_replacement_alone_gets_another_generation(
    type_: ResourceType, inputs: dict[str, Any], record: ResourceRecord, seen: Any
) -> None:
    change = decide(Wanted(ADDRESS, type_, inputs), record, seen)
    assert change.generation == record.generation + (change.action is Action.REPLACE)
    assert change.create_first <= (change.action is Action.REPLACE)


# In which order


def _address(number: int) -> Address:
    return Address("leuven", "local", f"i{number % 3}", f"r{number}")


@st.composite
def _orders(draw: st.DrawFn, names: list[int]) -> dict[int, set[int]]:
    """Who needs whom, with no cycle: each only what comes before it in some order."""
    order = draw(st.permutations(names))
    return {name: draw(st.sets(st.sampled_from(order[:place]), max_size=3)) if place else set() for place, name in enumerate(order)}


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Expansion, list[ResourceRecord]]:
    """Wanted and recorded resources, wired each in an order of its own."""
    wanted = list(range(draw(st.integers(1, 6))))
    recorded = draw(st.sets(st.integers(0, 8), max_size=7))
    needs = draw(_orders(wanted))
    needed = draw(_orders(sorted(recorded)))
    graph: DirectedGraph[NodeKey] = DirectedGraph()
    for number in wanted:
        graph.add_node(NodeKey(Kind.RESOURCE, _address(number)))
    for number in wanted:
        for need in sorted(needs[number]):
            graph.add_edge(NodeKey(Kind.RESOURCE, _address(number)), NodeKey(Kind.RESOURCE, _address(need)), "reads")
    records = [
        ResourceRecord(
            _address(number),
            "test/thing",
            id=f"o{number}",
            dependencies=tuple(Dependency(_address(need), 1) for need in sorted(needed[number])),
        )
        for number in sorted(recorded)
    ]
    changes = [_change(draw, number, number in recorded, needs[number]) for number in wanted]
    going = st.sampled_from([Action.DELETE, Action.DELETE, Action.RETAIN])
    changes += [Change(_address(number), "test/thing", draw(going), Reason.UNWANTED) for number in sorted(recorded - set(wanted))]
    expansion = Expansion({}, graph, graph.order(), {}, Wiring(), {})
    return Plan("leuven", "local", "24062", "l", 1, tuple(changes)), expansion, records


def _change(draw: st.DrawFn, number: int, recorded: bool, needs: set[int]) -> Change:
    actions = [Action.NO_OP, Action.UPDATE, Action.REPLACE, Action.CREATE] if recorded else [Action.CREATE]
    action = draw(st.sampled_from(actions))
    first = draw(st.booleans()) and action is Action.REPLACE
    generation = 2 if action is Action.REPLACE else 1
    addresses = tuple(_address(need) for need in sorted(needs))
    return Change(_address(number), "test/thing", action, Reason.NEW, generation=generation, create_first=first, needs=addresses)


@given(plans())
def test_steps_have_an_order_that_respects_every_need(given_: tuple[Plan, Expansion, list[ResourceRecord]]) -> None:
    plan, expansion, records = given_
    steps = build_steps(plan, expansion, records)
    place = {step: number for number, step in enumerate(steps.graph.order())}
    assert set(steps.changes) <= set(place)
    for change in plan.changes:
        step = StepKey(Phase.APPLY, change.address)
        for need in change.needs:
            assert place[StepKey(Phase.APPLY, need)] < place[step]
        if change.action is Action.REPLACE:
            old = StepKey(Phase.DELETE, change.address, 1)
            assert (place[step] < place[old]) is change.create_first


@given(plans())
def test_nothing_goes_before_what_goes_with_it_where_nothing_is_replaced(given_: tuple[Plan, Expansion, list[ResourceRecord]]) -> None:
    plan, expansion, records = given_
    assume(not any(change.action is Action.REPLACE for change in plan.changes))
    place = {step: number for number, step in enumerate(build_steps(plan, expansion, records).graph.order())}
    going = {change.address: StepKey(Phase.DELETE, change.address, 1) for change in plan.changes if change.action is Action.DELETE}
    wanted = {change.address for change in plan.changes if change.address not in going}
    for record in records:
        for need in record.needs:
            if need not in going:
                continue
            if record.address in going:
                assert place[going[record.address]] < place[going[need]]
            elif record.address in wanted and StepKey(Phase.APPLY, record.address) in place:
                assert place[StepKey(Phase.APPLY, record.address)] < place[going[need]]


@given(plans(), st.data())
def test_a_destroy_takes_dependants_first_and_keeps_what_is_kept(
    given_: tuple[Plan, Expansion, list[ResourceRecord]], data: st.DataObject
) -> None:
    records = given_[2]
    kept = data.draw(st.sets(st.sampled_from([record.address for record in records]))) if records else set()
    marked = [replace(each, deletion=Deletion.RETAIN) if each.address in kept else each for each in records]
    plan, problems = build_destroy_plan(Intent("leuven", "local", "24062", ""), Recorded("l", 1, marked))
    assert not problems
    order = [change.address for change in plan.changes]
    assert sorted(order) == sorted(record.address for record in records)
    staying = {change.address for change in plan.changes if change.action is Action.RETAIN}
    for record in marked:
        assert record.address in staying or record.address not in kept
        for need in record.needs:
            if need in order:
                assert order.index(record.address) < order.index(need)
            if record.address in staying and need in order:
                assert need in staying, "what is kept would lose what it needs"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["weak", "firm", "hard"])), max_size=20))
def test_only_wishes_give_way_and_only_where_they_must(edges: list[tuple[int, int, str]]) -> None:
    strengths = {"weak": 0, "firm": 1, "hard": -1}
    graph: DirectedGraph[int] = DirectedGraph()
    for node in range(7):
        graph.add_node(node)
    for node, need, why in edges:
        # Hard needs go one way, so that they have an order by themselves.
        if node != need and (why != "hard" or node > need):
            graph.add_edge(node, need, why)
    before = {(node, need): why for node in graph for need, why in graph.needs(node).items()}
    had_order = _has_order(graph)
    without_cycles(graph, strengths.__getitem__)
    after = {(node, need) for node in graph for need in graph.needs(node)}
    assert _has_order(graph)
    assert {edge for edge, why in before.items() if why == "hard"} <= after
    assert after == set(before) or not had_order


def _has_order(graph: DirectedGraph[int]) -> bool:
    """Take away what needs nothing until nothing is left, the slow way."""
    left = {node: set(graph.needs(node)) for node in graph}
    while free := [node for node, needs in left.items() if not needs]:
        left = {node: needs - set(free) for node, needs in left.items() if node not in free}
    return not left


# Moves

INSTANCES = st.sampled_from(["app", "loket", "bron", "kluis"])
MOVABLE = st.lists(
    st.builds(
        lambda instance, consumer, needs: ResourceRecord(
            Address("leuven", "local", instance, "r", output="out" if consumer else "", consumer=consumer),
            "test/thing",
            dependencies=tuple(Dependency(Address("leuven", "local", need, "r")) for need in sorted(needs)),
        ),
        INSTANCES,
        st.none() | INSTANCES | INSTANCES.map(lambda name: f"{name}.key"),
        st.sets(INSTANCES, max_size=2),
    ),
    max_size=6,
    unique_by=lambda record: record.address,
)


@given(MOVABLE, INSTANCES)
def test_a_move_happens_once_and_can_be_taken_back(records: list[ResourceRecord], old: str) -> None:
    def move(known: list[ResourceRecord], source: str, target: str) -> Moved:
        return move_records(known, Asked(instances={source: target}), (), {target})

    moved = move(records, old, "nieuw")
    again = move(moved.records, old, "nieuw")
    assert (again.records, again.origins, again.entries, again.blocked) == (moved.records, {}, (), {})
    assert len({record.address for record in moved.records}) == len(records)
    for before, after in zip(records, moved.records, strict=True):
        assert moved.origins.get(after.address, after.address) == before.address
    present = old in {record.address.instance for record in records}
    assert move(moved.records, "nieuw", old).records == records
    assert bool(moved.origins) == present
    told = fold(EnvironmentSnapshot("leuven", "local"), [*(Put(record) for record in records), *moved.entries]).snapshot
    assert {record.key: record for record in told.records()} == {record.key: record for record in moved.records}


# What counts as equal


@given(
    st.dictionaries(st.text(max_size=3), st.recursive(SCALARS, lambda inner: st.dictionaries(st.text(max_size=2), inner, max_size=3))),
    st.data(),
)
def test_a_digest_does_not_depend_on_the_order_of_names(value: dict[str, Any], data: st.DataObject) -> None:
    assert digest(value) == digest(_shuffled(value, data))


@given(INPUTS, st.data())
def test_neither_does_that_of_a_plan(inputs: dict[str, Any], data: st.DataObject) -> None:
    change = decide(Wanted(ADDRESS, ResourceType("test/thing", {}, {}), inputs), None, None)
    other = decide(Wanted(ADDRESS, ResourceType("test/thing", {}, {}), _shuffled(inputs, data)), None, None)
    assert plan_digest("i", [change]) == plan_digest("i", [other])


def _shuffled(value: Any, data: st.DataObject) -> Any:
    if isinstance(value, Mapping):
        names = data.draw(st.permutations(list(value))) if value else []
        return {name: _shuffled(value[name], data) for name in names}
    return value
