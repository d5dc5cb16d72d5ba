"""Fixtures: an eBox, and an application that sends through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blocks.ebox_service.worlds import Sender, World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path)
    yield world
    world.service.close()


@pytest.fixture
def sender(world: World) -> Sender:
    return world.register()
