"""What holds for all tests: property tests try the same examples on every run, so that a change is judged by what it changed.

`--hypothesis-profile=explore` tries others, to find what nobody thought of yet.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator

import pytest
from hypothesis import settings
from tests.faults.marks import note_faults
from tests.support.clusters import cluster, namespace
from tests.support.orders import put_long_files_first

__all__ = ["cluster", "namespace"]  # fixtures for all

# Containers often ask for no bytecode. Then each run rewrites all tests, and each program that a test starts compiles all of its code.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Who runs tests in the background has them ignore Ctrl-C or a closed window, and programs that tests start would too."""
    for name, default in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL), ("SIGTERM", signal.SIG_DFL)):
        number = getattr(signal, name, None)  # Windows does not have them all
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, default)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    note_faults(config, items)
    yield  # others leave out what this run does not want
    put_long_files_first(config, items)
