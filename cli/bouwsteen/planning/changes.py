"""One planned difference, and the differences of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.values import Path, has_unknown


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of `with`. `before` and `after` may be ABSENT, Secret or Unknown."""

    path: Path
    before: Any
    after: Any
    forces_replacement: bool = False

    @property
    def name(self) -> str:
        text = ""
        for part in self.path:
            if isinstance(part, int):
                text += f"[{part}]"
            else:  # an item of a keyed list brings its brackets along
                text += part if not text or part.startswith("[") else f".{part}"
        return text


@dataclass(frozen=True, slots=True)
class Change:
    """What will happen to one resource, or to one older generation of it.

    `desired` is the evaluated `with` (Secret and Unknown leaves); empty for what goes
    away. `record_fingerprint` is the digest of the record that the change was planned
    on, so that "stale" can name it. `needs` are the addresses it waits for.
    """

    address: Address
    type: str
    action: Action
    reason: Reason
    desired: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[FieldChange, ...] = ()
    generation: int = 1
    create_first: bool = False
    record_fingerprint: str = ""
    moved_from: Address | None = None
    needs: tuple[Address, ...] = ()
    rotation: int = 0
    retain: bool = False  # what becomes of the object when it is unwanted one day
    # The object is not as recorded (stopped, failed, changed): an update is due even if the inputs turn out equal,
    # also where only a replacement was feared.
    unsettled: bool = False
    # What is to be kept goes all the same, since a person named it.
    loses_data: bool = False
    detail: str = ""  # of drift and unfinished work: what was seen
    # Secret leaves enter digests as version numbers, by path.
    secret_versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def forcing(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.forces_replacement)

    @property
    def deletes_first(self) -> bool:
        return self.action is Action.REPLACE and not self.create_first

    @property
    def is_certain(self) -> bool:
        """Of a replacement: false where only values that are not known yet may ask for it."""
        forcing = [each.after for each in self.fields if each.forces_replacement]
        return self.reason is not Reason.INPUTS or any(not has_unknown(after) for after in forcing)

    @property
    def is_change(self) -> bool:
        return self.action is not Action.NO_OP or self.moved_from is not None


def behind_replaced(changes: Iterable[Change]) -> set[Address]:
    """What needs, directly or not, an object that goes before its successor comes; and those objects themselves.

    `changes` in order of work. What stands behind one goes before it and cannot see first what it will need.
    """
    found: set[Address] = set()
    for each in changes:
        if each.deletes_first or not found.isdisjoint(each.needs):
            found.add(each.address)
    return found
