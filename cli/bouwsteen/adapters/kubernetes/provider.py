"""The provider of `kubernetes/*`: which cluster an address is in, and one place where its errors become outcomes."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingError
from bouwsteen.adapters.kubernetes import adoptions, refusals, surveys
from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, ClusterSettings, open_cluster
from bouwsteen.adapters.kubernetes.conflicts import read_rules
from bouwsteen.adapters.kubernetes.manifests import ADDRESS, Manifest, ObjectKey, Wanted, is_ours, prepare, secret_texts
from bouwsteen.adapters.kubernetes.object_sets import ObjectSet, Seen, inventory_of
from bouwsteen.adapters.kubernetes.objects import Live, Objects, UnknownKindError
from bouwsteen.adapters.kubernetes.observations import Lives, Memory, Observed, observe
from bouwsteen.adapters.kubernetes.realisations import REALISATIONS, ReadContent, Realisation, Setting, first_name
from bouwsteen.adapters.kubernetes.refusals import RefusalError
from bouwsteen.adapters.kubernetes.resource_types import TYPES
from bouwsteen.adapters.variables import VariableError
from bouwsteen.addresses import Address
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Observation, Outcome, Present, Survey
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Secret

_SMALL: Final = 8_192  # bytes of a ConfigMap that are remembered to be compared


@dataclass(frozen=True, slots=True)
class _Look:
    """What the last read of a record saw, for the write that follows it."""

    seen: Mapping[ObjectKey, Seen]
    digest: str


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """What a survey made of a record, for the next one. Records are never changed: the same parts are the same content."""

    call: Call
    wanted: tuple[Wanted, ...]
    versions: Mapping[ObjectKey, Any] = field(default_factory=dict)
    observed: Observed | None = None

    def is_of(self, call: Call) -> bool:
        mine = self.call
        return call.inputs is mine.inputs and call.private is mine.private and call.outputs is mine.outputs and call.objects == mine.objects


def _no_content(digest: str) -> Mapping[str, bytes]:
    raise LookupError(f"No folder has the content {digest}.")


class KubernetesProvider:
    """`settings` says of an address which cluster its environment is in; `open_client` opens it. Safe for several threads."""

    types: Final[Mapping[str, ResourceType]] = TYPES

    def __init__(
        self,
        settings: Callable[[Address], ClusterSettings],
        read_content: ReadContent = _no_content,
        open_client: Callable[[ClusterSettings], ClusterClient] = open_cluster,
    ) -> None:
        self._settings = settings
        self._read_content = read_content
        self._open_client = open_client
        self._lock = threading.Lock()
        self._clusters: dict[ClusterSettings, Objects] = {}
        self._looks: dict[tuple[Address, int], _Look] = {}
        self._surveyed: dict[tuple[Address, int], _Surveyed] = {}

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
            objects.client.uid()  # who does not answer this is not asked once more for each resource
            self._forget_others(calls)
            return surveys.survey(objects, calls, self._wanted_again, self._answer_again)
        except BouwsteenError as error:
            unreadable = refusals.as_unreadable(refusals.cannot_open(error))
        except ClusterError as error:
            unreadable = refusals.as_unreadable(refusals.of_cluster(error, "look at it", []))
        return Survey([unreadable] * len(calls))

    def _wanted_again(self, objects: Objects, call: Call) -> tuple[Wanted, ...]:
        """Of the same record it is the same. Raises RefusalError."""
        known = self._surveyed.get((call.address, call.generation))
        if known is None or not known.is_of(call):
            known = self._surveyed[call.address, call.generation] = _Surveyed(call, self._wanted(objects, call))
        return known.wanted

    def _answer_again(self, call: Call, wanted: Sequence[Wanted], lives: Lives) -> Observed:
        """Of the same record and the same objects it is the same."""
        versions = {key: None if live is None else live["metadata"].get("resourceVersion", live) for key, live in lives.items()}
        known = self._surveyed.get((call.address, call.generation))
        if known is not None and known.wanted is wanted and known.observed is not None and known.versions == versions:
            return known.observed
        observed = self._answer(call, wanted, lives)
        if known is not None and known.wanted is wanted:
            self._surveyed[call.address, call.generation] = replace(known, versions=versions, observed=observed)
        return observed

    def _forget_others(self, calls: Sequence[Call]) -> None:
        """Records of this environment that are no more."""
        asked = {(call.address, call.generation) for call in calls}
        place = (calls[0].address.stack, calls[0].address.environment)
        for key in [key for key in list(self._surveyed) if key not in asked and (key[0].stack, key[0].environment) == place]:
            self._surveyed.pop(key, None)

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
        realisation = REALISATIONS[call.type]
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
        return self._act(call, lambda objects, call: self._bring(objects, call, {}, Memory()))

    def update(self, call: Call) -> Outcome:
        with self._lock:
            last = self._looks.pop((call.address, call.generation), _Look({}, ""))
        memory = Memory.of(call.private)
        asked_anew = call.previous_inputs != call.inputs
        times = 0 if asked_anew or not last.digest else memory.times + 1 if last.digest == memory.returned else 1
        counted = replace(memory, returned=last.digest if times else "", times=times)
        return self._act(call, lambda objects, call: self._bring(objects, call, last.seen, counted))

    def delete(self, call: Call) -> Outcome:
        with self._lock:
            last = self._looks.pop((call.address, call.generation), _Look({}, ""))
        return self._act(call, lambda objects, call: self._take_away(objects, call, last.seen))

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

    def world(self, address: Address) -> str:
        try:
            return self._objects(address).client.uid()
        except ClusterError as error:
            raise _unknown_world(error) from None

    def is_world(self, address: Address, identity: str) -> bool:
        try:
            return self._objects(address).client.is_known_as(identity)
        except ClusterError as error:
            raise _unknown_world(error) from None

    def close(self) -> None:
        with self._lock:
            for objects in self._clusters.values():
                objects.client.close()
            self._clusters.clear()

    def _act(self, call: Call, work: Callable[[Objects, Call], Outcome]) -> Outcome:
        """`work` gets the call with the time that is left of it."""
        until = time.monotonic() + call.timeout
        try:
            objects = self._objects(call.address)
            elsewhere = surveys.elsewhere(objects, call)
            if elsewhere is not None:
                return Failed(
                    "another-world", "The record is of another place", f"{elsewhere.detail} Nothing was touched.", elsewhere.remedy
                )
            objects.client.uid(call.timeout)
            return work(objects, replace(call, timeout=until - time.monotonic()))
        except BouwsteenError as error:
            return refusals.cannot_open(error)
        except RefusalError as refusal:
            return refusal.failed
        except ClusterError as error:
            return refusals.of_cluster(error, "begin", secret_texts(call.inputs))

    def _bring(self, objects: Objects, call: Call, seen: Mapping[ObjectKey, Seen], memory: Memory) -> Outcome:
        realisation = REALISATIONS[call.type]
        memory = replace(memory, cluster=objects.client.uid())
        if not realisation.is_single:
            memory = replace(memory, name=memory.name or first_name(call), key=memory.key or secrets.token_hex(32))
        setting = self._setting(objects, call, memory)
        work = ObjectSet(objects, call, seen, read_rules(call.inputs.get("takeOver")))
        try:
            manifests = _made(realisation, call, setting)
            if not realisation.is_single:
                memory = replace(memory, applied=_remembered(manifests))
            wanted = work.await_kinds(lambda: self._prepare(objects, call, manifests))
            work.bring(wanted, waits=call.inputs.get("ready") != "none")
        except RefusalError as refusal:
            return _failed(refusal.failed, work, call, memory)
        outputs = realisation.outputs(call, setting, [work.progress.live[each.key] for each in wanted])
        return Done(_id_of(wanted), outputs, work.progress.inventory(), replace(memory, settled=work.progress.settled).private())

    def _take_away(self, objects: Objects, call: Call, seen: Mapping[ObjectKey, Seen]) -> Outcome:
        work = ObjectSet(objects, call, seen)
        try:
            work.remove_all()
        except RefusalError as refusal:
            return _failed(refusal.failed, work, call, Memory.of(call.private))
        return Gone()

    # Manifests and clusters.

    def _setting(self, objects: Objects, call: Call, memory: Memory) -> Setting:
        return Setting(objects.client.namespace, self._read_content, memory.name or first_name(call), bytes.fromhex(memory.key))

    def _wanted(self, objects: Objects, call: Call) -> tuple[Wanted, ...]:
        """What a record says was applied. A kind that is not served any more has a place that nobody needs. Raises RefusalError."""
        memory = Memory.of(call.private)
        manifests = memory.applied or _made(REALISATIONS[call.type], call, self._setting(objects, call, memory))
        try:
            return self._prepare(objects, call, manifests)
        except UnknownKindError:
            names = {(key.api_version, key.kind, key.name): key.namespace for key in inventory_of(call)}
            here = objects.client.namespace
            return tuple(
                prepare(each, names.get((each["apiVersion"], each["kind"], each["metadata"]["name"]), here), call.address)
                for each in manifests
            )

    def _prepare(self, objects: Objects, call: Call, manifests: Sequence[Manifest]) -> tuple[Wanted, ...]:
        """Raises UnknownKindError for a kind that the cluster does not serve."""
        wave = call.inputs.get("wave") if REALISATIONS[call.type].is_single else None
        return tuple(prepare(each, objects.key(each).namespace, call.address, wave) for each in manifests)

    def _id(self, objects: Objects, call: Call) -> str:
        return call.id or _id_of(self._wanted(objects, call))

    def _objects(self, address: Address) -> Objects:
        """Raises BouwsteenError where the cluster cannot be opened."""
        settings = self._settings(address)
        with self._lock:
            known = self._clusters.get(settings)
            if known is None:
                known = self._clusters[settings] = Objects(self._open_client(settings))
            return known


def _unknown_world(error: ClusterError) -> BouwsteenError:
    failed = refusals.of_cluster(error, "ask which cluster it is", [])
    return BouwsteenError.because("world-unreadable", "A resource could not be observed", failed.detail, failed.remedy)


def _made(realisation: Realisation, call: Call, setting: Setting) -> Sequence[Manifest]:
    """Raises RefusalError."""
    try:
        return realisation.manifests(call, setting)
    except (BindingError, VariableError, LookupError) as error:
        raise RefusalError(refusals.not_made(str(error))) from None


def _remembered(manifests: Sequence[Manifest]) -> tuple[Manifest, ...]:
    """What was applied, without large content: that is in files whose digest is in the name of what holds them."""
    return tuple(
        {name: item for name, item in each.items() if name not in {"data", "binaryData"}}
        if each["kind"] == "ConfigMap"
        and sum(len(str(item)) for part in ("data", "binaryData") for item in each.get(part, {}).values()) > _SMALL
        else each
        for each in manifests
    )


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
