"""What the adapters of this machine ask of whoever knows the content: blocks and files by digest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class ContentSource(Protocol):
    def files(self, digest: str) -> Mapping[str, bytes]:
        """Relative POSIX path → bytes of one file set. Raises LookupError or a BouwsteenError."""

    def service_folder(self, block: str, digest: str) -> Path:
        """The folder that holds the Python package of a block's service. Raises as `files`."""
