"""`python -m bouwsteen_service.migrations MODULE`: bring the tables of a service to its code, and end.

For a Job before new pods. `MODULE` has `prepare_database`; the database is the one of the binding `database`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from bouwsteen_service.bindings import read_bindings
from bouwsteen_service.databases import open_database
from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings


def main(arguments: Sequence[str]) -> int:
    """1 when it could not be done, with the reason; whoever runs it tries again."""
    (module,) = arguments
    try:
        database = open_database(read_bindings(ServiceSettings.from_environment())["database"])
        try:
            importlib.import_module(module).prepare_database(database)
        finally:
            database.close()
    except ServiceConfigurationError as error:
        sys.stderr.write(f"The database cannot be prepared: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
