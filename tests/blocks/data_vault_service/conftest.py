from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blocks.data_vault_service.worlds import EMAIL, World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build_world(tmp_path)
    yield made
    made.service.close()


@pytest.fixture
def noor(world: World) -> str:
    """The WebID of somebody whose vault holds an e-mail address."""
    return world.solid.add_person("noor", email=EMAIL)
