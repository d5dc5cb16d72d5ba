"""What the launcher is told about one service: a small file that only the owner may read.

The launcher starts with each restart of a service, so this module imports little.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT_VERSION = 1


class LaunchSpecError(Exception):
    """A launch file that cannot be read, or that another version wrote."""


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """`environment` is the whole environment of the service. It holds no secret."""

    address: str
    program: str
    environment: Mapping[str, str]
    folder: str  # where it starts
    port: int
    ready_path: str
    ready_timeout: float

    def to_json(self) -> bytes:
        return json.dumps({"formatVersion": FORMAT_VERSION, **asdict(self)}, sort_keys=True, indent=1).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.to_json()).hexdigest()

    @classmethod
    def load(cls, path: Path) -> LaunchSpec:
        """Raises FileNotFoundError, LaunchSpecError."""
        try:
            fields: dict[str, Any] = json.loads(path.read_bytes())
            if fields.pop("formatVersion") != FORMAT_VERSION:
                raise LaunchSpecError(f"{path} was written by another version of Bouwsteen.")
            return cls(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise LaunchSpecError(f"{path} is not a launch file.") from error
