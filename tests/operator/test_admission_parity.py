"""Stacks drawn from seeds, written to a real API server: what it finds, denies and warns of is what was worked out, as at a plan."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import ryaml
from tests.cluster.audits import AuditLog
from tests.operator.admission_worlds import AdmissionWorld
from tests.policies.corpora import Drawn, draw
from tests.repository.places import ROOT
from tests.support.clusters import new_namespace

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

pytestmark = pytest.mark.cluster
LATER = dt.date(2030, 1, 1)  # all policies are in force
ASKED = {"eu-regions": "deny", "four-eyes": "warn"}  # what is done by then
Finding = tuple[str, str, str]  # policy, rule, address


class Parity:
    """The policies of the catalog that an API server can ask, kept for the stacks of one namespace."""

    def __init__(self, world: AdmissionWorld, log: AuditLog) -> None:
        self._world = world
        self._log = log
        self._policies = {world.policy(self._document(name), name): name for name in ASKED}
        self._waived = {name: whole for whole, name in self._policies.items()}

    @staticmethod
    def _document(name: str) -> dict[str, Any]:
        document = ryaml.loads((ROOT / "policies" / name / "policy.yaml").read_text(encoding="utf-8"))
        spec: dict[str, Any] = json.loads(json.dumps(document["spec"], default=str))
        return spec

    def keep(self, drawn: list[Drawn]) -> None:
        for each in drawn:
            if each.waiver is not None and each.waiver[0] in self._waived:
                policy, expires = each.waiver
                self._world.waive(self._waived[policy], expires, self._world.stack(each.name))
        kept = self._world.keep(LATER.isoformat())
        assert (kept.count, kept.problems) == (len(ASKED), {})
        bad = {"organisation": {"nis": "73028"}, "environments": {"production": {"target": "x"}}}
        self._world.cluster.wait(lambda: self._world.create(bad, "ready").warnings, "one is asked")
        bad = {**bad, "blocks": [{"block": "a"}]}
        bad["environments"] = {"production": {"target": "x", "placement": {"provider": "x", "region": "y"}}}
        self._world.cluster.wait(lambda: self._world.create(bad, "ready").status == 403, "the other too")

    def ask(self, drawn: Drawn) -> tuple[set[Finding], bool, bool]:
        """The findings in the audit log; whether it was denied; whether it was warned of."""
        document = json.loads(dict(drawn.documents())["stack.yaml"])
        mark = self._log.mark()
        answer = self._world.create(document["spec"], drawn.name)
        assert answer.status in {201, 403}, answer
        (request,) = self._world.cluster.wait(
            lambda: [each for each in self._log.since(mark, namespace=self._world.namespace.name) if each.verb == "create"], "it is logged"
        )
        found = {
            (self._policies[name], rule, address.removeprefix(f"{self._world.namespace.name}-"))
            for key, addresses in request.annotations.items()
            if key.endswith("/findings")
            for name, rule in [self._names(key.removesuffix("/findings"))]
            for address in addresses.split()
        }
        return found, answer.status == 403, bool(answer.warnings)

    def _names(self, kept: str) -> tuple[str, str]:
        whole, _, rule = kept.removeprefix("bouwsteen-").rpartition("-")
        return whole, rule


@pytest.fixture
def parity(kinds: Cluster, audit: AuditLog) -> Iterator[Parity]:
    with new_namespace(kinds) as namespace:
        world = AdmissionWorld(kinds, namespace)
        try:
            yield Parity(world, audit)
        finally:
            world.close()


def waived(drawn: Drawn, policy: str) -> bool:
    return drawn.waiver is not None and drawn.waiver[0] == policy and drawn.waiver[1] >= LATER.isoformat()


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 10])
def test_an_api_server_finds_and_does_what_a_plan_does(parity: Parity, every: int) -> None:
    drawn_now = [draw(seed) for seed in range(0, 200, every)]
    parity.keep(drawn_now)
    seen: set[tuple[bool, bool]] = set()
    for drawn in drawn_now:
        expected = {each for each in drawn.expected() if each[0] in ASKED}
        acted = {ASKED[policy] for policy, _, _ in expected if not waived(drawn, policy)}
        # The other policies warn, deny and inform of what an object does not show: they are asked in plans.
        assert parity.ask(drawn) == (expected, "deny" in acted, "warn" in acted), drawn
        seen.add(("deny" in acted, "warn" in acted))
    assert len(seen) == 4
    assert every > 1 or any(waived(each, "eu-regions") for each in drawn_now)
