"""The same service on PostgreSQL: a server of this machine's own programs, started for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.blocks.ebox_service.worlds import BAKERY, JAN, NOOR, PDF, Sender, World, build_world, letter
from tests.support.postgresql import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def world(postgresql: Server, tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path, database_uri=postgresql.new_database())
    yield world
    world.service.close()


def test_sending_reading_searching_and_giving_up(world: World, sender: Sender) -> None:
    message_id = sender.send(letter(bodyContent={"nl": "Beste"}))
    assert sender.read("/ebox")["eboxSize"] == round(len(PDF) / 1024, 3)
    answer = sender.call("GET", "/ebox/messages", box=JAN, params={"q": "Vergunning", "qlang": "nl", "readStatus": "false"})
    (found,) = answer.json()["items"]
    path = found["attachments"]["items"][0]["contentHref"].partition("/v2")[2]
    assert sender.call("GET", path, box=JAN).content == PDF
    assert sender.status(message_id)["readStatus"] is True
    assert sender.call("GET", "/ebox/messages", box=JAN, params={"q": "\x00", "qlang": "nl"}).status_code == 400
    world.clock.advance(11 * 366 * 24 * 3600)
    world.service.sweep()
    assert sender.read("/ebox")["numberOfMessages"] == 0
    assert world.unbind().status_code == 200
    assert world.delete("/service_instances/share").status_code == 200


def test_many_at_once_see_the_same_box(sender: Sender) -> None:
    with ThreadPoolExecutor(6) as threads:
        sent = list(threads.map(lambda _: sender.send(), range(12)))
        assert {answer["numberOfMessages"] for answer in threads.map(lambda _: sender.read("/ebox", JAN), range(6))} == {12}
        body = {"messageId": sent[0], "recipients": [NOOR, BAKERY]}
        linked = list(threads.map(lambda _: sender.call("POST", "/linkEboxMessage", json=body).status_code, range(6)))
    assert linked == [201] * 6
    assert sender.read("/ebox", NOOR)["numberOfMessages"] == 1
