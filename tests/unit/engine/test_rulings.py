"""Rules about resources and changes: asked of the plan, and just before a call where the plan could not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.support import engines
from tests.support.towns import Town

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.applies import Applied, apply, raise_unless_applied
from bouwsteen.engine.approved_plans import Approved
from bouwsteen.engine.plans import Desired, make_plan
from bouwsteen.engine.policies import permitted, permitted_removal
from bouwsteen.engine.rulings import Approval
from bouwsteen.errors import DeniedError, StaleError

SERVICE = {"block": "service", "parameters": {"token": {"secretRef": {"env": "TOKEN"}}, "size": 4}}
APP = {"block": "app"}
HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Policy\nmetadata: {name: careful}\n"


def write_policy(town: Town, match: str, expression: str, when: str = "true", action: str = "deny", more: str = "") -> None:
    folder = town.root / "policies" / "careful"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(
        f"""{HEAD}spec:
  version: 1.0.0
  title: {{nl: Voorzichtig}}
  basis: {{kind: law, source: an act}}
  match: {match}
  reach: stack
  rules:
    - id: careful
      when: "{when}"
      expression: "{expression}"
      message: {{nl: "${{object.address}} is onvoorzichtig"}}
      fix: {{nl: Pas het aan}}
  enforcement: [{{from: 2026-01-01, action: {action}}}{more}]
"""
    )


def wanted(town: Town, environment: str = "local", approval: Approval | None = None) -> Desired:
    workspace = engines.load(town.root, town.name)
    found = engines.compiled(town.engine, workspace, town.name, environment)
    return permitted(town.engine, workspace, found, approval=approval).desired


def told(town: Town, **options: Any) -> list[Diagnostic]:
    return [each for each in make_plan(town.engine, wanted(town, **options)).plan.warnings if each.code.startswith("policy-")]


def carried_out(town: Town, environment: str = "local", approvers: tuple[str, ...] = ()) -> Applied:
    return apply(town.engine, wanted(town, environment, Approval("An", approvers)))


def test_a_resource_is_judged_by_what_it_is_made_with(town: Town) -> None:
    town.write(SERVICE)
    write_policy(town, "{kinds: [Resource], types: [test/process]}", "object.with.size <= 3")
    with pytest.raises(DeniedError) as caught:
        make_plan(town.engine, wanted(town))
    assert [(each.code, each.address) for each in caught.value.diagnostics] == [("policy-broken", "leuven/local/service/main")]
    assert caught.value.diagnostics[0].source is not None
    town.write({**SERVICE, "parameters": {"size": 3}})
    assert told(town) == []


@pytest.mark.parametrize(("types", "asked"), [("[test/data]", 1), ("[test/*]", 2), ("[other/*]", 0), ("[test/data, test/process]", 2)])
def test_a_rule_is_asked_of_the_types_that_it_names(town: Town, types: str, asked: int) -> None:
    town.write(SERVICE)
    write_policy(town, f"{{kinds: [Resource], types: {types}}}", "false", action="warn")
    assert len(told(town)) == asked


def test_what_a_resource_does_not_have_is_denied(town: Town) -> None:
    town.write(SERVICE)
    write_policy(town, "{kinds: [Resource], types: [test/data]}", "object.with.size <= 3")
    with pytest.raises(DeniedError) as caught:
        make_plan(town.engine, wanted(town))
    assert [each.code for each in caught.value.diagnostics] == ["policy-failed"]


def test_a_secret_may_be_judged_and_is_not_told(town: Town) -> None:
    town.write(SERVICE)
    write_policy(town, "{kinds: [Resource], types: [test/process]}", "size(object.with.secret) > 99", action="warn")
    (found,) = told(town)
    assert found.code == "policy-broken"
    assert "value of TOKEN" not in repr(make_plan(town.engine, wanted(town)).plan.warnings)


def test_what_is_not_known_yet_is_judged_before_its_call(town: Town) -> None:
    """The key gets the address of the process, which is known only when that runs: all before it is done, and all behind it waits."""
    town.write(SERVICE, APP)
    write_policy(town, "{kinds: [Resource], types: [test/key]}", "object.with.needs == ''")
    assert [(each.code, each.address) for each in told(town)] == [("policy-undetermined", 'leuven/local/service/key["app"]/key')]
    applied = carried_out(town)
    assert [(str(address.local), each.code) for address, each in applied.failed.items()] == [('service/key["app"]/key', "policy-broken")]
    assert [address.local for address in applied.done] == ["service/store", "service/main"]
    assert [address.local for address in applied.skipped] == ["app/config", "app/server"]
    assert not [call for call in town.calls() if "key" in call]
    with pytest.raises(DeniedError):
        raise_unless_applied(applied)


def test_what_turns_out_well_is_made(town: Town) -> None:
    town.write(SERVICE, APP)
    write_policy(town, "{kinds: [Resource, Change], types: [test/key]}", "object.with.needs != ''")
    assert {each.code for each in told(town)} == {"policy-undetermined"}
    assert carried_out(town).succeeded


def test_what_still_cannot_be_judged_is_denied(town: Town) -> None:
    town.write(SERVICE, APP)
    write_policy(town, "{kinds: [Resource], types: [test/key]}", "object.with.needs.split('/')[9] == ''")
    applied = carried_out(town)
    assert [each.code for each in applied.failed.values()] == ["policy-failed"]
    assert not [call for call in town.calls() if "key" in call]


def test_a_warning_before_a_call_stops_nothing(town: Town) -> None:
    town.write(SERVICE, APP)
    write_policy(town, "{kinds: [Resource], types: [test/key]}", "object.with.needs == ''", action="warn")
    assert carried_out(town).succeeded


DATA_STAYS = {
    "match": "{kinds: [Change]}",
    "when": "object.dataBearing && object.action in ['delete', 'replace']",
    "expression": "approval.approvers.exists(person, person != approval.author)",
}


@pytest.mark.parametrize(("approvers", "denied"), [((), True), (("An",), True), (("Bo",), False), (("An", "Bo"), False)])
def test_data_goes_only_when_a_second_person_says_so(town: Town, approvers: tuple[str, ...], denied: bool) -> None:
    town.write(SERVICE, {"block": "bare"})
    carried_out(town)
    town.calls()
    write_policy(town, **DATA_STAYS)
    town.write({"block": "bare"})
    assert [(each.code, each.address) for each in told(town)] == [("policy-undetermined", "leuven/local/service/store")]
    if denied:
        with pytest.raises(DeniedError):
            carried_out(town, approvers=approvers)
        assert town.calls() == []
    else:
        assert carried_out(town, approvers=approvers).succeeded
        assert town.record("service/store") is None


def test_what_removes_everything_is_judged_too(town: Town) -> None:
    town.write(SERVICE)
    carried_out(town)
    write_policy(town, **DATA_STAYS)
    for approval, denied in ((Approval("An"), True), (Approval("An", ("Bo",)), False)):
        rulings = permitted_removal(town.engine, engines.load(town.root, town.name), town.name, "local", approval)
        nothing = replace(engines.nothing(town.name, "local", "24062"), rulings=rulings)
        if denied:
            with pytest.raises(DeniedError):
                apply(town.engine, nothing)
        else:
            assert apply(town.engine, nothing).succeeded


@pytest.mark.parametrize(
    ("moment", "action"),
    [("2027-12-31T22:59:59.999+00:00", "warn"), ("2027-12-31T23:00:00.000+00:00", "deny"), ("2027-12-31T17:00:00.000-06:00", "deny")],
)
def test_a_policy_holds_from_midnight_in_belgium(town: Town, moment: str, action: str) -> None:
    town.write(SERVICE)
    write_policy(town, "{kinds: [Instance]}", "false", action="warn", more=", {from: 2028-01-01, action: deny}")
    (folder := town.root / "policies" / "careful" / "policy.yaml").write_text(folder.read_text().replace("object.address", "object.name"))
    town.adjust(now=lambda: moment)
    if action == "warn":
        assert {each.code for each in told(town)} == {"policy-broken"}
        return
    with pytest.raises(DeniedError):
        wanted(town)


def test_a_plan_is_stale_when_policies_say_something_else_by_then(town: Town) -> None:
    """No document moved: the date of a step came."""
    town.write(SERVICE)
    write_policy(town, "{kinds: [Instance]}", "false", action="inform", more=", {from: 2027-01-01, action: warn}")
    (folder := town.root / "policies" / "careful" / "policy.yaml").write_text(folder.read_text().replace("object.address", "object.name"))
    planned = make_plan(town.engine, wanted(town)).plan
    verdicts = frozenset((each.fingerprint, each.action) for each in planned.verdicts)
    saved = Approved(planned.digest, planned.lineage, planned.serial, planned.parts, verdicts=verdicts)
    town.adjust(now=lambda: "2027-01-01T09:00:00.000+00:00")
    with pytest.raises(StaleError) as caught:
        apply(town.engine, wanted(town), approved=saved)
    assert "What policies say of it is not what they said then." in caught.value.diagnostics[0].detail
    town.adjust(now=lambda: "2026-12-31T09:00:00.000+00:00")
    assert apply(town.engine, wanted(town), approved=saved).succeeded
