"""The objects of one resource, brought to what is wanted and taken away: wave by wave, each step safe by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from bouwsteen.adapters.kubernetes import fields, refusals
from bouwsteen.adapters.kubernetes.conflicts import TakeOver, may_force
from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes.kinds import default_wave
from bouwsteen.adapters.kubernetes.manifests import (
    ADDRESS,
    ManifestError,
    ObjectKey,
    Wanted,
    is_ours,
    owner_of,
    seal,
    secret_texts,
)
from bouwsteen.adapters.kubernetes.objects import Live, Objects, UnknownKindError
from bouwsteen.adapters.kubernetes.readiness import State, readiness_of
from bouwsteen.adapters.kubernetes.refusals import RefusalError
from bouwsteen.providers.protocol import Call, Effect, ProviderObject

_MOST_ROUNDS: Final = 6
_NO_VERSION: Final = "1"  # of the empty store: a server makes what is missing whatever its version, and changes nothing of another one
_MOST_MISSED: Final = 5  # what was made a moment ago may be missing from a read that comes too early
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
KIND_SECONDS: Final = 30.0  # a definition that was just made is served within a few; one that nobody makes is not waited for longer
_KIND_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One object as the last look showed it. `digest` is of what differed from `applied` then."""

    uid: str
    version: str
    digest: str
    applied: Mapping[str, Any]
    settled: fields.Settled | None

    def still_holds(self, live: Live) -> bool:
        """Whether what we own is as it was; others may have changed what is theirs."""
        now = fields.look(self.applied, live, self.settled)
        return live["metadata"].get("uid") == self.uid and fields.digest_differences(now.differences) == self.digest


@dataclass(slots=True)
class Progress:
    """What a call has done so far: the inventory as it stands, what the server made of values, and the live objects."""

    objects: dict[ObjectKey, str]
    settled: dict[str, dict[str, str]] = field(default_factory=dict)
    live: dict[ObjectKey, Live] = field(default_factory=dict)
    changed: bool = False

    def inventory(self) -> tuple[ProviderObject, ...]:
        return tuple(ProviderObject(key.recorded_kind, key.id, uid) for key, uid in self.objects.items())


def inventory_of(call: Call) -> dict[ObjectKey, str]:
    return {ObjectKey.of_record(each.kind, each.id): each.uid for each in call.objects}


class ObjectSet:
    """One call's way with the objects of its resource."""

    def __init__(self, objects: Objects, call: Call, seen: Mapping[ObjectKey, Seen], rules: Sequence[TakeOver] = ()) -> None:
        self._objects = objects
        self._call = call
        self._seen = seen
        self._rules = rules
        self._started = time.monotonic()
        self._until = self._started + call.timeout
        self._kinds_left = KIND_SECONDS
        self._secrets = secret_texts(call.inputs)
        self.progress = Progress(inventory_of(call))

    def await_kinds(self, make: Callable[[], tuple[Wanted, ...]]) -> tuple[Wanted, ...]:
        """The wanted objects, once the cluster serves all their kinds: their definitions may come in the same run. Raises RefusalError."""
        while True:
            try:
                return make()
            except UnknownKindError as error:
                self._pause_for_kind(error)
            except ClusterError as error:
                raise RefusalError(refusals.of_cluster(error, "ask for its kinds", self._secrets)) from None

    # Bringing.

    def bring(self, wanted: Sequence[Wanted], *, waits: bool) -> None:
        """All of them as wanted and ready, then what is no longer wanted gone. Raises RefusalError; `progress` says how far it came."""
        for _, wave in groupby(sorted(wanted, key=lambda each: each.wave), key=lambda each: each.wave):
            together = list(wave)
            for each in together:
                self._bring_one(each)
            if waits:
                for each in together:
                    self._await(each.key)
        self._prune([each.key for each in wanted])

    def _bring_one(self, wanted: Wanted) -> None:
        key = wanted.key
        known = next((uid for each, uid in self.progress.objects.items() if each.means(key)), "")
        live, is_own = self._apply(wanted, known)
        if not is_own:
            self._let_go(wanted, live)
            raise RefusalError(refusals.exists(key, owner_of(live)))
        self.progress.changed = True
        self.progress.objects = {each: uid for each, uid in self.progress.objects.items() if not each.means(key)}
        self.progress.objects[key] = str(live["metadata"]["uid"])
        self.progress.live[key] = live
        settling = fields.look(wanted.manifest, live).settling
        if settling:
            self.progress.settled[str(key)] = settling

    def _find_own(self, key: ObjectKey) -> str:
        """The UID of an object that an earlier try made; empty where there is none. Raises RefusalError where another's is in the way."""
        while True:
            live = self._read(key)
            if live is None:
                return ""
            metadata = live["metadata"]
            mine = is_ours(live, self._call.address) and (metadata.get("annotations") or {}).get(ADDRESS) == str(self._call.address)
            if not mine:
                raise RefusalError(refusals.exists(key, owner_of(live)))
            if not metadata.get("deletionTimestamp"):
                return str(metadata["uid"])
            self._await_gone(key, str(metadata["uid"]))

    def _apply(self, wanted: Wanted, uid: str) -> tuple[Live, bool]:
        """The object as it is then, and whether it was ours before or this made it.

        What is not known to be there is asked for in a version that no object has: it is made, or stands there and stays as it is.
        """
        seen = self._seen.get(wanted.key)
        version = seen.version if seen is not None and seen.uid == uid else ""
        version = version if uid else _NO_VERSION
        force = False
        for _ in range(_MOST_ROUNDS):
            try:
                content = self._content(wanted, uid, version)
                live, is_new = self._objects.apply(wanted.key, content, force=force, timeout=self._left())
                return live, is_new or bool(uid)
            except UnknownKindError as error:
                self._pause_for_kind(error)
            except ClusterError as error:
                if version == _NO_VERSION and error.kind in {Kind.CONFLICT, Kind.INVALID}:
                    uid, version = self._find_own(wanted.key), ""
                elif error.is_field_conflict and not force:
                    if seen is not None:  # who changed it since the plan looked is another matter than who held it then
                        self._look_again(wanted.key, uid, seen, error)
                    force = self._may_force(wanted.key, error)
                elif error.kind is Kind.CONFLICT:
                    uid, version = self._look_again(wanted.key, uid, seen, error)
                elif error.is_of_leaving_namespace:
                    self._await_namespace(wanted.key)
                elif error.kind is Kind.NOT_FOUND and error.details.get("kind") == "namespaces":
                    self._make_namespace(wanted.key)
                elif error.kind is Kind.NOT_FOUND:
                    self._pause_for_kind(UnknownKindError(wanted.key.api_version, wanted.key.kind))
                else:
                    raise RefusalError(refusals.of_cluster(error, f"apply {wanted.key}", self._secrets, writes=True)) from None
        raise RefusalError(refusals.changed(wanted.key, "it was changed by others again and again"))

    def _content(self, wanted: Wanted, uid: str, version: str) -> bytes:
        """Raises RefusalError for what is too large."""
        preconditions = {name: item for name, item in (("uid", uid), ("resourceVersion", version)) if item}
        manifest = {**wanted.manifest, "metadata": {**wanted.manifest["metadata"], **preconditions}}
        try:
            return seal(manifest, wanted.key)
        except ManifestError as error:
            raise refusals.of_manifest(error) from None

    def _may_force(self, key: ObjectKey, error: ClusterError) -> bool:
        if not may_force(error.causes, self._rules):
            raise RefusalError(refusals.conflict(key, error, self._rules))
        self._call.progress(f"{key}: takes over {len(error.causes)} fields, as allowed")
        return True

    def _look_again(self, key: ObjectKey, uid: str, seen: Seen | None, error: ClusterError) -> tuple[str, str]:
        """After a conflict of versions: UID and version to try with, where what we own is as the plan saw it."""
        live = self._read(key)
        if live is None:
            if uid:
                return "", _NO_VERSION  # it was deleted meanwhile: to be made anew, as is wanted
            raise RefusalError(refusals.of_cluster(error, f"apply {key}", self._secrets))
        if uid and live["metadata"].get("uid") != uid:
            raise RefusalError(refusals.changed(key, "another object stands in its place"))
        if seen is not None and not seen.still_holds(live):
            raise RefusalError(refusals.changed(key, "fields of it changed"))
        return uid, str(live["metadata"].get("resourceVersion", "")) if uid else ""

    def _let_go(self, wanted: Wanted, live: Live) -> None:
        """Of an object that somebody made between our look and our request: give back every field that we put there."""
        metadata = {name: item for name, item in wanted.manifest["metadata"].items() if name in {"name", "namespace"}}
        bare = {name: wanted.manifest[name] for name in ("apiVersion", "kind")}
        empty = {**bare, "metadata": {**metadata, "uid": live["metadata"]["uid"]}}
        try:
            self._objects.apply(wanted.key, seal(empty, wanted.key), timeout=self._left())
        except ClusterError as error:
            raise RefusalError(refusals.of_cluster(error, f"let go of {wanted.key}", self._secrets, writes=True)) from None

    def _make_namespace(self, key: ObjectKey) -> None:
        """That of the environment alone, when its first object comes; every other is somebody's to make."""
        if key.namespace != self._objects.client.namespace:
            raise RefusalError(
                refusals.of_cluster(ClusterError(Kind.INVALID, f"there is no namespace {key.namespace}"), f"apply {key}", [])
            )
        name = ObjectKey("v1", "Namespace", "", key.namespace)
        # What runs in it is held to the strictest standard of pods; who needs another makes the namespace first.
        labels = {"pod-security.kubernetes.io/enforce": "restricted"}
        manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": key.namespace, "labels": labels}}
        try:
            self._objects.apply(name, seal(manifest, name), timeout=self._left())
        except ClusterError as error:
            raise RefusalError(refusals.of_cluster(error, f"make the namespace {key.namespace}", [])) from None

    # Waiting.

    def _await_namespace(self, key: ObjectKey) -> None:
        """Until one that is being deleted is gone: then there is room for another. Raises RefusalError, with what holds it up."""
        name = ObjectKey("v1", "Namespace", "", key.namespace)
        self._call.progress(f"waiting until the namespace {key.namespace} is gone")
        try:
            live = self._read(name)
            if live is not None and live["metadata"].get("deletionTimestamp"):
                self._await_gone(name, str(live["metadata"]["uid"]))
        except RefusalError as refusal:
            failed = refusal.failed
            if failed.code == "cluster-forbids":  # who may not see it cannot say more
                failed = refusals.stays(name, "it is being deleted", self._waited())
            raise RefusalError(replace(failed, effect=Effect.NONE)) from None

    def _await(self, key: ObjectKey) -> None:
        live: Live | None = self.progress.live[key]
        told = ""
        pauses = _pauses()
        missed = 0
        while True:
            missed = missed + 1 if live is None else 0
            if live is None:
                if missed >= _MOST_MISSED or not self._pause(next(pauses)):
                    raise RefusalError(replace(refusals.changed(key, "it was deleted"), effect=Effect.PARTIAL))
                live = self._read(key)
                continue
            self.progress.live[key] = live
            found = readiness_of(live)
            if found.is_ready:
                return
            if found.state is State.FAILED:
                raise RefusalError(refusals.fails(key, found.reason))
            if found.reason != told:
                self._call.progress(f"{key}: {found.reason}")
                told = found.reason
            if not self._pause(next(pauses)):
                raise RefusalError(refusals.not_ready(key, found.reason, self._waited()))
            try:
                live = self._read(key)
            except RefusalError as refusal:
                if not refusal.failed.transient or time.monotonic() < self._until:
                    raise
                # A server that was slow at the end of the wait is not why it took so long.
                raise RefusalError(refusals.not_ready(key, found.reason, self._waited())) from None

    def _await_gone(self, key: ObjectKey, uid: str) -> None:
        pauses = _pauses()
        while (live := self._read(key)) is not None and live["metadata"].get("uid") == uid:
            if not self._pause(next(pauses)):
                raise RefusalError(refusals.stays(key, readiness_of(live).reason or "it is still there", self._waited()))

    def _pause_for_kind(self, error: UnknownKindError) -> None:
        self._call.progress(f"waiting until the cluster serves {error.kind}")
        self._objects.forget(error.api_version, error.kind)
        self._kinds_left -= _KIND_PAUSE
        if self._kinds_left < 0 or not self._pause(_KIND_PAUSE):
            raise RefusalError(refusals.kind_unknown(str(error), self._waited()))

    def _pause(self, seconds: float) -> bool:
        """False when there is no time left, or a person stopped it."""
        if self._call.cancelled() or self._left() <= seconds:
            return False
        time.sleep(seconds)
        return True

    def _left(self) -> float:
        return max(self._until - time.monotonic(), 0.5)

    def _waited(self) -> float:
        return time.monotonic() - self._started

    def _read(self, key: ObjectKey) -> Live | None:
        try:
            return self._objects.read(key, timeout=self._left())
        except ClusterError as error:
            raise RefusalError(refusals.of_cluster(error, f"read {key}", self._secrets)) from None

    # Taking away.

    def remove_all(self) -> None:
        """What the inventory names, the last wave first. Raises RefusalError."""
        for key, uid in sorted(self.progress.objects.items(), key=lambda item: -default_wave(item[0].api_version, item[0].kind)):
            self._remove(key, uid)
            del self.progress.objects[key]
            self.progress.changed = True

    def _prune(self, wanted: Iterable[ObjectKey]) -> None:
        """One that cannot go does not hold up the others."""
        kept = tuple(wanted)
        problems: list[str] = []
        left = [(key, uid) for key, uid in self.progress.objects.items() if not any(key.means(each) for each in kept)]
        for key, uid in sorted(left, key=lambda item: -default_wave(item[0].api_version, item[0].kind)):
            try:
                self._remove(key, uid)
                del self.progress.objects[key]
            except RefusalError as refusal:
                problems.append(refusal.failed.detail)
        if problems:
            raise RefusalError(refusals.not_pruned(problems))

    def _remove(self, key: ObjectKey, uid: str) -> None:
        """Only where inventory, UID and labels all say that it is ours."""
        for _ in range(_MOST_ROUNDS):
            live = self._read(key)
            if live is None:
                return
            self._check_ours(key, uid, live)
            leaving: Live | None = live
            if not live["metadata"].get("deletionTimestamp"):
                try:
                    leaving = self._objects.delete(key, uid, str(live["metadata"]["resourceVersion"]), timeout=self._left())
                except ClusterError as error:
                    if error.kind is Kind.CONFLICT:
                        continue  # somebody changed it between the look and the request: look again
                    raise RefusalError(refusals.of_cluster(error, f"delete {key}", self._secrets, writes=True)) from None
            if leaving is not None:
                self._await_gone(key, uid)
            return
        raise RefusalError(refusals.changed(key, "it was changed by others again and again"))

    def _check_ours(self, key: ObjectKey, uid: str, live: Live) -> None:
        if not uid or live["metadata"].get("uid") != uid:
            raise RefusalError(refusals.not_ours(key, "another object than the recorded one has that name now"))
        if not is_ours(live, self._call.address):
            owner = owner_of(live)
            whose = f"they name {owner}" if owner else "they name nobody"
            raise RefusalError(refusals.not_ours(key, f"its labels no longer say that it is of this environment, {whose}"))
        seen = self._seen.get(key)
        if seen is not None and not seen.still_holds(live):
            raise RefusalError(refusals.changed(key, "fields of it changed"))


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 1.5, _LONGEST_PAUSE)
