"""Writing a generation: the units that changed, an index of where all are, and tidying up after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes_state.heads import pieces
from bouwsteen.adapters.kubernetes_state.layouts import GENERATION, INSTANCE, JOURNAL, ROLE, ROOT, UNIT, Layout, safe_name
from bouwsteen.adapters.kubernetes_state.loading import BODY, ClusterLoader, number_of
from bouwsteen.adapters.kubernetes_state.shelves import Kept, Shelf
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import GenerationHeader, Place
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.stores import GENERATIONS_KEPT
from bouwsteen.errors import BouwsteenError
from bouwsteen.state import formats
from bouwsteen.state.formats import Root
from bouwsteen.state.snapshots import UnitSnapshot

_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class GenerationWriter:
    shelf: Shelf
    layout: Layout
    sealer: Sealer

    def write(self, number: int, root: Root, changed: Iterable[UnitSnapshot], unchanged: Mapping[str, Place]) -> dict[str, Place]:
        """Write generation `number` and return where its units are. Nobody knows of it until the head names it.

        The first part of its index comes last: where that is, all of it is. Raises OSError, FileExistsError when the number is taken.
        """
        shell = root.shell
        places = dict(unchanged)
        secrets: list[tuple[str, dict[str, str], bytes]] = []
        for unit in changed:
            sealed = self.sealer.seal(
                formats.write_unit(unit), framing.unit_place(shell.organisation, shell.lineage, unit.instance, unit.serial)
            )
            places[unit.instance] = Place(number, 0, len(sealed), unit.serial, framing.seal_of(sealed))
            for part, piece in enumerate(pieces(sealed)):
                labels = self.layout.labels(UNIT, number, part, instance=unit.instance)
                secrets.append((self.layout.unit(unit.instance, number, part), labels, piece))
        self._create(secrets)
        index = list(enumerate(pieces(self._seal_root(number, dataclasses.replace(root, units={}), places))))
        for part, piece in reversed(index):
            self._create([(self.layout.root(number, part), self.layout.labels(ROOT, number, part), piece)])
        return places

    def _seal_root(self, number: int, root: Root, places: Mapping[str, Place]) -> bytes:
        shell = root.shell
        references = tuple(sorted({place.generation for place in places.values()} - {number}))
        header = framing.write_header(
            framing.GENERATION,
            GenerationHeader(shell.organisation, shell.lineage, self.sealer.key_id, number, shell.serial, references),
        )
        table = {name: place.to_json() for name, place in places.items()}
        return header + framing.seal_root(header, formats.write_root(dataclasses.replace(root, units=table)), len(header), self.sealer)

    def _create(self, secrets: list[tuple[str, dict[str, str], bytes]]) -> None:
        def create(each: tuple[str, dict[str, str], bytes]) -> None:
            name, labels, piece = each
            self.shelf.create(name, labels, {BODY: piece})

        if len(secrets) <= 1:
            for each in secrets:
                create(each)
            return
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="bouwsteen-state") as pool:
            list(pool.map(create, secrets))


def prune(loader: ClusterLoader, kept: int = GENERATIONS_KEPT) -> None:
    """Remove what no kept generation needs. Removes nothing when one of them cannot be asked. Raises OSError."""
    there = _all_but_head(loader)
    numbers = sorted({number_of(each, GENERATION) for each in there if _is(each, ROOT)})
    if len(numbers) > kept:
        sweep(loader, numbers[-kept:], there)


def sweep(loader: ClusterLoader, kept: Iterable[int], there: list[Kept] | None = None) -> None:
    """Remove all that the generations `kept` do not need. Raises as `prune`."""
    there = _all_but_head(loader) if there is None else there
    keep = set(kept)
    needed: set[tuple[str, int]] = set()
    for number in keep:
        try:
            needed |= {(safe_name(name), place.generation) for name, place in loader.read_places(number).items()}
        except BouwsteenError:
            return
    for each in there:
        number = number_of(each, GENERATION)
        if number > max(keep):
            continue  # somebody writes it just now
        if number not in keep if not _is(each, UNIT) else (each.labels.get(INSTANCE, ""), number) not in needed:
            loader.shelf.remove(each.name)


def _all_but_head(loader: ClusterLoader) -> list[Kept]:
    return list(loader.shelf.list(loader.layout.selector(ROOT, UNIT, JOURNAL), metadata=True))


def _is(kept: Kept, role: str) -> bool:
    return kept.labels.get(ROLE) == role
