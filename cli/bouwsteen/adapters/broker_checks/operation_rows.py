"""What takes its time, and what happens at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from bouwsteen.adapters.broker_checks.rows import Check, Rows
from bouwsteen.adapters.broker_checks.visits import body_of

if TYPE_CHECKING:
    import httpx

ROWS: Final = Rows()
_AT_ONCE: Final = 8
_TRIES: Final = 10  # to meet an operation while it is under way


@ROWS.row("a plan that takes its time wants a caller that waits: 422 AsyncRequired")
def asynchronous_only(check: Check) -> None:
    instance = check.fresh("waits")
    answer = check.visitor.provision(instance, check.sample, incomplete=False)
    if answer.status_code == 422:
        check.faults.expect(answer, 422, error="AsyncRequired")
        check.expect_instance(instance, 404)
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
        check.expect_binding(instance, name, 404)
        name = check.bound(instance)
        check.faults.expect(check.visitor.unbind(instance, name, check.sample, incomplete=False), 422, error="AsyncRequired")
    else:
        check.faults.expect(answer, 201)
    check.remove(instance, name)


@ROWS.row("last_operation knows an operation that it gave, and no other")
def last_operations(check: Check) -> None:
    check.faults.expect(check.visitor.last_operation(f"service_instances/{check.fresh('absent')}"), 404, 410)
    instance = check.made()
    check.faults.expect(check.visitor.last_operation(f"service_instances/{instance}", "no-such-operation"), 200, 400)
    absent = f"service_instances/{instance}/service_bindings/{check.fresh('absent')}"
    check.faults.expect(check.visitor.last_operation(absent), 404, 410)
    check.remove(instance)


@ROWS.row("while an operation runs, the same request joins it (202) and another waits its turn: 422 ConcurrencyError")
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


@ROWS.row("an instance that is being updated cannot be read: 422 ConcurrencyError")
def reading_while_updated(check: Check) -> None:
    if check.sample.changed is None or not check.reads_instances:
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


@ROWS.row("of many equal requests at once one makes, and none is a fault of the service")
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


@ROWS.row("of many different requests at once one wins, and the others are told so")
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
