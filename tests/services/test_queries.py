"""How often a request asks the database does not depend on how much is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, event, func, select
from tests.services.subjects import FIRST, SUBJECTS, Route, Subject, routes_of

from bouwsteen_service.databases import Database

TIMES = 8


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def count_reads(subject: Subject) -> dict[Route, int]:
    counts = {}
    for route in routes_of(subject.application):
        if route[0] == "GET" and route not in {("GET", "/clerk/export.json"), ("GET", "/clerk/export.csv")}:
            subject.send(FIRST, route, subject.ids)  # what is done once, at the first visit, is not counted
            with counted(subject.database) as statements:
                subject.send(FIRST, route, subject.ids)
            counts[route] = len(statements)
    return counts


def rows_in(database: Database) -> int:
    tables = MetaData()
    tables.reflect(database.engine)
    with database.reading() as connection:
        return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables.sorted_tables)


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_read_asks_more_often_when_there_is_more(name: str, tmp_path: Path) -> None:
    subject = SUBJECTS[name](tmp_path)
    before, few = count_reads(subject), rows_in(subject.database)
    writes = [
        route for route in routes_of(subject.application) if route[0] == "POST" and not route[1].endswith(("/logout", "/submit", "/remove"))
    ]
    for _ in range(TIMES):
        for route in writes:
            subject.send(FIRST, route, subject.ids)
    assert rows_in(subject.database) > few
    after = count_reads(subject)
    assert {route: (count, after[route]) for route, count in before.items() if after[route] > count} == {}
    subject.database.close()
