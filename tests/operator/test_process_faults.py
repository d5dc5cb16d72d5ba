"""Processes of the operator that are killed at a write, stand still in one, and are of two versions, on a real API server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from tests.operator.test_processes import writes
from tests.repository.places import ROOT
from tests.support.operator_towns import OperatorProcess, Province, town
from tests.support.short_operators import NEVER, Moment

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
MOST_KILLS = 30


@pytest.mark.fault("F36")
def test_it_is_killed_again_and_again_in_a_first_apply_and_makes_nothing_twice(province: Province) -> None:
    cluster, audit, mark = province.cluster, province.cluster.audit, province.cluster.audit.mark()
    province.settle([1])
    for kills in range(MOST_KILLS):
        # Each goes on where the one before it was killed, and comes a little further.
        with province.operate(moment=Moment(1 + 6 * kills, after=bool(kills % 2))) as operator:
            cluster.wait(lambda: operator.process.poll() is not None or province.count_ready() == 1, "it is killed, or done")
            if operator.process.poll() is None:
                break
            assert operator.process.returncode == -signal.SIGKILL
    assert 2 < kills < MOST_KILLS - 1
    assert province.parts(1).keys() == {"part-0", "part-1", "part-2"}
    made = Counter(each.path.partition("?")[0] for each in audit.since(mark) if each.resource == "configmaps" and each.code == 201)
    assert set(made.values()) == {1}
    _check_that_a_restart_writes_nothing(province, 1)


def _check_that_a_restart_writes_nothing(province: Province, stacks: int) -> None:
    """What the last one had not told yet is told by now: events are no change of anything."""
    mark = province.cluster.audit.mark()
    with province.operate(moment=NEVER) as operator:
        province.cluster.wait(lambda: len(operator.lines("reconciled")) >= stacks, "it looked at all")
        assert operator.end() == 0
    assert [(each.verb, each.path) for each in writes(province.cluster.audit, mark) if each.resource != "events"] == []


@pytest.mark.fault("F36")
@pytest.mark.fault("F37")
def test_a_standby_takes_over_from_one_that_is_killed_in_a_write(province: Province) -> None:
    cluster = province.cluster
    with province.operate(moment=Moment(1, "/configmaps/part-1", after=True)) as one:
        cluster.wait(one.leads, "the first one leads")
        with province.operate(moment=NEVER) as two:
            cluster.wait(lambda: _role(two) == "standby", "the second one stands by")
            province.settle([1])
            cluster.wait(lambda: one.process.poll() == -signal.SIGKILL, "the first one is killed in a write")
            cluster.wait(two.leads, "the second one leads")
            cluster.wait(lambda: province.count_ready() == 1, "it finishes what was begun")
            assert province.parts(1).keys() == {"part-0", "part-1", "part-2"}


def _role(operator: OperatorProcess) -> str:
    said = operator.ask("health", "/health/ready")
    return str(json.loads(said)["role"]) if said else ""


@pytest.mark.fault("F37")
def test_a_late_write_of_a_leader_that_stood_still_does_not_stay(province: Province) -> None:
    """It stands still between the last question whether it leads and the sending: the one request that nobody can hold back."""
    cluster = province.cluster
    province.settle([1])
    with province.operate(moment=Moment(2, "/configmaps/part-0", signal=signal.SIGSTOP)) as one:
        cluster.wait(lambda: province.count_ready() == 1, "it is at rest")
        with province.operate("--sweep", "3", moment=NEVER) as two:
            cluster.wait(lambda: _role(two) == "standby", "the second one stands by")
            province.want(1, [0, 1, 2], "eerst")
            cluster.wait(one.is_stopped, "it stands still, with a write in its hands")
            cluster.wait(two.leads, "the second one leads")
            province.want(1, [0, 1, 2], "daarna")
            cluster.wait(
                lambda: _texts(province) == {"daarna"} and province.count_ready() == 1, "the second one carries out what is wanted"
            )
            uids = {name: each["metadata"]["uid"] for name, each in province.parts(1).items()}

            mark = cluster.audit.mark()
            one.kill(signal.SIGCONT)
            cluster.wait(lambda: one.lines("leads no more"), "it sees that it leads no more")
            cluster.wait(lambda: psutil.Process(one.process.pid).status() != psutil.STATUS_STOPPED, "it goes on")
            cluster.wait(lambda: _texts(province) == {"daarna"} and province.count_ready() == 1, "what is wanted is there")
            assert one.end() == 0
            late = [each for each in cluster.audit.since(mark, namespace=town(1)) if each.resource == "configmaps" and each.code < 400]
            assert len([each for each in late if each.verb == "patch"]) <= 2  # what was in its hands, and what corrects it
            assert {name: each["metadata"]["uid"] for name, each in province.parts(1).items()} == uids
            assert _texts(province) == {"daarna"}
        assert two.process.returncode == 0
    _check_that_a_restart_writes_nothing(province, 1)


def _texts(province: Province) -> set[str]:
    return {each["data"]["text"] for each in province.parts(1).values()}


@pytest.fixture(scope="module")
def old_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as it was when it kept admission policies for the first time, from the history of this repository."""
    git = shutil.which("git")
    assert git is not None
    command = [git, "-C", str(ROOT), "log", "--format=%H", "--diff-filter=A", "--", "operator/bouwsteen_operator/admissions.py"]
    found = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout.split()
    if not found:
        pytest.skip("the history of the repository is not here")
    folder = tmp_path_factory.mktemp("old")
    with (folder / "old.tar").open("wb") as file:
        subprocess.run([git, "-C", str(ROOT), "archive", found[-1], "cli", "operator"], check=True, stdout=file, timeout=60)
    with tarfile.open(folder / "old.tar") as archive:
        archive.extractall(folder, filter="data")
    return folder


@contextmanager
def operate_old(province: Province, old: Path) -> Iterator[OperatorProcess]:
    """Started with the roles of its own version. Those of this one are put back before anything of it starts."""
    province.install(old / "operator" / "config")
    path = os.pathsep.join(str(old / part) for part in ("cli", "operator"))
    started = OperatorProcess(province.folder, province.kubeconfig, environment={"PYTHONPATH": path}, place=old)
    try:
        yield started
    finally:
        started.end()


@pytest.mark.fault("F37")
@pytest.mark.fault("F54")
def test_of_an_old_and_a_new_version_one_acts_and_the_other_stands_by(province: Province, old_version: Path) -> None:
    cluster = province.cluster
    with operate_old(province, old_version) as old:
        cluster.wait(old.leads, "the old one leads")
        province.install()  # as an upgrade begins
        with province.operate(moment=NEVER) as new:
            cluster.wait(lambda: _role(new) == "standby", "the new one stands by")
            province.settle([1])
            cluster.wait(lambda: province.count_ready() == 1, "the old one acts")
            assert not new.lines("reconciled")
            uids = {name: each["metadata"]["uid"] for name, each in province.parts(1).items()}
            old.kill()
            cluster.wait(new.leads, "the new one leads")
            with operate_old(province, old_version) as again:
                cluster.wait(lambda: _role(again) == "standby", "the old one stands by")
                province.want(1, range(3), "nieuw")
                cluster.wait(lambda: _texts(province) == {"nieuw"} and province.count_ready() == 1, "the new one acts")
                assert not again.lines("reconciled")
                assert new.end() == 0
                cluster.wait(again.leads, "who was let go of the lead is followed at once")
                # What the new one wrote the old one reads, or refuses: it never begins it anew.
                cluster.wait(lambda: again.lines("reconciled"), "it looked")
                assert {name: each["metadata"]["uid"] for name, each in province.parts(1).items()} == uids
                assert _texts(province) == {"nieuw"}
