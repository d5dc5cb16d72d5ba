"""What befalls the cluster under processes of the operator: its server goes away, its watches break or lie, its definitions are deleted."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest
from tests.cluster_faults.doors import Asked, Refusal, open_door
from tests.operator.conftest import DEFINITIONS, install_kinds
from tests.operator.test_processes import writes
from tests.support.operator_towns import Province, town
from tests.support.short_operators import NEVER

from bouwsteen_operator.objects import FINALIZER, KINDS

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
GONE = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410, "message": "too old resource version"}
STACKS = f"{DEFINITIONS}/{KINDS['Stack'].crd}"


@pytest.mark.fault("F26")
@pytest.mark.fault("F36")
@pytest.mark.parametrize("seconds", [20, pytest.param(120, marks=pytest.mark.soak)])
def test_a_server_that_is_away_in_the_middle_of_an_apply_loses_and_doubles_nothing(province: Province, seconds: int) -> None:
    cluster, audit, mark = province.cluster, province.cluster.audit, province.cluster.audit.mark()
    with province.operate(moment=NEVER) as operator:
        cluster.wait(operator.leads, "it leads")
        province.settle([1, 2])
        cluster.wait(lambda: province.parts(1) or province.parts(2), "it is at work")
        cluster.kill("kube-apiserver")
        time.sleep(seconds)  # what happens meanwhile is what is asked here
        assert operator.process.poll() is None
        assert json.loads(operator.ask("health", "/health/live"))
        cluster.start("kube-apiserver")
        cluster.wait(lambda: province.count_ready() == 2, "it finishes what was begun")
        made = Counter(each.path.partition("?")[0] for each in audit.since(mark) if each.resource == "configmaps" and each.code == 201)
        assert set(made.values()) == {1}
        for each in (1, 2):
            assert province.parts(each).keys() == {f"part-{number}" for number in range(3)}
        # What is asked from now on is heard again.
        province.want(1, range(3), "nieuw")
        cluster.wait(lambda: {each["data"]["text"] for each in province.parts(1).values()} == {"nieuw"}, "a change is carried out")
        cluster.wait(lambda: province.count_ready() == 2, "it is told")
        assert not operator.lines("a mistake")
        assert operator.end() == 0


@pytest.mark.fault("F27")
def test_watches_that_are_cut_refused_doubled_and_told_to_begin_anew_lose_nothing(province: Province) -> None:
    cluster = province.cluster
    refuse: list[Refusal] = []

    def rule(asked: Asked) -> Refusal | None:
        return refuse[0] if refuse and "watch=true" in asked.path else None

    def change(text: str) -> None:
        province.want(1, range(3), text)

    def is_carried_out(text: str) -> bool:
        return {each["data"]["text"] for each in province.parts(1).values()} == {text} and province.count_ready() == 1

    with open_door(cluster, province.kubeconfig, rule, province.folder) as (door, kubeconfig):
        with province.operate("--sweep", "5", moment=NEVER, kubeconfig=kubeconfig) as operator:
            cluster.wait(operator.leads, "it leads")
            province.settle([1])
            cluster.wait(lambda: is_carried_out("hallo"), "the first one is carried out")
            uids = {name: each["metadata"]["uid"] for name, each in province.parts(1).items()}

            assert door.cut_watches() > 0
            change("afgebroken")
            cluster.wait(lambda: is_carried_out("afgebroken"), "what happened while a watch was cut is seen")

            refuse.append(Refusal(503))
            door.cut_watches()
            change("geweigerd")
            cluster.wait(lambda: is_carried_out("geweigerd"), "what happens while watches are refused is listed")
            refuse.clear()

            door.lines = lambda _: [json.dumps({"type": "ERROR", "object": GONE}).encode()]
            change("verlopen")
            cluster.wait(lambda: is_carried_out("verlopen"), "what happens while each watch is too old is listed")

            door.lines = lambda line: [line, line]
            change("dubbel")
            cluster.wait(lambda: is_carried_out("dubbel"), "what is told twice is carried out")

            door.lines = lambda _: []
            cluster.admin.delete(f"/api/v1/namespaces/{town(1)}/configmaps/part-0")
            cluster.admin.delete(KINDS["BlockInstance"].path(town(1), f"{province.stack}.part-1"))
            cluster.wait(lambda: len(province.parts(1)) == 3, "what no watch told of is found")
            cluster.wait(
                lambda: cluster.admin.find(KINDS["BlockInstance"].path(town(1), f"{province.stack}.part-1")), "and what is told of it too"
            )
            seen = len(operator.lines("reconciled"))
            cluster.wait(lambda: len(operator.lines("reconciled")) >= seen + 2, "it looked at what is there by now, and has told it")
            left = {name: each["metadata"]["uid"] for name, each in province.parts(1).items() if name != "part-0"}
            assert left.items() <= uids.items()
            assert not operator.lines("a mistake")
            assert operator.end() == 0
        # Where nothing is to do, nothing is done, whatever watches say.
        mark = cluster.audit.mark()
        door.lines = lambda line: [line, line]
        with province.operate("--sweep", "5", moment=NEVER, kubeconfig=kubeconfig) as operator:
            cluster.wait(lambda: len(operator.lines("reconciled")) >= 2, "it looked, and looked again")
            assert operator.end() == 0
        assert [(each.verb, each.path) for each in writes(cluster.audit, mark) if each.resource != "events"] == []


@pytest.mark.fault("F20")
@pytest.mark.fault("F29")
def test_who_deletes_the_definition_of_stack_deletes_nothing_that_runs(province: Province) -> None:
    cluster, admin = province.cluster, province.cluster.admin
    with province.operate(moment=NEVER) as operator:
        province.settle([1, 2])
        cluster.wait(lambda: province.count_ready() == 2, "they are ready")
        uids = {number: {name: each["metadata"]["uid"] for name, each in province.parts(number).items()} for number in (1, 2)}
        assert FINALIZER in admin.get(KINDS["Stack"].path(town(1), province.stack))["metadata"]["finalizers"]

        admin.delete(STACKS)
        cluster.wait(lambda: admin.find(STACKS) is None, "the definition is gone, and no Stack holds it")
        told = [each for each in admin.get(f"/apis/events.k8s.io/v1/namespaces/{town(1)}/events")["items"] if each["reason"] == "KindEnds"]
        assert told
        assert {number: {name: each["metadata"]["uid"] for name, each in province.parts(number).items()} for number in (1, 2)} == uids
        assert operator.process.poll() is None
        cluster.wait(
            lambda: [each for each in operator.lines("a kind cannot be listed") if each["kind"] == "Stack"], "it says what it misses"
        )
        assert not operator.ask("health", "/health/ready")  # it is not ready, so a rollout of it would stop here

        install_kinds(cluster)
        mark = cluster.audit.mark()
        for number in (1, 2):
            province.want(number, range(3))
        cluster.wait(lambda: province.count_ready() == 2, "they are ready again")
        assert {number: {name: each["metadata"]["uid"] for name, each in province.parts(number).items()} for number in (1, 2)} == uids
        # Whether what runs was touched: the operator wrote what it tells of stacks alone.
        assert {each.resource for each in writes(cluster.audit, mark)} <= {"stacks", "blockinstances", "events"}
        assert not operator.lines("a mistake")
        # And one that is meant is carried out.
        admin.delete(KINDS["Stack"].path(town(1), province.stack))
        cluster.wait(lambda: not province.parts(1), "who deletes a Stack deletes what runs")
        assert province.parts(2).keys() == uids[2].keys()
        assert operator.end() == 0
