"""Two organisations on one service: neither reads nor changes what the other has, by any route."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import MetaData, select
from tests.services.subjects import CANARY, FIRST, SECOND, SUBJECTS, Ids, Route, Subject, routes_of

from bouwsteen_service.databases import Database

ROOT = Path(__file__).parents[2]
WITHOUT = {
    "address-register": "it holds public data alone, the same for everybody",
    "solid-server": "it is a server of others, which knows no organisations: tests/e2e/test_solid_server.py",
}
_ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    started = SUBJECTS[request.param](tmp_path_factory.mktemp("subject"))
    yield started
    started.database.close()


def in_order(subject: Subject) -> list[Route]:
    """What takes away comes last, and the share itself after all that is in it."""

    def place(route: Route) -> tuple[Any, ...]:
        method, path = route
        takes = method == "DELETE" or path.endswith(("/remove", "/logout"))
        return takes, takes and path.startswith("/broker"), -path.count("{") if takes else 0, path.endswith("/submit"), _ORDER.index(method)

    return sorted(routes_of(subject.application), key=place)


def rows_of(database: Database) -> Counter[str]:
    """Every row of every table, as text."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.reading() as connection:
        return Counter(f"{table.name}: {row!r}" for table in tables.sorted_tables for row in connection.execute(select(table)))


def comparable(answer: httpx.Response, ids: Ids) -> tuple[Any, ...]:
    """What a refusal says, without the names that were asked for. A page is made anew each time, and so is what was just made."""
    text = "" if "text/html" in answer.headers.get("content-type", "") or answer.is_success else answer.text
    for value in sorted(ids.values(), key=len, reverse=True):
        text = text.replace(value, "…")
    return answer.status_code, text


def test_what_another_organisation_has_is_as_if_it_were_not_there(subject: Subject) -> None:
    before = rows_of(subject.database)
    ids = dict(subject.ids)
    marks = {CANARY} | {value for name, value in ids.items() if len(value) >= 20 and name != "transaction"}
    faults: list[tuple[Any, ...]] = []
    for route in in_order(subject):
        asked = ids | dict(subject.instead.get(route, {}))
        answer, none = subject.send(SECOND, route, asked), subject.send(SECOND, route, subject.absent)
        nobody = subject.send(None, route, asked)
        if route not in subject.public and comparable(answer, asked) != comparable(none, subject.absent):
            faults.append((route, "is not as if absent", comparable(answer, asked), comparable(none, subject.absent)))
        for found in (answer, nobody):
            told = {mark for mark in marks if mark in found.text} - {value for value in asked.values() if value in str(found.request.url)}
            if told and route not in subject.public:
                faults.append((route, "tells of it", told, found.status_code))
            if found.status_code >= 500:
                faults.append((route, "fails", found.status_code))
    assert not faults, "\n".join(map(str, faults))
    changed = before - rows_of(subject.database)
    assert [row for row in changed if not any(mark in row for mark in subject.of_second)] == []


def test_the_same_requests_are_those_that_work_for_their_owner(subject: Subject) -> None:
    """Else they would prove nothing."""
    refused = {}
    for route in in_order(subject):
        answer = subject.send(FIRST, route, dict(subject.ids) | dict(subject.instead.get(route, {})))
        if answer.status_code >= 400 and route not in subject.public and answer.status_code != subject.refused.get(route):
            refused[route] = (answer.status_code, answer.text[:200])
    assert not refused, "\n".join(map(str, refused.items()))


def test_each_service_is_here() -> None:
    found = {path.relative_to(ROOT / "blocks").parts[0] for path in ROOT.glob("blocks/*/service/*/__main__.py")}
    assert found == set(SUBJECTS) | set(WITHOUT)
