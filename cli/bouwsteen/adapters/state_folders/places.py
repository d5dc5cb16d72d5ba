"""Which states lay where, known outside of them: a folder that vanished is not one in which nothing ever was.

Beside the keys there is one small file for each folder and lineage, as long as that state has something to lose. A writer leaves
it before anything of the state counts, and takes it away when nothing is left on record: then to begin anew is right.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.adapters.state_folders.disks import Disk
from bouwsteen.adapters.state_folders.layouts import Layout, sort_files
from bouwsteen.state import problems

FORMAT_VERSION: Final = 1
_LIMIT: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class PlaceFolder:
    """`<place>.<lineage>.place`: that a folder (of which `place` is the hash) holds that lineage. Inside stands the folder's path."""

    folder: Path

    def lineages(self, layout: Layout) -> list[str]:
        """What lay there when it was last written here."""
        return sorted(path.name.split(".")[1] for path in self.folder.glob(f"{layout.place}.*.place"))

    def note(self, layout: Layout, lineage: str) -> None:
        """This lineage lies here now: no other here, and it nowhere else where nothing is left of it. Raises StateError."""
        path = self._path(layout, lineage)
        if path.exists():
            return
        content = {"formatVersion": FORMAT_VERSION, "folder": str(layout.folder.absolute())}
        try:
            make_private_folder(self.folder)
            write_private_file(path, orjson.dumps(content))
            Disk().sync_folder(self.folder)
        except OSError as problem:
            raise problems.write_failed(path, problem) from problem
        for other in self.lineages(layout):
            if other != lineage:
                self.clear(layout, other)
        for moved in self.folder.glob(f"*.{lineage}.place"):
            if moved != path and not _holds_state(moved):
                moved.unlink(missing_ok=True)

    def clear(self, layout: Layout, lineage: str) -> None:
        """Nothing is left to lose. Where that cannot be written, a later writer does."""
        with contextlib.suppress(OSError):
            self._path(layout, lineage).unlink(missing_ok=True)

    def _path(self, layout: Layout, lineage: str) -> Path:
        return self.folder / f"{layout.place}.{lineage}.place"


def _holds_state(note: Path) -> bool:
    """Whether there is still a state where a note says; a note that cannot be read may be right."""
    try:
        with note.open("rb") as file:
            folder = Path(str(orjson.loads(file.read(_LIMIT))["folder"]))
        return bool(sort_files(path.name for path in folder.iterdir()).generations)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError, KeyError, TypeError):
        return True
