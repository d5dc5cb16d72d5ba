"""The order in which the files of tests begin."""

from __future__ import annotations

from typing import Final

import pytest
from tests.repository.places import ROOT
from tests.support.orders import LONG, long_first

THIS: Final = "tests/repository/test_orders.py"


@pytest.mark.parametrize("name", LONG)
def test_a_file_that_begins_first_is_there(name: str) -> None:
    assert (ROOT / name).is_file(), "it moved: correct its name in tests/support/orders.py"


def test_every_test_has_its_place(request: pytest.FixtureRequest) -> None:
    items = [item for item in request.session.items if item.path == ROOT / THIS]
    assert long_first(ROOT, items) == items, "within a file nothing moves"
