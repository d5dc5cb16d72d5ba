"""Writing a generation: the units that changed, a table of where all are, and tidying up after it.

Units that did not change stay where they are. When that leaves too many files, or more dead
bytes than living ones, the sealed units are copied together into the new file, unopened.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_folders.layouts import Layout, sort_files
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import GenerationHeader, Place
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.stores import GENERATIONS_KEPT
from bouwsteen.errors import BouwsteenError
from bouwsteen.state import formats
from bouwsteen.state.formats import Root
from bouwsteen.state.snapshots import UnitSnapshot

FILES_TO_MERGE: Final = 32
DEAD_BYTES_TO_MERGE: Final = 1024 * 1024


@dataclass(slots=True)
class GenerationWriter:
    disk: Disk
    layout: Layout
    sealer: Sealer

    def write(
        self,
        number: int,
        root: Root,
        changed: Iterable[UnitSnapshot],
        unchanged: Mapping[str, Place],
    ) -> dict[str, Place]:
        """Write generation `number` and return where its units are. Raises OSError, FileExistsError when the number is taken."""
        shell = root.shell
        moved = self._to_merge(unchanged)
        references = tuple(sorted({place.generation for name, place in unchanged.items() if name not in moved}))
        header = framing.write_header(
            framing.GENERATION,
            GenerationHeader(shell.organisation, shell.lineage, self.sealer.key_id, number, shell.serial, references),
        )
        parts = [header]
        offset = len(header)
        places = dict(unchanged)
        for name, serial, sealed in [*self._seal_units(root, changed), *self._copy_units(moved)]:
            places[name] = Place(number, offset, len(sealed), serial, framing.seal_of(sealed))
            parts.append(sealed)
            offset += len(sealed)
        table = {name: place.to_json() for name, place in places.items()}
        parts.append(framing.seal_root(header, formats.write_root(dataclasses.replace(root, units=table)), offset, self.sealer))
        self.disk.create(self.layout.generation(number), b"".join(parts))
        return places

    def _seal_units(self, root: Root, units: Iterable[UnitSnapshot]) -> Iterable[tuple[str, int, bytes]]:
        for unit in units:
            place = framing.unit_place(root.shell.organisation, root.shell.lineage, unit.instance, unit.serial)
            yield unit.instance, unit.serial, self.sealer.seal(formats.write_unit(unit), place)

    def _copy_units(self, places: Mapping[str, Place]) -> Iterable[tuple[str, int, bytes]]:
        files: dict[int, bytes] = {}
        for name, place in places.items():
            if place.generation not in files:
                files[place.generation] = self.disk.read(self.layout.generation(place.generation))
            yield name, place.serial, files[place.generation][place.offset : place.offset + place.length]

    def _to_merge(self, places: Mapping[str, Place]) -> Mapping[str, Place]:
        """All of `places`, or none."""
        numbers = {place.generation for place in places.values()}
        alive = sum(place.length for place in places.values())
        size = sum(self.disk.size(self.layout.generation(number)) for number in numbers)
        return places if len(numbers) > FILES_TO_MERGE or size > 2 * alive + DEAD_BYTES_TO_MERGE else {}


def prune(disk: Disk, layout: Layout, loader: Loader, kept: int = GENERATIONS_KEPT) -> None:
    """Remove what no kept generation needs. Removes nothing when one of them cannot be asked. Raises OSError."""
    names = disk.names(layout.folder)
    files = sort_files(names)
    keep = set(files.generations[-kept:])
    oldest = min(keep, default=0)
    try:
        needed = keep.union(*(loader.header(number).references for number in keep))
    except BouwsteenError:
        return
    for number in files.generations:
        if number < oldest and number not in needed:
            disk.remove(layout.generation(number))
    for number in files.journals:
        if number < oldest:
            disk.remove(layout.journal(number))
    for name in names:
        if name.startswith((".generation.", ".journal.", ".reserve")):
            disk.remove(layout.folder / name)
