"""The table of the specification on orphans (Open Service Broker API 2.17, Orphan Mitigation), row by row."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.adapters.brokers.replies import (
    Absent,
    Broken,
    Finished,
    Refused,
    Request,
    Started,
    read_answer,
    read_failed,
    read_silence,
)

MAKING = [Request.PROVISION, Request.BIND]
REMOVING = [Request.DEPROVISION, Request.UNBIND]
GOOD: dict[str, Any] = {"credentials": {"a": 1}}


@pytest.mark.parametrize("request_", list(Request))
def test_success(request_: Request) -> None:
    assert read_answer(request_, 200, GOOD) == Finished(GOOD)
    assert read_answer(request_, 201, GOOD) == Finished(GOOD)
    assert read_answer(request_, 202, {"operation": "task"}) == Started("task", {"operation": "task"})


@pytest.mark.parametrize("request_", list(Request))
@pytest.mark.parametrize(
    ("status", "making", "removing", "updating"),
    [
        (200, False, False, False),
        (201, True, False, False),
        (202, True, False, False),
        (204, True, True, False),
        (299, True, True, False),
        (500, True, True, False),
        (503, True, True, False),
    ],
)
def test_malformed_or_failed(request_: Request, status: int, making: bool, removing: bool, updating: bool) -> None:
    reply = read_answer(request_, status, None)
    assert isinstance(reply, Broken)
    assert reply.orphan == (making if request_ in MAKING else removing if request_ in REMOVING else updating)


@pytest.mark.parametrize("request_", list(Request))
@pytest.mark.parametrize("status", [302, 400, 401, 404, 408, 409, 412, 422, 429])
def test_refusals_leave_nothing(request_: Request, status: int) -> None:
    body = {"error": "AsyncRequired", "description": "no", "update_repeatable": False}
    assert read_answer(request_, status, body) == Refused(status, "AsyncRequired", "no", repeatable=False)


@pytest.mark.parametrize("request_", list(Request))
def test_gone_is_good_for_a_removal_alone(request_: Request) -> None:
    expected = Absent() if request_ in REMOVING else Refused(410, "", "")
    assert read_answer(request_, 410, {}) == expected


@pytest.mark.parametrize("request_", list(Request))
def test_a_failed_last_operation_and_silence(request_: Request) -> None:
    assert read_failed(request_, {"state": "failed"}).orphan == (request_ is not Request.UPDATE)
    assert read_silence(request_, "no answer").orphan == (request_ in MAKING)


@pytest.mark.parametrize(
    ("request_", "status", "body"),
    [
        (Request.BIND, 201, {}),
        (Request.BIND, 201, {"credentials": "text"}),
        (Request.BIND, 202, {"operation": 7}),
        (Request.PROVISION, 202, {"operation": "x" * 10_001}),
        (Request.PROVISION, 201, {"dashboard_url": 7}),
    ],
)
def test_what_counts_as_malformed(request_: Request, status: int, body: dict[str, Any]) -> None:
    reply = read_answer(request_, status, body)
    assert isinstance(reply, Broken)
    assert reply.orphan


def test_credentials_are_not_shown() -> None:
    assert "canary" not in repr(read_answer(Request.BIND, 201, {"credentials": {"password": "canary"}}))
