"""A real world, small: a folder in which each object is a file. Survives the process, so kills can be real.

Types of the family `test`:
  test/thing    changes in place; another `kind` needs a new object, the old one first gone
  test/key      has a secret; a new object comes before the old one goes; rotates
  test/data     holds data of people
  test/process  can be stopped
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bouwsteen.providers.protocol import (
    Awaiting,
    Call,
    Done,
    Effect,
    Failed,
    Gone,
    Missing,
    Observation,
    Outcome,
    Present,
    ProviderObject,
    Unreadable,
)
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.values import Secret, reveal

_ANY = {"type": "object", "additionalProperties": {}}
_INPUTS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string"},
        "size": {"type": "integer"},
        "needs": {},
        "text": {"type": "string"},
        "secret": {"type": "string", "secret": True},
        "map": _ANY,
    },
}
_OUTPUTS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string"},
        "size": {"type": "integer"},
        "secret": {"type": "string", "secret": True},
    },
    "required": ["id", "url", "size", "secret"],
}


def _type(name: str, by: str = "its id", **facts: Any) -> ResourceType:
    return ResourceType(
        name, _INPUTS, _OUTPUTS, forces_replacement=frozenset({"kind"}), stable_outputs=frozenset({"id", "url"}), import_by=by, **facts
    )


TYPES = {
    each.name: each
    for each in (
        _type("test/thing"),
        _type("test/key", replace_order=ReplaceOrder.CREATE_FIRST, rotates=True),
        _type("test/data", data_bearing=True),
        _type("test/process", by="", stoppable=True),
    )
}


class ProviderBugError(RuntimeError):
    """What no provider should raise."""


class FileWorld:
    """The provider. `faults` maps "action address" to what happens instead of, or after, the call.

    refused     nothing happens, and it will not another time
    busy, once  nothing happens, and it may another time: never, or the next
    broken      it happens and is said to be there half
    half        of a create or update, the first half happens
    awaiting    people must do something before it happens; asked: after it happened
    unknown     it happens, and nobody is told; lost: it does not happen, and nobody is told
    bug         it happens, and the provider falls over
    """

    def __init__(self, folder: Path, faults: Mapping[str, str] | None = None, before_call: Callable[[], None] = lambda: None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.faults = dict(faults or {})
        self.calls: list[str] = []
        self._before_call = before_call
        self._lock = threading.Lock()

    @property
    def types(self) -> Mapping[str, ResourceType]:
        return TYPES

    def objects(self) -> dict[str, dict[str, Any]]:
        """Everything that is in the world: id → what it is."""
        return {path.stem: json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))}

    def get(self, id_: str) -> dict[str, Any] | None:
        path = self.folder / f"{id_}.json"
        return json.loads(path.read_text()) if id_ and path.exists() else None

    def put(self, id_: str, found: Mapping[str, Any]) -> None:
        temporary = self.folder / f"{id_}.{uuid.uuid4().hex}"
        temporary.write_text(json.dumps(found, sort_keys=True))
        temporary.replace(self.folder / f"{id_}.json")

    def drop(self, id_: str) -> None:
        (self.folder / f"{id_}.json").unlink(missing_ok=True)

    def read(self, call: Call) -> Observation:
        if self.faults.get(f"read {call.address.local}") == "unreadable":
            return Unreadable("The folder does not answer.")
        return self._present(call.id)

    def find(self, call: Call) -> Observation:
        if self.faults.get(f"find {call.address.local}") == "unreadable":
            return Unreadable("The folder does not answer.")
        return self._present(call.id or _id(call))

    def _present(self, id_: str) -> Observation:
        found = self.get(id_)
        if found is None:
            return Missing()
        observed = {name: found["inputs"][name] for name in ("size", "text") if name in found["inputs"]}
        problem = found.get("problem", "")
        return Present(
            id_,
            observed,
            _outputs(id_, found["inputs"]),
            problem=problem,
            stopped=found.get("stopped", False),
            stuck=found.get("stuck", ""),
        )

    def create(self, call: Call) -> Outcome:
        return self._act("create", call, lambda: self._write(_id(call), call))

    def update(self, call: Call) -> Outcome:
        return self._act("update", call, lambda: self._write(call.id or _id(call), call))

    def delete(self, call: Call) -> Outcome:
        def remove() -> Outcome:
            self.drop(call.id)
            return Gone()

        return self._act("delete", call, remove)

    def stop(self, call: Call) -> Outcome:
        def stop() -> Outcome:
            found = self.get(call.id)
            if found is None:
                return Gone()
            self.put(call.id, {**found, "stopped": True})
            return Done(call.id, call.outputs)

        return self._act("stop", call, stop)

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        """Only what nobody owns: a file without an address."""
        found = self.get(str(identity))
        with self._lock:
            self.calls.append(f"adopt {call.address.local}")
        self._before_call()
        if found is None:
            return Failed("test-gone", "There is no such object", "It is not in the folder.")
        if found.get("address") not in {None, str(call.address)}:
            return Failed("test-owned", "It belongs to something else", f"It is of {found['address']}.")
        self.put(str(identity), {**found, "type": call.type, "address": str(call.address)})
        seen = self._present(str(identity))
        assert isinstance(seen, Present)
        return replace(seen, inputs={**seen.inputs, **{name: item for name, item in found["inputs"].items() if name == "kind"}})

    def close(self) -> None:
        """Holds nothing."""

    def _act(self, action: str, call: Call, work: Callable[[], Outcome]) -> Outcome:
        name = f"{action} {call.address.local}"
        with self._lock:
            self.calls.append(name if call.generation == 1 else f"{name}#{call.generation}")
        self._before_call()
        match self.faults.get(name):
            case "once":
                del self.faults[name]
                return Failed("test-busy", "The test world is busy", "It was told to be.", transient=True)
            case "refused":
                return Failed("test-refused", "The test world refuses", "It was told to.", "Tell it otherwise.")
            case "busy":
                return Failed("test-busy", "The test world is busy", "It was told to be.", transient=True)
            case "broken":
                work()
                found = _id(call) if action == "create" else call.id
                return Failed("test-broken", "The test world broke it", "It is there, half.", effect=Effect.PARTIAL, id=found)
            case "half" if action in {"create", "update"}:
                return self._write_half(call)
            case "asked" if action in {"create", "update"}:
                done = work()
                assert isinstance(done, Done)
                return Awaiting("Somebody must sign what is there.", id=done.id)
            case "bug":
                work()
                raise ProviderBugError
            case "unknown":
                work()
                return Failed("test-unknown", "The test world did not answer", "It may have happened.", effect=Effect.UNKNOWN)
            case "lost":
                return Failed("test-lost", "The test world did not answer", "It may have happened.", effect=Effect.UNKNOWN)
            case "awaiting":
                return Awaiting("Somebody must sign.")
        return work()

    def _write_half(self, call: Call) -> Outcome:
        """Of several fields only the first are as asked; what comes back is as much of the outputs as there is."""
        id_ = call.id or _id(call)
        before = self.get(id_)
        inputs = reveal(dict(call.inputs))
        names = sorted(inputs)
        taken = {name: inputs[name] for name in names[: (len(names) + 1) // 2]}
        self.put(id_, {"type": call.type, "address": str(call.address), "inputs": {**(before["inputs"] if before else {}), **taken}})
        outputs = {"id": id_, "url": f"test:{id_}"}
        return Failed(
            "test-half", "The test world did half of it", "The rest is as it was.", effect=Effect.PARTIAL, id=id_, outputs=outputs
        )

    def _write(self, id_: str, call: Call) -> Outcome:
        inputs = reveal(dict(call.inputs))
        self.put(id_, {"type": call.type, "address": str(call.address), "inputs": inputs})
        return Done(id_, _outputs(id_, inputs), objects=(ProviderObject("file", id_),))


def _id(call: Call) -> str:
    return call.key


def _outputs(id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": id_, "url": f"test:{id_}", "size": inputs.get("size", 0), "secret": f"geheim-{id_}"}
