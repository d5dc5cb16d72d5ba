"""The JSON Schemas of the names that templates may use.

One place, so that validate, plan and operator agree on what `organisation.name` is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

JsonSchema = Mapping[str, Any]

TEXT: Final[JsonSchema] = {"type": "string"}
TEXTS: Final[JsonSchema] = {"type": "array", "items": TEXT}


def closed(properties: Mapping[str, JsonSchema], optional: tuple[str, ...] = ()) -> JsonSchema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


ORGANISATION: Final = closed(
    {
        "name": TEXT,
        "kind": TEXT,
        "nis": TEXT,
        "kbo": TEXT,
        "ovo": TEXT,
        "province": TEXT,
        "population": {"type": "integer"},
        "facilities": TEXTS,
        "languages": TEXTS,
        "postalCodes": TEXTS,
    },
    optional=("kbo", "ovo"),
)
STACK: Final = closed({"name": TEXT})
# The last three as the environment says them under `kubernetes`.
ENVIRONMENT: Final = closed(
    {"name": TEXT, "target": TEXT, "registry": TEXT, "domain": TEXT, "ingressClass": TEXT}, optional=("registry", "domain", "ingressClass")
)
SERVICE: Final = closed({"block": TEXT, "digest": TEXT, "kit": TEXT})
CONTENT: Final = closed({"digest": TEXT})


def instance_shape(files: Mapping[str, Any]) -> JsonSchema:
    """`instance`, with one entry in `files` for each content folder that the block takes."""
    return closed(
        {
            "name": TEXT,
            "block": TEXT,
            "version": TEXT,
            "address": TEXT,
            "fidelity": TEXT,
            "service": SERVICE,
            "files": closed(dict.fromkeys(files, CONTENT)),
        }
    )


def consumer_shape(request: JsonSchema) -> JsonSchema:
    """`consumer`: who uses this output, and what it asks of it (`request`, by the interface's schema)."""
    return closed(
        {
            "name": TEXT,
            "stack": TEXT,
            "environment": TEXT,
            "organisation": ORGANISATION,
            "request": request,
            "interface": closed({"name": TEXT, "version": TEXT, "secretFields": TEXTS}),
        }
    )


EACH: Final = closed({"key": TEXT, "value": {}})
IMAGES: Final[JsonSchema] = {"type": "object", "additionalProperties": TEXT}
