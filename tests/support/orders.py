"""In which order the files of tests begin, so that no worker is alone at the end with the longest of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

# Files that take much of a run, whatever their number of tests: real processes, browsers, many examples. The longest first, of the default
# run and of the slow one together: which tests of a file are in a run is another matter.
LONG: Final = (
    "tests/e2e/test_kills.py",
    "tests/e2e/test_main_job.py",
    "tests/loadtests/test_journeys.py",
    "tests/browser/test_counter_journeys.py",
    "tests/repository/test_readme.py",
    "tests/browser/test_citizen_journeys.py",
    "tests/services/test_descriptions.py",
    "tests/journeys/test_kills.py",
    "tests/faults/test_kills.py",
    "tests/browser/test_fee_journeys.py",
    "tests/services/test_kills.py",
    "tests/adapters/test_local_processes.py",
    "tests/loadtests/test_generator.py",
    "tests/faults/test_broker_kills.py",
    "tests/blocks/forms_service/test_properties.py",
    "tests/e2e/test_solid_server.py",
    "tests/e2e/test_fees.py",
    "tests/e2e/test_data_vault.py",
    "tests/browser/test_consent_pages.py",
    "tests/e2e/test_secrets.py",
    "tests/blocks/ebox_service/test_publications.py",
    "tests/services/test_stops.py",
    "tests/blocks/forms_service/test_prefill_pages_in_a_browser.py",
    "tests/blocks/forms_service/test_pages_in_a_browser.py",
    "tests/browser/test_report_pages.py",
    "tests/properties/test_lifecycles.py",
    "tests/properties/test_planning.py",
    "tests/blocks/payments_service/test_api.py",
    "tests/blocks/forms_service/test_security.py",
    "tests/properties/test_determinism.py",
    "tests/blocks/forms_service/test_service.py",
    "tests/blocks/payments_service/test_checkout.py",
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
