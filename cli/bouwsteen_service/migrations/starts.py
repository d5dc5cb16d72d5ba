"""What a service does about its tables when it starts: mostly nothing, for they are as its code wants them.

Alembic takes a sixth of the time in which a service starts, so it is loaded only where there is something to do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy import MetaData, inspect, text

from bouwsteen_service.databases import Database

_VERSIONS: Final = "alembic_version"
_NAMES: Final = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


def upgrade_database(database: Database, folder: Path, metadata: MetaData) -> None:
    """Bring the tables to the newest step of `folder`. What is there already stays.

    Of several services that start at once on one database one works and the others wait. Raises ServiceConfigurationError when
    the database was made by a newer service than this one.
    """
    if revisions_of(database) != newest_revisions(folder):
        take_steps(database, folder, metadata)


def take_steps(database: Database, folder: Path, metadata: MetaData) -> None:
    from bouwsteen_service.migrations.steps import take_missing_steps  # noqa: PLC0415  only who needs Alembic waits for it

    take_missing_steps(database, folder, metadata)


def revisions_of(database: Database) -> set[str]:
    """The step that the database says it is at; empty before there was any. A step and its record are of one transaction."""
    with database.reading() as connection:
        if not inspect(connection).has_table(_VERSIONS):
            return set()
        return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def newest_revisions(folder: Path) -> set[str]:
    """The step that no other one leads on from, read from the texts of the steps without running them."""
    steps = [dict(_NAMES.findall(path.read_text(encoding="utf-8"))) for path in folder.glob("*.py")]
    return {step["revision"] for step in steps if "revision" in step} - {step.get("down_revision") for step in steps}
