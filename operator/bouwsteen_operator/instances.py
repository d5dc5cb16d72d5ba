"""The `BlockInstance` objects of a stack: what each instance was resolved to, and how it is. Pure.

They report and people read them; nothing follows from them. What a hand changes in one is put back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.adapters.kubernetes.binding_secrets import binding_name
from bouwsteen.adapters.kubernetes.places import Place
from bouwsteen.adapters.kubernetes.workload_types import WORKLOAD
from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.wirings import Edge
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.drifts import compare
from bouwsteen.formats.stack_objects import ENVIRONMENT_LABEL, MANAGED_BY, STACK_LABEL
from bouwsteen.planning.expansions import Expansion
from bouwsteen.providers.protocol import Observation
from bouwsteen.state.records import RecordKey, ResourceRecord, Status
from bouwsteen_operator import verdicts
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import Condition, Reason, merge, ready, reconciling, sentence
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import INSTANCE_LABEL, PRUNE
from bouwsteen_operator.settings import API_VERSION
from bouwsteen_operator.statuses import MAX_RESOURCES


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the resources of a stack: records, what the world showed of them, and what just failed."""

    records: tuple[ResourceRecord, ...] = field(default=(), repr=False)
    observations: Mapping[RecordKey, Observation] = field(default_factory=dict, repr=False)
    failed: Mapping[Address, Diagnostic] = field(default_factory=dict)
    skipped: Mapping[Address, Address] = field(default_factory=dict)


def object_name(stack: str, instance: str) -> str:
    """No name of a stack or an instance has a dot: two of them never make one name."""
    return f"{stack}.{instance}"


def want_instances(key: Key, stack: Object, compiled: Compiled) -> dict[str, dict[str, Any]]:
    """The manifests, by instance. Parameters are as the stack has them: a secret is a reference there."""
    expansion = compiled.desired.expansion
    assert expansion is not None, "a stack that is compiled wants something"
    uses: dict[str, dict[str, str]] = defaultdict(dict)
    for edge in compiled.arrangement.wiring.edges:
        uses[edge.consumer][edge.use] = str(edge.offer.reference)
    added = {each.entry.instance: each.needed_by for each in compiled.arrangement.added}
    environment = compiled.desired.intent.environment
    found: dict[str, dict[str, Any]] = {}
    for entry in compiled.arrangement.entries:
        block = compiled.resolution.blocks[entry.block]
        fidelity = _fidelity(expansion, entry.instance)
        spec = {
            "stack": key.name,
            "environment": environment,
            "instance": entry.instance,
            "block": entry.block,
            "version": block.model.spec.version,
            "digest": block.digest,
            "target": entry.target or compiled.desired.intent.target,
            **({"fidelity": fidelity} if fidelity else {}),
            **({"addedFor": added[entry.instance]} if entry.instance in added else {}),
            **({"parameters": dict(entry.parameters)} if entry.parameters else {}),
            **({"uses": dict(sorted(uses[entry.instance].items()))} if uses[entry.instance] else {}),
        }
        found[entry.instance] = {
            "apiVersion": API_VERSION,
            "kind": "BlockInstance",
            "metadata": {
                "name": object_name(key.name, entry.instance),
                "namespace": key.namespace,
                "labels": {**MANAGED_BY, STACK_LABEL: key.name, ENVIRONMENT_LABEL: environment, INSTANCE_LABEL: entry.instance},
                "ownerReferences": [owner_of(stack)],
            },
            "spec": spec,
        }
    return found


def _fidelity(expansion: Expansion, instance: str) -> str:
    found = expansion.instances.get(instance)
    return (found.fidelity or found.block.fidelity) if found is not None else ""


def find_bindings(namespace: str, edges: Iterable[Edge], records: Iterable[ResourceRecord]) -> dict[str, str]:
    """By instance the Secret with what it gives. Each consumer has a Secret of its own, so of several none is the binding.

    Only one that is on record: who has no pods in this cluster gets none.
    """
    made: dict[str, set[str]] = defaultdict(set)
    workloads = [each for each in records if each.type == WORKLOAD.name and not each.retained]
    for edge in edges:
        for record in workloads if not edge.offer.stack else ():
            if record.address.instance != edge.consumer:
                continue
            name = binding_name(edge.use, Place(record.address, namespace, str(record.private.get("name", ""))))
            if any((each.kind, each.id) == ("v1/Secret", f"{namespace}/{name}") for each in record.objects):
                made[edge.offer.instance].add(name)
    return {instance: next(iter(names)) for instance, names in made.items() if len(names) == 1}


def owner_of(stack: Object) -> dict[str, Any]:
    """What goes with its Stack."""
    metadata = stack["metadata"]
    return {
        "apiVersion": API_VERSION,
        "kind": "Stack",
        "name": metadata["name"],
        "uid": metadata["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def is_as_wanted(live: Object, wanted: Mapping[str, Any]) -> bool:
    """Labels and annotations of others may stand beside ours."""
    metadata = live["metadata"]
    labels = metadata.get("labels") or {}
    return bool(
        live.get("spec") == wanted["spec"]
        and metadata.get("ownerReferences") == wanted["metadata"]["ownerReferences"]
        and wanted["metadata"]["labels"].items() <= labels.items()
    )


def is_kept(live: Object) -> bool:
    """Whether a person said that the instance stays when the stack no longer asks for it."""
    return (live["metadata"].get("annotations") or {}).get(PRUNE) == "Disabled"


def kept_instances(lives: Iterable[Object], stack: str) -> frozenset[str]:
    return frozenset(str(live["spec"]["instance"]) for live in lives if is_kept(live) and (live.get("spec") or {}).get("stack") == stack)


def describe_instances(expansion: Expansion | None, seen: Seen) -> dict[str, list[dict[str, Any]]]:
    """The resources of each instance, in order of address: {address, type, id, state}."""
    found: dict[str, dict[tuple[str, int], dict[str, Any]]] = defaultdict(dict)
    for record in seen.records:
        found[record.address.instance][record.address.local, record.generation] = {
            "address": record.address.local,
            "type": record.type,
            **({"id": record.id} if record.id else {}),
            "state": _state(record, seen),
        }
    known = {record.address for record in seen.records}
    for node in expansion.resources() if expansion is not None else ():
        address = node.address
        if address not in known:
            state = "failed" if address in seen.failed else "pending"
            found[address.instance][address.local, 0] = {"address": address.local, "type": node.resource.type.name, "state": state}
    return {instance: [each for _, each in sorted(resources.items())] for instance, resources in found.items()}


def _state(record: ResourceRecord, seen: Seen) -> str:
    if record.retained:
        return "retained"
    if record.address in seen.failed or record.status is Status.FAILED:
        return "failed"
    if record.address in seen.skipped or record.status is Status.AWAITING:
        return "pending"
    if record.status is Status.STOPPED:
        return "stopped"
    observation = seen.observations.get(record.key)
    drift = compare(record, observation) if observation is not None else None
    return drift.kind if drift is not None else "ready"


def write_status(
    live: Object, resources: list[dict[str, Any]], failed: Mapping[Address, Diagnostic], now: str, binding: str = ""
) -> dict[str, Any]:
    """The whole status of one instance. `binding` is the name of the Secret with what it gives."""
    generation = int(live["metadata"].get("generation", 1))
    before = (live.get("status") or {}).get("conditions") or ()
    instance = str(live["spec"]["instance"])
    conditions = merge(before, _conditions(instance, resources, failed), generation, now)
    more = len(resources) - MAX_RESOURCES
    return {
        "observedGeneration": generation,
        "conditions": conditions,
        **({"resources": resources[:MAX_RESOURCES]} if resources else {}),
        **({"moreResources": more} if more > 0 else {}),
        **({"binding": {"name": binding}} if binding else {}),
    }


def _conditions(instance: str, resources: list[dict[str, Any]], failed: Mapping[Address, Diagnostic]) -> tuple[Condition, ...]:
    own = [failed[address] for address in sorted(failed) if address.instance == instance]
    if own:
        text, remedy = verdicts.describe(own[:1])
        return reconciling(Reason.RESOURCE_FAILED, sentence(text, remedy, Reason.RESOURCE_FAILED))
    unready = sorted({each["state"] for each in resources} - {"ready", "retained", "stuck"})
    if unready:
        names = ", ".join(each["address"] for each in resources if each["state"] in unready)
        return reconciling(Reason.WAITING_FOR_RESOURCE, sentence(f"Not ready: {names}.", reason=Reason.WAITING_FOR_RESOURCE))
    return ready("All resources are ready.")


def is_ready(resources: Iterable[Mapping[str, Any]]) -> bool:
    return all(each["state"] in {"ready", "retained", "stuck"} for each in resources)
