"""Why an object is as it is: what is so, since when, because of what, and what to do. Pure: from objects as the cluster has them.

Everything that is said comes from the status that the operator wrote; nothing is guessed from what a name looks like.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen_kubectl.waiting_plans import WAITING
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import RUNBOOKS, ConditionType, Reason, Status, find
from bouwsteen_operator.imports import environment_of, stacks_named
from bouwsteen_operator.objects import PROTECT, REQUESTED_AT
from bouwsteen_operator.stops import find_emergency

_POINTER: Final = re.compile(rf"\s*See {re.escape(RUNBOOKS)}#[a-z]+\.$")
# What another look does not change: who mends it changes an object, and the operator looks by itself.
_NOT_BY_LOOKING: Final = frozenset(
    {
        Reason.SUCCEEDED,
        Reason.RUN_BY_ANOTHER,
        Reason.RECORD_OF_ANOTHER,
        Reason.EXPORTS_IN_USE,
        Reason.DELETING,
        Reason.STOPPED,
        Reason.NOT_RESOLVED,
        Reason.DOCUMENT_INVALID,
        Reason.LOCK_STALE,
        Reason.OBJECT_TOO_LARGE,
        Reason.CONTENT_DIFFERS,
        Reason.POLICY_DENIED,
    }
)
_SETTLED: Final = frozenset({"ready", "retained", "stuck"})
_MOST: Final = 20  # of a list in the chain; the others are counted


class State(enum.StrEnum):
    """How it is, in one word."""

    FINE = "fine"
    GOES_ON = "goes-on"  # by itself
    STALLED = "stalled"  # until somebody changes something
    WAITS = "waits"  # for people, as they asked
    UNSEEN = "unseen"  # no operator said anything yet
    DELETED = "deleted"  # and something of it stays


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain. `about` is what it is of, `reason` the word for programs; `depth` 1 explains the link before it."""

    about: str
    reason: str = ""
    text: str = ""
    since: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`since` is RFC 3339. `commands` are what to do, as they are typed; `remarks` are other conditions that are worth saying."""

    about: str
    namespace: str
    state: State
    reason: str = ""
    message: str = ""
    since: str = ""
    chain: tuple[Link, ...] = ()
    remarks: tuple[Link, ...] = ()
    commands: tuple[str, ...] = ()
    applied_at: str = ""
    ready: tuple[int, int] | None = None  # instances: how many are, of how many
    unseen_change: bool = False
    retained: tuple[Mapping[str, Any], ...] = ()  # as `retentions` lists them, of a Stack that is gone
    follow_up: Mapping[str, Any] | None = None  # as `emergencies` writes it, while an emergency is declared

    @property
    def runbook(self) -> str:
        if self.state is State.DELETED:
            return f"{RUNBOOKS}#what-is-left-of-a-stack"
        return f"{RUNBOOKS}#{self.reason.lower()}" if self.reason else RUNBOOKS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside a Stack. `stacks` None: those of other namespaces cannot be seen by whoever asks."""

    instances: Sequence[Object] = ()
    approvals: Sequence[Object] = ()
    stacks: Sequence[Object] | None = ()
    follow_up: Mapping[str, Any] | None = None
    now: str = ""  # RFC 3339; empty where no emergency is asked about


def explain_deleted(namespace: str, document: Mapping[str, Any]) -> Answer:
    """Of a Stack that is not there any more, and of which something stays."""
    listed = document.get("retained")
    retained = tuple(each for each in listed if isinstance(each, Mapping)) if isinstance(listed, list) else ()
    return Answer(f"stack/{document['stack']}", namespace, State.DELETED, retained=retained)


def explain_stack(stack: Object, around: Surroundings) -> Answer:
    metadata, status = stack["metadata"], stack.get("status") or {}
    name, namespace = metadata["name"], metadata["namespace"]
    conditions = status.get("conditions") or ()
    ready = find(conditions, ConditionType.READY)
    counts = status.get("instances")
    if ready is None:
        return Answer(
            f"stack/{name}",
            namespace,
            State.UNSEEN,
            since=str(metadata.get("creationTimestamp", "")),
            commands=("kubectl get pods -n bouwsteen-system", "kubectl get lease -n bouwsteen-system"),
        )
    reason = str(ready.get("reason", ""))
    return Answer(
        f"stack/{name}",
        namespace,
        _state(conditions),
        reason,
        plain(ready),
        str(ready.get("lastTransitionTime", "")),
        _chain(stack, reason, around),
        (*_remarks(conditions), *_emergency(stack, reason, around.now)),
        _commands(stack, reason, around),
        str((status.get("lastApplied") or {}).get("at", "")),
        (int(counts.get("ready", 0)), int(counts.get("total", 0))) if counts else None,
        status.get("observedGeneration") != metadata.get("generation", 1),
        follow_up=around.follow_up,
    )


def explain_instance(instance: Object, stack: Object | None, others: Sequence[Object]) -> Answer:
    """`others` are instances of the same stack. Where its Stack is not ready, that comes first: nothing moves before it."""
    metadata, spec, status = instance["metadata"], instance.get("spec") or {}, instance.get("status") or {}
    conditions = status.get("conditions") or ()
    ready = find(conditions, ConditionType.READY)
    name, namespace = metadata["name"], metadata["namespace"]
    if ready is None:
        owner = f"stack/{spec.get('stack', '')}"
        return Answer(f"bi/{name}", namespace, State.UNSEEN, commands=(f"kubectl bouwsteen why {owner} -n {namespace}",))
    state = _state(conditions)
    chain = [Link(each.about, each.reason, each.text, each.since, 0) for each in _resources(instance)]
    if state is not State.FINE:
        used = {str(each).partition("/")[0] for each in (spec.get("uses") or {}).values() if str(each).count("/") == 1}
        unready = [each for each in others if str((each.get("spec") or {}).get("instance")) in used and not _is_ready(each)]
        chain += _of_instances(unready)
    commands: tuple[str, ...] = ()
    above = find(((stack or {}).get("status") or {}).get("conditions") or (), ConditionType.READY)
    if stack is not None and above is not None and above.get("status") != Status.TRUE:
        said = Link(f"stack/{stack['metadata']['name']}", str(above.get("reason")), plain(above), str(above.get("lastTransitionTime", "")))
        chain.append(said)
        commands = (f"kubectl bouwsteen why stack/{stack['metadata']['name']} -n {namespace}",)
    return Answer(
        f"bi/{name}",
        namespace,
        state,
        str(ready.get("reason", "")),
        plain(ready),
        str(ready.get("lastTransitionTime", "")),
        tuple(chain),
        _remarks(conditions),
        commands,
    )


def plain(condition: Mapping[str, Any]) -> str:
    """The message without where more stands, which an answer says in a line of its own."""
    return _POINTER.sub("", str(condition.get("message", "")))


def _state(conditions: Sequence[Mapping[str, Any]]) -> State:
    said = {str(each.get("type")): each.get("status") == Status.TRUE for each in conditions}
    if said.get(ConditionType.READY):
        return State.FINE
    if said.get(ConditionType.STALLED):
        return State.STALLED
    return State.GOES_ON if said.get(ConditionType.RECONCILING) else State.WAITS


def _is_ready(obj: Object) -> bool:
    return _state((obj.get("status") or {}).get("conditions") or ()) is State.FINE


def _chain(stack: Object, reason: str, around: Surroundings) -> tuple[Link, ...]:
    """What waits for a person is why instances are not there yet, not the other way round."""
    if reason in WAITING:
        return tuple(_of_approval(stack, around))
    return (*_of_stacks(stack, reason, around), *_of_instances(around.instances))


def _of_instances(instances: Sequence[Object]) -> list[Link]:
    """Each that is not ready, and under it what of it is not."""
    found: list[Link] = []
    unready = sorted((each for each in instances if not _is_ready(each)), key=lambda each: str(each["metadata"]["name"]))
    for each in unready[:_MOST]:
        ready = find((each.get("status") or {}).get("conditions") or (), ConditionType.READY) or {}
        resources = _resources(each)
        # That resources are not ready, the resources say themselves.
        text = "" if resources and ready.get("reason") == Reason.WAITING_FOR_RESOURCE else plain(ready)
        found.append(Link(f"bi/{each['metadata']['name']}", str(ready.get("reason", "")), text, str(ready.get("lastTransitionTime", ""))))
        found += resources
    if len(unready) > _MOST:
        found.append(Link(f"+{len(unready) - _MOST}"))
    return found


def _resources(instance: Object) -> list[Link]:
    listed = (instance.get("status") or {}).get("resources") or ()
    unready = [each for each in listed if each.get("state") not in _SETTLED]
    links = [
        Link(f"{each['address']} ({each['type']})", str(each.get("state", "")), str(each.get("id", "")), depth=1)
        for each in unready[:_MOST]
    ]
    return [*links, *([Link(f"+{len(unready) - _MOST}", depth=1)] if len(unready) > _MOST else [])]


def _of_approval(stack: Object, around: Surroundings) -> list[Link]:
    """The plan that waits, and approvals that are there and are of another one."""
    said = (stack.get("status") or {}).get("plan") or {}
    counts = ", ".join(f"{action} {number}" for action, number in (said.get("summary") or {}).items())
    links = [Link("plan", str(said.get("digest", "")), counts)]
    known = {said.get("digest"), said.get("intent")}
    for each in around.approvals:
        spec = each.get("spec") or {}
        if spec.get("stack") == stack["metadata"]["name"] and spec.get("digest") not in known:
            made = str(each["metadata"].get("creationTimestamp", ""))
            links.append(Link(f"approval/{each['metadata']['name']}", str(spec.get("digest", "")), str(spec.get("by", "")), made))
    return links


def _of_stacks(stack: Object, reason: str, around: Surroundings) -> list[Link]:
    """Stacks that this one names, where it waits for one: how they are, or that they are not here."""
    if reason != Reason.WAITING_FOR_STACK:
        return []
    environment = environment_of(stack)
    links = []
    for name in sorted(stacks_named(stack)):
        found = [each for each in around.stacks or () if each["metadata"]["name"] == name and environment_of(each) == environment]
        for each in found:
            ready = find((each.get("status") or {}).get("conditions") or (), ConditionType.READY) or {}
            since = str(ready.get("lastTransitionTime", ""))
            links.append(Link(f"stack/{name} -n {each['metadata']['namespace']}", str(ready.get("reason", "")), plain(ready), since))
        if not found:
            links.append(Link(f"stack/{name}", "not-seen" if around.stacks is None else "not-here"))
    return links


def _remarks(conditions: Sequence[Mapping[str, Any]]) -> tuple[Link, ...]:
    """What is worth saying beside `Ready`: warnings of policies, drift, an emergency."""
    told = {Reason.POLICY_WARNED, Reason.DRIFTED, Reason.DRIFT_RETURNS}
    return tuple(
        Link(str(each.get("type")), str(each.get("reason")), plain(each), str(each.get("lastTransitionTime", "")))
        for each in conditions
        if each.get("reason") in told and each.get("type") != ConditionType.READY
    )


def _emergency(stack: Object, reason: str, now: str) -> tuple[Link, ...]:
    """One that is declared while nothing is to do: it is no reason of anything yet, and holds the next change up."""
    found = find_emergency(stack, now) if now and reason != Reason.BREAK_GLASS else None
    return (Link("BreakGlass", Reason.BREAK_GLASS, plain({"message": found.conditions[0].message})),) if found is not None else ()


def _commands(stack: Object, reason: str, around: Surroundings) -> tuple[str, ...]:
    name, namespace = stack["metadata"]["name"], stack["metadata"]["namespace"]
    here = f"stack/{name} -n {namespace}"
    if reason in WAITING:
        return (f"kubectl bouwsteen plan {here}", f'kubectl bouwsteen approve {here} --reason "…"')
    if reason == Reason.SUSPENDED:
        return (f"kubectl bouwsteen resume {here}",)
    if reason == Reason.FORBIDDEN:
        give = f"bouwsteen operator manifests --tenant {namespace} | kubectl apply --server-side -f -"
        return (give, f"kubectl bouwsteen reconcile {here}")
    if reason == Reason.DELETION_PROTECTED:
        return (f"kubectl annotate stack {name} -n {namespace} {PROTECT}-",)
    if reason == Reason.WAITING_FOR_STACK:
        return tuple(f"kubectl bouwsteen why {each.about}" for each in _of_stacks(stack, reason, around) if " -n " in each.about)
    unready = sorted(str(each["metadata"]["name"]) for each in around.instances if not _is_ready(each))
    if reason in {Reason.WAITING_FOR_RESOURCE, Reason.RESOURCE_FAILED} and unready:
        return (f"kubectl bouwsteen why bi/{unready[0]} -n {namespace}", f"kubectl bouwsteen reconcile {here}")
    if reason in _NOT_BY_LOOKING or _asked_and_unheard(stack):
        return ()
    return (f"kubectl bouwsteen reconcile {here}",)


def _asked_and_unheard(stack: Object) -> bool:
    """Whether somebody asked to look at it just now."""
    asked = (stack["metadata"].get("annotations") or {}).get(REQUESTED_AT, "")
    return bool(asked) and asked != (stack.get("status") or {}).get("lastHandledReconcileAt", "")
