"""The shapes of the built-in kinds, shipped, so that a manifest is checked where no cluster is asked.

They say which fields there are and of which type they are, as the API server of `server()` tells it (`tests.cluster.schemas` makes the
file). What must be given they do not say: a manifest holds what is ours of an object, which need not be all of it.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from bouwsteen.providers.resource_types import JsonSchema

FILE: Final = Path(__file__).with_name("built_in_kinds.json.gz")
_SECRET: Final = {"type": "object", "additionalProperties": {"secret": True}}  # as the type itself has it: of a Secret
_OPEN: Final[JsonSchema] = {}


def server() -> str:
    """The version of the API server that told them."""
    return str(_read()["server"])


def manifest_inputs(inputs: Mapping[str, Any]) -> JsonSchema | None:
    """The schema of `with` for one manifest: as deep as that goes. None for a kind that is not known here, or only known later.

    Templates in `inputs` are the texts that documents have.
    """
    manifest = inputs.get("manifest")
    if not isinstance(manifest, Mapping):
        return None
    known = _read()
    fields = known["kinds"].get(f"{manifest.get('apiVersion')} {manifest.get('kind')}")
    if fields is None:
        return None
    narrowed = {name: _narrow(fields[name], manifest.get(name), known["parts"]) for name in fields}
    secret = {name: _SECRET for name in ("data", "stringData") if name in fields}
    told = {"apiVersion": _OPEN, "kind": _OPEN, "metadata": _OPEN, **narrowed, **secret}
    return {"type": "object", "properties": {"manifest": {"type": "object", "properties": told, "additionalProperties": False}}}


def write(content: Mapping[str, Any]) -> bytes:
    """The bytes of the file: the same for the same content."""
    return gzip.compress(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), mtime=0)


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(gzip.decompress(FILE.read_bytes()))
    return found


def _narrow(schema: Mapping[str, Any], value: Any, parts: Mapping[str, Any]) -> JsonSchema:
    """Only what `value` has need be told of in full: all shapes that one kind can hold are as large as a book, and some hold themselves."""
    schema = parts[schema["$ref"]] if "$ref" in schema else schema
    properties, rest = schema.get("properties"), schema.get("additionalProperties")
    if isinstance(value, Mapping) and properties is not None:
        told = {name: _narrow(each, value[name], parts) if name in value else _OPEN for name, each in properties.items()}
        return {"type": "object", "properties": told, "additionalProperties": False}
    if isinstance(value, Mapping) and rest is not None:
        return {"type": "object", "properties": {str(name): _narrow(rest, each, parts) for name, each in value.items()}}
    if isinstance(value, list) and value and "items" in schema:
        return {"type": "array", "prefixItems": [_narrow_item(schema, each, parts) for each in value]}
    if value is None:
        return _OPEN  # nothing may stand anywhere: it asks for nothing
    return {key: schema[key] for key in ("type", "enum") if key in schema}


def _narrow_item(schema: Mapping[str, Any], value: Any, parts: Mapping[str, Any]) -> JsonSchema:
    found = _narrow(schema["items"], value, parts)
    return {**found, "required": schema["keys"]} if "keys" in schema and isinstance(value, Mapping) else found
