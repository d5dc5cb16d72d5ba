"""What the Open Service Broker API 2.17 says a broker may answer: statuses by operation, and the shapes of bodies.

Written from the specification's tables, as JSON Schema of our own, so that no broker is judged by its own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Shape = Mapping[str, Any]

_TEXT: Final[Shape] = {"type": "string", "minLength": 1}
_OBJECT: Final[Shape] = {"type": "object"}
_MAINTENANCE: Final[Shape] = {
    "type": "object",
    "required": ["version"],
    "properties": {"version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+"}, "description": {"type": "string"}},
}
_SCHEMA_HOLDER: Final[Shape] = {"type": "object", "properties": {"parameters": {"type": "object", "required": ["$schema"]}}}
_PLAN: Final[Shape] = {
    "type": "object",
    "required": ["id", "name", "description"],
    "properties": {
        "id": _TEXT,
        "name": {"type": "string", "pattern": r"^[A-Za-z0-9.-]+$"},
        "description": _TEXT,
        "free": {"type": "boolean"},
        "bindable": {"type": "boolean"},
        "plan_updateable": {"type": "boolean"},
        "binding_rotatable": {"type": "boolean"},
        "maximum_polling_duration": {"type": "integer", "minimum": 1},
        "metadata": _OBJECT,
        "maintenance_info": _MAINTENANCE,
        "schemas": {
            "type": "object",
            "properties": {
                "service_instance": {"type": "object", "properties": {"create": _SCHEMA_HOLDER, "update": _SCHEMA_HOLDER}},
                "service_binding": {"type": "object", "properties": {"create": _SCHEMA_HOLDER}},
            },
        },
    },
}
_SERVICE: Final[Shape] = {
    "type": "object",
    "required": ["id", "name", "description", "bindable", "plans"],
    "properties": {
        "id": _TEXT,
        "name": {"type": "string", "pattern": r"^[A-Za-z0-9.-]+$"},
        "description": _TEXT,
        "bindable": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "requires": {"type": "array", "items": {"enum": ["syslog_drain", "route_forwarding", "volume_mount"]}},
        "instances_retrievable": {"type": "boolean"},
        "bindings_retrievable": {"type": "boolean"},
        "allow_context_updates": {"type": "boolean"},
        "plan_updateable": {"type": "boolean"},
        "metadata": _OBJECT,
        "plans": {"type": "array", "minItems": 1, "items": _PLAN},
    },
}
_CATALOG: Final[Shape] = {"type": "object", "required": ["services"], "properties": {"services": {"type": "array", "items": _SERVICE}}}
_METADATA: Final[Shape] = {
    "type": "object",
    "properties": {
        "labels": _OBJECT,
        "attributes": _OBJECT,
        "expires_at": {"type": "string", "format": "date-time"},
        "renew_before": {"type": "string", "format": "date-time"},
    },
}
_MADE: Final[Shape] = {
    "type": "object",
    "properties": {"dashboard_url": _TEXT, "operation": {"type": "string", "maxLength": 10_000}, "metadata": _METADATA},
}
_STARTED: Final[Shape] = {"type": "object", "properties": {"operation": {"type": "string", "maxLength": 10_000}, "dashboard_url": _TEXT}}
_INSTANCE: Final[Shape] = {
    "type": "object",
    "properties": {
        "service_id": _TEXT,
        "plan_id": _TEXT,
        "dashboard_url": _TEXT,
        "parameters": _OBJECT,
        "maintenance_info": _MAINTENANCE,
        "metadata": _METADATA,
    },
}
_ENDPOINT: Final[Shape] = {
    "type": "object",
    "required": ["host", "ports"],
    "properties": {"host": _TEXT, "ports": {"type": "array", "items": _TEXT}, "protocol": {"enum": ["tcp", "udp", "all"]}},
}
_BINDING: Final[Shape] = {
    "type": "object",
    "properties": {
        "credentials": _OBJECT,
        "parameters": _OBJECT,
        "metadata": _METADATA,
        "endpoints": {"type": "array", "items": _ENDPOINT},
        "syslog_drain_url": _TEXT,
        "route_service_url": _TEXT,
        "volume_mounts": {"type": "array"},
    },
}
_LAST_OPERATION: Final[Shape] = {
    "type": "object",
    "required": ["state"],
    "properties": {
        "state": {"enum": ["in progress", "succeeded", "failed"]},
        "description": {"type": "string"},
        "instance_usable": {"type": "boolean"},
        "update_repeatable": {"type": "boolean"},
    },
}
REFUSAL: Final[Shape] = {
    "type": "object",
    "properties": {
        "error": {"type": "string", "pattern": r"^[A-Za-z0-9_-]+$"},
        "description": {"type": "string"},
        "instance_usable": {"type": "boolean"},
        "update_repeatable": {"type": "boolean"},
    },
}

# Operation → status → shape of the body. Refusals that every operation knows are in `EVERYWHERE`.
ANSWERS: Final[Mapping[str, Mapping[int, Shape]]] = {
    "catalog": {200: _CATALOG},
    "provision": {200: _MADE, 201: _MADE, 202: _STARTED, 409: REFUSAL, 422: REFUSAL},
    "update": {200: _MADE, 202: _STARTED, 404: REFUSAL, 422: REFUSAL},
    "instance": {200: _INSTANCE, 404: REFUSAL, 422: REFUSAL},
    "deprovision": {200: _OBJECT, 202: _STARTED, 410: REFUSAL, 422: REFUSAL},
    "bind": {200: _BINDING, 201: _BINDING, 202: _STARTED, 404: REFUSAL, 409: REFUSAL, 422: REFUSAL},
    "binding": {200: _BINDING, 404: REFUSAL},
    "unbind": {200: _OBJECT, 202: _STARTED, 410: REFUSAL, 422: REFUSAL},
    "last operation": {200: _LAST_OPERATION, 404: REFUSAL, 410: REFUSAL},
}
EVERYWHERE: Final[Mapping[int, Shape]] = {400: REFUSAL, 401: REFUSAL, 412: REFUSAL}
