"""`python -m address_register`: read settings, serve until told to stop."""

from __future__ import annotations

import sys

from address_register.applications import create_application
from address_register.settings import RegisterSettings
from bouwsteen_service import run
from bouwsteen_service.settings import ServiceConfigurationError


def main() -> int:
    try:
        settings = RegisterSettings.from_environment()
        application = create_application(settings)
    except ServiceConfigurationError as error:
        sys.stderr.write(f"The service cannot start: {error}\n")
        return 1
    run(application, settings.service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
