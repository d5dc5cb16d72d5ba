"""Many resources of one environment, looked at by lists: a request for each five hundred objects of a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bouwsteen.adapters.kubernetes import refusals
from bouwsteen.adapters.kubernetes.failures import ClusterError
from bouwsteen.adapters.kubernetes.manifests import ADDRESS, INSTANCE, ObjectKey, Wanted, secret_texts, selector
from bouwsteen.adapters.kubernetes.object_sets import inventory_of
from bouwsteen.adapters.kubernetes.objects import Live, Objects
from bouwsteen.adapters.kubernetes.observations import Lives, Memory, Observed
from bouwsteen.adapters.kubernetes.refusals import RefusalError
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Observation, ProviderObject, Stray, Survey, Unreadable

_MOST_READS: Final = 20  # of a kind; where more are not in the list of what is marked, all of the kind are listed
_WORKERS: Final = 8

MakeWanted = Callable[[Objects, Call], tuple[Wanted, ...]]
Answer = Callable[[Call, Sequence[Wanted], Lives], Observed]


class _Group(NamedTuple):
    """What one list tells of."""

    api_version: str
    kind: str
    namespace: str

    @classmethod
    def of(cls, key: ObjectKey) -> _Group:
        return cls(key.api_version, key.kind, key.namespace)


@dataclass(slots=True)
class _Found:
    lives: dict[ObjectKey, Live] = field(default_factory=dict)
    marked: list[Live] = field(default_factory=list)
    failed: ClusterError | None = None


def survey(objects: Objects, calls: Sequence[Call], make_wanted: MakeWanted, answer: Answer) -> Survey:
    """One observation for each call, and what is marked as of this environment and in no inventory."""
    asked: list[tuple[Call, tuple[Wanted, ...] | Unreadable]] = [(call, _wanted(objects, call, make_wanted)) for call in calls]
    groups: dict[_Group, dict[ObjectKey, None]] = defaultdict(dict)
    for call, wanted in asked:
        for key in _keys(call, () if isinstance(wanted, Unreadable) else wanted):
            groups[_Group.of(key)][key] = None
    labels = selector(calls[0].address)
    found = _look_at_all(objects, groups, labels)
    observations = [_observe(call, wanted, found, answer) for call, wanted in asked]
    return Survey(observations, _strays(groups, found, calls[0].address))


def object_of(key: ObjectKey, live: Live) -> ProviderObject:
    return ProviderObject(key.recorded_kind, key.id, str(live["metadata"].get("uid", "")))


def elsewhere(objects: Objects, call: Call) -> Unreadable | None:
    """Why the record is not of this cluster: a name means another object there. Raises ClusterError."""
    recorded = Memory.of(call.private).cluster
    if not recorded or objects.client.is_known_as(recorded, call.timeout):
        return None
    return Unreadable(
        f"It was made in another cluster than {objects.client.server}, which was asked now.",
        "Choose the cluster that it was made in, by --context or --kubeconfig.",
        elsewhere=True,
    )


def _wanted(objects: Objects, call: Call, make_wanted: MakeWanted) -> tuple[Wanted, ...] | Unreadable:
    try:
        return elsewhere(objects, call) or make_wanted(objects, call)
    except RefusalError as refusal:
        return refusals.as_unreadable(refusal.failed)
    except ClusterError as error:
        return refusals.as_unreadable(refusals.of_cluster(error, "look at it", secret_texts(call.inputs)))


def _keys(call: Call, wanted: Iterable[Wanted]) -> Iterable[ObjectKey]:
    return dict.fromkeys([*(each.key for each in wanted), *inventory_of(call)])


def _look_at_all(objects: Objects, groups: Mapping[_Group, Mapping[ObjectKey, None]], labels: str) -> dict[_Group, _Found]:
    """At the same time where there are several: most of a look is waiting."""
    if len(groups) <= 1:
        return {group: _look(objects, group, keys, labels) for group, keys in groups.items()}
    with ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="survey") as pool:
        results = pool.map(lambda item: _look(objects, item[0], item[1], labels), groups.items())
        return dict(zip(groups, results, strict=True))


def _look(objects: Objects, group: _Group, keys: Mapping[ObjectKey, None], labels: str) -> _Found:
    """By the marks first. An object that lost its marks is still there: who is not in that list is looked for by name."""
    try:
        marked = objects.list_all(*group, labels)
        lives = {_key_of(group, live): live for live in marked}
        missing = [key for key in keys if key not in lives]
        if len(missing) > _MOST_READS:
            lives |= {_key_of(group, live): live for live in objects.list_all(*group)}
        else:
            lives |= {key: live for key in missing if (live := objects.read(key)) is not None}
        return _Found(lives, marked)
    except ClusterError as error:
        return _Found(failed=error)


def _key_of(group: _Group, live: Live) -> ObjectKey:
    metadata = live["metadata"]
    return ObjectKey(group.api_version, group.kind, str(metadata.get("namespace", "")), str(metadata["name"]))


def _observe(call: Call, wanted: tuple[Wanted, ...] | Unreadable, found: Mapping[_Group, _Found], answer: Answer) -> Observation:
    if isinstance(wanted, Unreadable):
        return wanted
    lives: dict[ObjectKey, Live | None] = {}
    for key in _keys(call, wanted):
        group = found[_Group.of(key)]
        if group.failed is not None:
            return refusals.as_unreadable(refusals.of_cluster(group.failed, f"list {key.full_kind}", secret_texts(call.inputs)))
        lives[key] = group.lives.get(key)
    return answer(call, wanted, lives).answer


def _strays(groups: Mapping[_Group, Mapping[ObjectKey, None]], found: Mapping[_Group, _Found], somewhere: Address) -> list[Stray]:
    return [
        Stray(object_of(key, live), _address_of(live, somewhere), "says that it is of this environment, and no record knows it.")
        for group, result in found.items()
        for live in result.marked
        if (key := _key_of(group, live)) not in groups[group] and not _is_made_by_a_controller(live)
    ]


def _is_made_by_a_controller(live: Live) -> bool:
    """Such as pods and replica sets, which have the labels of what they are made for."""
    return any(owner.get("controller") for owner in live["metadata"].get("ownerReferences") or ())


def _address_of(live: Live, somewhere: Address) -> Address:
    """As its marks say, within this environment; an address of elsewhere is not believed."""
    metadata = live["metadata"]
    try:
        address = Address.parse(str((metadata.get("annotations") or {}).get(ADDRESS, "")))
    except ValueError:
        address = None
    if address is not None and (address.stack, address.environment) == (somewhere.stack, somewhere.environment):
        return address
    return Address(somewhere.stack, somewhere.environment, str((metadata.get("labels") or {}).get(INSTANCE, "")) or "unknown")
