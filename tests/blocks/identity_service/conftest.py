"""Fixtures: a sign-in service, and an application that is registered with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blocks.identity_service.worlds import Client, World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path)
    yield world
    world.service.database.close()


@pytest.fixture
def client(world: World) -> Client:
    return world.register()
