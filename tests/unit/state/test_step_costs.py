"""What a step costs does not depend on how much is on record, and each entry is durable by a sync of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.efforts import count_calls
from tests.support.failing_disks import FailingDisk
from tests.unit.state.conftest import WRITER, make_record

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.state.journals import Begin, End, Outcome, Put
from bouwsteen.state.ports import Mode

STEPS = 20


def work_of_steps(folder: Path, instances: int) -> tuple[int, int]:
    """Calls and syncs of `STEPS` operations on a state of that many instances."""
    disk = FailingDisk(0)  # counts alone
    store = FolderStore(folder / "state", LocalKeys(folder / "keys"), disk)
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(*[Put(make_record(f"i{number}")) for number in range(instances)])
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        session.append(Put(make_record("i0")))
        records = [make_record(f"i{number}") for number in range(STEPS)]
        before = len(disk.synced)

        def run() -> None:
            for number, record in enumerate(records):
                session.append(Begin("run-1", f"s{number}", "update", record))
                session.append(End(f"s{number}", Outcome.DONE, record))

        calls = count_calls(run)
        return calls, len(disk.synced) - before


@pytest.mark.parametrize(("small", "large"), [(30, 300), pytest.param(300, 30_000, marks=pytest.mark.slow)])
def test_a_step_costs_the_same_on_a_large_state(tmp_path: Path, small: int, large: int) -> None:
    few, syncs = work_of_steps(tmp_path / "small", small)
    many, others = work_of_steps(tmp_path / "large", large)
    assert syncs == others == 2 * STEPS
    assert many <= few * 1.2
