"""What a service could not tell, and gave up: it stands in the figures, its owner sees it and has it told again, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.subjects import CANARY, FIRST, SECOND, SUBJECTS, Subject

from bouwsteen_service.testing import create_client

GIVEN_UP, RETRY = ("GET", "/deliveries/given-up"), ("POST", "/deliveries/{event_id}/retry")


@pytest.fixture(params=["payments-service", "ebox-service", "magda-service", "data-vault-service"])
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    started = SUBJECTS[request.param](tmp_path)
    yield started
    started.database.close()


def figure(subject: Subject, outcome: str) -> int:
    with create_client(subject.application, subject.base) as client:
        found = re.search(rf'^outbox_events{{outcome="{outcome}"}} (\d+)$', client.get("/metrics").text, re.MULTILINE)
    assert found
    return int(found[1])


def test_what_was_given_up_is_seen_and_sent_again_by_its_owner_alone(subject: Subject) -> None:
    (event,) = subject.send(FIRST, GIVEN_UP, subject.ids).json()["items"]
    assert (event["id"], event["attempts"], event["fault"], event["body"]) == (subject.ids["event_id"], 10, "HTTP 422", CANARY)
    assert subject.send(SECOND, GIVEN_UP, subject.ids).json() == {"items": []}
    assert [subject.send(user, route, subject.ids).status_code for user in (None,) for route in (GIVEN_UP, RETRY)] == [401, 401]
    assert subject.send(SECOND, RETRY, subject.ids).status_code == 404
    waiting = figure(subject, "waiting")
    assert figure(subject, "given-up") == 1
    assert subject.send(FIRST, RETRY, subject.ids).status_code == 202
    assert (figure(subject, "waiting"), figure(subject, "given-up")) == (waiting + 1, 0)
    assert subject.send(FIRST, GIVEN_UP, subject.ids).json() == {"items": []}
    assert subject.send(FIRST, RETRY, subject.ids).status_code == 404
