"""`/broker/v2/openapi.json`: the routes of the Open Service Broker API that a broker has, with the statuses that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TEXT: Final[Mapping[str, Any]] = {"type": "string"}
_ID: Final[Mapping[str, Any]] = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,128}$"}
_OBJECT: Final[Mapping[str, Any]] = {"type": "object"}
_ERROR: Final[Mapping[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"error": _TEXT, "description": _TEXT, "instance_usable": {"type": "boolean"}, "update_repeatable": {"type": "boolean"}},
}
_PROBLEM: Final[Mapping[str, Any]] = {"type": "object", "required": ["type", "title", "status", "detail"]}
_PLACE: Final[Mapping[str, Any]] = {"organization_guid": _TEXT, "space_guid": _TEXT}
_CHANGE: Final[Mapping[str, Any]] = {
    "service_id": _TEXT,
    "plan_id": _TEXT,
    "context": _OBJECT,
    "parameters": _OBJECT,
    "maintenance_info": {"type": "object", "required": ["version"], "properties": {"version": _TEXT}},
}
# By what is done: the statuses of success, the fields of the body, those that are required.
_STATES: Final = {"get": (200,), "put": (200, 201, 202), "patch": (200, 202), "delete": (200, 202)}
_REFUSALS: Final = (400, 401, 404, 409, 410, 412, 422, 429)


def describe_broker(prefix: str, version: str) -> dict[str, Any]:
    """The description of a broker under `prefix`, of the service in this version."""
    one = f"{prefix}/service_instances/{{instance_id}}"
    other = f"{one}/service_bindings/{{binding_id}}"
    instance, binding = ("instance_id",), ("instance_id", "binding_id")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Open Service Broker API", "version": version},
        "components": {"securitySchemes": {"user": {"type": "http", "scheme": "basic"}}},
        "security": [{"user": []}],
        "paths": {
            f"{prefix}/catalog": {"get": _operation("get", ())},
            one: {
                "get": _operation("get", instance),
                "put": _operation("put", instance, {**_CHANGE, **_PLACE}, ("service_id", "plan_id", *_PLACE)),
                "patch": _operation("patch", instance, {**_CHANGE, "previous_values": _OBJECT}, ("service_id",)),
                "delete": _operation("delete", instance),
            },
            f"{one}/last_operation": {"get": _operation("get", instance, query=("operation",))},
            other: {
                "get": _operation("get", binding),
                "put": _operation("put", binding, {**_CHANGE, "bind_resource": _OBJECT, "predecessor_binding_id": _TEXT}, ()),
                "delete": _operation("delete", binding),
            },
            f"{other}/last_operation": {"get": _operation("get", binding, query=("operation",))},
        },
    }


def _operation(
    method: str, ids: tuple[str, ...], body: Mapping[str, Any] | None = None, required: tuple[str, ...] = (), query: tuple[str, ...] = ()
) -> dict[str, Any]:
    names = ("service_id", "plan_id") if method == "delete" else query
    parameters: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": dict(_ID)} for name in ids]
    parameters += [{"name": name, "in": "query", "required": method == "delete", "schema": dict(_TEXT)} for name in names]
    if method != "get":
        parameters.append({"name": "accepts_incomplete", "in": "query", "schema": {"enum": ["true", "false"]}})
    parameters.append({"name": "X-Broker-API-Version", "in": "header", "required": True, "schema": {"const": "2.17"}})
    responses = {str(status): _json("Done, or begun.", _OBJECT) for status in _STATES[method]}
    responses |= {str(status): _json("Refused.", _ERROR) for status in _REFUSALS}
    responses |= {str(status): _json("Failed.", _PROBLEM, "application/problem+json") for status in (413, 500, 504)}
    operation: dict[str, Any] = {"parameters": parameters, "responses": responses}
    if body is not None:
        schema = {"type": "object", "required": list(required), "properties": dict(body)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _json(text: str, schema: Mapping[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"description": text, "content": {media: {"schema": dict(schema)}}}
