"""What the adapters of this machine ask of whoever knows the content: blocks and files by digest. And the kit of all services."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from bouwsteen.documents.digests import digest_bytes, digest_files

KIT_FOLDER: Final = Path(__file__).parents[2]  # holds bouwsteen_service, on which the services of blocks are built


class ContentSource(Protocol):
    def files(self, digest: str) -> Mapping[str, bytes]:
        """Relative POSIX path → bytes of one file set. Raises LookupError or a BouwsteenError."""

    def service_folder(self, block: str, digest: str) -> Path:
        """The folder that holds the Python package of a block's service. Raises as `files`."""


@functools.cache
def kit_digest() -> str:
    """Of the kit that came with this program, and that services run on: on another one they are other services. Raises OSError."""
    kit = KIT_FOLDER / "bouwsteen_service"
    files = (path for path in kit.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest_files({path.relative_to(kit).as_posix(): digest_bytes(path.read_bytes()) for path in files})
