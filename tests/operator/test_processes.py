"""Processes of the operator that are killed, paused and doubled, with the real reconciler on a real API server."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from tests.cluster.audits import AuditLog, Request
from tests.cluster.clusters import Cluster
from tests.support.operator_towns import Province, town

pytestmark = pytest.mark.cluster


def writes(audit: AuditLog, mark: int) -> list[Request]:
    """By the operator and by whom it acts as; renewals of who leads are no writes of anything."""
    verbs = {"create", "update", "patch", "delete"}
    ours = [each for each in audit.since(mark) if each.agent.startswith("bouwsteen") and each.verb in verbs and each.code < 400]
    return [each for each in ours if each.resource not in {"leases", "selfsubjectaccessreviews"} or "bouwsteen-state" in each.name]


@pytest.mark.slow
@pytest.mark.fault("F36")
@pytest.mark.fault("F37")
@pytest.mark.fault("F56")
def test_operators_that_are_killed_paused_and_started_again(cluster_of_ours: Cluster, tmp_path: Path) -> None:
    cluster, audit = cluster_of_ours, cluster_of_ours.audit
    province = Province(tmp_path, cluster, instances=2)
    with province.operate() as one:
        cluster.wait(one.leads, "the first one leads")
        with province.operate() as two:
            cluster.wait(lambda: two.ask("health", "/health/ready"), "the second one is ready")
            assert json.loads(two.ask("health", "/health/ready"))["role"] == "standby"
            province.settle([1, 2])
            cluster.wait(lambda: province.cluster.admin.find(f"/api/v1/namespaces/{town(1)}/configmaps/part-0"), "it is at work")
            one.kill()  # wherever it is
            cluster.wait(two.leads, "the second one leads")
            cluster.wait(lambda: province.count_ready() == 2, "it finishes what was begun")

            mark = audit.mark()
            with province.operate() as three:
                cluster.wait(lambda: three.ask("health", "/health/ready"), "a third one stands by")
                two.kill(signal.SIGSTOP)
                cluster.wait(three.leads, "the third one leads")
                cluster.wait(lambda: len(three.lines("reconciled")) >= 2, "it looked at all")
                two.kill(signal.SIGCONT)
                cluster.wait(lambda: two.lines("leads no more"), "the paused one sees that it leads no more")
                late = [each for each in writes(audit, mark) if each.resource != "events"]  # of what the second one had done before
                assert [(each.verb, each.path) for each in late] == []
                assert three.end() == 0
            cluster.wait(two.leads, "who was let go of the lead is followed at once")
            assert two.end() == 0
    mark = audit.mark()
    with province.operate() as four:
        cluster.wait(lambda: len(four.lines("reconciled")) >= 2, "it looked at all")
        assert [(each.verb, each.path) for each in writes(audit, mark)] == []
