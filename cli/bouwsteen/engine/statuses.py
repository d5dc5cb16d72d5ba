"""The use case *status*: what is recorded of an environment, and how it is just now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.engine.drifts import compare
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.observations import observe
from bouwsteen.engine.recoveries import recover
from bouwsteen.providers.protocol import Present
from bouwsteen.state.records import ResourceRecord, Status
from bouwsteen.state.snapshots import RunRecord


@dataclass(frozen=True, slots=True)
class ResourceStatus:
    """`state` is ready, stopped, failed, awaiting, missing, changed, stuck, not-ready or unreadable."""

    address: Address
    type: str
    state: str
    problem: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstanceStatus:
    name: str
    block: str
    version: str
    state: str  # the worst of its resources
    resources: Sequence[ResourceStatus]


@dataclass(frozen=True, slots=True)
class EnvironmentStatus:
    stack: str
    environment: str
    lineage: str
    serial: int
    owner: str
    instances: Sequence[InstanceStatus]
    retained: Sequence[Address] = ()
    in_doubt: Sequence[Address] = ()
    runs: Sequence[RunRecord] = ()

    @property
    def ready(self) -> bool:
        return all(instance.state == "ready" for instance in self.instances)


_WORST = ("missing", "unreadable", "failed", "not-ready", "changed", "stuck", "awaiting", "stopped", "ready")


def read_status(engine: Engine, stack: str, environment: str, organisation: str) -> EnvironmentStatus:
    with engine.read_state(stack, environment, organisation) as session:
        in_doubt = [begin.address for begin in session.in_doubt]
        snapshot = recover(engine, session.snapshot, session.in_doubt, organisation).snapshot
    records = [record for record in sorted(snapshot.records(), key=lambda each: str(each.key)) if not record.retained]
    observations = observe(engine, records, organisation)
    by_instance: dict[str, list[ResourceRecord]] = defaultdict(list)
    for record in records:
        by_instance[record.address.instance].append(record)
    instances = [
        _instance(name, group, [_resource(record, observations[record.key]) for record in group]) for name, group in by_instance.items()
    ]
    return EnvironmentStatus(
        stack=stack,
        environment=environment,
        lineage=snapshot.lineage,
        serial=snapshot.serial,
        owner=snapshot.owner,
        instances=instances,
        retained=[record.address for record in snapshot.records() if record.retained],
        in_doubt=in_doubt,
        runs=snapshot.runs,
    )


def _instance(name: str, records: Sequence[ResourceRecord], resources: Sequence[ResourceStatus]) -> InstanceStatus:
    worst = min((resource.state for resource in resources), key=_WORST.index, default="ready")
    return InstanceStatus(name, records[0].block, records[0].block_version, worst, resources)


def _resource(record: ResourceRecord, observation: Any) -> ResourceStatus:
    facts = observation.facts if isinstance(observation, Present) else {}
    if record.status in {Status.STOPPED, Status.FAILED, Status.AWAITING}:
        return ResourceStatus(record.address, record.type, record.status.value, record.problem, facts)
    drift = compare(record, observation)
    if drift is None:
        return ResourceStatus(record.address, record.type, "ready", "", facts)
    return ResourceStatus(record.address, record.type, drift.kind, drift.detail, facts)
