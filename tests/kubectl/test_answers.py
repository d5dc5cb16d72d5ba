"""What `kubectl bouwsteen why` says of stacks as the operator really leaves them. BOUWSTEEN_ACCEPT=1 writes `answers/` again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.kubectl.conftest import Type, check, fine, without_accidents
from tests.support.clusters import new_namespace
from tests.support.stack_objects import Operator, StackTown, add_account

from bouwsteen.formats.stack_objects import STACK_LABEL
from bouwsteen_operator.objects import PROTECT

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


def unseen(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})


def suspended(town: StackTown) -> None:
    fine(town)
    town.export(suspend=True)
    town.look()


def approval_pending(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()


def plan_stale(town: StackTown) -> None:
    approval_pending(town)
    town.approve("plan", town.object["status"]["plan"]["digest"])
    town.stand({"web": [resource(config_map("web", text="nieuw"))]}, approval="plan")
    town.look()


def removal_not_confirmed(town: StackTown) -> None:
    town.stand({name: [resource(config_map(name))] for name in ("web", "data", "mail", "news")})
    town.look()
    town.stand({"web": [resource(config_map("web"))]})
    town.look()


def resource_failed(town: StackTown) -> None:
    """Somebody holds a field; what stands behind it was not begun."""
    fine(town)
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"data": {"text": "met de hand"}}, "kubectl-edit")
    town.look()


def deletion_protected(town: StackTown) -> None:
    fine(town)
    town.annotate(PROTECT, "true")
    town.remove()
    town.look()


def run_by_another(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]}, runBy="operator/elsewhere")
    town.look()


def changed_since(town: StackTown) -> None:
    fine(town)
    town.stand({"web": [resource(config_map("web", text="nieuw"))]})


def not_resolved(town: StackTown) -> None:
    fine(town)
    town.namespace.api.merge(town.path(), {"spec": {"resolved": None}})
    town.look()


@pytest.mark.parametrize(
    "situation",
    [
        fine,
        unseen,
        suspended,
        approval_pending,
        plan_stale,
        removal_not_confirmed,
        resource_failed,
        deletion_protected,
        run_by_another,
        changed_since,
        not_resolved,
    ],
)
def test_a_stack_says_why_it_is_as_it_is(situation: Callable[[StackTown], None], town: StackTown, ask: Type) -> None:
    situation(town)
    said = ask("why", f"stack/{town.name}")
    assert (said.code, said.err) == (0, "")
    check(situation.__name__, without_accidents(said.out, town))


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_it_says_so_in_the_language_of_who_asks(lang: str, town: StackTown, ask: Type) -> None:
    approval_pending(town)
    check(f"approval_pending.{lang}", without_accidents(ask("why", f"stack/{town.name}", lang=lang).out, town))


def test_an_instance_says_what_of_it_is_not_ready_and_how_its_stack_is(town: StackTown, ask: Type) -> None:
    resource_failed(town)
    check("instance", without_accidents(ask("why", f"bi/{town.name}.web").out, town))
    for words in (["blockinstance", f"{town.name}.web"], [f"{town.name}.web"]):
        check("instance", without_accidents(ask("why", *words).out, town))


def test_a_stack_that_waits_for_another_says_how_that_one_is(
    town: StackTown, operator: Operator, tmp_path: Path, ask: Type, type_: Type
) -> None:
    with new_namespace(town.namespace.cluster) as namespace:
        add_account(namespace)
        other = StackTown(tmp_path, namespace, operator, "gent")
        for each in (town, other):
            api, name = each.namespace.api, each.namespace.name
            api.merge(f"/api/v1/namespaces/{name}", {"metadata": {"labels": {STACK_LABEL: each.name}}})
        offers = {"gate": {"interface": "gate", "version": "1.0.0"}}
        value = {"provides": {"gate": {"value": {"url": "https://${resources.thing.name}.example"}}}}
        other.stand(
            {"door": [resource(config_map("door"))]},
            blocks={"door": {"spec": {"provides": offers}, "target": value}},
            exports=[{"output": "door/gate", "to": ["leuven"]}],
            approval="plan",
        )
        town.stand(
            {"web": [resource({**config_map("web"), "data": {"text": "${uses.gate.url}"}})]},
            blocks={"web": {"spec": {"uses": {"gate": {"interface": "gate", "version": "^1.0"}}}}},
            uses={"web": {"gate": "gent/door/gate"}},
        )
        other.look()
        town.look()
        check("waiting_for_stack", without_accidents(ask("why", f"stack/{town.name}").out, town, other))

        # Who may see one namespace only is told that there is more to see.
        rules = [{"apiGroups": ["bouwsteen.vlaanderen.be"], "resources": ["*"], "verbs": ["get", "list"]}]
        reader = town.namespace.create_service_account("reader", rules, tmp_path)
        said = ask("why", f"stack/{town.name}", kubeconfig=reader)
        assert "stack/gent: cannot be seen with your rights" in said.out
