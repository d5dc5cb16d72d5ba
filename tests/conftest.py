"""What holds for all tests: property tests try the same examples on every run, so that a change is judged by what it changed.

`--hypothesis-profile=explore` tries others, to find what nobody thought of yet.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from tests.faults.marks import note_faults

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    note_faults(config, items)
