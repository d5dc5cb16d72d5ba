"""What stands on what by its name alone: an object on its namespace, an object of a kind on what defines the kind.

Nobody reads an output there, and nobody should have to write `dependsOn`: the type says it of the fields that name such things, as far
as they are known before anything is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.expressions import CompiledTemplate, EvaluationError
from bouwsteen.planning.compiled_blocks import CompiledResource
from bouwsteen.providers.resource_types import Standing
from bouwsteen.values import Path

Known = Mapping[str, Any]  # what names of templates mean from the start
_LATER = frozenset({"resources", "uses", "consumer"})


def find_grounds(resources: Iterable[tuple[Address, CompiledResource, Known]], home: str) -> Iterator[tuple[Address, Address, str]]:
    """(what waits, what it waits for, why). `home` is where things of the environment live that do not say otherwise."""
    asked = [(address, resource, known) for address, resource, known in resources if resource.type.stands is not None]
    if not asked:
        return
    reader = _Reader(home)
    standings = [(address, reader.read(resource, known)) for address, resource, known in asked]
    givers: dict[str, list[Address]] = defaultdict(list)
    for address, standing in standings:
        for name in standing.gives:
            givers[name].append(address)
    if not givers:
        return
    for address, standing in standings:
        for name, why in standing.needs.items():
            yield from ((address, giver, why) for giver in givers.get(name, ()) if giver != address)


class _Reader:
    """Most resources of a block are the same in all its instances: what no instance decides is read once."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._parts: dict[int, tuple[CompiledResource, dict[Path, CompiledTemplate], Standing | None]] = {}

    def read(self, resource: CompiledResource, known: Known) -> Standing:
        found = self._parts.get(id(resource))
        if found is None:
            found = self._parts[id(resource)] = (resource, *self._compile(resource))
        _, parts, standing = found
        return standing or self._stand(resource, parts, known)

    def _compile(self, resource: CompiledResource) -> tuple[dict[Path, CompiledTemplate], Standing | None]:
        stands = resource.type.stands
        assert stands is not None, "asked of types that say it"
        parts = {path: part for path in stands.fields if (part := _part(resource.inputs.template, path)) is not None}
        is_fixed = all(part.is_literal for part in parts.values())
        return parts, self._stand(resource, parts, {}) if is_fixed else None

    def _stand(self, resource: CompiledResource, parts: Mapping[Path, CompiledTemplate], known: Known) -> Standing:
        stands = resource.type.stands
        assert stands is not None, "asked of types that say it"
        values = {path: value for path, part in parts.items() if isinstance(value := _value(part, known), str)}
        return stands.read(values, self._home)


def _part(template: CompiledTemplate, path: Path) -> CompiledTemplate | None:
    try:
        part = template.at(path)
    except KeyError:
        return None
    return None if any(each.root in _LATER for each in part.references) else part


def _value(part: CompiledTemplate, known: Known) -> Any:
    try:
        return part.evaluate(known)
    except EvaluationError:
        return None  # told where the whole is evaluated
