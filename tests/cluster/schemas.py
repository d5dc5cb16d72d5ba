"""The shapes of the built-in kinds, as an API server tells them, made small enough to ship.

    python -m tests.cluster.schemas [KUBECONFIG]

writes them anew for the product, from the cluster that `python -m tests.cluster up` keeps or from another one. What is left out: texts,
what only a server writes, and what must be given, which a manifest that owns a part of an object need not; of an item of a keyed list its
keys are needed all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.cluster.apis import Api

from bouwsteen.adapters.kubernetes import shipped_schemas
from bouwsteen.adapters.kubernetes.kinds import KINDS, base_path, split_version

_OF_THE_SERVER: Final = frozenset({"apiVersion", "kind", "metadata", "status"})
Schema = Mapping[str, Any]


def collect(api: Api) -> dict[str, Any]:
    """What `shipped_schemas` reads, of the kinds that it knows."""
    told: dict[str, dict[str, Schema]] = {}
    kinds: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for api_version, kind in sorted(KINDS):
        if api_version not in told:
            told[api_version] = api.get(f"/openapi/v3{base_path(api_version)}")["components"]["schemas"]
        schemas = told[api_version]
        whole = _find(schemas, api_version, kind)
        rest = {name: each for name, each in whole.get("properties", {}).items() if name not in _OF_THE_SERVER}
        trimmer = _Trimmer(schemas, parts)
        kinds[f"{api_version} {kind}"] = {name: trimmer.trim(each) for name, each in sorted(rest.items())}
    return {"server": api.get("/version")["gitVersion"], "kinds": kinds, "parts": dict(sorted(parts.items()))}


def _find(schemas: Mapping[str, Schema], api_version: str, kind: str) -> Schema:
    group, version = split_version(api_version)
    wanted = {"group": group, "kind": kind, "version": version}
    return next(each for each in schemas.values() if each.get("x-kubernetes-group-version-kind") == [wanted])


class _Trimmer:
    def __init__(self, schemas: Mapping[str, Schema], parts: dict[str, Any]) -> None:
        self._schemas = schemas
        self._parts = parts

    def trim(self, schema: Schema) -> dict[str, Any]:
        if "$ref" in schema or "allOf" in schema:
            return self._refer(schema["$ref"] if "$ref" in schema else schema["allOf"][0]["$ref"])
        kinds = [each.get("type") for each in schema.get("oneOf", ())]
        if kinds:
            return {"type": sorted(kinds)}
        match schema.get("type"):
            case "object":
                return self._trim_object(schema)
            case "array":
                return self._trim_list(schema)
            case None:
                return {}
            case kind:
                return {"type": kind, **({"enum": schema["enum"]} if "enum" in schema else {})}

    def _trim_object(self, schema: Schema) -> dict[str, Any]:
        if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
            return {"type": "object", "properties": {name: self.trim(each) for name, each in sorted(schema["properties"].items())}}
        inner = schema.get("additionalProperties")
        return {"type": "object", "additionalProperties": self.trim(inner)} if isinstance(inner, Mapping) else {"type": "object"}

    def _trim_list(self, schema: Schema) -> dict[str, Any]:
        items = schema["items"]
        keys = schema.get("x-kubernetes-list-map-keys", ())
        needed = sorted(set(keys) & set(self._resolve(items).get("required", ()))) if keys else []
        return {"type": "array", "items": self.trim(items), **({"keys": needed} if needed else {})}

    def _resolve(self, schema: Schema) -> Schema:
        reference = schema.get("$ref") or (schema["allOf"][0]["$ref"] if "allOf" in schema else "")
        return self._schemas[reference.rpartition("/")[2]] if reference else schema

    def _refer(self, reference: str) -> dict[str, Any]:
        """Simple values in place; the rest once, under its name, which may lead back to itself."""
        name = reference.rpartition("/")[2]
        known = self._parts.get(name)
        if known is None:
            schema = self._schemas[name]
            if schema.get("type") != "object" or "properties" not in schema:
                return self.trim(schema)
            self._parts[name] = {}
            self._parts[name] = self.trim(schema)
        return {"$ref": name}


def main() -> None:
    kubeconfig = Path(sys.argv[1]) if sys.argv[1:] else Path.home() / ".cache/bouwsteen-tests/running/kubeconfig"
    api = Api(kubeconfig)
    content = shipped_schemas.write(collect(api))
    api.close()
    shipped_schemas.FILE.write_bytes(content)
    sys.stdout.write(f"{shipped_schemas.FILE}: {len(content)} bytes\n")


if __name__ == "__main__":
    main()
