"""Equal input gives equal bytes: whatever the seed of hashes, however many work at once, in whatever process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Seeds order the sets of a process; workers, the answers of the world.
PROCESSES = [("0", 1), ("1", 8), ("271828", 1), ("314159", 8), ("random", 8)]


def plans(folder: Path, seed: str, workers: int) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")])}
    command = [sys.executable, "-m", "tests.support.plan_writers", str(folder), str(workers)]
    return subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, timeout=120).stdout


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return plans(tmp_path_factory.mktemp("first"), *PROCESSES[0])


def test_there_is_enough_in_the_plans_to_differ(first: bytes) -> None:
    text = first.decode()
    assert all(f'"action": "{action}"' in text for action in ("create", "update", "replace", "delete", "no-op"))
    assert text.count('"action"') > 300
    assert text.count('"format_version"') >= 4, "more stacks than one"
    assert '"fingerprint"' in text, "and policies say something of them"


@pytest.mark.parametrize(("seed", "workers"), PROCESSES[1:])
def test_every_process_writes_the_same_plans(first: bytes, seed: str, workers: int, tmp_path: Path) -> None:
    assert plans(tmp_path, seed, workers) == first
