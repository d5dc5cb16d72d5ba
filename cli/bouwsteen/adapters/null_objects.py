"""`null/object`: a resource with nothing behind it.

For block authors who want a resource that only carries values or triggers, and for
measuring the engine without a world. The record is all there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.providers.protocol import Call, Done, Gone, Missing, Observation, Outcome, Present
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType

NULL_OBJECT: Final = ResourceType(
    name="null/object",
    schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "values": {"description": "Handed on as the output `values`.", "type": "object", "additionalProperties": {}},
            "secrets": {
                "description": "Handed on as the output `secrets`.",
                "type": "object",
                "additionalProperties": {"type": "string", "secret": True},
                "secret": True,
            },
            "triggers": {"description": "A change here replaces the object.", "type": "object", "additionalProperties": {}},
        },
    },
    outputs={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "values": {"type": "object", "additionalProperties": {}},
            "secrets": {"type": "object", "additionalProperties": {"type": "string"}, "secret": True},
        },
        "required": ["id", "values", "secrets"],
    },
    forces_replacement=frozenset({"triggers"}),
    replace_order=ReplaceOrder.CREATE_FIRST,
    stable_outputs=frozenset({"id"}),
    title={"nl": "Niets", "fr": "Rien", "en": "Nothing"},
)


class NullProvider:
    types: Final[Mapping[str, ResourceType]] = {NULL_OBJECT.name: NULL_OBJECT}

    def read(self, call: Call) -> Observation:
        return Present(call.id, outputs=call.outputs) if call.id else Missing()

    def find(self, call: Call) -> Observation:
        return self.read(call)

    def create(self, call: Call) -> Outcome:
        return Done(call.key, _outputs(call.key, call.inputs))

    def update(self, call: Call) -> Outcome:
        return Done(call.id, _outputs(call.id, call.inputs))

    def delete(self, call: Call) -> Outcome:  # noqa: ARG002  nothing is there to delete
        return Gone()

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs)

    def close(self) -> None:
        """Holds nothing."""


def _outputs(id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": id_, "values": inputs.get("values", {}), "secrets": inputs.get("secrets", {})}
