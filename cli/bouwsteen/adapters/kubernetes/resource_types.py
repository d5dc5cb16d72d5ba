"""What `kubernetes/object` takes and yields, and all types of the family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen.adapters.kubernetes.shipped_schemas import manifest_inputs
from bouwsteen.adapters.kubernetes.standings import OF_OBJECTS
from bouwsteen.adapters.kubernetes.workload_types import TYPES as WORKLOAD_TYPES
from bouwsteen.providers.resource_types import JsonSchema, ResourceType

METADATA: Final[JsonSchema] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 253, "pattern": "^[a-z0-9A-Z:]([-a-z0-9A-Z.:]*[a-z0-9A-Z])?$"},
        "namespace": {"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},
        "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 63}},
        "annotations": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 262_144}},
        "finalizers": {"type": "array", "items": {"type": "string"}},
        "ownerReferences": {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
    },
    "additionalProperties": False,
}
MANIFEST: Final[JsonSchema] = {
    "description": "The object as it is to be: only the fields that are ours to say.",
    "type": "object",
    "required": ["apiVersion", "kind", "metadata"],
    "properties": {
        "apiVersion": {"type": "string", "pattern": "^([a-z0-9.-]+/)?v[a-z0-9]+$", "maxLength": 253},
        "kind": {"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$", "maxLength": 63},
        "metadata": METADATA,
        # Of a Secret; in any other kind a text under these names is a text.
        "data": {"type": "object", "additionalProperties": {"secret": True}},
        "stringData": {"type": "object", "additionalProperties": {"secret": True}},
    },
    "additionalProperties": {},
}
TAKE_OVER: Final[JsonSchema] = {
    "description": "Fields that another manager holds and that are taken from it. Every conflict that is not named here stops the step.",
    "type": "array",
    "maxItems": 20,
    "items": {
        "type": "object",
        "required": ["manager"],
        "additionalProperties": False,
        "properties": {
            "manager": {"description": "Its name; `*` stands for any part of it.", "type": "string", "minLength": 1, "maxLength": 128},
            "fields": {
                "description": "Paths as the cluster tells them (`.spec.replicas`); all below them too. Left out: all of that manager's.",
                "type": "array",
                "items": {"type": "string", "minLength": 1, "maxLength": 500},
            },
        },
    },
}

OBJECT: Final = ResourceType(
    name="kubernetes/object",
    title={"nl": "Kubernetes-object", "fr": "Objet Kubernetes", "en": "Kubernetes object"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["manifest"],
        "properties": {
            "manifest": MANIFEST,
            "ready": {
                "description": "`auto` waits until it says that it is ready, `none` does not.",
                "type": "string",
                "enum": ["auto", "none"],
                "default": "auto",
            },
            "wave": {
                "description": "What comes before what, among the objects of one resource; by default after its kind.",
                "type": "integer",
                "minimum": -1000,
                "maximum": 1000,
            },
            "takeOver": TAKE_OVER,
        },
    },
    outputs={
        "type": "object",
        "required": ["name", "namespace", "uid"],
        "properties": {
            "name": {"description": "Its name.", "type": "string"},
            "namespace": {"description": "Where it lives; empty for kinds that live in no namespace.", "type": "string"},
            "uid": {"description": "What tells it from any other object of that name.", "type": "string"},
            "status": {"description": "What its controller said when it was ready.", "type": "object", "additionalProperties": {}},
        },
    },
    forces_replacement=frozenset({"manifest.kind", "manifest.metadata.name", "manifest.metadata.namespace"}),
    stable_outputs=frozenset({"name", "namespace", "uid"}),
    # Volumes, and what takes all that is in it along when it goes.
    data_bearing_when=("manifest.kind", frozenset({"PersistentVolumeClaim", "PersistentVolume", "Namespace", "CustomResourceDefinition"})),
    found_by_name=True,
    refine=manifest_inputs,
    stands=OF_OBJECTS,
    import_by="its name, with its namespace before it (`namespace/name`) where it lives in one",
)

TYPES: Final[Mapping[str, ResourceType]] = {OBJECT.name: OBJECT, **WORKLOAD_TYPES}
