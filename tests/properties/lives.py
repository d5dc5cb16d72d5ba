"""What may happen in the life of an environment, as rules that are drawn, and what holds after each.

A life that went wrong tells what happened in it, as lines that can be kept as a test.
"""

from __future__ import annotations

import functools
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tests.support import engines
from tests.support.file_worlds import ProviderBugError
from tests.support.lifecycles import NEIGHBOUR, ORGANISATION, STACK, App, Kill, Killed, Small, WatchedWorld, Workspaces, watched_engine

from bouwsteen.engine.applies import apply
from bouwsteen.engine.downs import stop_environment
from bouwsteen.engine.drifts import find_drift
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Desired, make_plan
from bouwsteen.errors import BouwsteenError, StateError
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.plans import Plan
from bouwsteen.state.memory import MemoryStore
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import Deletion, RecordKey, ResourceRecord, Status

TEXTS = st.sampled_from(["hallo", "dag"])
KINDS = st.sampled_from(["a", "b"])
SIZES = st.integers(1, 2)
POOLS = {"services": ["service", "bron"], "apps": ["app", "loket"], "bares": ["bare", "kaal"], "vaults": ["vault", "kluis"]}
APPS = st.builds(
    App,
    service=st.sampled_from(POOLS["services"]),
    text=TEXTS,
    debug=st.booleans(),
    workers=st.dictionaries(st.sampled_from(["een", "twee"]), SIZES, max_size=2),
    gate=st.sampled_from(["", "bare", "vault", "portal"]),
)
SERVICES = st.fixed_dictionaries({}, optional={"size": SIZES, "kind": KINDS, "keyKind": KINDS})
VAULTS = st.fixed_dictionaries({}, optional={"kind": KINDS, "hostKind": KINDS, "text": TEXTS})
STACKS = st.builds(
    Small,
    services=st.dictionaries(st.sampled_from(POOLS["services"]), SERVICES, min_size=1, max_size=2),
    apps=st.dictionaries(st.sampled_from(POOLS["apps"]), APPS, min_size=1, max_size=2),
    bares=st.dictionaries(st.sampled_from(POOLS["bares"]), st.fixed_dictionaries({}, optional={"size": SIZES, "kind": KINDS}), max_size=1),
    vaults=st.dictionaries(
        st.sampled_from(POOLS["vaults"]), st.fixed_dictionaries({}, optional={"kind": KINDS, "text": TEXTS}), max_size=1
    ),
    portal=st.sampled_from(["", "app", "loket"]),
    exported=st.frozensets(st.sampled_from(POOLS["services"])),
).map(Small.repaired)
# What is drawn never depends on what became of the world, which with several workers differs from run to run:
# places are numbers, taken round among those that there are.
PLACES = st.integers(0, 40)
FAULTS = st.lists(
    st.tuples(
        st.sampled_from(["create", "update", "delete", "stop"]),
        PLACES,
        st.sampled_from(["refused", "busy", "once", "broken", "half", "unknown", "lost", "awaiting", "asked", "bug"]),
    ),
    max_size=3,
)
KILLS = st.none() | st.builds(Kill, st.sampled_from(["entry", "call", "called", "disk"]), st.integers(1, 12))
STOPS = st.none() | st.integers(1, 6)
# With several workers the order of calls, and so a life, is another each time: only where somebody asked to explore.
WORKERS = st.sampled_from([1, 4]) if "BOUWSTEEN_STEPS" in os.environ else st.just(1)


def another(stack: Small, data: st.DataObject) -> Small:
    return replace(data.draw(STACKS), rotations=stack.rotations)


def application(stack: Small, data: st.DataObject) -> Small:
    return replace(stack, apps={**stack.apps, data.draw(st.sampled_from(POOLS["apps"])): data.draw(APPS)})


def service(stack: Small, data: st.DataObject) -> Small:
    return replace(stack, services={**stack.services, data.draw(st.sampled_from(POOLS["services"])): data.draw(SERVICES)})


def vault(stack: Small, data: st.DataObject) -> Small:
    return replace(stack, vaults={**stack.vaults, data.draw(st.sampled_from(POOLS["vaults"])): data.draw(VAULTS)})


def removal(stack: Small, data: st.DataObject) -> Small:
    gone = data.draw(st.sampled_from([*stack.names, ""]))
    kept: dict[str, Any] = {pool: {name: item for name, item in getattr(stack, pool).items() if name != gone} for pool in POOLS}
    return replace(stack, **kept, portal="" if gone == "portal" else stack.portal)


def renaming(stack: Small, data: st.DataObject) -> Small:
    pairs = [(old, new) for pool, names in POOLS.items() for old in getattr(stack, pool) for new in names if new not in stack.names]
    return stack.renamed(*data.draw(st.sampled_from(pairs))) if pairs else stack


def rotation(stack: Small, data: st.DataObject) -> Small:
    keys = {f"{name}.key" for name in (*stack.services, *stack.vaults)}
    turned = data.draw(st.sets(st.sampled_from(sorted(keys)))) if keys else set()
    return replace(stack, rotations={**stack.rotations, **{key: stack.rotations.get(key, 0) + 1 for key in turned}})


CHANGES: dict[str, Callable[[Small, st.DataObject], Small]] = {
    change.__name__: change for change in (rotation, service, vault, application, renaming, removal, another)
}


def keys_of(record: ResourceRecord) -> set[RecordKey]:
    return {RecordKey(*need) for need in record.dependencies}


class Meanwhile(engines.Approving):
    """While the question stands, somebody else works."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work

    def confirm_apply(self, plan: Plan) -> bool:
        self._work()
        return super().confirm_apply(plan)


def noted(work: Callable[..., None]) -> Callable[..., None]:
    """A step of a life: counted when it went well, and told with all before it when it did not."""

    @functools.wraps(work)
    def step(life: Lifecycle, **given: Any) -> None:
        said = {name: None if name == "data" else item for name, item in given.items()}
        try:
            work(life, **given)
        except Exception as problem:
            life.note(work.__name__, said)
            problem.add_note("\n".join(["The life so far:", *life.diary]))
            raise
        life.note(work.__name__, said)
        Lifecycle.steps[work.__name__] += 1

    return step


class Lifecycle(RuleBasedStateMachine):
    """The rules take what they draw stacks with; None leaves the stack as it is."""

    workspaces: Workspaces
    steps: ClassVar[Counter[str]] = Counter()  # of all lives together, by rule

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = WatchedWorld(Path(self.folder.name) / "world")
        self.store = MemoryStore()
        self.base = engines.make_engine(self.world, self.store)
        self.stack = Small()
        self.environment = "local"
        self.diary: list[str] = []

    def note(self, name: str, given: Mapping[str, Any]) -> None:
        self.diary.append(f"life.{name}({', '.join(f'{key}={item!r}' for key, item in given.items())})")

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(stack=STACKS, environment=st.sampled_from(["local", "cloud"]))
    @noted
    def begin(self, stack: Small, environment: str) -> None:
        self.stack, self.environment = stack, environment
        apply(self.engine(1), self.workspaces.desired(stack, environment))

    # The stack changes.

    def change(self, data: st.DataObject | None) -> None:
        if data is None:
            return
        before = self.stack
        for kind in data.draw(st.lists(st.sampled_from(list(CHANGES)), max_size=2, unique=True), label="changes"):
            self.stack = CHANGES[kind](self.stack, data).repaired()
        if self.stack != before:
            self.diary.append(f"life.stack = {self.stack!r}")

    def wanted(self, data: st.DataObject | None) -> Desired:
        self.change(data)
        return self.workspaces.desired(self.stack, self.environment)

    # The world changes by itself.

    @rule(place=PLACES, what=st.sampled_from(["gone", "size", "stopped", "problem"]))
    @noted
    def tamper(self, place: int, what: str) -> None:
        ids, objects = self.ids(), self.world.objects()
        if not ids:
            return
        id_ = ids[place % len(ids)]
        if what == "gone":
            self.world.drop(id_)
            self.world.vanished.add(id_)
            return
        found = objects[id_]
        if what == "size" and "size" in found["inputs"]:
            found["inputs"]["size"] = 9
        elif what == "stopped" and found["type"] == "test/process":
            found["stopped"] = True
        elif what == "problem":
            found["problem"] = "HTTP 503"
        self.world.put(id_, found)

    # The engine works.

    @rule(data=st.data(), workers=WORKERS)
    @noted
    def apply_without_trouble(self, data: st.DataObject | None, workers: int) -> None:
        desired = self.wanted(data)
        if self.refusals():
            self.expect_refusal(desired)
            return
        retained = {record.address: record.id for record in self.records() if record.retained and record.id not in self.world.vanished}
        engine = self.engine(workers)
        self.plan(desired)
        applied = apply(engine, desired)
        assert applied.succeeded, (applied.failed, applied.skipped)
        self.check()
        self.check_nothing_left_to_do(engine, desired)
        self.check_retained_is_restored(retained)

    @rule(data=st.data(), faults=FAULTS, workers=WORKERS, kill=KILLS, stop=STOPS)
    @noted
    def apply_with_trouble(self, data: st.DataObject | None, faults: Any, workers: int, kill: Kill | None, stop: int | None) -> None:
        desired = self.wanted(data)
        if self.refusals():
            return
        self.in_trouble(faults, workers, kill, stop, lambda engine: apply(engine, desired))

    @rule(data=st.data(), place=PLACES, whole=st.booleans(), workers=WORKERS)
    @noted
    def replace_without_trouble(self, data: st.DataObject | None, place: int, whole: bool, workers: int) -> None:
        """Something, or all of an instance, is made anew: another object stands there, and nothing else is left to do."""
        desired = self.wanted(data)
        named, asked = self.asked_anew(desired, place, whole=whole)
        if self.refusals(named):
            self.expect_refusal(asked, named)
            return
        before = set(self.world.objects())
        engine = self.engine(workers)
        self.plan(asked)
        applied = apply(engine, asked)
        assert applied.succeeded, (applied.failed, applied.skipped)
        self.check()
        now = {record.address.local: record.id for record in self.records() if not record.retained}
        assert named <= now.keys()
        assert before.isdisjoint(now[name] for name in named), "an object was to be made anew and is the old one"
        self.check_nothing_left_to_do(engine, desired)

    @rule(data=st.data(), place=PLACES, whole=st.booleans(), faults=FAULTS, workers=WORKERS, kill=KILLS, stop=STOPS)
    @noted
    def replace_with_trouble(
        self, data: st.DataObject | None, place: int, whole: bool, faults: Any, workers: int, kill: Kill | None, stop: int | None
    ) -> None:
        named, asked = self.asked_anew(self.wanted(data), place, whole=whole)
        if not self.refusals(named):
            self.in_trouble(faults, workers, kill, stop, lambda engine: apply(engine, asked))

    @rule(data=st.data(), place=PLACES, gone=st.booleans(), workers=WORKERS)
    @noted
    def apply_while_others_work(self, data: st.DataObject | None, place: int, gone: bool, workers: int) -> None:
        """Somebody changes an object, or takes it away, when the plan is made: that stays so."""
        desired = self.wanted(data)
        ids = self.ids()
        if self.refusals() or not ids:
            return
        id_, touched = ids[place % len(ids)], []

        def work() -> None:
            found = self.world.objects()[id_]
            touched.append(id_)
            if gone:
                self.world.drop(id_)
                self.world.vanished.add(id_)
            else:
                size = 8 if found["inputs"].get("size") != 8 else 7
                self.world.put(id_, {**found, "inputs": {**found["inputs"], "size": size}})

        before = self.world.get(id_)
        applied = apply(replace(self.engine(workers), questioner=Meanwhile(work)), desired)
        assert {problem.code for problem in applied.failed.values()} <= {"object-changed"}
        assert before is not None
        now = self.world.get(id_)
        assert not touched or (now is None if gone else now is not None and now["inputs"].get("size") != before["inputs"].get("size"))
        self.check()

    @rule(data=st.data(), numbers=st.lists(PLACES, max_size=2))
    @noted
    def plan_in_an_unreadable_world(self, data: st.DataObject | None, numbers: list[int]) -> None:
        desired, before, places = self.wanted(data), self.everything(), self.places()
        chosen = [places[number % len(places)] for number in numbers if places]
        self.world.faults = {f"{verb} {place}": "unreadable" for place in chosen for verb in ("read", "find")}
        try:
            make_plan(self.engine(1), desired)
        except BouwsteenError as problem:
            codes = {each.code for each in problem.diagnostics}
            assert codes <= {"world-unreadable", "call-in-doubt", "data-would-be-lost", "moved-onto-existing"}
        self.world.faults = {}
        assert self.everything() == before

    @rule(workers=WORKERS)
    @noted
    def destroy_without_trouble(self, workers: int) -> None:
        applied = apply(self.engine(workers), engines.nothing(STACK, self.environment, ORGANISATION))
        assert applied.succeeded, (applied.failed, applied.skipped)
        self.check()
        left = self.records()
        assert all(record.retained for record in left), left
        needed = {record.key for record in left if record.deletion is Deletion.RETAIN}
        while more := {key for record in left if record.key in needed for key in keys_of(record)} - needed:
            needed |= more
        assert {record.key for record in left} <= needed, "kept, and nothing kept needs it"
        assert self.environment == "cloud" or not left
        assert {record.id for record in left} - self.world.vanished == set(self.world.objects())
        assert not make_plan(self.engine(1), engines.nothing(STACK, self.environment, ORGANISATION)).plan.can_apply

    @rule(faults=FAULTS, workers=WORKERS, kill=KILLS, stop=STOPS)
    @noted
    def destroy_with_trouble(self, faults: Any, workers: int, kill: Kill | None, stop: int | None) -> None:
        wanted = engines.nothing(STACK, self.environment, ORGANISATION)
        self.in_trouble(faults, workers, kill, stop, lambda engine: apply(engine, wanted))

    @rule(workers=WORKERS)
    @noted
    def down_without_trouble(self, workers: int) -> None:
        stopped = stop_environment(self.engine(workers), STACK, self.environment, ORGANISATION)
        assert not stopped.failed
        self.check()
        running = [found for found in self.world.objects().values() if found["type"] == "test/process" and not found.get("stopped")]
        assert not running

    @rule(faults=FAULTS, workers=WORKERS, kill=KILLS)
    @noted
    def down_with_trouble(self, faults: Any, workers: int, kill: Kill | None) -> None:
        self.in_trouble(faults, workers, kill, None, lambda engine: stop_environment(engine, STACK, self.environment, ORGANISATION))

    @rule()
    @noted
    def look_for_drift(self) -> None:
        before = self.everything()
        found = find_drift(self.engine(4), STACK, self.environment, ORGANISATION)
        assert self.everything() == before
        if not self.in_doubt():
            assert {(str(each.address), each.kind) for each in found.drifts} == self.expected_drift()

    # What holds whatever happened.

    def check(self) -> None:
        assert not self.world.broken_rules, self.world.broken_rules
        objects = self.world.objects()
        records = self.records()
        doubts = self.in_doubt()
        ids = [record.id for record in records if record.id]
        assert len(ids) == len(set(ids)), "two records of one object"
        known = {*ids, *(begin.step for begin in doubts)}
        lost = [found["address"] for id_, found in objects.items() if id_ not in known]
        assert not lost, f"in the world and not on record: {lost}"
        in_doubt = {(begin.address, begin.generation) for begin in doubts}
        for record in records:
            excused = record.id in self.world.vanished or (record.address, record.generation) in in_doubt
            assert record.id in objects or excused or record.status is Status.AWAITING, f"on record and not in the world: {record.key}"

    def check_nothing_left_to_do(self, engine: Engine, desired: Desired) -> None:
        plan = self.plan(desired)
        assert not plan.has_changes, [(str(change.address), change.action, change.reason) for change in plan.changes if change.is_change]
        assert not plan.can_apply
        assert not self.in_doubt()
        live = {record.address.local: record for record in self.records() if not record.retained}
        assert {name: record.type for name, record in live.items()} == self.stack.expected()
        assert all(record.status is Status.READY for record in live.values())
        objects = self.world.objects()
        assert {record.id for record in self.records()} - set(objects) <= self.world.vanished
        assert all(not objects[record.id].get("stopped") and not objects[record.id].get("problem") for record in live.values())
        self.check_references(live, objects)
        self.check_exports(live)
        before = self.everything()
        assert not apply(engine, desired).done
        assert self.everything()[:2] == before[:2]

    def check_references(self, live: dict[str, ResourceRecord], objects: dict[str, Any]) -> None:
        """What runs holds on to what is there, by what is in the world alone."""
        superseded = set(objects) - {record.id for record in live.values()} - {record.id for record in self.records()}
        assert not superseded
        for record in live.values():
            held = json.dumps(objects[record.id]["inputs"])
            here = {other.key for other in live.values() if other.id in held}
            assert here <= keys_of(record), f"{record.key} holds on to what it is not recorded to need"

    def check_exports(self, live: dict[str, ResourceRecord]) -> None:
        """The neighbour reads the secrets that were made for it, and no others."""
        with self.store.open(STACK, self.environment, Mode.READ) as session:
            exports = session.snapshot.exports
        assert exports.keys() == {f"{name}/key" for name in self.stack.exported}
        for name in self.stack.exported:
            own = live[f'{name}/key["{NEIGHBOUR}/*"]/key']
            assert exports[f"{name}/key"][NEIGHBOUR]["secret"] == own.outputs["secret"]
            assert all(other.id != own.id for other in live.values() if other is not own)

    def check_retained_is_restored(self, retained: dict[Any, str]) -> None:
        now = {record.address: record for record in self.records() if not record.retained}
        for address, id_ in retained.items():
            if address in now and now[address].type == "test/data":
                assert now[address].id == id_, "kept data was not found again"

    def asked_anew(self, desired: Desired, place: int, *, whole: bool) -> tuple[frozenset[str], Desired]:
        """Which resources a name names, and the stack with that name; of an empty stack nothing can be named."""
        expected = sorted(self.stack.expected())
        if not expected:
            return frozenset(), desired
        chosen = expected[place % len(expected)]
        name = chosen.partition("/")[0] if whole else chosen
        return frozenset(each for each in expected if name in {each, each.partition("/")[0]}), engines.replacing(desired, name)

    def expect_refusal(self, desired: Desired, named: frozenset[str] = frozenset()) -> None:
        before = self.everything()
        with pytest.raises(BouwsteenError) as caught:
            apply(self.engine(1), desired)
        assert {each.code for each in caught.value.diagnostics} == self.refusals(named)
        assert self.everything()[:2] == before[:2]

    # How it is done.

    def engine(self, workers: int) -> Engine:
        self.world.plan = None
        return watched_engine(self.base, self.world, workers)

    def plan(self, desired: Desired) -> Plan:
        """Made twice: byte for byte the same, and with no effect anywhere."""
        before = self.everything()
        first, second = make_plan(self.engine(1), desired).plan, make_plan(self.engine(4), desired).plan
        assert self.everything() == before
        assert json.dumps(plan_json(first)) == json.dumps(plan_json(second))
        return first

    def in_trouble(self, faults: Any, workers: int, kill: Kill | None, stop: int | None, work: Any) -> None:
        places = self.places()
        self.world.faults = {f"{verb} {places[place % len(places)]}": fault for verb, place, fault in faults if places}
        faulty = set(self.world.faults.values())
        kill = replace(kill) if kill is not None else None  # its counters are its own
        engine = self.engine(workers)
        self.world.kill = kill
        if stop is not None:
            self.world.stop_after = (len(self.world.calls) + stop, engine.stop.request)
        if kill is not None:
            self.store.before = kill.before_entry
        try:
            work(engine)
        except Killed:
            self.store.abandon(STACK, self.environment)
        except ProviderBugError:
            assert "bug" in faulty
        except StateError:
            assert kill is not None
            assert kill.where == "disk"
        finally:
            self.world.kill = self.world.stop_after = None
            self.world.faults = {}
            self.store.before = lambda _: None
        self.check()

    def ids(self) -> list[str]:
        """Of all that is in the world, in an order that does not hang on what they are called."""
        objects = self.world.objects()
        return sorted(objects, key=lambda id_: (objects[id_]["address"], id_))

    def places(self) -> list[str]:
        return sorted({*self.stack.expected(), *(record.address.local for record in self.records())})

    def records(self) -> list[ResourceRecord]:
        with self.store.open(STACK, self.environment, Mode.READ) as session:
            return sorted(session.snapshot.records(), key=lambda record: str(record.key))

    def in_doubt(self) -> Any:
        with self.store.open(STACK, self.environment, Mode.READ) as session:
            return session.in_doubt

    def everything(self) -> Any:
        return self.records(), self.world.objects(), self.in_doubt(), list(self.world.calls)

    def refusals(self, named: frozenset[str] = frozenset()) -> set[str]:
        """Why there can be no plan that makes anew what is `named`."""
        found = {"data-would-be-lost"} if self.loses_data(named) else set()
        return found | {"moved-onto-existing"} if self.moves_onto_existing() else found

    def moves_onto_existing(self) -> bool:
        """An instance that is there would get the name of another that is, or is kept."""
        records = self.records()
        taken = {record.address.instance for record in records}
        blocked = set()
        for old, new in sorted(self.stack.moved.items()):
            if old in taken and (new in taken or self.bindings_of(old) & self.bindings_of(new)):
                blocked.add(old)
            elif old in taken:
                taken.add(new)
        return any(not record.retained for record in records if record.address.instance in blocked)

    def bindings_of(self, consumer: str) -> set[tuple[str, str, str]]:
        """Where there is something on record that was made for an instance, whether or not that is there itself."""
        addresses = (record.address for record in self.records() if record.address.consumer == consumer)
        return {(address.instance, address.output, address.resource) for address in addresses}

    def loses_data(self, named: frozenset[str]) -> bool:
        """In the cloud, data of people would have to make room for another kind of it, or for new data."""
        if self.environment == "local":
            return False
        wanted = {f"{name}/store": given.get("kind", "a") for name, given in self.stack.services.items()}
        wanted |= {f"{name}/data": given.get("kind", "a") for name, given in self.stack.vaults.items()}
        # What was begun and may have happened is there if it is in the world, with what was asked for last.
        begun = [replace(begin.record, id=begin.id or begin.step) for begin in self.in_doubt()]
        records = {record.key: record for record in (*self.records(), *begun)}.values()
        present = {record.address.instance for record in records}
        moves = {old: new for old, new in self.stack.moved.items() if old in present and new not in present}
        objects = self.world.objects()
        for record in records:
            instance = moves.get(record.address.instance, record.address.instance)
            place = f"{instance}/{record.address.resource}"
            kind = wanted.get(place) if not record.address.output else None
            if record.type != "test/data" or kind is None or record.id not in objects:
                continue
            if kind != record.inputs["kind"] or place in named:
                return True
        return False

    def expected_drift(self) -> set[tuple[str, str]]:
        objects = self.world.objects()
        found = set()
        for record in self.records():
            seen = objects.get(record.id)
            if seen is None:
                if record.status is not Status.AWAITING or record.id:
                    found.add((str(record.address), "missing"))
            elif record.status is not Status.STOPPED:
                if any(seen["inputs"][name] != record.inputs.get(name) for name in ("size", "text") if name in seen["inputs"]):
                    found.add((str(record.address), "changed"))
                elif seen.get("stopped"):
                    found.add((str(record.address), "stopped"))
                elif seen.get("problem"):
                    found.add((str(record.address), "not-ready"))
        return found
