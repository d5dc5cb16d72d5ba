"""The provider of `kubernetes/*`: which cluster an address is in, and one place where its errors become outcomes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bouwsteen.adapters.kubernetes import adoptions, refusals, surveys
from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, ClusterSettings, open_cluster
from bouwsteen.adapters.kubernetes.conflicts import read_rules
from bouwsteen.adapters.kubernetes.manifests import ADDRESS, ManifestError, ObjectKey, Wanted, is_ours, prepare, secret_texts
from bouwsteen.adapters.kubernetes.object_sets import ObjectSet, Seen, inventory_of
from bouwsteen.adapters.kubernetes.objects import Live, Objects, UnknownKindError
from bouwsteen.adapters.kubernetes.observations import Lives, Memory, Observed, observe
from bouwsteen.adapters.kubernetes.realisations import REALISATIONS, Realisation
from bouwsteen.adapters.kubernetes.refusals import RefusalError
from bouwsteen.adapters.kubernetes.resource_types import TYPES
from bouwsteen.addresses import Address
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Observation, Outcome, Present, Survey
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Secret


@dataclass(frozen=True, slots=True)
class _Look:
    """What the last read of a record saw, for the write that follows it."""

    seen: Mapping[ObjectKey, Seen]
    digest: str


class KubernetesProvider:
    """`settings` says of an address which cluster its environment is in. Safe for several threads."""

    types: Final[Mapping[str, ResourceType]] = TYPES

    def __init__(self, settings: Callable[[Address], ClusterSettings], realisations: Mapping[str, Realisation] = REALISATIONS) -> None:
        self._settings = settings
        self._realisations = realisations
        self._lock = threading.Lock()
        self._clusters: dict[ClusterSettings, Objects] = {}
        self._looks: dict[tuple[Address, int], _Look] = {}

    # Looking.

    def read(self, call: Call) -> Observation:
        return self._look(call, self._observe)

    def find(self, call: Call) -> Observation:
        """What the call in doubt made, by name and marks: an object of others with that name is none."""
        return self._look(call, self._observe_own)

    def survey(self, calls: Sequence[Call]) -> Survey:
        """All of one environment by lists. What is not in a list is read by itself before it is called missing."""
        if not calls:
            return Survey(())
        try:
            objects = self._objects(calls[0].address)
            return surveys.survey(objects, calls, self._wanted, self._answer)
        except BouwsteenError as error:
            unreadable = refusals.as_unreadable(refusals.cannot_open(error))
            return Survey([unreadable] * len(calls))

    def _look(self, call: Call, look: Callable[[Objects, Call], Observation]) -> Observation:
        try:
            objects = self._objects(call.address)
            elsewhere = surveys.elsewhere(objects, call)
            return elsewhere or look(objects, call)
        except BouwsteenError as error:
            return refusals.as_unreadable(refusals.cannot_open(error))
        except RefusalError as refusal:
            return refusals.as_unreadable(refusal.failed)
        except ClusterError as error:
            return refusals.as_unreadable(refusals.of_cluster(error, "read", secret_texts(call.inputs)))

    def _observe(self, objects: Objects, call: Call) -> Observation:
        wanted = self._wanted(objects, call)
        keys = dict.fromkeys([*(each.key for each in wanted), *inventory_of(call)])
        observed = self._answer(call, wanted, {key: objects.read(key) for key in keys})
        with self._lock:
            self._looks[call.address, call.generation] = _Look(observed.seen, observed.digest)
        return observed.answer

    def _observe_own(self, objects: Objects, call: Call) -> Observation:
        found = {each.key: objects.read(each.key) for each in self._wanted(objects, call)}
        own = {key: live for key, live in found.items() if live is not None and _is_of(live, call.address)}
        if call.objects:
            own |= {key: live for key in inventory_of(call) if (live := objects.read(key)) is not None and is_ours(live, call.address)}
        if not own:
            return Missing()
        objects_found = tuple(surveys.object_of(key, live) for key, live in own.items())
        return Present(self._id(objects, call), objects=objects_found, private=Memory(cluster=objects.client.uid()).private())

    def _answer(self, call: Call, wanted: Sequence[Wanted], lives: Lives) -> Observed:
        realisation = self._realisations[call.type]
        return observe(
            wanted,
            lives,
            inventory_of(call),
            Memory.of(call.private),
            id_=call.id,
            is_single=realisation.is_single,
            waits=call.inputs.get("ready") != "none",
            outputs=call.outputs,
        )

    # Acting.

    def create(self, call: Call) -> Outcome:
        return self._act(call, lambda objects: self._bring(objects, call, {}, Memory()))

    def update(self, call: Call) -> Outcome:
        with self._lock:
            last = self._looks.pop((call.address, call.generation), _Look({}, ""))
        memory = Memory.of(call.private)
        asked_anew = call.previous_inputs != call.inputs
        times = 0 if asked_anew or not last.digest else memory.times + 1 if last.digest == memory.returned else 1
        counted = replace(memory, returned=last.digest if times else "", times=times)
        return self._act(call, lambda objects: self._bring(objects, call, last.seen, counted))

    def delete(self, call: Call) -> Outcome:
        with self._lock:
            last = self._looks.pop((call.address, call.generation), _Look({}, ""))
        return self._act(call, lambda objects: self._take_away(objects, call, last.seen))

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs, call.objects, call.private)

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        try:
            objects = self._objects(call.address)
            wanted = self._wanted(objects, call)
            return adoptions.adopt(objects, call, wanted[0], str(identity))
        except BouwsteenError as error:
            return refusals.cannot_open(error)
        except RefusalError as refusal:
            return refusal.failed
        except ClusterError as error:
            return refusals.of_cluster(error, "take it over", secret_texts(call.inputs))

    def close(self) -> None:
        with self._lock:
            for objects in self._clusters.values():
                objects.client.close()
            self._clusters.clear()

    def _act(self, call: Call, work: Callable[[Objects], Outcome]) -> Outcome:
        try:
            objects = self._objects(call.address)
            elsewhere = surveys.elsewhere(objects, call)
            if elsewhere is not None:
                return Failed(
                    "another-world", "The record is of another place", f"{elsewhere.detail} Nothing was touched.", elsewhere.remedy
                )
            return work(objects)
        except BouwsteenError as error:
            return refusals.cannot_open(error)
        except RefusalError as refusal:
            return refusal.failed
        except ClusterError as error:
            return refusals.of_cluster(error, "begin", secret_texts(call.inputs))

    def _bring(self, objects: Objects, call: Call, seen: Mapping[ObjectKey, Seen], memory: Memory) -> Outcome:
        cluster = objects.client.uid()
        work = ObjectSet(objects, call, seen, read_rules(call.inputs.get("takeOver")))
        try:
            wanted = work.await_kinds(lambda: self._wanted_now(objects, call))
            work.bring(wanted, waits=call.inputs.get("ready") != "none")
        except RefusalError as refusal:
            return _failed(refusal.failed, work, call, replace(memory, cluster=cluster))
        remembered = replace(memory, cluster=cluster, settled=work.progress.settled)
        live = [work.progress.live[each.key] for each in wanted]
        outputs = self._realisations[call.type].outputs(call, live)
        return Done(_id_of(wanted), outputs, work.progress.inventory(), remembered.private())

    def _take_away(self, objects: Objects, call: Call, seen: Mapping[ObjectKey, Seen]) -> Outcome:
        work = ObjectSet(objects, call, seen)
        try:
            work.remove_all()
        except RefusalError as refusal:
            return _failed(refusal.failed, work, call, Memory.of(call.private))
        return Gone()

    # Manifests and clusters.

    def _wanted(self, objects: Objects, call: Call) -> tuple[Wanted, ...]:
        """For who looks: a kind that is not served any more has a path that nobody needs."""
        try:
            return self._wanted_now(objects, call)
        except UnknownKindError:
            known = inventory_of(call)
            manifests = self._realisations[call.type].manifests(call, objects.client.namespace)
            names = {(key.api_version, key.kind, key.name): key.namespace for key in known}
            return tuple(
                prepare(
                    each, names.get((each["apiVersion"], each["kind"], each["metadata"]["name"]), objects.client.namespace), call.address
                )
                for each in manifests
            )

    def _wanted_now(self, objects: Objects, call: Call) -> tuple[Wanted, ...]:
        """Raises UnknownKindError for a kind that the cluster does not serve."""
        manifests = self._realisations[call.type].manifests(call, objects.client.namespace)
        wave = call.inputs.get("wave") if self._realisations[call.type].is_single else None
        try:
            return tuple(prepare(each, objects.key(each).namespace, call.address, wave) for each in manifests)
        except ManifestError as error:
            raise refusals.of_manifest(error) from None

    def _id(self, objects: Objects, call: Call) -> str:
        return call.id or _id_of(self._wanted(objects, call))

    def _objects(self, address: Address) -> Objects:
        """Raises BouwsteenError where the cluster cannot be opened."""
        settings = self._settings(address)
        with self._lock:
            known = self._clusters.get(settings)
            if known is None:
                client: ClusterClient = open_cluster(settings)
                known = self._clusters[settings] = Objects(client)
            return known


def _id_of(wanted: Sequence[Wanted]) -> str:
    return str(wanted[0].key)


def _is_of(live: Live, address: Address) -> bool:
    return is_ours(live, address) and (live["metadata"].get("annotations") or {}).get(ADDRESS) == str(address)


def _failed(failed: Failed, work: ObjectSet, call: Call, memory: Memory) -> Failed:
    progress = work.progress
    settled: dict[str, Any] = {**(Memory.of(call.private).settled or {}), **progress.settled}
    private = replace(memory, settled=settled).private()
    id_ = call.id or next((str(key) for key in progress.objects), "")
    return refusals.with_objects(failed, id_, progress.inventory(), private, changed=progress.changed)
