"""Real programs, and places where they run."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from tests.faults.places import Place, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if sys.platform == "win32":
        pytest.skip("Windows reads states and writes none")
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def place(tmp_path: object, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))
