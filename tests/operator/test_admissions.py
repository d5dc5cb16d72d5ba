"""What the operator keeps at the API server for policies: what is denied there, from when on, for whom not; and nothing is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.operator.admission_worlds import BINDINGS, POLICIES, AdmissionWorld, rule
from tests.operator.samples import SPECS
from tests.support.clusters import new_namespace

from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

pytestmark = pytest.mark.cluster
DAYS = [{"from": "2026-01-01", "action": "inform"}, {"from": "2027-01-01", "action": "warn"}, {"from": "2028-01-01", "action": "deny"}]
DENIED, WARNED, INFORMED = "2028-01-01", "2027-12-31", "2026-12-31"
APPROVED = {"enforcement": DAYS, "rules": [rule("object.spec.environments.all(name, object.spec.environments[name].approval != 'none')")]}
PLACED: dict[str, Any] = {
    "enforcement": DAYS,
    "match": {"kinds": ["Instance"]},
    "rules": [rule("environment.placement.region == 'here'", when="has(environment.placement)")],
}
STACK = {**SPECS["Stack"], "environments": {"test": {"target": "kubernetes"}}}
SAFE = {**STACK, "environments": {"test": {"target": "kubernetes", "approval": "plan"}}}
ELSEWHERE = {**STACK, "environments": {"test": {"target": "kubernetes", "placement": {"provider": "x", "region": "there"}}}}


@pytest.fixture
def world(kinds: Cluster) -> Iterator[AdmissionWorld]:
    with new_namespace(kinds) as namespace:
        made = AdmissionWorld(kinds, namespace)
        yield made
        made.close()


def denied(world: AdmissionWorld, spec: dict[str, Any], name: str = "") -> bool:
    return world.create(spec, name).status == 403


def test_what_is_done_rises_by_itself(world: AdmissionWorld, kinds: Cluster) -> None:
    world.policy(APPROVED)
    kept = world.keep(INFORMED)
    assert (kept.writes, kept.problems) == ({"written": 2}, {})
    assert world.keep(WARNED).writes == {"written": 1}  # the binding alone
    kinds.wait(lambda: world.create(STACK).warnings, "it is warned of")
    answer = world.create(STACK)
    assert (answer.status, len(answer.warnings)) == (201, 1), answer
    assert "Een tekst" in answer.warnings[0]
    assert world.create(SAFE).warnings == ()
    world.keep(DENIED)
    kinds.wait(lambda: denied(world, STACK), "it is denied")
    assert not denied(world, SAFE)


def test_nothing_is_written_where_nothing_differs(world: AdmissionWorld) -> None:
    world.policy(APPROVED)
    world.policy(PLACED, "placed")
    world.waive(f"{world.namespace.name}-placed", "2029-01-01")
    assert world.keep(DENIED).writes == {"written": 4}
    before = world.requests
    kept = world.keep(DENIED)
    assert (kept.count, kept.writes, kept.problems) == (2, {}, {})
    assert world.requests - before == {"GET": 2}


def test_a_waiver_holds_until_its_day_and_for_what_it_says(world: AdmissionWorld, kinds: Cluster) -> None:
    placed = world.policy(PLACED)
    world.keep(DENIED)
    kinds.wait(lambda: denied(world, ELSEWHERE, "a"), "it is denied")
    world.waive(placed, "2028-06-30", world.stack("a"), scope={"environments": ["test"]})
    world.keep("2028-06-30")
    kinds.wait(lambda: not denied(world, ELSEWHERE, "a"), "it is waived")
    assert denied(world, ELSEWHERE, "b")
    other = {**ELSEWHERE, "environments": {"production": ELSEWHERE["environments"]["test"]}}
    other.pop("resolved")
    assert denied(world, other, "a")
    world.keep("2028-07-01")
    kinds.wait(lambda: denied(world, ELSEWHERE, "a"), "the waiver has expired")


def test_one_waiver_can_hold_for_a_whole_namespace(world: AdmissionWorld, kinds: Cluster) -> None:
    approved = world.policy(APPROVED)
    world.keep(DENIED)
    kinds.wait(lambda: denied(world, STACK), "it is denied")
    world.waive(approved, "2029-01-01")
    world.keep(DENIED)
    kinds.wait(lambda: not denied(world, STACK, "a"), "it is waived")


def test_what_a_hand_changed_is_put_back(world: AdmissionWorld, kinds: Cluster) -> None:
    world.policy(APPROVED)
    world.keep(DENIED)
    (name,) = world.kept()
    kinds.admin.merge(f"{BINDINGS}/{name}", {"spec": {"matchResources": {"namespaceSelector": {"matchLabels": {"a": "b"}}}}})
    kinds.admin.merge(f"{POLICIES}/{name}", {"spec": {"failurePolicy": "Ignore"}})
    kept = world.keep(DENIED)
    assert (kept.writes, kept.problems) == ({"written": 2}, {})
    assert "namespaceSelector" not in kinds.admin.get(f"{BINDINGS}/{name}")["spec"].get("matchResources", {})
    assert kinds.admin.get(f"{POLICIES}/{name}")["spec"]["failurePolicy"] == "Fail"
    assert world.keep(DENIED).writes == {}


def test_what_is_kept_goes_with_its_policy(world: AdmissionWorld, kinds: Cluster) -> None:
    first, second = world.policy(APPROVED), world.policy(PLACED, "second")
    world.keep(DENIED)
    assert len(world.kept()) == 2
    world.forget_policy(first)
    assert world.keep(DENIED).writes == {"deleted": 2}
    (left,) = world.kept()
    # Also while no operator looks.
    kinds.admin.delete(KINDS["Policy"].path("", f"{second}-1.0.0"))
    kinds.wait(lambda: kinds.admin.find(f"{POLICIES}/{left}") is None and kinds.admin.find(f"{BINDINGS}/{left}") is None, "both are gone")


def test_one_that_is_refused_leaves_the_others(world: AdmissionWorld) -> None:
    world.policy({**APPROVED, "rules": [rule("object.spec.environments.all(name, undeclared(name))")]}, "bad")
    world.policy(PLACED, "good")
    kept = world.keep(DENIED)
    assert (kept.writes["written"], len(kept.problems)) == (2, 1) or kept.writes["written"] == 3, kept
    assert any("bad" in name for name in kept.problems)
    assert any("good" in name for name in world.kept())


def test_a_look_is_due_when_something_changed_or_it_is_long_ago(world: AdmissionWorld) -> None:
    day = dt.date(2028, 1, 1)
    assert world.admissions.is_due(day, 0.0)
    world.keep(DENIED)
    assert not world.admissions.is_due(day, 599.0)
    assert world.admissions.is_due(day, 600.0)
    assert world.admissions.is_due(day + dt.timedelta(days=1), 1.0)
    world.waive("any", "2029-01-01")
    assert world.admissions.is_due(day, 1.0)


def test_a_rule_that_has_the_name_of_another_is_told(world: AdmissionWorld) -> None:
    first = world.policy({**APPROVED, "rules": [{**APPROVED["rules"][0], "id": "aB"}]})
    world.policy({**APPROVED, "rules": [{**APPROVED["rules"][0], "id": "b"}]}, "p-a")
    kept = world.keep(DENIED)
    assert kept.writes == {"written": 2}
    assert kept.problems.keys() == {f"bouwsteen-{first}-a-b"}
