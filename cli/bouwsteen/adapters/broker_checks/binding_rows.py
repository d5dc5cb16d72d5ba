"""Accounts for applications: made, read, rotated, deleted, and whether they work as long as they should."""

from __future__ import annotations

from typing import Final

from bouwsteen.adapters.broker_checks.rows import Check, Rows
from bouwsteen.adapters.broker_checks.visits import INCOMPLETE, Body, body_of

ROWS: Final = Rows()
_WRONG: Final[tuple[Body, ...]] = ({"service_id": "no-such-service"}, {"plan_id": "no-such-plan"}, {"parameters": []})


@ROWS.row("a binding is made (201 or 202), made again the same (200), and refused with other attributes (409)")
def binding(check: Check) -> None:
    instance, name = check.made(), check.fresh("bound")
    first = check.visitor.bind(instance, name, check.sample)
    check.faults.expect(first, 201, 202)
    if check.visitor.settle(first) != "succeeded":
        check.faults.add("the binding was not made")
    again = check.visitor.bind(instance, name, check.sample)
    check.faults.expect(again, 200)
    if first.status_code == 201 and body_of(again).get("credentials") != body_of(first).get("credentials"):
        check.faults.add("the same request again gave other credentials")
    if check.sample.bind_changed is not None:
        check.faults.expect(check.visitor.bind(instance, name, check.sample, check.sample.bind_changed), 409)
    check.remove(instance, name)


@ROWS.row("a malformed request to bind is refused with 400 and binds nothing")
def malformed_binding(check: Check) -> None:
    instance, name = check.made(), check.fresh("malformed")
    for missing in ("service_id", "plan_id"):
        check.faults.expect(check.visitor.bind(instance, name, check.sample, change={missing: None}), 400)
    for wrong in _WRONG:
        check.faults.expect(check.visitor.bind(instance, name, check.sample, change=wrong), 400)
    path = f"service_instances/{instance}/service_bindings/{name}"
    for content in (b"", b"{", b"[]"):
        check.faults.expect(check.visitor.send("bind", "PUT", path, content=content, query=INCOMPLETE), 400)
    check.expect_binding(instance, name, 404)
    check.faults.expect(check.visitor.bind(check.fresh("absent"), name, check.sample), 400, 404)
    check.remove(instance)


@ROWS.row("a binding can be read where the catalog says so, with the same credentials; one that is not there cannot (404)")
def reading_bindings(check: Check) -> None:
    instance = check.made()
    name = check.fresh("bound")
    made = check.visitor.bind(instance, name, check.sample)
    check.visitor.settle(made)
    if check.reads_bindings:
        check.expect_binding(instance, check.fresh("absent"), 404)
        read = check.visitor.binding(instance, name)
        check.faults.expect(read, 200)
        if made.status_code == 201 and body_of(read).get("credentials") != body_of(made).get("credentials"):
            check.faults.add("a binding is read with other credentials than it was made with")
    check.remove(instance, name)


@ROWS.row("a binding is deleted (200 or 202), then it is gone (410), and its credentials work no more")
def unbinding(check: Check) -> None:
    instance = check.made()
    check.faults.expect(check.visitor.unbind(instance, check.fresh("absent"), check.sample), 410)
    name = check.bound(instance)
    credentials = check.credentials(instance, name)
    check.expect_works(credentials, works=True)
    path = f"service_instances/{instance}/service_bindings/{name}"
    check.faults.expect(check.visitor.send("unbind", "DELETE", path, query=INCOMPLETE), 400)
    check.expect_works(credentials, works=True)
    answer = check.visitor.unbind(instance, name, check.sample)
    check.faults.expect(answer, 200, 202)
    check.visitor.settle(answer)
    check.faults.expect(check.visitor.unbind(instance, name, check.sample), 410)
    check.expect_binding(instance, name, 404)
    check.expect_works(credentials, works=False)
    check.remove(instance)


@ROWS.row("a rotation gives other credentials, both work until the old binding is deleted, then the new ones alone")
def rotating(check: Check) -> None:
    if not check.plan.get("binding_rotatable", check.service.get("binding_rotatable", False)):
        return
    instance = check.made()
    old, new = check.bound(instance), check.fresh("rotated")
    before = check.credentials(instance, old)
    answer = check.visitor.bind(instance, new, check.sample, parameters=None, change={"predecessor_binding_id": old})
    check.faults.expect(answer, 201, 202)
    check.visitor.settle(answer)
    check.faults.expect(check.visitor.bind(instance, new, check.sample, change={"predecessor_binding_id": old}), 200)
    after = check.credentials(instance, new)
    if before is not None and before == after:
        check.faults.add("a rotation gave the same credentials")
    check.expect_works(before, works=True)
    check.expect_works(after, works=True)
    unknown = check.visitor.bind(instance, check.fresh("orphan"), check.sample, change={"predecessor_binding_id": "no-such-binding"})
    check.faults.expect(unknown, 400, 404, 422)
    check.visitor.settle(check.visitor.unbind(instance, old, check.sample))
    check.expect_works(before, works=False)
    check.expect_works(after, works=True)
    check.faults.expect(check.visitor.bind(instance, new, check.sample, change={"predecessor_binding_id": old}), 200)
    check.remove(instance, new)
