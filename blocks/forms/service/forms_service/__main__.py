"""`python -m forms_service`: read the environment and the bindings, and serve."""

import logging
import sys

from bouwsteen_service import read_bindings, run
from bouwsteen_service.logs import configure_logging
from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings
from forms_service.applications import create_forms_service
from forms_service.settings import FormsSettings


def main() -> int:
    """Serve until a signal comes; 1 when the service cannot start, with the reason in the log."""
    configure_logging(ServiceSettings())
    try:
        settings = FormsSettings.from_environment()
        configure_logging(settings.service)
        app = create_forms_service(settings, read_bindings(settings.service))
    except ServiceConfigurationError as error:
        logging.getLogger("forms_service").critical("The service cannot start", extra={"fields": {"reason": str(error)}})
        return 1
    run(app, settings.service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
