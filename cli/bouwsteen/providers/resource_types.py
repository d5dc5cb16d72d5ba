"""What a provider publishes of each type it manages: shapes, and how a change behaves."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.values import Path

JsonSchema = Mapping[str, Any]


class ReplaceOrder(enum.StrEnum):
    DELETE_FIRST = "delete-first"
    CREATE_FIRST = "create-first"


@dataclass(frozen=True, slots=True)
class Standing:
    """By names that mean something within one family: what a resource is for others, and what must be there before it, with its why."""

    gives: frozenset[str] = frozenset()
    needs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stands:
    """`read` gets those of `fields` (paths in `with`) that are known to be texts, and where things live that do not say otherwise."""

    fields: tuple[Path, ...]
    read: Callable[[Mapping[Path, str], str], Standing]


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type, such as `broker/binding`.

    `schema` is the JSON Schema (2020-12) of `with`; a property with `secret: true` may
    hold a secret, every other refuses one. `outputs` is the schema of what the resource
    yields; `secret: true` taints there too.
    """

    name: str
    schema: JsonSchema
    outputs: JsonSchema
    # Properties of `with` whose change needs a new object; a dot leads into one (`manifest.kind`).
    forces_replacement: frozenset[str] = frozenset()
    replace_order: ReplaceOrder = ReplaceOrder.DELETE_FIRST
    # Outputs that an update leaves as they were; the others are unknown until it is done.
    stable_outputs: frozenset[str] = frozenset()
    # Holds data of people: kept at deletion outside `local` unless the document says otherwise.
    data_bearing: bool = False
    # The same where one property of `with` (a dot leads into one) has one of these values: `("manifest.kind", {"PersistentVolumeClaim"})`.
    data_bearing_when: tuple[str, frozenset[str]] = ("", frozenset())
    # What a call made is found again by its name alone, and is brought to its inputs by the same call: so its end need not be on
    # record before the next step begins.
    found_by_name: bool = False
    # Can be stopped and started with nothing lost (`down`, `up`).
    stoppable: bool = False
    # An update brings a new secret in place of the old (credentials), so consumers roll.
    rotates: bool = False
    title: Mapping[str, str] = field(default_factory=dict)
    # What names an existing object of this type, for who wants to take one over; empty where none can be.
    import_by: str = ""
    import_is_secret: bool = False  # what names it is the object itself, as with a password
    # Of `with` as a document has it, templates as texts: a schema that says more than `schema` does, where its values choose one.
    refine: Callable[[Mapping[str, Any]], JsonSchema | None] | None = None
    # What it stands on that it does not read: so it comes after that, and goes before it.
    stands: Stands | None = None

    def holds_data(self, inputs: Mapping[str, Any]) -> bool:
        """Whether an object that is made with these may hold data of people, or take them along when it goes."""
        if self.data_bearing:
            return True
        path, values = self.data_bearing_when
        found: Any = inputs
        for name in path.split(".") if path else ():
            found = found.get(name) if isinstance(found, Mapping) else None
        return isinstance(found, str) and found in values
