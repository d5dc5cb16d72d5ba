"""Fixtures: the registers, and an application that may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blocks.magda_service.worlds import Application, World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path)
    yield world
    world.service.close()


@pytest.fixture
def application(world: World) -> Application:
    return world.register()
