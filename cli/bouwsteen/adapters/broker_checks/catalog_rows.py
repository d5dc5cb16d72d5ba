"""What a broker offers, and who may ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bouwsteen.adapters.broker_checks.rows import Check, Rows
from bouwsteen.adapters.broker_checks.visits import VERSION, body_of

if TYPE_CHECKING:
    import httpx

ROWS: Final = Rows()


@ROWS.row("ids and names of the catalog are unique")
def unique_ids(check: Check) -> None:
    services = body_of(check.visitor.catalog()).get("services", [])
    for what, values in {
        "service ids": [each["id"] for each in services],
        "service names": [each["name"] for each in services],
        "plan ids": [plan["id"] for each in services for plan in each["plans"]],
        **{f"plan names of {each['name']}": [plan["name"] for plan in each["plans"]] for each in services},
    }.items():
        if len(values) != len(set(values)):
            check.faults.add(f"the {what} are not unique")


@ROWS.row("without an account, or with a wrong password, nothing is told: 401")
def unauthenticated(check: Check) -> None:
    instance = check.fresh("nobody")
    for visitor in (check.anonymous, check.impostor):
        for answer in (
            visitor.catalog(),
            visitor.provision(instance, check.sample),
            visitor.update(instance, check.sample, {}),
            visitor.instance(instance),
            visitor.bind(instance, "b", check.sample),
            visitor.binding(instance, "b"),
            visitor.unbind(instance, "b", check.sample),
            visitor.deprovision(instance, check.sample),
            visitor.last_operation(f"service_instances/{instance}"),
        ):
            check.faults.expect(answer, 401)


@ROWS.row("another major version is refused with 412, none at all with 400 or 412")
def versions(check: Check) -> None:
    def ask(headers: dict[str, str]) -> httpx.Response:
        return check.visitor.send("catalog", "GET", "catalog", headers=headers)

    check.faults.expect(ask({"X-Broker-API-Version": "1.0"}), 412)
    check.faults.expect(ask({"X-Broker-API-Version": "3.0"}), 412)
    check.faults.expect(ask({}), 400, 412)
    check.faults.expect(ask({"X-Broker-API-Version": "2.13"}), 200)


@ROWS.row("another account sees nothing of it and can do nothing to it")
def strangers(check: Check) -> None:
    if check.stranger is None:
        return
    instance = check.made()
    name = check.bound(instance)
    check.faults.expect(check.stranger.instance(instance), *(404,) if check.reads_instances else (400, 404))
    check.faults.expect(check.stranger.binding(instance, name), *(404,) if check.reads_bindings else (400, 404))
    check.faults.expect(check.stranger.unbind(instance, name, check.sample), 410)
    check.faults.expect(check.stranger.deprovision(instance, check.sample), 410)
    check.faults.expect(check.stranger.update(instance, check.sample, {}), 404, 400)
    check.faults.expect(check.stranger.last_operation(f"service_instances/{instance}"), 404, 410)
    check.faults.expect(check.stranger.bind(instance, check.fresh("theft"), check.sample), 404, 400)
    check.expect_instance(instance, 200)
    check.expect_binding(instance, name, 200)
    check.remove(instance, name)


@ROWS.row("who caused a request may be said, and what is said wrongly is no fault of the service")
def origins(check: Check) -> None:
    def ask(value: str) -> httpx.Response:
        return check.visitor.send("catalog", "GET", "catalog", headers={**VERSION, "X-Broker-API-Originating-Identity": value})

    check.faults.expect(ask("kubernetes eyJ1c2VybmFtZSI6ICJqYW4ifQ=="), 200)
    for value in ("kubernetes", "kubernetes !!!", "kubernetes W10=", "x" * 4000):
        check.faults.expect(ask(value), 200, 400)
