"""What `local/*` takes and yields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType

READY_TIMEOUT: Final = 120  # seconds: a small machine that installs packages meanwhile starts a service of a second in one minute

# Of what runs a service, wherever it does.
ENVIRONMENT: Final[Mapping[str, Any]] = {
    "description": "Environment variables. Never a secret: those are bindings.",
    "type": "object",
    "additionalProperties": {"type": ["string", "number", "boolean"]},
    "maxProperties": 200,
}
BINDINGS: Final[Mapping[str, Any]] = {
    "description": "For each use the fields that the service finds as files.",
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": {"secret": True}},
    "maxProperties": 100,
}

PORT: Final = ResourceType(
    name="local/port",
    title={"nl": "Poort", "fr": "Port", "en": "Port"},
    schema={"type": "object", "additionalProperties": False, "properties": {}},
    outputs={
        "type": "object",
        "required": ["port", "host", "url"],
        "properties": {
            "port": {"description": "A TCP port that no other resource on this machine has.", "type": "integer"},
            "host": {"description": "The loopback address.", "type": "string"},
            "url": {"description": "http, host and port, without a slash at the end.", "type": "string", "format": "uri"},
        },
    },
    import_by="the number of the port",
)

DIRECTORY: Final = ResourceType(
    name="local/directory",
    title={"nl": "Map", "fr": "Dossier", "en": "Folder"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "content": {
                "description": "A file set to copy, read-only. Left out, the folder starts empty and is for writing.",
                "type": "object",
                "required": ["digest"],
                "properties": {"digest": {"description": "SHA-256 of the file set.", "type": "string"}},
            },
        },
    },
    outputs={
        "type": "object",
        "required": ["path"],
        "properties": {"path": {"description": "Absolute path.", "type": "string"}},
    },
    forces_replacement=frozenset({"content"}),
    # The new copy has another path, so whoever reads the old one goes on until it moves.
    replace_order=ReplaceOrder.CREATE_FIRST,
    stable_outputs=frozenset({"path"}),
    data_bearing=True,
    import_by="the path of a folder below `.bouwsteen/data`",
)

NODE_PACKAGE: Final = ResourceType(
    name="local/node-package",
    title={"nl": "Node-pakketten", "fr": "Paquets Node", "en": "Node packages"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["service"],
        "properties": {
            "service": {
                "description": "Whose service folder holds package.json and package-lock.json.",
                "type": "object",
                "required": ["block", "digest"],
                "properties": {"block": {"type": "string"}, "digest": {"type": "string"}, "kit": {"type": "string"}},
            },
            "folder": {
                "description": "The folder of those two files, inside the service folder.",
                "type": "string",
                "pattern": r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$",
                "maxLength": 200,
                "default": "node",
            },
        },
    },
    outputs={
        "type": "object",
        "required": ["path", "node"],
        "properties": {
            "path": {"description": "The folder that holds node_modules, absolute.", "type": "string"},
            "node": {"description": "The program node, absolute.", "type": "string"},
        },
    },
)

PROCESS: Final = ResourceType(
    name="local/process",
    title={"nl": "Proces", "fr": "Processus", "en": "Process"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["program", "service", "port"],
        "properties": {
            "program": {
                "description": "The Python package to run, as in `python -m <program>`.",
                "type": "string",
                "pattern": r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$",
                "maxLength": 200,
            },
            "service": {
                "description": "Whose service folder holds that package.",
                "type": "object",
                "required": ["block", "digest"],
                "properties": {"block": {"type": "string"}, "digest": {"type": "string"}, "kit": {"type": "string"}},
            },
            "port": {"description": "Where it listens, on loopback.", "type": "integer", "minimum": 1024, "maximum": 65535},
            "environment": ENVIRONMENT,
            "bindings": BINDINGS,
            "ready": {
                "description": "How to see that it is ready: a GET that answers 2xx.",
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": r"^/[!-~]*$", "maxLength": 500, "default": "/health/ready"},
                    "timeout": {
                        "description": "Seconds.",
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "maximum": 3600,
                        "default": READY_TIMEOUT,
                    },
                },
            },
        },
    },
    outputs={
        "type": "object",
        "required": ["url", "name"],
        "properties": {
            "url": {"description": "Where it answers, without a slash at the end.", "type": "string", "format": "uri"},
            "name": {"description": "Its name at the supervisor.", "type": "string"},
        },
    },
    forces_replacement=frozenset({"port"}),
    stable_outputs=frozenset({"url", "name"}),
    stoppable=True,
)

TYPES: Final[Mapping[str, ResourceType]] = {item.name: item for item in (PORT, DIRECTORY, NODE_PACKAGE, PROCESS)}
