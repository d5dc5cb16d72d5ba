"""What a day is, is decided in one place for each of the two that may not know each other: the orchestrator and the kit of services.

Between midnight in Belgium and midnight in UTC, or in the zone of some machine, code that asks a clock itself is a day behind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from tests.repository.places import ROOT, python_files

CALENDARS = {"cli/bouwsteen/calendars.py", "cli/bouwsteen_service/calendars.py"}
CLASSES = {"date", "datetime"}
# What asks for the zone of the machine, or chooses one.
ZONES = {"ZoneInfo", "localtime", "mktime", "ctime"}
# What a person types after `--date` is a day already: the library only has no other type for it.
TYPED = ("cli/bouwsteen/cli/policies.py", "asked.date()")


def days_taken(source: str) -> Iterator[str]:
    """What in a source makes a day of a moment, or takes a zone from anywhere, as it is written."""
    return (ast.unparse(node) for node in ast.walk(ast.parse(source)) if takes_day(node))


def takes_day(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="date" | "utcnow"), args=[], keywords=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="today", value=ast.Attribute(attr=name) | ast.Name(id=name))):
            return name in CLASSES
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in ZONES
        case ast.Subscript(slice=ast.Slice(upper=ast.Constant(value=10)), value=ast.Call(func=ast.Attribute(attr=name))):
            return name in {"now", "isoformat"}
    return False


@pytest.mark.parametrize("folder", ["cli", "operator", "blocks", "loadtests", "tests/browser", "tests/journeys", "tests/services"])
def test_no_code_takes_a_day_by_itself(folder: str) -> None:
    found = {(path.relative_to(ROOT).as_posix(), taken) for path in python_files(folder) for taken in days_taken(path.read_text())}
    assert {each for each in found if each[0] not in CALENDARS} <= {TYPED}


def test_what_takes_a_day_is_found() -> None:
    wrong = [
        "dt.datetime.now(dt.UTC).date()",
        "moment.date()",
        "dt.date.today()",
        "engine.now()[:10]",
        "ZoneInfo('Europe/London')",
        "localtime()",
    ]
    right = [
        "context.today()",
        "today()",
        "date(2027, 1, 1)",
        "mark.hexdigest()[:10]",
        "day_of(moment).isoformat()",
        "dt.datetime.now(dt.UTC)",
    ]
    assert [taken for each in wrong for taken in days_taken(each)] == wrong
    assert [taken for each in right for taken in days_taken(each)] == []
