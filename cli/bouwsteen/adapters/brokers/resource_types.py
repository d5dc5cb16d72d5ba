"""What `broker/*` takes and yields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType

_BROKER: Final[dict[str, Any]] = {
    "description": "Where the broker answers, and as whom it knows us.",
    "type": "object",
    "required": ["url", "username", "password"],
    "properties": {
        "url": {"description": "The part before /v2.", "type": "string", "format": "uri", "maxLength": 2_000},
        "username": {"type": "string", "minLength": 1, "maxLength": 500},
        "password": {"type": "string", "minLength": 1, "maxLength": 5_000, "secret": True},
    },
}

# An edge's value says of what kind it is; a broker is the same broker with and without it.
_GIVEN_BROKER: Final[dict[str, Any]] = {
    **_BROKER,
    "properties": {
        **_BROKER["properties"],
        "type": {"description": "The kind of binding: osb-broker.", "type": "string", "maxLength": 500},
    },
}

_INSTANCE_OUTPUTS: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["instanceId", "serviceId", "planId", "broker"],
    "properties": {
        "instanceId": {"description": "The id of the share at the broker.", "type": "string"},
        "serviceId": {"description": "The id of the service in the broker's catalog.", "type": "string"},
        "planId": {"description": "The id of the plan in the broker's catalog.", "type": "string"},
        "dashboardUrl": {"description": "Where people manage the share, if there is such a place.", "type": "string", "format": "uri"},
        "broker": _BROKER,
    },
}

INSTANCE: Final = ResourceType(
    name="broker/instance",
    title={"nl": "Aandeel in een gedeelde dienst", "fr": "Part dans un service partagé", "en": "Share in a shared service"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["broker", "service", "plan"],
        "properties": {
            "broker": _GIVEN_BROKER,
            "service": {"description": "The name of a service in the broker's catalog.", "type": "string", "minLength": 1},
            "plan": {"description": "The name of a plan of that service.", "type": "string", "minLength": 1},
            "parameters": {
                "description": "What the plan lets one choose; checked against the schema in the broker's catalog.",
                "type": "object",
                "additionalProperties": {"secret": True},
            },
        },
    },
    outputs=_INSTANCE_OUTPUTS,
    forces_replacement=frozenset({"service"}),
    # Bindings move to the new share before the old one goes.
    replace_order=ReplaceOrder.CREATE_FIRST,
    stable_outputs=frozenset({"instanceId", "serviceId"}),
    data_bearing=True,
    import_by="the id of the share at the broker",
)

BINDING: Final = ResourceType(
    name="broker/binding",
    title={"nl": "Koppelgegevens", "fr": "Données de raccordement", "en": "Binding"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["instance"],
        "properties": {
            "instance": {**_INSTANCE_OUTPUTS, "description": "The outputs of a broker/instance."},
            "parameters": {
                "description": "What the plan lets one choose; checked against the schema in the broker's catalog.",
                "type": "object",
                "additionalProperties": {"secret": True},
            },
            "secretFields": {
                "description": "The credentials that are secret. Left out, all of them.",
                "type": "array",
                "items": {"type": "string"},
            },
        },
    },
    outputs={
        "type": "object",
        "required": ["bindingId", "credentials"],
        "properties": {
            "bindingId": {"description": "The id of the binding at the broker.", "type": "string"},
            "credentials": {"description": "What the broker gives. Which of them are secret is in the values.", "type": "object"},
            "expiresAt": {"description": "When they stop working, if ever.", "type": "string", "format": "date-time"},
        },
    },
    forces_replacement=frozenset({"parameters"}),
    replace_order=ReplaceOrder.CREATE_FIRST,
    rotates=True,
    import_by="the id of the binding at the broker",
)

TYPES: Final[Mapping[str, ResourceType]] = {item.name: item for item in (INSTANCE, BINDING)}
