"""What a broker offers. Ids are fixed for ever: platforms keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, ValidationError

from bouwsteen_service.brokers.errors import BrokerError

Schema = Mapping[str, Any]

_ANYTHING: Final[Schema] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
_FAULTS_SHOWN: Final = 5


@dataclass(frozen=True)
class Plan:
    """`asynchronous`: its operations take longer than a request; the caller must then accept incomplete answers.

    The three schemas (JSON Schema 2020-12 with `$schema`, of type object) are checked before the backend is asked.
    """

    id: str
    name: str
    description: str
    create_schema: Schema = field(default_factory=lambda: _ANYTHING)
    update_schema: Schema = field(default_factory=lambda: _ANYTHING)
    bind_schema: Schema = field(default_factory=lambda: _ANYTHING)
    asynchronous: bool = False
    binding_rotatable: bool = False
    maximum_polling_seconds: int | None = None
    maintenance_version: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    free: bool = True

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "free": self.free,
            "binding_rotatable": self.binding_rotatable,
            "schemas": {
                "service_instance": {"create": {"parameters": self.create_schema}, "update": {"parameters": self.update_schema}},
                "service_binding": {"create": {"parameters": self.bind_schema}},
            },
        }
        if self.metadata:
            document["metadata"] = dict(self.metadata)
        if self.maximum_polling_seconds is not None:
            document["maximum_polling_duration"] = self.maximum_polling_seconds
        if self.maintenance_version is not None:
            document["maintenance_info"] = {"version": self.maintenance_version}
        return document

    @cached_property
    def _validators(self) -> dict[str, Draft202012Validator]:
        schemas = {"create": self.create_schema, "update": self.update_schema, "bind": self.bind_schema}
        return {kind: Draft202012Validator(dict(schema)) for kind, schema in schemas.items()}

    def check_parameters(self, kind: str, parameters: Mapping[str, Any]) -> None:
        """`kind` is create, update or bind. Raises BrokerError 400 that names places and rules, never values."""
        try:
            faults = [f"{_place(fault)} does not meet '{fault.kind.name}'" for fault in self._validators[kind].iter_errors(parameters)]
        except ValueError:  # half a character, or more nesting than it follows
            raise BrokerError.malformed("The parameters are not valid.") from None
        if faults:
            raise BrokerError.malformed(f"The parameters are not valid: {'; '.join(sorted(faults)[:_FAULTS_SHOWN])}.")


def _place(fault: ValidationError) -> str:
    """Where it is, as `redirectUris[0]`; `parameters` for all of them."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.instance_path)
    return "".join(steps).lstrip(".") or "parameters"


@dataclass(frozen=True)
class Service:
    id: str
    name: str
    description: str
    plans: tuple[Plan, ...]
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    plan_updateable: bool = False
    bindings_retrievable: bool = True

    def document(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "tags": list(self.tags),
            "bindable": True,
            "instances_retrievable": True,
            "bindings_retrievable": self.bindings_retrievable,
            "allow_context_updates": False,
            "plan_updateable": self.plan_updateable,
            "metadata": dict(self.metadata),
            "plans": [plan.document() for plan in self.plans],
        }


@dataclass(frozen=True)
class Catalog:
    services: tuple[Service, ...]

    def document(self) -> dict[str, Any]:
        return {"services": [service.document() for service in self.services]}

    def find(self, service_id: str, plan_id: str) -> tuple[Service, Plan]:
        """Raises BrokerError 400 for ids that the catalog does not have."""
        for service in self.services:
            for plan in service.plans:
                if service.id == service_id and plan.id == plan_id:
                    return service, plan
        raise BrokerError.malformed("The catalog has no such service_id with such a plan_id.")
