"""Policies that the API server asks by itself: for each rule of reach `object` an admission policy and its binding are kept in the cluster.

Each `Policy` that can be exported, in its newest version, has them; the step of the day says what is done, and waivers that hold that day
say where nothing is. So they are looked at when a Policy or a Waiver changes, when the day changes, and once in a while: what a hand
changed is put back, and what is kept for a policy that is there no more is deleted. Nothing is written where nothing differs.

Whoever runs the cluster may keep the operator from this, by leaving out its role `bouwsteen-operator-admission`. Plans are judged all
the same.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bouwsteen.adapters.kubernetes.clients import APPLY, ClusterClient, ClusterError, Kind
from bouwsteen.documents.policies import Policy, Waiver
from bouwsteen.documents.versions import newest_first
from bouwsteen.formats.admission_policies import Excepted, admission_objects, can_export
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.catalog_objects import read_policy, read_waiver
from bouwsteen_operator.settings import API_VERSION, GROUP
from bouwsteen_operator.writes import MANAGER, delete_object

_LOG: Final = logging.getLogger(__name__)
_ROOT: Final = "/apis/admissionregistration.k8s.io/v1"
# A binding comes after its policy, and goes before it.
PLURALS: Final = {
    "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
    "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings",
}
_AS_OURS: Final = {"fieldManager": MANAGER, "force": "true"}
KEPT_BY: Final = f"{GROUP}/operator"  # a label: what else there is is somebody else's
POLICY: Final = f"{GROUP}/policy"
_SECONDS: Final = 10.0  # of one request
_TRIES: Final = 3
_RETRY: Final = 30.0  # seconds after a look that did not go well

Name = tuple[str, str]  # kind and name


@dataclass(slots=True)
class Kept:
    """What came of one look. `problems` by name: what the API server did not take, and why."""

    count: int = 0
    writes: Counter[str] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be there, by kind and name. Of policies that are not sound nothing is known; of `clashes`, by name, one is not asked."""

    objects: Mapping[Name, dict[str, Any]]
    unsound: frozenset[str]
    clashes: Mapping[str, str]


class Admissions:
    """Of one cluster, for the operators of one name. One thread asks at a time. `sweep` is in seconds."""

    def __init__(self, cache: Cache, client: ClusterClient, operator: str, sweep: float) -> None:
        self._operator = operator
        self._cache = cache
        self._client = client
        self._sweep = sweep
        self._seen: tuple[int, int, dt.date] | None = None
        self._again = 0.0

    def is_due(self, day: dt.date, monotonic: float) -> bool:
        """Whether something changed since the last look, or that is too long ago."""
        return self._seen != self._mark(day) or monotonic >= self._again

    def keep(self, day: dt.date, monotonic: float) -> Kept:
        """Bring the cluster to what policies and waivers say on a day. Raises ClusterError where it cannot be asked."""
        self._seen, self._again = self._mark(day), monotonic + _RETRY
        asked = wanted_objects(self._cache.list("Policy"), self._cache.list("Waiver"), day, self._operator)
        wanted = asked.objects
        present = {(kind, each["metadata"]["name"]): {**each, "kind": kind} for kind in PLURALS for each in self._list(kind)}
        kept = Kept(count=sum(kind == "ValidatingAdmissionPolicy" for kind, _ in wanted), problems=dict(asked.clashes))
        for name, body in wanted.items():
            self._try(kept, name, body, present.get(name))
        for name in sorted(present.keys() - wanted.keys(), key=lambda each: each[0], reverse=True):
            if present[name]["metadata"]["labels"].get(POLICY) not in asked.unsound:
                self._try(kept, name, None, present[name])
        if not kept.problems:
            self._again = monotonic + self._sweep
        return kept

    def _mark(self, day: dt.date) -> tuple[int, int, dt.date]:
        return self._cache.version("Policy"), self._cache.version("Waiver"), day

    def _list(self, kind: str) -> Sequence[Object]:
        return self._client.list_all(f"{_ROOT}/{PLURALS[kind]}", {"labelSelector": f"{KEPT_BY}={self._operator}"}, _SECONDS)[0]

    def _try(self, kept: Kept, name: Name, wanted: Mapping[str, Any] | None, there: Object | None) -> None:
        """One that is refused is no reason to leave the others."""
        path = f"{_ROOT}/{PLURALS[name[0]]}/{name[1]}"
        try:
            if wanted is None:
                assert there is not None, "what is not wanted is there"
                delete_object(self._client, path, there)
                kept.writes["deleted"] += 1
            elif there is None:
                self._client.request("PATCH", path, query=_AS_OURS, body=orjson.dumps(wanted), content_type=APPLY, timeout=_SECONDS)
                kept.writes["written"] += 1
            elif differs(there, wanted):
                self._put_back(path, there, wanted)
                kept.writes["written"] += 1
        except ClusterError as error:
            if error.kind in {Kind.UNREACHABLE, Kind.FORBIDDEN}:
                raise
            kept.problems[name[1]] = error.message

    def _put_back(self, path: str, there: Object, wanted: Mapping[str, Any]) -> None:
        """All of it: what somebody else added to it would stay with an apply, and may take its force away."""
        for left in reversed(range(_TRIES)):
            version = {"resourceVersion": there["metadata"]["resourceVersion"]}
            body = {**wanted, "metadata": {**wanted["metadata"], **version}}
            try:
                self._client.request("PUT", path, query={"fieldManager": MANAGER}, body=body, timeout=_SECONDS)
            except ClusterError as error:
                if error.kind is not Kind.CONFLICT or not left:
                    raise
                there = self._client.get(path, timeout=_SECONDS)  # the cluster says in its status what it thinks of it
            else:
                return


def wanted_objects(policies: Iterable[Object], waivers: Iterable[Object], day: dt.date, operator: str) -> Wanted:
    """Pure."""
    versions: dict[str, dict[str, tuple[Policy, Object]]] = {}
    unsound: set[str] = set()
    for each in policies:
        policy = read_policy(each)
        if policy is None:
            unsound.add(str(((each.get("spec") or {}).get("published") or {}).get("name", "")))
        elif not each["metadata"].get("deletionTimestamp"):
            versions.setdefault(policy.name, {})[policy.spec.version] = policy, each
    excepted = exceptions(waivers, day)
    found: dict[Name, dict[str, Any]] = {}
    clashes: dict[str, str] = {}
    for name, known in sorted(versions.items()):
        policy, source = known[newest_first(known)[0]]
        if can_export(policy):
            for body in admission_objects(policy, policy.step_on(day), excepted.get(name, ())):
                body["metadata"]["labels"][KEPT_BY] = operator
                body["metadata"]["ownerReferences"] = [_owner(source)]
                called = body["metadata"]["name"]
                if found.setdefault((body["kind"], called), body) is not body:
                    clashes[called] = f"a rule of {name} has the name of a rule of another policy, and is asked in plans alone"
    return Wanted(found, frozenset(unsound), clashes)


def exceptions(waivers: Iterable[Object], day: dt.date) -> dict[str, list[Excepted]]:
    """By policy, those that hold on a day. One that cannot be read is no exception."""
    found: dict[str, list[Excepted]] = {}
    for each in waivers:
        read = read_waiver(each)
        if read is not None and day <= read[1].spec.expires:
            stack, waiver = read
            found.setdefault(waiver.spec.policy, []).append(_excepted(str(each["metadata"]["namespace"]), stack, waiver))
    return found


def _excepted(namespace: str, stack: str, waiver: Waiver) -> Excepted:
    spec = waiver.spec
    return Excepted(namespace, stack, spec.rules, spec.scope.environments, spec.scope.instances)


def _owner(policy: Object) -> dict[str, Any]:
    """So that it goes with its policy, also when no operator is there to see it."""
    return {"apiVersion": API_VERSION, "kind": "Policy", "name": policy["metadata"]["name"], "uid": policy["metadata"]["uid"]}


def differs(there: Object, wanted: Mapping[str, Any]) -> bool:
    """Whether it does something else, is owned by somebody else, or says something else of itself."""
    metadata, mine = there["metadata"], wanted["metadata"]
    for part in ("labels", "annotations"):
        said = metadata.get(part) or {}
        if any(said.get(name) != value for name, value in mine[part].items()):
            return True
    return bool(metadata.get("ownerReferences") != mine["ownerReferences"] or _plain(there["spec"]) != _plain(wanted["spec"]))


def _plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the API server fills in."""
    found = dict(spec)
    for name in ("matchConstraints", "matchResources"):
        if name in found:
            inside = {key: value for key, value in found[name].items() if value not in ({}, "Equivalent")}
            inside["resourceRules"] = [
                {key: value for key, value in rule.items() if (key, value) != ("scope", "*")} for rule in inside.get("resourceRules", ())
            ]
            found[name] = inside
    return found
