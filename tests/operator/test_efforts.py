"""How much is asked of the API server where nothing is to do: what a sweep over all stacks costs."""

from __future__ import annotations

import pytest
from tests.cluster.audits import AuditLog
from tests.cluster_faults.towns import config_map, resource
from tests.support.efforts import count_calls
from tests.support.stack_objects import StackTown

pytestmark = pytest.mark.cluster


def test_where_nothing_changed_one_look_at_the_record_and_one_at_each_kind_are_enough(town: StackTown, audit: AuditLog) -> None:
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}
    town.stand({"web": [resource(config_map("web")), resource(account, "account")], "data": [resource(config_map("data"))]})
    town.look(2)
    mark = audit.mark()
    town.operator.reconcile(town.key)
    asked = [f"{each.verb} {each.resource}" for each in audit.since(mark, namespace=town.namespace.name) if each.agent == "bouwsteen"]
    assert sorted(asked) == ["get secrets", "list configmaps", "list serviceaccounts"]


def test_what_is_known_is_not_worked_out_again(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look(2)
    again = count_calls(lambda: town.operator.reconcile(town.key))
    town.operator.close()
    town.operator.open()
    first = count_calls(lambda: town.operator.reconcile(town.key))
    assert again * 3 < first
