"""Reading a box: the summary, filters, pages, search, hiding."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.blocks.ebox_service.worlds import JAN, NOOR, PDF, Sender, World, letter, note

MERGE = {"content-type": "application/merge-patch+json"}
DAY = 24 * 3600


def found(sender: Sender, **query: Any) -> list[str]:
    answer = sender.call("GET", "/ebox/messages", box=JAN, params=query)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert len(body["items"]) <= body["totalItems"]
    return [item["messageId"] for item in body["items"]]


def test_the_summary_of_a_box(world: World, sender: Sender) -> None:
    assert sender.read("/ebox") == {"numberOfMessages": 0, "numberOfUnreadMessages": 0, "eboxSize": 0.0}
    sender.send(letter())
    read = sender.send(note())
    world.clock.advance(60)
    sender.read(f"/ebox/messages/{read}/body")
    assert sender.read("/ebox") == {
        "numberOfMessages": 2,
        "numberOfUnreadMessages": 1,
        "lastReceiptDate": "2027-01-15T08:00:00Z",
        "lastConsultationDate": "2027-01-15T08:00:00Z",
        "eboxSize": round(len(PDF) / 1024, 3),
    }
    assert sender.read("/ebox", NOOR)["numberOfMessages"] == 0


def test_pages_newest_first(world: World, sender: Sender) -> None:
    sent = []
    for _ in range(5):
        sent.append(sender.send(note()))
        world.clock.advance(1)
    newest = sent[::-1]
    assert found(sender) == newest
    assert found(sender, pageSize=2) == newest[:2]
    assert found(sender, pageSize=2, page=3) == newest[4:]
    assert found(sender, page=99) == []
    assert found(sender, page=10**18) == []


@pytest.mark.parametrize(
    "query",
    [
        {"page": 0},
        {"pageSize": 101},
        {"pageSize": 0},
        {"page": "x"},
        {"receivedBefore": "2027-13-01"},
        {"receivedAfter": "yesterday"},
        {"readStatus": "perhaps"},
        {"q": "vergunning"},
        {"q": "x", "qlang": "en"},
        {"q": "\x00", "qlang": "nl"},
        {"messageTypeId": "\x00"},
    ],
)
def test_filters_that_are_no_filters(sender: Sender, query: dict[str, Any]) -> None:
    answer = sender.call("GET", "/ebox/messages", box=JAN, params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_DATA")


def test_the_days_of_filters_are_those_of_belgium(world: World, sender: Sender) -> None:
    """The day on which summer time begins has 23 hours."""
    sent = []
    for moment in ("2027-03-27T22:59:59Z", "2027-03-27T23:00:00Z", "2027-03-28T21:59:59Z", "2027-03-28T22:00:00Z"):
        world.clock.now = datetime.fromisoformat(moment).timestamp()
        sent.append(sender.send(note()))
    assert found(sender, receivedBefore="2027-03-28") == sent[:1]
    assert found(sender, receivedAfter="2027-03-28") == sent[3:]
    assert found(sender, receivedAfter="2027-03-27", receivedBefore="2027-03-29") == sent[2:0:-1]


def test_filters(world: World, sender: Sender) -> None:
    old = sender.send(note(messageTypeId="reminder"))
    world.clock.advance(DAY)
    new = sender.send(letter())
    sender.read(f"/ebox/messages/{old}/body")
    assert found(sender, messageTypeId="reminder") == [old]
    assert found(sender, messageTypeId="unknown") == []
    assert found(sender, readStatus="true") == [old]
    assert found(sender, readStatus="false") == [new]
    assert found(sender, receivedBefore="2027-01-16") == [old]
    assert found(sender, receivedAfter="2027-01-15") == [new]
    assert found(sender, receivedAfter="9999-12-31") == []
    assert found(sender, expiredBefore="2028-01-01") == [old]
    assert found(sender, expiredAfter="2028-01-01") == [new]
    assert found(sender, registeredMail="true") == []
    assert found(sender, registeredMail="false") == [new, old]
    assert found(sender, senderOrganizationId=sender.credentials["senderOrganizationId"]) == [new, old]
    assert found(sender, senderOrganizationId="0400000000") == []
    assert found(sender, senderApplicationId=sender.credentials["senderApplicationId"], messageTypeId="decision") == [new]


def test_searching_in_one_language(sender: Sender) -> None:
    message_id = sender.send(letter())
    assert found(sender, q="VERGUNNING", qlang="nl") == [message_id]
    assert found(sender, q="vergunning", qlang="fr") == []
    assert found(sender, q="Bescheid", qlang="de") == [message_id]  # the name of its kind
    assert found(sender, q="herstappe", qlang="fr") == [message_id]  # the name of its sender
    assert found(sender, q="%", qlang="nl") == []
    assert found(sender, q="_", qlang="nl") == []


def test_hiding_a_message(sender: Sender) -> None:
    first, second = sender.send(note()), sender.send(note())

    def patch(items: Any, **options: Any) -> int:
        return sender.call("PATCH", "/ebox/messages", **({"box": JAN, "headers": MERGE, "json": {"items": items}} | options)).status_code

    assert patch([{"messageId": first, "visible": False}]) == 200
    assert found(sender, visible="false") == [first]
    assert found(sender, visible="true") == [second]
    assert sender.status(first)["visible"] is False
    assert patch([{"messageId": second, "visible": False}, {"messageId": "unknown", "visible": False}]) == 404
    assert found(sender, visible="true") == [second]
    assert patch([{"messageId": second, "visible": False}], box=NOOR) == 404
    assert patch([{"messageId": second}]) == 400
    assert patch([{"messageId": second, "visible": False}], headers={"content-type": "application/json"}) == 400
    assert patch([{"messageId": second, "visible": False}] * 101) == 400


def test_what_is_not_there(sender: Sender) -> None:
    message_id = sender.send(note())
    for path in (
        f"{message_id}/paymentData",
        f"{message_id}/attachments/unknown",
        f"{message_id}/attachments/unknown/content",
        "%00",
        "x y",
    ):
        assert sender.call("GET", f"/ebox/messages/{path}", box=JAN).status_code == 404
    assert sender.call("GET", f"/ebox/messages/{sender.send(letter())}/body", box=JAN).status_code == 404
