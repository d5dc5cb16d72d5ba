"""`python -m data_vault_service`: read settings and bindings, serve until told to stop."""

from __future__ import annotations

import sys

from bouwsteen_service import read_bindings, run
from bouwsteen_service.settings import ServiceConfigurationError
from data_vault_service.applications import create_application
from data_vault_service.services import VaultService
from data_vault_service.settings import VaultSettings


def main() -> int:
    try:
        settings = VaultSettings.from_environment()
        bindings = read_bindings(settings.service)
        application = create_application(VaultService.build(settings, bindings), bindings)
    except ServiceConfigurationError as error:
        sys.stderr.write(f"The service cannot start: {error}\n")
        return 1
    run(application, settings.service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
