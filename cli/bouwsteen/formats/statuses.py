"""How a stack is doing, as a value and for programs.

    format_version  "1.0"
    stacks[]        {stack, environment, organisation, serial, updated, locked_by, instances[]}
    instances[]     {name, block, version, condition, fidelity, url, detail, resources[]}
    resources[]     {address, type, condition, detail, facts}

`condition` is one of ready stopped unready failed missing awaiting unreadable retained.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.formats.values_json import shown_json

FORMAT_VERSION: Final = "1.0"


class Condition(enum.StrEnum):
    READY = "ready"
    STOPPED = "stopped"
    UNREADY = "unready"  # there, and says that it is not ready
    FAILED = "failed"  # the last run failed in it
    MISSING = "missing"
    AWAITING = "awaiting"  # people at another authority
    UNREADABLE = "unreadable"  # the world could not be asked; never the same as missing
    RETAINED = "retained"  # no longer wanted, kept with its data


@dataclass(frozen=True, slots=True)
class ResourceStatus:
    address: str
    type: str
    condition: Condition
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstanceStatus:
    """`condition` is the worst of its resources. `url` is where a person can look, if anywhere."""

    name: str
    block: str
    version: str
    condition: Condition
    fidelity: str
    url: str = ""
    detail: str = ""
    resources: tuple[ResourceStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class StackStatus:
    stack: str
    environment: str
    organisation: str
    serial: int
    instances: tuple[InstanceStatus, ...]
    updated: str = ""  # RFC 3339, of the last write of the record
    locked_by: str = ""  # who is at work, if anybody


def status_json(statuses: Iterable[StackStatus]) -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "stacks": [_stack_json(status) for status in statuses]}


def _stack_json(status: StackStatus) -> dict[str, Any]:
    return {
        "stack": status.stack,
        "environment": status.environment,
        "organisation": status.organisation,
        "serial": status.serial,
        "updated": status.updated or None,
        "locked_by": status.locked_by or None,
        "instances": [_instance_json(instance) for instance in status.instances],
    }


def _instance_json(instance: InstanceStatus) -> dict[str, Any]:
    return {
        "name": instance.name,
        "block": instance.block,
        "version": instance.version,
        "condition": instance.condition.value,
        "fidelity": instance.fidelity,
        "url": instance.url or None,
        "detail": instance.detail,
        "resources": [
            {
                "address": resource.address,
                "type": resource.type,
                "condition": resource.condition.value,
                "detail": resource.detail,
                "facts": shown_json(dict(resource.facts)),
            }
            for resource in instance.resources
        ],
    }
