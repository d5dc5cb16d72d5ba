"""Holds a broker against the tables of the Open Service Broker API 2.17, by its URL alone.

    uv run python -m tests.brokers.checker URL USER SAMPLE.json     the password is read from standard input

A *row* is one sentence of the specification; it makes the requests that it needs with ids of its own, and adds what is
wrong to the faults. A row that needs what the broker does not offer (a plan that rotates, another that is slow) does nothing.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from tests.brokers.visits import VERSION, Body, Faults, Sample, Seen, Visitor, body_of

_AT_ONCE: Final = 8
_TRIES: Final = 10  # to meet an operation while it is under way
_REFUSED: Final = (400, 422)
_WAITS: Final = {"accepts_incomplete": "true"}
_WRONG_PROVISIONS: Final[tuple[Body, ...]] = (
    {"service_id": "no-such-service"},
    {"plan_id": "no-such-plan"},
    {"service_id": 5},
    {"parameters": "text"},
    {"context": []},
)
_WRONG_BINDINGS: Final[tuple[Body, ...]] = ({"service_id": "no-such-service"}, {"plan_id": "no-such-plan"}, {"parameters": []})


@dataclass
class Check:
    """What a row works with. `stranger` is another account of the same broker."""

    sample: Sample
    visitor: Visitor
    anonymous: Visitor
    impostor: Visitor
    stranger: Visitor | None
    faults: Faults
    plan: dict[str, Any]
    service: dict[str, Any]

    def made(self, name: str = "made") -> str:
        """An instance that is there. Raises UnusableError when it cannot be made."""
        instance = self.fresh(name)
        answer = self.visitor.provision(instance, self.sample)
        if self.visitor.settle(answer) != "succeeded":
            raise UnusableError(f"an instance could not be made: {answer.status_code}")
        return instance

    def bound(self, instance: str) -> str:
        binding = self.fresh("bound")
        answer = self.visitor.bind(instance, binding, self.sample)
        if self.visitor.settle(answer) != "succeeded":
            raise UnusableError(f"a binding could not be made: {answer.status_code}")
        return binding

    def remove(self, instance: str, *bindings: str) -> None:
        for binding in bindings:
            self.visitor.settle(self.visitor.unbind(instance, binding, self.sample))
        self.visitor.settle(self.visitor.deprovision(instance, self.sample))

    @staticmethod
    def fresh(name: str) -> str:
        return f"check-{name}-{uuid.uuid4().hex[:12]}"


class UnusableError(Exception):
    """The broker does not do the plainest thing, so that the row proves nothing."""


Row = Callable[[Check], None]
ROWS: Final[dict[str, Row]] = {}


def row(sentence: str) -> Callable[[Row], Row]:
    def register(function: Row) -> Row:
        ROWS[sentence] = function
        return function

    return register


def check(
    client: httpx.Client,
    base: str,
    account: tuple[str, str],
    sample: Sample,
    *,
    stranger: tuple[str, str] | None = None,
    only: Row | None = None,
    seen: Seen | None = None,
) -> list[tuple[str, str]]:
    """Every row on one plan, or one alone; what is wrong, as (row, text). Raises nothing that the broker could cause.

    What was answered is added to `seen`.
    """
    faults = Faults(seen)

    def visitor(who: tuple[str, str] | None) -> Visitor:
        return Visitor(client, base, who, faults)

    faults.row = "the catalog is there"
    services = body_of(visitor(account).catalog()).get("services", [])
    service = next((each for each in services if each.get("id") == sample.service), None)
    plan = next((each for each in (service or {}).get("plans", []) if each.get("id") == sample.plan), None)
    if service is None or plan is None:
        faults.add("the catalog lacks the service or the plan of the sample")
        return faults.found
    impostor = visitor((account[0], "not-" + account[1]))
    found = Check(sample, visitor(account), visitor(None), impostor, visitor(stranger) if stranger else None, faults, plan, service)
    for sentence, function in ROWS.items():
        if only not in {None, function}:
            continue
        faults.row = sentence
        try:
            function(found)
        except UnusableError as problem:
            faults.add(str(problem))
        except httpx.HTTPError as problem:
            faults.add(f"the connection failed: {type(problem).__name__}")
    return faults.found


# The catalog and who may ask


@row("ids and names of the catalog are unique")
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


@row("without an account, or with a wrong password, nothing is told: 401")
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


@row("another major version is refused with 412, none at all with 400 or 412")
def versions(check: Check) -> None:
    def ask(headers: dict[str, str]) -> httpx.Response:
        return check.visitor.send("catalog", "GET", "catalog", headers=headers)

    check.faults.expect(ask({"X-Broker-API-Version": "1.0"}), 412)
    check.faults.expect(ask({"X-Broker-API-Version": "3.0"}), 412)
    check.faults.expect(ask({}), 400, 412)
    check.faults.expect(ask({"X-Broker-API-Version": "2.13"}), 200)


# Instances


@row("an instance is made (201 or 202), made again the same (200), and refused with other attributes (409)")
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


@row("a plan that takes its time wants a caller that waits: 422 AsyncRequired")
def asynchronous_only(check: Check) -> None:
    instance = check.fresh("waits")
    answer = check.visitor.provision(instance, check.sample, incomplete=False)
    if answer.status_code == 422:
        check.faults.expect(answer, 422, error="AsyncRequired")
        check.faults.expect(check.visitor.instance(instance), 404)
        made = check.made()
        check.faults.expect(check.visitor.deprovision(made, check.sample, incomplete=False), 422, error="AsyncRequired")
        if check.sample.changed is not None:
            check.faults.expect(
                check.visitor.update(made, check.sample, check.sample.changed, incomplete=False), 422, error="AsyncRequired"
            )
        _expect_bindings_wait(check, made)
    else:
        check.faults.expect(answer, 201)
        check.remove(instance)


def _expect_bindings_wait(check: Check, instance: str) -> None:
    """Where a plan makes bindings at once, they are made and deleted at once."""
    name = check.fresh("waits")
    answer = check.visitor.bind(instance, name, check.sample, incomplete=False)
    if answer.status_code == 422:
        check.faults.expect(answer, 422, error="AsyncRequired")
        check.faults.expect(check.visitor.binding(instance, name), 404)
        name = check.bound(instance)
        check.faults.expect(check.visitor.unbind(instance, name, check.sample, incomplete=False), 422, error="AsyncRequired")
    else:
        check.faults.expect(answer, 201)
    check.remove(instance, name)


@row("a malformed request to make is refused with 400 and makes nothing")
def malformed_provisioning(check: Check) -> None:
    instance, sample = check.fresh("malformed"), check.sample
    path = f"service_instances/{instance}"
    for missing in ("service_id", "plan_id", "organization_guid", "space_guid"):
        check.faults.expect(check.visitor.provision(instance, sample, change={missing: None}), 400)
    for wrong in _WRONG_PROVISIONS:
        check.faults.expect(check.visitor.provision(instance, sample, change=wrong), 400)
    for content in (b"", b"{", b"[]", b"null", b"\xff", b'{"a":NaN}', b"[" * 5000):
        check.faults.expect(check.visitor.send("provision", "PUT", path, content=content, query=_WAITS), 400)
    if sample.wrong is not None:
        check.faults.expect(check.visitor.provision(instance, sample, sample.wrong), 400)
    check.faults.expect(check.visitor.instance(instance), 404)
    check.faults.expect(check.visitor.deprovision(instance, sample), 410)


@row("another version of maintenance than the catalog's is refused: 422 MaintenanceInfoConflict")
def maintenance(check: Check) -> None:
    instance = check.fresh("kept")
    answer = check.visitor.provision(instance, check.sample, change={"maintenance_info": {"version": "999.0.0"}})
    check.faults.expect(answer, 422, error="MaintenanceInfoConflict")
    check.faults.expect(check.visitor.instance(instance), 404)
    version = check.plan.get("maintenance_info", {}).get("version")
    if version:
        answer = check.visitor.provision(instance, check.sample, change={"maintenance_info": {"version": version}})
        check.faults.expect(answer, 201, 202)
        check.visitor.settle(answer)
        check.faults.expect(check.visitor.update(instance, check.sample, None, change={"maintenance_info": {"version": version}}), 200, 202)
        refused = check.visitor.update(instance, check.sample, None, change={"maintenance_info": {"version": "999.0.0"}})
        check.faults.expect(refused, 422, error="MaintenanceInfoConflict")
        check.remove(instance)


@row("an instance can be read where the catalog says so (200), and one that is not there cannot (404)")
def reading_instances(check: Check) -> None:
    if not check.service.get("instances_retrievable"):
        return
    check.faults.expect(check.visitor.instance(check.fresh("absent")), 404)
    instance = check.made()
    answer = check.visitor.instance(instance)
    if check.faults.expect(answer, 200):
        body = body_of(answer)
        if (body.get("service_id"), body.get("plan_id")) != (check.sample.service, check.sample.plan):
            check.faults.add("an instance is read with another service_id or plan_id than it was made with")
        if any(body.get("parameters", {}).get(key) != value for key, value in check.sample.create.items()):
            check.faults.add("an instance is read with other parameters than it was made with")
    check.remove(instance)


@row("an instance is updated (200 or 202), and again the same (200); what is not good changes nothing (400)")
def updating(check: Check) -> None:
    absent = check.visitor.update(check.fresh("absent"), check.sample, {})
    check.faults.expect(absent, 400, 404, 422)
    instance = check.made()
    path = f"service_instances/{instance}"
    check.faults.expect(check.visitor.update(instance, check.sample, None, change={"service_id": "no-such-service"}), 400)
    check.faults.expect(check.visitor.update(instance, check.sample, None, change={"plan_id": "no-such-plan"}), 400)
    check.faults.expect(check.visitor.send("update", "PATCH", path, content=b"{}", query=_WAITS), 400)
    check.faults.expect(check.visitor.send("update", "PATCH", path, content=b"nothing", query=_WAITS), 400)
    if check.sample.wrong is not None:
        check.faults.expect(check.visitor.update(instance, check.sample, check.sample.wrong), 400)
    if check.sample.changed is not None:
        answer = check.visitor.update(instance, check.sample, check.sample.changed)
        check.faults.expect(answer, 200, 202)
        if check.visitor.settle(answer) != "succeeded":
            check.faults.add("the instance was not updated")
        read = body_of(check.visitor.instance(instance)).get("parameters", {})
        if check.service.get("instances_retrievable") and any(read.get(key) != value for key, value in check.sample.changed.items()):
            check.faults.add("an instance that was updated is read with its older parameters")
        check.visitor.settle(check.visitor.update(instance, check.sample, check.sample.changed))
    check.remove(instance)


@row("a plan is changed only where the catalog says that it may")
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
                query={**_WAITS, "service_id": check.sample.service, "plan_id": others[0]},
            )
        )
    else:
        check.faults.expect(answer, *_REFUSED)
        check.remove(instance)


@row("an instance is deleted (200 or 202), and then it is gone (410), also for who reads it (404)")
def deprovisioning(check: Check) -> None:
    check.faults.expect(check.visitor.deprovision(check.fresh("absent"), check.sample), 410)
    instance = check.made()
    path = f"service_instances/{instance}"
    for query in ({}, {"service_id": check.sample.service}, {"plan_id": check.sample.plan}):
        check.faults.expect(check.visitor.send("deprovision", "DELETE", path, query={**_WAITS, **query}), 400)
    wrong = {"service_id": check.sample.service, "plan_id": "no-such-plan"}
    check.faults.expect(check.visitor.send("deprovision", "DELETE", path, query={**_WAITS, **wrong}), 400)
    check.faults.expect(check.visitor.instance(instance), 200)
    answer = check.visitor.deprovision(instance, check.sample)
    check.faults.expect(answer, 200, 202)
    if check.visitor.settle(answer) not in {"succeeded", "gone"}:
        check.faults.add("the instance was not deleted")
    check.faults.expect(check.visitor.deprovision(instance, check.sample), 410)
    check.faults.expect(check.visitor.instance(instance), 404)
    check.faults.expect(check.visitor.bind(instance, "late", check.sample), 400, 404, 422)


@row("an id is free again after a deletion, and holds nothing of what was there")
def making_again(check: Check) -> None:
    instance = check.made()
    binding = check.bound(instance)
    check.remove(instance, binding)
    parameters = check.sample.create if check.sample.changed is None else check.sample.changed
    answer = check.visitor.provision(instance, check.sample, parameters)
    check.faults.expect(answer, 201, 202)
    check.visitor.settle(answer)
    check.faults.expect(check.visitor.binding(instance, binding), 404)
    check.remove(instance)


@row("ids that could lead elsewhere are refused, never followed and never a fault of the service")
def hostile_ids(check: Check) -> None:
    for instance in ("a%00b", "a%0Ab", "%F0%9F%92%A9", "x" * 5000, "'%20OR%201=1--", "a%5Cb"):
        answer = check.visitor.send("instance", "GET", f"service_instances/{instance}")
        check.faults.expect(answer, 400, 404)


# Bindings


@row("a binding is made (201 or 202), made again the same (200), and refused with other attributes (409)")
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


@row("a malformed request to bind is refused with 400 and binds nothing")
def malformed_binding(check: Check) -> None:
    instance, name = check.made(), check.fresh("malformed")
    for missing in ("service_id", "plan_id"):
        check.faults.expect(check.visitor.bind(instance, name, check.sample, change={missing: None}), 400)
    for wrong in _WRONG_BINDINGS:
        check.faults.expect(check.visitor.bind(instance, name, check.sample, change=wrong), 400)
    path = f"service_instances/{instance}/service_bindings/{name}"
    for content in (b"", b"{", b"[]"):
        check.faults.expect(check.visitor.send("bind", "PUT", path, content=content, query=_WAITS), 400)
    check.faults.expect(check.visitor.binding(instance, name), 404)
    check.faults.expect(check.visitor.bind(check.fresh("absent"), name, check.sample), 400, 404)
    check.remove(instance)


@row("a binding can be read where the catalog says so, with the same credentials; one that is not there cannot (404)")
def reading_bindings(check: Check) -> None:
    instance = check.made()
    name = check.fresh("bound")
    made = check.visitor.bind(instance, name, check.sample)
    check.visitor.settle(made)
    if check.service.get("bindings_retrievable"):
        check.faults.expect(check.visitor.binding(instance, check.fresh("absent")), 404)
        read = check.visitor.binding(instance, name)
        check.faults.expect(read, 200)
        if made.status_code == 201 and body_of(read).get("credentials") != body_of(made).get("credentials"):
            check.faults.add("a binding is read with other credentials than it was made with")
    check.remove(instance, name)


@row("a binding is deleted (200 or 202), then it is gone (410), and its credentials work no more")
def unbinding(check: Check) -> None:
    instance = check.made()
    check.faults.expect(check.visitor.unbind(instance, check.fresh("absent"), check.sample), 410)
    name = check.bound(instance)
    credentials = body_of(check.visitor.binding(instance, name)).get("credentials", {})
    _expect_works(check, credentials, works=True)
    path = f"service_instances/{instance}/service_bindings/{name}"
    check.faults.expect(check.visitor.send("unbind", "DELETE", path, query=_WAITS), 400)
    _expect_works(check, credentials, works=True)
    answer = check.visitor.unbind(instance, name, check.sample)
    check.faults.expect(answer, 200, 202)
    check.visitor.settle(answer)
    check.faults.expect(check.visitor.unbind(instance, name, check.sample), 410)
    check.faults.expect(check.visitor.binding(instance, name), 404)
    _expect_works(check, credentials, works=False)
    check.remove(instance)


def _expect_works(check: Check, credentials: Any, *, works: bool) -> None:
    if check.sample.accepts is not None and check.service.get("bindings_retrievable") and check.sample.accepts(credentials) is not works:
        check.faults.add("credentials that were given do not work" if works else "credentials that were taken back still work")


@row("a rotation gives other credentials, both work until the old binding is deleted, then the new ones alone")
def rotating(check: Check) -> None:
    if not check.plan.get("binding_rotatable", check.service.get("binding_rotatable", False)):
        return
    instance = check.made()
    old, new = check.bound(instance), check.fresh("rotated")
    before = body_of(check.visitor.binding(instance, old)).get("credentials", {})
    answer = check.visitor.bind(instance, new, check.sample, parameters=None, change={"predecessor_binding_id": old})
    check.faults.expect(answer, 201, 202)
    check.visitor.settle(answer)
    check.faults.expect(check.visitor.bind(instance, new, check.sample, change={"predecessor_binding_id": old}), 200)
    after = body_of(check.visitor.binding(instance, new)).get("credentials", {})
    if before == after:
        check.faults.add("a rotation gave the same credentials")
    _expect_works(check, before, works=True)
    _expect_works(check, after, works=True)
    unknown = check.visitor.bind(instance, check.fresh("orphan"), check.sample, change={"predecessor_binding_id": "no-such-binding"})
    check.faults.expect(unknown, 400, 404, 422)
    check.visitor.settle(check.visitor.unbind(instance, old, check.sample))
    _expect_works(check, before, works=False)
    _expect_works(check, after, works=True)
    check.faults.expect(check.visitor.bind(instance, new, check.sample, change={"predecessor_binding_id": old}), 200)
    check.remove(instance, new)


# Operations


@row("last_operation knows an operation that it gave, and no other")
def last_operations(check: Check) -> None:
    check.faults.expect(check.visitor.last_operation(f"service_instances/{check.fresh('absent')}"), 404, 410)
    instance = check.made()
    check.faults.expect(check.visitor.last_operation(f"service_instances/{instance}", "no-such-operation"), 200, 400)
    absent = f"service_instances/{instance}/service_bindings/{check.fresh('absent')}"
    check.faults.expect(check.visitor.last_operation(absent), 404, 410)
    check.remove(instance)


@row("while an operation runs, the same request joins it (202) and another waits its turn: 422 ConcurrencyError")
def concurrency(check: Check) -> None:
    instance = check.fresh("busy")
    first = check.visitor.provision(instance, check.sample)
    if first.status_code != 202:
        check.visitor.settle(first)
        check.remove(instance)
        return
    again = check.visitor.provision(instance, check.sample)
    if (
        check.faults.expect(again, 202, 200)
        and again.status_code == 202
        and body_of(again).get("operation") != body_of(first).get("operation")
    ):
        check.faults.add("the same request twice began two operations")
    early = check.visitor.bind(instance, "early", check.sample)
    if _is_under_way(check, instance, first):  # also after it was asked: so it was when it was
        check.faults.expect(early, 404, 422, 400)
    check.visitor.settle(early)
    check.faults.expect(check.visitor.deprovision(instance, check.sample), 422, 202)
    check.visitor.settle(first)
    check.remove(instance, "early")


def _is_under_way(check: Check, instance: str, answer: httpx.Response) -> bool:
    polled = check.visitor.last_operation(f"service_instances/{instance}", body_of(answer).get("operation"))
    return bool(body_of(polled).get("state") == "in progress")


@row("an instance that is being updated cannot be read: 422 ConcurrencyError")
def reading_while_updated(check: Check) -> None:
    if check.sample.changed is None or not check.service.get("instances_retrievable"):
        return
    instance = check.made()
    for parameters in (check.sample.changed, check.sample.create) * _TRIES:
        answer = check.visitor.update(instance, check.sample, parameters)
        if answer.status_code != 202:
            break
        read = check.visitor.instance(instance)
        was_under_way = _is_under_way(check, instance, answer)
        check.visitor.settle(answer)
        if was_under_way:
            check.faults.expect(read, 422, error="ConcurrencyError")
            break
    check.remove(instance)


@row("of many equal requests at once one makes, and none is a fault of the service")
def equal_at_once(check: Check) -> None:
    instance = check.fresh("race")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda _: check.visitor.provision(instance, check.sample), range(_AT_ONCE)))
    for answer in answers:
        check.faults.expect(answer, 200, 201, 202, 422)
    if sum(answer.status_code == 201 for answer in answers) > 1:
        check.faults.add("one instance was made twice")
    for answer in answers:
        if answer.status_code == 202:
            check.visitor.settle(answer)
    name = check.fresh("race")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda _: check.visitor.bind(instance, name, check.sample), range(_AT_ONCE)))
    for answer in answers:
        check.faults.expect(answer, 200, 201, 202, 422)
    given = {json.dumps(body_of(answer).get("credentials"), sort_keys=True) for answer in answers if answer.status_code in {200, 201}}
    if len(given) > 1:
        check.faults.add("one binding was given several credentials")
    for answer in answers:
        check.visitor.settle(answer)
    check.remove(instance, name)


@row("of many different requests at once one wins, and the others are told so")
def different_at_once(check: Check) -> None:
    if check.sample.changed is None:
        return
    instance = check.fresh("race")
    wishes = [check.sample.create, check.sample.changed] * (_AT_ONCE // 2)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda wish: check.visitor.provision(instance, check.sample, wish), wishes))
    good = {json.dumps(wish, sort_keys=True) for wish, answer in zip(wishes, answers, strict=True) if answer.status_code in {200, 201, 202}}
    for answer in answers:
        check.faults.expect(answer, 200, 201, 202, 409, 422)
    if len(good) > 1:
        check.faults.add("two different requests for one instance both succeeded")
    for answer in answers:
        if answer.status_code in {200, 201, 202}:
            check.visitor.settle(answer)
    check.remove(instance)


@row("another account sees nothing of it and can do nothing to it")
def strangers(check: Check) -> None:
    if check.stranger is None:
        return
    instance = check.made()
    name = check.bound(instance)
    check.faults.expect(check.stranger.instance(instance), 404)
    check.faults.expect(check.stranger.binding(instance, name), 404)
    check.faults.expect(check.stranger.unbind(instance, name, check.sample), 410)
    check.faults.expect(check.stranger.deprovision(instance, check.sample), 410)
    check.faults.expect(check.stranger.update(instance, check.sample, {}), 404, 400)
    check.faults.expect(check.stranger.last_operation(f"service_instances/{instance}"), 404, 410)
    check.faults.expect(check.stranger.bind(instance, check.fresh("theft"), check.sample), 404, 400)
    check.faults.expect(check.visitor.instance(instance), 200)
    check.faults.expect(check.visitor.binding(instance, name), 200)
    check.remove(instance, name)


@row("who caused a request may be said, and what is said wrongly is no fault of the service")
def origins(check: Check) -> None:
    def ask(value: str) -> httpx.Response:
        return check.visitor.send("catalog", "GET", "catalog", headers={**VERSION, "X-Broker-API-Originating-Identity": value})

    check.faults.expect(ask("kubernetes eyJ1c2VybmFtZSI6ICJqYW4ifQ=="), 200)
    for value in ("kubernetes", "kubernetes !!!", "kubernetes W10=", "x" * 4000):
        check.faults.expect(ask(value), 200, 400)


def main(arguments: Iterable[str]) -> int:
    """Exit code 0 when nothing is wrong, 1 otherwise."""
    url, user, file = arguments
    sample = Sample(**json.loads(Path(file).read_text(encoding="utf-8")))
    with httpx.Client(timeout=30) as client:
        faults = check(client, url, (user, sys.stdin.readline().strip()), sample)
    for sentence, text in faults:
        sys.stdout.write(f"{sentence}\n    {text}\n")
    sys.stdout.write(f"{len(ROWS)} rows, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
