"""Which states lay where, known outside of them: a folder, or a cluster, that lost its state is not one in which nothing ever was.

Beside the keys there is one small file for each such place and lineage, as long as that state has something to lose. A writer leaves
it before anything of the state counts, and takes it away when nothing is left on record: then to begin anew is right.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.adapters.state_logs.loading import Whereabouts
from bouwsteen.state import problems

FORMAT_VERSION: Final = 1
_LIMIT: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Noted:
    """That something is on record in a namespace of a cluster."""

    place: str
    namespace: str
    cluster: str

    @property
    def where(self) -> str:
        return f"the namespace {self.namespace} of the cluster {self.cluster}"


@dataclass(frozen=True, slots=True)
class PlaceFolder:
    """`<place>.<lineage>.place`: that somewhere (of which `place` is the hash) lies that lineage. Inside stands where."""

    folder: Path

    def lineages(self, layout: Whereabouts) -> list[str]:
        """What lay there when it was last written here."""
        return sorted(path.name.split(".")[1] for path in self.folder.glob(f"{layout.place}.*.place"))

    def in_clusters(self) -> dict[tuple[str, str], list[Noted]]:
        """By stack and environment, what is on record in clusters, as far as it was written here.

        A note that cannot be read tells nothing.
        """
        found: dict[tuple[str, str], list[Noted]] = {}
        for path in sorted(self.folder.glob("*.place")):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                note = _read(path)
                if "cluster" in note:
                    noted = Noted(path.name.split(".")[0], str(note["namespace"]), str(note["cluster"]))
                    found.setdefault((str(note["stack"]), str(note["environment"])), []).append(noted)
        return found

    def note(self, layout: Whereabouts, lineage: str) -> None:
        """This lineage lies here now: no other here, and it nowhere else where nothing is left of it. Raises StateError."""
        path = self._path(layout, lineage)
        if path.exists():
            return
        content = {"formatVersion": FORMAT_VERSION, **layout.note}
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

    def clear(self, layout: Whereabouts, lineage: str) -> None:
        """Nothing is left to lose. Where that cannot be written, a later writer does."""
        with contextlib.suppress(OSError):
            self._path(layout, lineage).unlink(missing_ok=True)

    def _path(self, layout: Whereabouts, lineage: str) -> Path:
        return self.folder / f"{layout.place}.{lineage}.place"


def _holds_state(note: Path) -> bool:
    """Whether there is still a state where a note says; a note that cannot be read may be right.

    What lay in a cluster moved: there is no copy of a cluster as there is one of a folder.
    """
    try:
        said = _read(note)
        if "cluster" in said:
            return False
        return any(path.name.startswith("generation.") for path in Path(str(said["folder"])).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _read(note: Path) -> Mapping[str, Any]:
    """Raises OSError, ValueError, TypeError."""
    with note.open("rb") as file:
        return dict(orjson.loads(file.read(_LIMIT)))
