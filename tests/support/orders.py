"""In which order the files of tests begin, so that no worker is alone at the end with the longest of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

# Files that take much of the default run, whatever their number of tests: real processes, browsers, many examples. The longest first.
LONG: Final = (
    "tests/browser/test_counter_journeys.py",
    "tests/adapters/test_local_processes.py",
    "tests/blocks/forms_service/test_properties.py",
    "tests/e2e/test_main_job.py",
    "tests/services/test_descriptions.py",
    "tests/blocks/ebox_service/test_publications.py",
    "tests/blocks/payments_service/test_api.py",
    "tests/loadtests/test_generator.py",
    "tests/properties/test_planning.py",
    "tests/faults/test_kills.py",
    "tests/blocks/forms_service/test_security.py",
    "tests/properties/test_determinism.py",
    "tests/properties/test_lifecycles.py",
    "tests/e2e/test_secrets.py",
    "tests/blocks/forms_service/test_service.py",
    "tests/blocks/payments_service/test_checkout.py",
    "tests/repository/test_readme.py",
    "tests/unit/engine/test_growth.py",
    "tests/properties/test_state_commands.py",
)


def put_long_files_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where workers share a run: the files in `LONG` begin first, then those with the most tests. Within a file nothing moves.

    A worker takes whole files, so a long one that begins last decides when the run ends.
    """
    if hasattr(config, "workerinput"):
        items[:] = long_first(config.rootpath, items)


def long_first(root: Path, items: list[pytest.Item]) -> list[pytest.Item]:
    ranks = {root / name: rank for rank, name in enumerate(LONG)}
    sizes = Counter(item.path for item in items)
    return sorted(items, key=lambda item: (ranks.get(item.path, len(LONG)), -sizes[item.path], item.path))
