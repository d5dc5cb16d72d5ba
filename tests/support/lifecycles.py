"""Small stacks that change, and a world that watches its own rules: for tests of whole lives of an environment.

What should be there is computed here from the stack alone, without any code of the planner.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import ryaml
from tests.support.file_worlds import TYPES, FileWorld

from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.workspaces import LoadedStack, Workspace, load_workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine, Stop
from bouwsteen.engine.plans import Desired
from bouwsteen.engine.reporters import Reporter
from bouwsteen.errors import InvalidInputError, StateError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Call, Outcome
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack
from bouwsteen.state.journals import Entry

STACK: Final = "leuven"
NEIGHBOUR: Final = "loket"  # another stack, that is called as an instance may be
ORGANISATION: Final = "24062"
_BASE: Final = Path(__file__).parents[1] / "scenarios" / "base"
_VERSION: Final = "bouwsteen.vlaanderen.be/v1alpha1"
# Data of people, and a key that it cannot be opened without.
_VAULT: Final = {
    "apiVersion": _VERSION,
    "kind": "BuildingBlock",
    "metadata": {"name": "safe"},
    "spec": {
        "version": "1.0.0",
        "title": {"nl": "Kluis"},
        "owner": "Tests",
        "parameters": {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: {"type": "string", "default": "a"} for name in ("kind", "hostKind", "text")},
        },
        "provides": {"gate": {"interface": "gate", "version": "1.0.0"}},
        "targets": {
            "local": {
                "fidelity": "simulated",
                "resources": [
                    {"id": "host", "type": "test/process", "with": {"text": "${parameters.text}", "kind": "${parameters.hostKind}"}},
                    {"id": "copy", "type": "test/thing", "with": {"kind": "maat ${resources.host.size}", "needs": "${resources.host.url}"}},
                    {"id": "key", "type": "test/key", "with": {"needs": "${resources.host.url}"}},
                    {
                        "id": "data",
                        "type": "test/data",
                        "with": {"kind": "${parameters.kind}", "text": "${parameters.text}", "secret": "${resources.key.secret}"},
                    },
                ],
                "provides": {"gate": {"value": {"url": "${resources.data.url}"}}},
            }
        },
    },
}


@dataclass(frozen=True)
class App:
    service: str
    text: str = "hallo"
    debug: bool = False
    workers: Mapping[str, int] = field(default_factory=dict)
    gate: str = ""


@dataclass(frozen=True)
class Small:
    """A stack. Maps are from an instance's name to what it is given."""

    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    apps: Mapping[str, App] = field(default_factory=dict)
    bares: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    vaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    portal: str = ""  # the app whose site it shows
    rotations: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    exported: frozenset[str] = frozenset()  # services whose keys `NEIGHBOUR` may have

    @property
    def names(self) -> list[str]:
        return [*self.services, *self.apps, *self.bares, *self.vaults, *(["portal"] if self.portal else [])]

    @property
    def gates(self) -> list[str]:
        return [*self.bares, *self.vaults, *(["portal"] if self.portal else [])]

    def repaired(self) -> Small:
        """The nearest stack that makes sense: nothing wired to what is not there, no rings, no rotation of nothing."""
        first = next(iter(self.services), "")
        apps = {name: app if app.service in self.services else replace(app, service=first) for name, app in self.apps.items() if first}
        # The only gate there is would be wired to the very application that it shows.
        portal = self.portal if self.portal in apps and (self.bares or self.vaults) else ""
        stack = replace(self, apps=apps, portal=portal)
        gates = stack.gates
        fixed = {name: replace(app, gate=_gate(name, app, portal, gates)) for name, app in apps.items()}
        names = stack.names
        return replace(
            stack,
            apps=fixed,
            rotations={key: number for key, number in self.rotations.items() if key.partition(".")[0] in names},
            moved={old: new for old, new in self.moved.items() if old not in names and new in names},
            exported=self.exported & {*self.services},
        )

    def renamed(self, old: str, new: str) -> Small:
        def name(text: str) -> str:
            return new if text == old else text

        def names(items: Mapping[str, Any]) -> dict[str, Any]:
            return {name(key): item for key, item in items.items()}

        apps = {key: replace(app, service=name(app.service), gate=name(app.gate)) for key, app in names(self.apps).items()}
        others = {key: item for key, item in self.moved.items() if {key, item}.isdisjoint({old, new})}
        rotations = {f"{name(key.partition('.')[0])}.{key.partition('.')[2]}": number for key, number in self.rotations.items()}
        return replace(
            self,
            services=names(self.services),
            apps=apps,
            bares=names(self.bares),
            vaults=names(self.vaults),
            portal=name(self.portal),
            rotations=rotations,
            exported=frozenset(map(name, self.exported)),
            moved={**others, old: new},
        ).repaired()

    def document(self) -> str:
        blocks: list[dict[str, Any]] = [
            {"name": name, "block": "service", "parameters": {**given}} for name, given in self.services.items()
        ]
        blocks += [{"name": name, "block": "bare", "parameters": {**given}} for name, given in self.bares.items()]
        blocks += [{"name": name, "block": "safe", "parameters": {**given}} for name, given in self.vaults.items()]
        for name, app in self.apps.items():
            uses = {"key": f"{app.service}/key"} | ({"portal": f"{app.gate}/gate"} if app.gate else {})
            parameters = {"text": app.text, "debug": app.debug, "workers": {**app.workers}}
            blocks.append({"name": name, "block": "app", "parameters": parameters, "uses": uses})
        if self.portal:
            blocks.append({"block": "portal", "uses": {"site": f"{self.portal}/site"}})
        spec = {
            "organisation": {"nis": ORGANISATION},
            "blocks": blocks,
            "environments": {"local": {"target": "local"}, "cloud": {"target": "cloud"}},
            "rotations": {**self.rotations},
            "exports": [{"output": f"{name}/key", "to": [NEIGHBOUR]} for name in sorted(self.exported)],
            "moved": [{"from": old, "to": new} for old, new in self.moved.items()],
        }
        return json.dumps({"apiVersion": _VERSION, "kind": "Stack", "metadata": {"name": STACK}, "spec": spec})

    def expected(self) -> dict[str, str]:
        """Every resource that there should be: local address → type."""
        found: dict[str, str] = {}
        for name in self.services:
            found |= {f"{name}/store": "test/data", f"{name}/main": "test/process"}
        found |= {f'{name}/key["{NEIGHBOUR}/*"]/key': "test/key" for name in self.exported}
        for name, app in self.apps.items():
            found |= {f"{name}/config": "test/thing", f"{name}/server": "test/process"}
            found[f'{app.service}/key["{name}"]/key'] = "test/key"
            found |= {f'{name}/worker["{key}"]': "test/thing" for key in app.workers}
            found |= {f"{name}/probe": "test/thing"} if app.debug else {}
        for name in self.bares:
            found[f"{name}/thing"] = "test/thing"
        for name in self.vaults:
            found[f"{name}/copy"] = "test/thing"
            found |= {f"{name}/host": "test/process", f"{name}/key": "test/key", f"{name}/data": "test/data"}
        return found | ({"portal/page": "test/thing"} if self.portal else {})


def _gate(name: str, app: App, portal: str, gates: list[str]) -> str:
    free = [gate for gate in gates if gate != "portal" or portal != name]
    if not gates or app.gate in free:
        return app.gate if gates else ""
    return free[0] if free else ""


class Workspaces:
    """One workspace, read once, whose stack is another over and over; equal stacks are compiled once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(_BASE, root)
        (root / "blocks" / "safe").mkdir()
        (root / "blocks" / "safe" / "block.yaml").write_text(json.dumps(_VAULT))
        catalog = (root / "catalog" / "bare.yaml").read_text()
        (root / "catalog" / "safe.yaml").write_text(catalog.replace("bare", "safe"))
        for path in root.glob("blocks/*/block.yaml"):
            block = ryaml.loads(path.read_text())
            targets = block["spec"]["targets"]
            targets["cloud"] = {**targets.get("local", targets.get("cloud")), "fidelity": "production"}
            path.write_text(json.dumps(block))
        self._read, problems = load_workspace(root)
        assert not problems.has_errors, problems.sorted()
        self._blocks = CompiledBlocks(TYPES)
        self._known: dict[tuple[str, str], Desired] = {}

    def desired(self, stack: Small, environment: str) -> Desired:
        text = stack.document()
        key = (text, environment)
        if key not in self._known:
            self._known[key] = compile_environment(
                self._with(text), STACK, environment, self._blocks, read_secret=lambda _: "x", read_export=lambda *_: None
            ).desired
        return self._known[key]

    def _with(self, text: str) -> Workspace:
        """The workspace with this stack and its lock. Raises InvalidInputError as the command line would."""
        folder = self.root / "stacks" / STACK
        model, document, problems = read_document(text.encode(), "stack.yaml", Stack)
        assert model is not None, problems
        assert document is not None, problems
        stack = LoadedStack(model, document, folder)
        resolution, problems = resolve_stack(replace(self._read, stacks={STACK: stack}), STACK)
        if resolution is None:
            raise InvalidInputError(*problems)
        lock, _ = load_document(write_lock(resolution.lock).encode(), "bouwsteen.lock")
        return replace(self._read, stacks={STACK: replace(stack, lock=lock)})


class Killed(BaseException):
    """The process died. Nothing of ours catches it."""


@dataclass
class Kill:
    """Where the process dies: `entry` before it is recorded, `call` before it is made, `called` before its answer is seen.

    At `disk` it does not die: from there on nothing can be recorded any more.
    """

    where: str
    number: int
    dead: bool = field(default=False, repr=False)
    _seen: int = field(default=0, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def at(self, where: str) -> None:
        with self._lock:
            self._seen += where == self.where
            self.dead = self.dead or (where == self.where and self._seen >= self.number)
        if self.dead and (self.where != "disk" or where == "disk"):
            raise Killed if self.where != "disk" else StateError.because("disk-full", "There is no room left", "The disk is full.")

    def before_entry(self, _: Entry) -> None:
        self.at("disk" if self.where == "disk" else "entry")


class QuickStop(Stop):
    """Does not wait between tries."""

    def wait(self, seconds: float) -> bool:  # noqa: ARG002
        return self.requested


class WatchedWorld(FileWorld):
    """In memory, and notes what no engine should ask: `broken_rules`. Which object holds on to which is read from the world alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held: dict[str, str] = {}
        self.kill: Kill | None = None
        self.plan: Plan | None = None
        self.stop_after: tuple[int, Callable[[], None]] | None = None
        self.broken_rules: list[str] = []
        self.hurry = True  # whether all calls take the same time: none
        self._busy: list[str] = []
        self.vanished: set[str] = set()  # gone without the engine being told so

    def objects(self) -> dict[str, dict[str, Any]]:
        return {id_: json.loads(text) for id_, text in sorted(self._held.copy().items())}

    def get(self, id_: str) -> dict[str, Any] | None:
        text = self._held.get(id_)
        return None if text is None else json.loads(text)

    def put(self, id_: str, found: Mapping[str, Any]) -> None:
        self._held[id_] = json.dumps(found)
        self.vanished.discard(id_)  # an update brings back what was gone

    def drop(self, id_: str) -> None:
        self._held.pop(id_, None)

    def _act(self, action: str, call: Call, work: Callable[[], Outcome]) -> Outcome:
        if self.kill is not None:
            self.kill.at("call")
        with self._alone(call):
            outcome = self._watched(action, call, work)
        if self.kill is not None:
            self.kill.at("called")
        if self.stop_after is not None and len(self.calls) >= self.stop_after[0]:
            self.stop_after[1]()
        return outcome

    @contextlib.contextmanager
    def _alone(self, call: Call) -> Iterator[None]:
        """No two calls on one object at once. Some take longer than others, so that what may go out of order does."""
        subject = call.id or call.key
        with self._lock:
            if subject in self._busy:
                self.broken_rules.append(f"two calls at once on {call.address.local}")
            self._busy.append(subject)
        if not self.hurry and int(subject[-1], 16) % 3 == 0:
            time.sleep(0.002)
        try:
            yield
        finally:
            with self._lock:
                self._busy.remove(subject)

    def _watched(self, action: str, call: Call, work: Callable[[], Outcome]) -> Outcome:
        name = f"{action} {call.address.local}"
        if self.faults.get(name) not in {"refused", "busy", "once", "lost", "awaiting"}:
            self._watch(action, call)
        if action == "delete" and self.faults.get(name) == "broken":
            self.vanished.add(call.id)
        return super()._act(action, call, work)

    def _watch(self, action: str, call: Call) -> None:
        objects = self.objects()
        if call.id not in objects:
            return
        if action == "delete":
            self._watch_deletion(call, objects)
        if action == "stop" and not any(name.startswith("stop ") for name in self.faults):  # one that fails keeps nobody else up
            for id_ in self._holders(call.id, objects):
                if objects[id_]["type"] == "test/process" and not objects[id_].get("stopped"):
                    self.broken_rules.append(f"{call.address.local} is stopped while {objects[id_]['address']} runs on it")

    def _watch_deletion(self, call: Call, objects: Mapping[str, Any]) -> None:
        below = self._below(call.id, objects)
        if not self._is_replaced_first(call):
            for id_, found in objects.items():
                if id_ != call.id and id_ not in below and call.id in json.dumps(found["inputs"]):
                    self.broken_rules.append(f"{call.address.local} is deleted while {found['address']} holds on to it")
        for id_ in below:
            if objects[id_].get("stopped"):
                self.broken_rules.append(f"{call.address.local} is deleted while {objects[id_]['address']} is stopped")

    def _is_replaced_first(self, call: Call) -> bool:
        change = self.plan.change(call.address) if self.plan is not None else None
        return change is not None and change.action is Action.REPLACE and not change.create_first

    def _below(self, id_: str, objects: Mapping[str, Any]) -> set[str]:
        """What an object holds on to, directly or not."""
        found: set[str] = set()
        queue = [id_]
        while queue:
            text = json.dumps(objects[queue.pop()]["inputs"])
            fresh = [other for other in objects if other in text and other not in found]
            found.update(fresh)
            queue.extend(fresh)
        return found

    def _holders(self, id_: str, objects: Mapping[str, Any]) -> Iterator[str]:
        return (
            other for other in objects if other != id_ and id_ in self._below(other, objects) and other not in self._below(id_, objects)
        )


class _Watching(Reporter):
    def __init__(self, world: WatchedWorld) -> None:
        self._world = world

    def planned(self, plan: Plan) -> None:
        self._world.plan = plan


def watched_engine(engine: Engine, world: WatchedWorld, parallelism: int) -> Engine:
    world.hurry = parallelism == 1
    return replace(engine, stop=QuickStop(), parallelism=parallelism, reporter=_Watching(world))
