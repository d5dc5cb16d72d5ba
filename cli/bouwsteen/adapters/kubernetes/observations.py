"""What the world shows of one resource: its wanted objects held against the live ones. No requests are made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes import fields
from bouwsteen.adapters.kubernetes.manifests import MANAGER, ObjectKey, Wanted
from bouwsteen.adapters.kubernetes.object_sets import Seen
from bouwsteen.adapters.kubernetes.objects import Live
from bouwsteen.adapters.kubernetes.readiness import readiness_of
from bouwsteen.providers.protocol import Difference, Missing, Present, ProviderObject
from bouwsteen.values import ABSENT, Path, Secret, reveal

MOST_RETURNS: Final = 3  # the same difference after so many applies is left alone

Lives = Mapping[ObjectKey, Live | None]


@dataclass(frozen=True, slots=True)
class Memory:
    """What `private` of a record holds: which cluster, in which form values are kept, which difference came back how often.

    Of resources that are several objects also what was applied, the name that they share, and the key of the hash of their bindings.
    """

    cluster: str = ""
    settled: Mapping[str, fields.Settled] | None = None
    returned: str = ""
    times: int = 0
    name: str = ""
    key: str = ""
    applied: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, private: Mapping[str, Any]) -> Memory:
        settled = private.get("settled")
        return cls(
            str(private.get("cluster", "")),
            settled if isinstance(settled, Mapping) else None,
            str(private.get("returned", "")),
            int(private.get("times", 0)),
            str(private.get("name", "")),
            str(reveal(private.get("key", ""))),
            tuple(private.get("applied", ())),
        )

    def settled_of(self, key: ObjectKey) -> fields.Settled | None:
        return None if self.settled is None else self.settled.get(str(key), {})

    def private(self) -> dict[str, Any]:
        private: dict[str, Any] = {"cluster": self.cluster}
        if self.settled is not None:
            private["settled"] = {key: dict(each) for key, each in self.settled.items()}
        if self.returned:
            private |= {"returned": self.returned, "times": self.times}
        if self.name:
            private |= {"name": self.name, "key": Secret(self.key), "applied": list(self.applied)}
        return private


@dataclass(frozen=True, slots=True)
class Observed:
    """The answer of a look, and per object what a write that follows must still find."""

    answer: Present | Missing
    seen: Mapping[ObjectKey, Seen]
    digest: str = ""  # of all differences together, empty where there are none


def observe(
    wanted: Sequence[Wanted],
    lives: Lives,
    inventory: Mapping[ObjectKey, str],
    memory: Memory,
    *,
    id_: str,
    is_single: bool,
    waits: bool,
    outputs: Mapping[str, Any],
) -> Observed:
    """`lives` has every wanted object and every object of the inventory. `outputs` are those on record."""
    if not any(lives.get(each.key) is not None for each in wanted) and not any(lives.get(key) is not None for key in inventory):
        return Observed(Missing(), {})
    differences: list[Difference] = []
    problems: list[str] = []
    objects: list[ProviderObject] = []
    seen: dict[ObjectKey, Seen] = {}
    for each in wanted:
        live = lives.get(each.key)
        prefix: Path = ("manifest",) if is_single else (str(each.key),)
        if live is None:
            differences.append(Difference(prefix if not is_single else ("manifest", "kind"), each.key.kind, ABSENT))
            continue
        found = fields.look(each.manifest, live, memory.settled_of(each.key))
        uid = str(live["metadata"].get("uid", ""))
        digest = fields.digest_differences(found.differences)
        seen[each.key] = Seen(uid, str(live["metadata"].get("resourceVersion", "")), digest, each.manifest, memory.settled_of(each.key))
        differences.extend(Difference((*prefix, *one.path), one.recorded, one.observed) for one in found.differences)
        objects.append(ProviderObject(each.key.recorded_kind, each.key.id, uid))
        problems.extend(_problems(each.key, live, _recorded(inventory, each.key), waits=waits))
    for key, uid in inventory.items():
        if not any(key.means(each.key) for each in wanted):
            objects.append(ProviderObject(key.recorded_kind, key.id, uid))
            if lives.get(key) is not None:
                differences.append(Difference((str(key),), ABSENT, "still there"))
    return _answer(tuple(differences), problems, objects, seen, memory, id_, outputs, lives)


def _answer(
    differences: tuple[Difference, ...],
    problems: Sequence[str],
    objects: Sequence[ProviderObject],
    seen: Mapping[ObjectKey, Seen],
    memory: Memory,
    id_: str,
    outputs: Mapping[str, Any],
    lives: Lives,
) -> Observed:
    digest = fields.digest_differences(differences) if differences else ""
    stuck = ""
    if digest and digest == memory.returned and memory.times >= MOST_RETURNS:
        who = ", ".join(sorted({name for live in lives.values() if live is not None for name in _others(live)})) or "nobody that says so"
        stuck = f"{fields.describe(differences)}: it came back after each of {memory.times} applies. Others that write there: {who}."
        differences = ()
    present = Present(id_, {}, outputs, tuple(objects), memory.private(), "; ".join(problems), differences=differences, stuck=stuck)
    return Observed(present, seen, digest)


def _recorded(inventory: Mapping[ObjectKey, str], key: ObjectKey) -> str:
    return next((uid for each, uid in inventory.items() if each.means(key)), "")


def _problems(key: ObjectKey, live: Live, recorded: str, *, waits: bool) -> list[str]:
    if recorded and live["metadata"].get("uid") != recorded:
        return [f"{key}: another object than the recorded one stands there"]
    found = readiness_of(live)
    return [f"{key}: {found.reason}"] if waits and not found.is_ready else []


def _others(live: Live) -> set[str]:
    entries = live.get("metadata", {}).get("managedFields") or ()
    return {str(each.get("manager", "")) for each in entries if isinstance(each, Mapping) and not each.get("subresource")} - {MANAGER, ""}
