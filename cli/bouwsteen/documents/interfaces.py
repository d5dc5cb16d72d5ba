"""kind: Interface — typed fields that one block provides and another uses, `catalog/interfaces/<name>.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import ApiVersion, Id, JsonSchema, Name, Version


class InterfaceSpec(Model):
    version: Version
    title: Text | None = None
    description: Text | None = None
    binding_type: Annotated[Name, Field(description="The `type` of a binding, as servicebinding.io means it")]
    request: dict[Id, JsonSchema] = Field(default_factory=dict)
    request_required: tuple[Id, ...] = ()
    fields: Annotated[dict[Id, JsonSchema], Field(min_length=1)]
    required: tuple[Id, ...] = ()
    data: Annotated[
        dict[Id, JsonSchema],
        Field(description="What goes through the interface, by name: a JSON Schema each, where `term` is the IRI of its meaning"),
    ] = Field(default_factory=dict)


class Interface(Model):
    api_version: ApiVersion
    kind: Literal["Interface"]
    metadata: Metadata
    spec: InterfaceSpec

    @property
    def secret_fields(self) -> tuple[str, ...]:
        """Names of the fields that are secret, in the order of the document."""
        return tuple(name for name, schema in self.spec.fields.items() if schema.get("secret") is True)

    @property
    def fields_schema(self) -> JsonSchema:
        """JSON Schema of what a consumer gets."""
        return _object_schema(self.spec.fields, self.spec.required)

    @property
    def request_schema(self) -> JsonSchema:
        """JSON Schema of what a consumer must say."""
        return _object_schema(self.spec.request, self.spec.request_required)


def _object_schema(properties: dict[str, JsonSchema], required: tuple[str, ...]) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
