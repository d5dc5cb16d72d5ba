"""Settings of the server, read once at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings

SERVER: Final = Path("node_modules", "@solid", "community-server", "bin", "server.js")
# Files on disk; who may read what is decided by Web Access Control; anybody may make an account.
CONFIGURATION: Final = "@css:config/file.json"
LOOPBACK: Final = Path(__file__).with_name("loopback.cjs")


@dataclass(frozen=True, slots=True)
class SolidSettings:
    """`node` is the program, `packages` the folder that holds node_modules, `data_folder` where the pods are."""

    service: ServiceSettings
    node: Path
    packages: Path
    data_folder: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> SolidSettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        service = ServiceSettings.from_environment(values)
        settings = cls(service, *(_path(values, name) for name in ("NODE", "PACKAGES", "DATA_FOLDER")))
        if not (settings.packages / SERVER).is_file():
            raise ServiceConfigurationError("PACKAGES does not hold the Community Solid Server")
        return settings

    @property
    def command(self) -> list[str]:
        """The line that runs the server. Its base address ends with a slash, as its identifiers begin with it."""
        return [
            str(self.node),
            "--require",
            str(LOOPBACK),
            str(self.packages / SERVER),
            f"--config={CONFIGURATION}",
            f"--rootFilePath={self.data_folder}",
            f"--port={self.service.port}",
            f"--baseUrl={self.service.public_url}/",
            "--loggingLevel=warn",
        ]


def _path(values: Mapping[str, str], name: str) -> Path:
    path = Path(values.get(name) or ".")
    if not path.is_absolute():
        raise ServiceConfigurationError(f"{name} must be an absolute path")
    return path
