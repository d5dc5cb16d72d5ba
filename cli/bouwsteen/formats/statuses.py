"""How stacks are doing, for programs.

    format_version  "1.0"
    stacks[]        {stack, environment, organisation, organisation_name, lineage, serial, owner, ready,
                    last_run, retained[], in_doubt[], instances[]}
    last_run        {id, command, who, started, ended, result, counts} or null
    instances[]     {name, block, version, state, fidelity, url, resources[]}
    resources[]     {address, type, state, problem, facts}

`state` is ready, stopped, failed, awaiting, missing, changed, stuck, not-ready or unreadable; that
of an instance is the worst of its resources. `retained` are kept with their data, `in_doubt`
are those of an interrupted call that nobody has settled yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.engine.statuses import EnvironmentStatus, InstanceStatus
from bouwsteen.formats.values_json import shown_json

FORMAT_VERSION: Final = "1.0"


@dataclass(frozen=True, slots=True)
class Face:
    """How real an instance is (simulated, acceptance, production), and where a person can look."""

    fidelity: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class StackStatus:
    """What the engine found, with what the documents know. `faces` by instance."""

    organisation: str  # its number
    found: EnvironmentStatus
    faces: Mapping[str, Face] = field(default_factory=dict)
    organisation_name: str = ""

    def face(self, instance: str) -> Face:
        return self.faces.get(instance, Face(""))


def status_json(statuses: Iterable[StackStatus]) -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "stacks": [_stack_json(status) for status in statuses]}


def _stack_json(status: StackStatus) -> dict[str, Any]:
    found = status.found
    last = found.runs[-1] if found.runs else None
    return {
        "stack": found.stack,
        "environment": found.environment,
        "organisation": status.organisation,
        "organisation_name": status.organisation_name or None,
        "lineage": found.lineage,
        "serial": found.serial,
        "owner": found.owner,
        "ready": found.ready,
        "last_run": last
        and {
            "id": last.id,
            "command": last.command,
            "who": last.who,
            "started": last.started,
            "ended": last.ended or None,
            "result": last.result or None,
            "counts": dict(last.counts),
        },
        "retained": [str(address) for address in found.retained],
        "in_doubt": [str(address) for address in found.in_doubt],
        "instances": [_instance_json(instance, status.face(instance.name)) for instance in found.instances],
    }


def _instance_json(instance: InstanceStatus, face: Face) -> dict[str, Any]:
    return {
        "name": instance.name,
        "block": instance.block,
        "version": instance.version,
        "state": instance.state,
        "fidelity": face.fidelity or None,
        "url": face.url or None,
        "resources": [
            {
                "address": str(resource.address),
                "type": resource.type,
                "state": resource.state,
                "problem": resource.problem,
                "facts": shown_json(dict(resource.facts)),
            }
            for resource in instance.resources
        ],
    }
