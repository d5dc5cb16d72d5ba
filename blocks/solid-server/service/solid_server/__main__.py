"""`python -m solid_server`: read settings, become node. What supervises this process supervises the server itself."""

from __future__ import annotations

import os
import sys

from bouwsteen_service.settings import ServiceConfigurationError
from solid_server.settings import SolidSettings


def main() -> int:
    try:
        settings = SolidSettings.from_environment()
    except ServiceConfigurationError as error:
        sys.stderr.write(f"The service cannot start: {error}\n")
        return 1
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    command = settings.command
    try:
        os.execve(command[0], command, {**kept, "BOUWSTEEN_HOST": settings.service.host, "NODE_ENV": "production"})  # noqa: S606  a program without a shell is what it becomes
    except OSError as error:
        sys.stderr.write(f"The service cannot start: node cannot be run ({error.strerror})\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
