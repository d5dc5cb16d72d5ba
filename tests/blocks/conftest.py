"""Services are tested on both databases: their tests ask for `postgresql`, or for `database_uri` to run on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.postgresql import Server, start_postgresql
from tests.support.prepared_databases import prepared_databases

__all__ = ["prepared_databases"]  # for all


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with start_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/service.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()
