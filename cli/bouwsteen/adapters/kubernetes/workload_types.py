"""What `kubernetes/service`, `kubernetes/volume`, `kubernetes/bindings` and `kubernetes/workload` take and yield."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.adapters.kubernetes.standings import IN_HOME
from bouwsteen.adapters.local.resource_types import BINDINGS, ENVIRONMENT, READY_TIMEOUT
from bouwsteen.providers.resource_types import ResourceType

PORT: Final = 8080
USER: Final = 10001  # as the Containerfiles of blocks have it
_QUANTITY: Final = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$", "maxLength": 20}
_PATH: Final = {"type": "string", "pattern": r"^/[A-Za-z0-9._/-]+$", "maxLength": 200}
_URL_PATH: Final = {"type": "string", "pattern": r"^/[!-~]*$", "maxLength": 500}
_COMMAND: Final = {"type": "array", "items": {"type": "string", "maxLength": 4000}, "minItems": 1, "maxItems": 100}
_LABEL: Final = {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "maxLength": 63}


def _closed(properties: Mapping[str, Any], required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties), "required": list(required), **more}


SERVICE: Final = ResourceType(
    name="kubernetes/service",
    stands=IN_HOME,
    title={"nl": "Adres in het cluster", "fr": "Adresse dans le cluster", "en": "Address in the cluster"},
    schema=_closed(
        {
            "port": {"description": "Where the workload listens.", "type": "integer", "minimum": 1, "maximum": 65535, "default": PORT},
            "domain": {
                "description": "People visit it at https://<instance>.<domain>, by the cluster's Ingress. Left out, nobody does.",
                "type": "string",
                "pattern": r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
                "maxLength": 200,
            },
            "ingressClass": {"description": "Left out, the cluster's default.", **_LABEL},
        }
    ),
    outputs={
        "type": "object",
        "required": ["host", "port", "url"],
        "properties": {
            "host": {"description": "Its name inside the cluster.", "type": "string"},
            "port": {"description": "Inside the cluster.", "type": "integer"},
            "url": {"description": "Without a slash at the end.", "type": "string", "format": "uri"},
        },
    },
    stable_outputs=frozenset({"host"}),
)

VOLUME: Final = ResourceType(
    name="kubernetes/volume",
    stands=IN_HOME,
    title={"nl": "Schijf", "fr": "Volume", "en": "Volume"},
    schema=_closed(
        {
            "size": {"description": "It can grow and not shrink.", **_QUANTITY, "default": "1Gi"},
            "storageClass": {"description": "Left out, the cluster's default.", **_LABEL, "maxLength": 253},
        }
    ),
    outputs={
        "type": "object",
        "required": ["claim"],
        "properties": {"claim": {"description": "The name of the PersistentVolumeClaim.", "type": "string"}},
    },
    forces_replacement=frozenset({"storageClass"}),
    stable_outputs=frozenset({"claim"}),
    data_bearing=True,
)

# Named apart: `BINDINGS` is the shape of the input.
BINDING_SECRETS: Final = ResourceType(
    name="kubernetes/bindings",
    stands=IN_HOME,
    title={"nl": "Koppelgegevens in het cluster", "fr": "Données de raccordement dans le cluster", "en": "Bindings in the cluster"},
    schema=_closed({"bindings": {**BINDINGS, "minProperties": 1}}, ("bindings",)),
    outputs={
        "type": "object",
        "required": ["secrets"],
        "properties": {
            "secrets": {
                "description": "The name of the Secret of each use.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            }
        },
    },
)

_PEER: Final = {
    "description": "`gateways`: what lets people in; `instances`: all that Bouwsteen runs; `internet`: nothing private; or one instance.",
    "anyOf": [
        {"enum": ["gateways", "instances", "internet"]},
        _closed({name: {"type": "string", "maxLength": 100} for name in ("stack", "environment", "instance")}, ("stack", "environment")),
    ],
}

WORKLOAD: Final = ResourceType(
    name="kubernetes/workload",
    stands=IN_HOME,
    title={"nl": "Dienst in het cluster", "fr": "Service dans le cluster", "en": "Service in the cluster"},
    schema=_closed(
        {
            "image": {"description": "Best with its digest.", "type": "string", "pattern": r"^[a-z0-9][!-~]*$", "maxLength": 500},
            "service": {
                "description": "Whose service the image holds, and on which kit it runs: new code brings new pods.",
                "type": "object",
                "required": ["block", "digest"],
                "properties": {"block": {"type": "string"}, "digest": {"type": "string"}, "kit": {"type": "string"}},
            },
            "command": {"description": "In place of the image's own.", **_COMMAND},
            "arguments": {"description": "For the command.", **_COMMAND},
            "port": {"description": "Where it listens.", "type": "integer", "minimum": 1024, "maximum": 65535, "default": PORT},
            "url": {"description": "Where others reach it, handed on as output.", "type": "string", "maxLength": 500},
            "replicas": {"type": "integer", "minimum": 1, "maximum": 100, "default": 1},
            "stateful": {"description": "A StatefulSet: a pod with a name of its own.", "type": "boolean", "default": False},
            "user": {
                "description": "Its user and group; never root.",
                "type": "integer",
                "minimum": 1,
                "maximum": 2147483647,
                "default": USER,
            },
            "environment": ENVIRONMENT,
            "bindings": BINDINGS,
            "files": {
                "description": "Content of the stack by the folder where it is found, read-only.",
                "type": "object",
                "propertyNames": _PATH,
                "additionalProperties": _closed({"digest": {"type": "string"}}, ("digest",)),
                "maxProperties": 20,
            },
            "volume": _closed({"claim": {"type": "string", "maxLength": 253}, "path": _PATH}, ("claim", "path"), description="Its data."),
            "scratch": {
                "description": "Folders to write in beside /tmp; empty at each start.",
                "type": "array",
                "items": _PATH,
                "maxItems": 20,
            },
            "ready": _closed(
                {
                    "path": {"description": "A GET that answers 2xx.", **_URL_PATH, "default": "/health/ready"},
                    "live": {
                        "description": "A GET that answers as long as it need not be started anew.",
                        **_URL_PATH,
                        "default": "/health/live",
                    },
                    "command": {"description": "A command that ends with 0, in place of both.", **_COMMAND},
                    "timeout": {
                        "description": "Seconds from start.",
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "maximum": 3600,
                        "default": READY_TIMEOUT,
                    },
                },
                description="How to see that it is ready.",
            ),
            "migrate": {"description": "A command that is run once for each new image or code, before the pods.", **_COMMAND},
            "ingress": {"description": "Who may ask it. Left out: nobody.", "type": "array", "items": _PEER, "maxItems": 100},
            "egress": {"description": "Whom it may ask, beside what its bindings name.", "type": "array", "items": _PEER, "maxItems": 100},
            "resources": _closed(
                {"cpu": _QUANTITY, "memory": _QUANTITY, "cpuLimit": _QUANTITY, "memoryLimit": _QUANTITY},
                description="What a pod is given, and at most.",
            ),
        },
        ("image",),
    ),
    outputs={
        "type": "object",
        "required": ["name", "url"],
        "properties": {
            "name": {"description": "Of its Deployment or StatefulSet.", "type": "string"},
            "url": {"description": "Where it answers, without a slash at the end.", "type": "string", "format": "uri"},
        },
    },
    forces_replacement=frozenset({"stateful", "url"}),
    stable_outputs=frozenset({"name", "url"}),
)

TYPES: Final[Mapping[str, ResourceType]] = {item.name: item for item in (SERVICE, VOLUME, BINDING_SECRETS, WORKLOAD)}
