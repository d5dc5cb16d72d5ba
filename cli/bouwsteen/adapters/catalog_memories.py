"""The newest of each catalog that this machine has seen, so that nobody can show it an older one as if it were new.

    <folder>/<hash of the address>.seen    {"formatVersion": 1, "number": …, "time": …}

Beside the keys of the state: whoever can change the work tree or its caches cannot change this.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.errors import BouwsteenError

FORMAT_VERSION: Final = 1
_LIMIT: Final = 4096


class Seen(NamedTuple):
    """The highest number of a snapshot (0: none), and the latest time of a commit, in seconds since 1970."""

    number: int = 0
    time: int = 0


@dataclass(frozen=True, slots=True)
class CatalogMemories:
    folder: Path

    def read(self, address: str) -> Seen:
        """Raises BouwsteenError when it is there and cannot be read: to forget it is for a person to decide."""
        path = self._path(address)
        try:
            data = orjson.loads(path.read_bytes()[:_LIMIT])
            return Seen(int(data["number"]), int(data["time"]))
        except FileNotFoundError:
            return Seen()
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BouwsteenError.because(
                "catalog-memory-unreadable",
                "What was seen of a catalog cannot be read",
                f"{path} does not hold which version of the catalog was the newest here.",
                "Look who changed it. Remove the file when you know that the catalog you use is the newest.",
            ) from problem

    def note(self, address: str, seen: Seen) -> None:
        """Nothing is written when nothing is new."""
        path = self._path(address)
        if path.exists() and self.read(address) == seen:
            return
        make_private_folder(self.folder)
        write_private_file(path, orjson.dumps({"formatVersion": FORMAT_VERSION, **seen._asdict()}))

    def _path(self, address: str) -> Path:
        return self.folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.seen"
