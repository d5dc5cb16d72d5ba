"""Generated requests against the description of each API: no answer that it does not describe, no failure.

BOUWSTEEN_EXAMPLES=500 uv run pytest -m slow tests/services/test_descriptions.py    so many for each operation, whatever it takes
uv run pytest -n0 -m soak tests/services/test_descriptions.py                       on PostgreSQL
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from tests.blocks.ebox_service.worlds import multipart
from tests.services.subjects import FIRST, SUBJECTS, Subject, descriptions_of
from tests.support.postgresql import start_postgresql

from bouwsteen_service.testing import create_client

# Where a body is sent there is much to get wrong; elsewhere some names and numbers. They are the same each time: what a change breaks is
# seen with these, and what nobody thought of yet is looked for with more, by hand. All services together: two minutes of one core.
WITH_BODY, WITHOUT_BODY = (int(os.environ.get("BOUWSTEEN_EXAMPLES", usual)) for usual in ("100", "20"))
RULES = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
NEVER_RIGHT = {("PATCH", "/ebox/enterprise/federation/v1/eboxPreferences"): "a generated box is never that of the token"}
# Where the message stands in what is read by hand.
PARTS = {"publishMessage": "messageToPublish", "messages": "messageToPublish", "notifications": "notification"}


def proof_of(subject: Subject, path: str) -> dict[str, Any]:
    prefix = max((prefix for prefix in subject.proof if path.startswith(prefix)), key=len)
    shown = dict(subject.proof[prefix](FIRST))
    return {name: value for name, value in shown.items() if name in {"headers", "auth"}}


def as_sent(case: Any, base: str) -> dict[str, Any]:
    """What was generated, as a client writes it: a message in parts as JSON with files that have a name."""
    sent: dict[str, Any] = case.as_transport_kwargs(base_url=base)
    sent.pop("cookies", None)
    headers = {name: value for name, value in (sent.pop("headers") or {}).items() if name.lower() != "authorization"}
    if not isinstance(sent.get("data", {}), dict):
        sent.pop("data")  # no client sends a form that is none
    part = PARTS.get(case.path.rpartition("/")[2])
    if part is not None and case.method == "POST":
        given = case.body if isinstance(case.body, dict) else {}
        files = [(name, "file.txt", "text/plain", str(value).encode()) for name, value in given.items() if name != part]
        kind, content = multipart(given.get(part, {}), files, part=part)
        headers["content-type"] = kind
        sent = {"method": sent["method"], "url": sent["url"], "params": sent.get("params"), "content": content}
    return sent | {"headers": headers}


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBJECTS)
def test_answers_are_as_described(name: str, tmp_path: Path) -> None:
    with closing(SUBJECTS[name](tmp_path)) as subject:
        check_answers(subject)


@pytest.mark.soak
@pytest.mark.parametrize("name", SUBJECTS)
def test_answers_are_as_described_on_postgresql(name: str, tmp_path: Path) -> None:
    """Which refuses some texts and numbers that SQLite keeps."""
    with start_postgresql() as server, closing(SUBJECTS[name](tmp_path, server.new_database())) as subject:
        check_answers(subject)


@contextmanager
def closing(subject: Subject) -> Iterator[Subject]:
    yield subject
    subject.database.close()


def check_answers(subject: Subject) -> None:
    seen: Counter[tuple[str, str, int]] = Counter()
    with create_client(subject.application, subject.base) as client:
        for place in descriptions_of(subject.application):
            described = schemathesis.openapi.from_dict(client.get(place).raise_for_status().json())
            for result in described.get_all_operations():
                assert isinstance(result, Ok), result
                _try_operation(subject, client, result.ok(), seen)
    assert {status for _, _, status in seen if status >= 500} == set()
    # What was generated reached the service, and not only its doors.
    reached = {(method, path) for method, path, status in seen if status not in {401, 429}}
    assert {(method, path) for method, path, _ in seen} - reached <= set(NEVER_RIGHT)


def _try_operation(subject: Subject, client: httpx.Client, operation: Any, seen: Counter[tuple[str, str, int]]) -> None:
    shown = proof_of(subject, operation.path)

    @settings(
        max_examples=WITH_BODY if operation.body else WITHOUT_BODY,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, True, False]), real=st.booleans())
    def check(case: Any, signed_in: bool, real: bool) -> None:
        if real:
            case.path_parameters = {name: subject.ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
        sent = as_sent(case, subject.base)
        if signed_in:
            sent["headers"] |= dict(shown.get("headers", {}))
        try:
            request = client.build_request(**sent)
        except (UnicodeEncodeError, httpx.InvalidURL):
            return
        answer = client.send(request, auth=shown.get("auth") if signed_in else None)
        answer.elapsed = timedelta(0)
        seen[case.method, case.path, answer.status_code] += 1
        case.validate_response(schemathesis.Response.from_httpx(answer, verify=False), checks=list(RULES))

    check()
