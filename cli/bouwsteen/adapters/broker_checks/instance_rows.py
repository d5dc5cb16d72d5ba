"""Shares in the service: made, read, changed, deleted."""

from __future__ import annotations

from typing import Final

from bouwsteen.adapters.broker_checks.rows import Check, Rows
from bouwsteen.adapters.broker_checks.visits import INCOMPLETE, Body, body_of, parameters_of

ROWS: Final = Rows()
_REFUSED: Final = (400, 422)
_WRONG: Final[tuple[Body, ...]] = (
    {"service_id": "no-such-service"},
    {"plan_id": "no-such-plan"},
    {"service_id": 5},
    {"parameters": "text"},
    {"context": []},
)


@ROWS.row("an instance is made (201 or 202), made again the same (200), and refused with other attributes (409)")
def provisioning(check: Check) -> None:
    instance = check.fresh("made")
    first = check.visitor.provision(instance, check.sample)
    check.faults.expect(first, 201, 202)
    if check.visitor.settle(first) != "succeeded":
        check.faults.add("the instance was not made")
    check.faults.expect(check.visitor.provision(instance, check.sample), 200)
    if check.sample.changed is not None:
        check.faults.expect(check.visitor.provision(instance, check.sample, check.sample.changed), 409)
        for other in check.service["plans"]:
            if other["id"] != check.sample.plan:
                check.faults.expect(check.visitor.provision(instance, check.sample, change={"plan_id": other["id"]}), 409, 400)
    check.remove(instance)


@ROWS.row("a malformed request to make is refused with 400 and makes nothing")
def malformed_provisioning(check: Check) -> None:
    instance, sample = check.fresh("malformed"), check.sample
    path = f"service_instances/{instance}"
    for missing in ("service_id", "plan_id", "organization_guid", "space_guid"):
        check.faults.expect(check.visitor.provision(instance, sample, change={missing: None}), 400)
    for wrong in _WRONG:
        check.faults.expect(check.visitor.provision(instance, sample, change=wrong), 400)
    for content in (b"", b"{", b"[]", b"null", b"\xff", b'{"a":NaN}', b"[" * 5000):
        check.faults.expect(check.visitor.send("provision", "PUT", path, content=content, query=INCOMPLETE), 400)
    if sample.wrong is not None:
        check.faults.expect(check.visitor.provision(instance, sample, sample.wrong), 400)
    check.expect_instance(instance, 404)
    check.faults.expect(check.visitor.deprovision(instance, sample), 410)


@ROWS.row("another version of maintenance than the catalog's is refused: 422 MaintenanceInfoConflict")
def maintenance(check: Check) -> None:
    instance = check.fresh("kept")
    answer = check.visitor.provision(instance, check.sample, change={"maintenance_info": {"version": "999.0.0"}})
    check.faults.expect(answer, 422, error="MaintenanceInfoConflict")
    check.expect_instance(instance, 404)
    version = check.plan.get("maintenance_info", {}).get("version")
    if version:
        answer = check.visitor.provision(instance, check.sample, change={"maintenance_info": {"version": version}})
        check.faults.expect(answer, 201, 202)
        check.visitor.settle(answer)
        check.faults.expect(check.visitor.update(instance, check.sample, None, change={"maintenance_info": {"version": version}}), 200, 202)
        refused = check.visitor.update(instance, check.sample, None, change={"maintenance_info": {"version": "999.0.0"}})
        check.faults.expect(refused, 422, error="MaintenanceInfoConflict")
        check.remove(instance)


@ROWS.row("an instance can be read where the catalog says so (200), and one that is not there cannot (404)")
def reading_instances(check: Check) -> None:
    if not check.reads_instances:
        return
    check.expect_instance(check.fresh("absent"), 404)
    instance = check.made()
    answer = check.visitor.instance(instance)
    if check.faults.expect(answer, 200):
        body = body_of(answer)
        if (body.get("service_id"), body.get("plan_id")) != (check.sample.service, check.sample.plan):
            check.faults.add("an instance is read with another service_id or plan_id than it was made with")
        if any(parameters_of(answer).get(key) != value for key, value in check.sample.create.items()):
            check.faults.add("an instance is read with other parameters than it was made with")
    check.remove(instance)


@ROWS.row("an instance is updated (200 or 202), and again the same (200); what is not good changes nothing (400)")
def updating(check: Check) -> None:
    absent = check.visitor.update(check.fresh("absent"), check.sample, {})
    check.faults.expect(absent, 400, 404, 422)
    instance = check.made()
    path = f"service_instances/{instance}"
    check.faults.expect(check.visitor.update(instance, check.sample, None, change={"service_id": "no-such-service"}), 400)
    check.faults.expect(check.visitor.update(instance, check.sample, None, change={"plan_id": "no-such-plan"}), 400)
    check.faults.expect(check.visitor.send("update", "PATCH", path, content=b"{}", query=INCOMPLETE), 400)
    check.faults.expect(check.visitor.send("update", "PATCH", path, content=b"nothing", query=INCOMPLETE), 400)
    if check.sample.wrong is not None:
        check.faults.expect(check.visitor.update(instance, check.sample, check.sample.wrong), 400)
    if check.sample.changed is not None:
        answer = check.visitor.update(instance, check.sample, check.sample.changed)
        check.faults.expect(answer, 200, 202)
        if check.visitor.settle(answer) != "succeeded":
            check.faults.add("the instance was not updated")
        read = parameters_of(check.visitor.instance(instance))
        if check.reads_instances and any(read.get(key) != value for key, value in check.sample.changed.items()):
            check.faults.add("an instance that was updated is read with its older parameters")
        check.visitor.settle(check.visitor.update(instance, check.sample, check.sample.changed))
    check.remove(instance)


@ROWS.row("a plan is changed only where the catalog says that it may")
def changing_plans(check: Check) -> None:
    others = [each["id"] for each in check.service["plans"] if each["id"] != check.sample.plan]
    if not others:
        return
    may = check.plan.get("plan_updateable", check.service.get("plan_updateable", False))
    instance = check.made()
    answer = check.visitor.update(instance, check.sample, None, change={"plan_id": others[0]})
    if may:
        check.faults.expect(answer, 200, 202)
        check.visitor.settle(answer)
        check.visitor.settle(
            check.visitor.send(
                "deprovision",
                "DELETE",
                f"service_instances/{instance}",
                query={**INCOMPLETE, "service_id": check.sample.service, "plan_id": others[0]},
            )
        )
    else:
        check.faults.expect(answer, *_REFUSED)
        check.remove(instance)


@ROWS.row("an instance is deleted (200 or 202), and then it is gone (410), also for who reads it (404)")
def deprovisioning(check: Check) -> None:
    check.faults.expect(check.visitor.deprovision(check.fresh("absent"), check.sample), 410)
    instance = check.made()
    path = f"service_instances/{instance}"
    for query in ({}, {"service_id": check.sample.service}, {"plan_id": check.sample.plan}):
        check.faults.expect(check.visitor.send("deprovision", "DELETE", path, query={**INCOMPLETE, **query}), 400)
    wrong = {"service_id": check.sample.service, "plan_id": "no-such-plan"}
    check.faults.expect(check.visitor.send("deprovision", "DELETE", path, query={**INCOMPLETE, **wrong}), 400)
    check.expect_instance(instance, 200)
    answer = check.visitor.deprovision(instance, check.sample)
    check.faults.expect(answer, 200, 202)
    if check.visitor.settle(answer) not in {"succeeded", "gone"}:
        check.faults.add("the instance was not deleted")
    check.faults.expect(check.visitor.deprovision(instance, check.sample), 410)
    check.expect_instance(instance, 404)
    check.faults.expect(check.visitor.bind(instance, "late", check.sample), 400, 404, 422)


@ROWS.row("an id is free again after a deletion, and holds nothing of what was there")
def making_again(check: Check) -> None:
    instance = check.made()
    binding = check.bound(instance)
    check.remove(instance, binding)
    parameters = check.sample.create if check.sample.changed is None else check.sample.changed
    answer = check.visitor.provision(instance, check.sample, parameters)
    check.faults.expect(answer, 201, 202)
    check.visitor.settle(answer)
    check.expect_binding(instance, binding, 404)
    check.remove(instance)


@ROWS.row("ids that could lead elsewhere are refused, never followed and never a fault of the service")
def hostile_ids(check: Check) -> None:
    for instance in ("a%00b", "a%0Ab", "%F0%9F%92%A9", "x" * 5000, "'%20OR%201=1--", "a%5Cb"):
        answer = check.visitor.send("instance", "GET", f"service_instances/{instance}")
        check.faults.expect(answer, 400, 404)
