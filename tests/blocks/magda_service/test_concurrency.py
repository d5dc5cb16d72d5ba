"""Many at once, on both databases: one correlation id is one question, one file is one file, and the log misses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.blocks.magda_service.worlds import JAN, MARIA, World, build_world, guid


@pytest.fixture
def world(database_uri: str, tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path, database_uri=database_uri)
    yield world
    world.service.close()


def test_what_is_asked_at_once_is_asked_once_for_each_number(world: World) -> None:
    application = world.register()
    application.bearer()
    with ThreadPoolExecutor(6) as threads:
        made = Counter(threads.map(lambda _: application.call("PUT", f"/subscriptions/{JAN}").status_code, range(6)))
        assert made == {201: 1, 200: 5}
        application.subscribe(MARIA)
        number = guid()
        asked = list(threads.map(lambda insz: application.ask(insz, "givenName", correlation=number), [JAN, MARIA] * 3))
    outcomes = Counter((answer.status_code, answer.json().get("insz")) for answer in asked)
    assert outcomes[409, None] == 3
    assert sorted(outcomes.values()) == [3, 3]
    answered = sum(application.call("GET", f"/persons/{insz}/consultations").json()["total"] for insz in (JAN, MARIA))
    assert answered == 3


def test_it_is_all_there_when_the_service_starts_again(world: World, database_uri: str, tmp_path: Path) -> None:
    application = world.register()
    application.told(JAN)
    assert world.mutate(JAN, {"familyName": "Peters"}).status_code == 200
    again = build_world(tmp_path, database_uri=database_uri)
    application.world = again
    assert application.told(JAN, "familyName") == {"familyName": "Peters"}
    assert application.call("GET", f"/persons/{JAN}/consultations").json()["total"] == 2
    again.service.close()
