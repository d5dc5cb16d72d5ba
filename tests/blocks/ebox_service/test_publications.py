"""Publishing: the parts in any order, digests, limits, and what the recipient then finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.blocks.ebox_service.worlds import BAKERY, BASE, JAN, MARIA, NOOR, PDF, Sender, World, letter, multipart, note, sha256

from ebox_service.settings import ATTACHMENT_BYTES, MESSAGE_BYTES


def refusal(answer: Any) -> str:
    """The code of a StatusMessage."""
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert set(body) == {"id", "code", "message", "environment"}
    code: str = body["code"]
    return code


@pytest.mark.parametrize("last", [False, True])
def test_a_letter_arrives_as_it_was_sent(sender: Sender, last: bool) -> None:
    answer = sender.publish(last=last)
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) == {"messageId", "expirationDate"}
    message_id = answer.json()["messageId"]
    shown = sender.read(f"/ebox/messages/{message_id}")
    assert shown["subject"] == {"nl": "Uw vergunning", "fr": "Votre permis", "de": "Ihre Genehmigung"}
    assert shown["senderOrganizationId"] == "1997302848"
    assert shown["readStatus"] is False
    (attachment,) = shown["attachments"]["items"]
    assert attachment["fileName"] == "besluit.pdf"
    assert attachment["digest"] == {"digestMethod": "sha_256", "digestValue": sha256(PDF)}
    path = attachment["contentHref"].removeprefix(f"{BASE}/ebox/citizen/v2")
    content = sender.call("GET", path, box=JAN)
    assert (content.content, content.headers["content-type"]) == (PDF, "application/octet-stream")
    assert content.headers["content-disposition"] == "attachment; filename*=UTF-8''besluit.pdf"


def test_all_languages_are_filled(sender: Sender) -> None:
    message_id = sender.send(note(subject={"fr": "Bonjour"}, bodyContent={"de": "Hallo"}))
    assert sender.read(f"/ebox/messages/{message_id}")["subject"] == dict.fromkeys(("nl", "fr", "de"), "Bonjour")
    assert sender.read(f"/ebox/messages/{message_id}/body") == dict.fromkeys(("nl", "fr", "de"), "Hallo")


def test_whoever_never_opened_an_ebox_is_told_of(sender: Sender) -> None:
    answer = sender.publish(letter(recipient=MARIA))
    assert (answer.status_code, answer.json()["code"]) == (201, "NO_DIGITAL_USER")
    assert "code" not in sender.publish(letter(recipient=BAKERY)).json()
    assert sender.status(answer.json()["messageId"], MARIA)["readStatus"] is False


def test_a_main_content_that_is_opened_makes_a_message_read(sender: Sender) -> None:
    annex = {"httpPartName": "upfile2", "mainContent": False}
    message = letter(attachments=[*letter()["attachments"], annex], bodyContent={"nl": "Bijlage"})
    files = [("upfile1", "besluit.pdf", "application/pdf", PDF), ("upfile2", "plan.txt", "text/plain", b"plan")]
    message_id = sender.send(message, files)
    main, other = sender.read(f"/ebox/messages/{message_id}/attachments")["items"]
    sender.read(f"/ebox/messages/{message_id}/body")
    assert sender.call("GET", f"/ebox/messages/{message_id}/attachments/{other['attachmentId']}/content", box=JAN).content == b"plan"
    assert sender.status(message_id)["readStatus"] is False
    sender.call("GET", f"/ebox/messages/{message_id}/attachments/{main['attachmentId']}/content", box=JAN)
    assert sender.status(message_id)["readStatus"] is True
    body = sender.send(note())
    sender.read(f"/ebox/messages/{body}/body")
    assert sender.status(body)["readStatus"] is True


def test_a_message_expires_after_the_period_of_its_kind_or_when_it_says(world: World, sender: Sender) -> None:
    # At nine in the morning, which is another hour by summer time.
    assert sender.publish(note(messageTypeId="reminder")).json()["expirationDate"] == "2027-07-15T07:00:00Z"
    assert sender.publish(note(messageTypeId=None)).json()["expirationDate"] == "2029-01-15T08:00:00Z"
    answer = sender.publish(note(expirationDate="2027-01-16T08:00:00+01:00"))
    assert answer.json()["expirationDate"] == "2027-01-16T07:00:00Z"
    world.clock.advance(24 * 3600)
    assert sender.call("GET", f"/ebox/messages/{answer.json()['messageId']}", box=JAN).status_code == 404
    assert sender.read("/ebox")["numberOfMessages"] == 2
    world.service.sweep()
    assert sender.read("/ebox")["numberOfMessages"] == 2


def test_a_period_is_counted_from_the_day_in_belgium(world: World, sender: Sender) -> None:
    """Half past midnight on the first of March, which is February still in UTC, and of a leap year then."""
    world.clock.now = datetime(2028, 2, 29, 23, 30, tzinfo=UTC).timestamp()
    assert sender.publish(note(messageTypeId=None)).json()["expirationDate"] == "2030-02-28T23:30:00Z"


def test_business_and_payment_data_come_back(sender: Sender) -> None:
    payment = {
        "paymentDataId": "p-1",
        "amount": 12.5,
        "vatAmount": 0,
        "currency": "EUR",
        "dueDate": "2027-03-01T00:00:00Z",
        "iban": "BE68539007547034",
        "reference": {"ogm": "+++312401398067+++"},
    }
    data = [{"key": "dossier", "values": [{"nl": "2027/12"}]}]
    message_id = sender.send(note(paymentData=payment, businessDataList=data))
    assert sender.read(f"/ebox/messages/{message_id}/paymentData") == payment
    (item,) = sender.read(f"/ebox/messages/{message_id}")["businessDataList"]["items"]
    assert item == {
        "key": "dossier",
        "name": dict.fromkeys(("nl", "fr", "de"), "dossier"),
        "values": [dict.fromkeys(("nl", "fr", "de"), "2027/12")],
    }


def test_a_reply_needs_a_message_that_may_be_replied_to(sender: Sender) -> None:
    open_, closed = sender.send(note(replyAuthorized=True)), sender.send(note())
    reply = sender.send(note(originalMessageId=open_))
    assert sender.read(f"/ebox/messages/{reply}")["originalMessageId"] == open_
    for other in (closed, "unknown"):
        assert refusal(sender.publish(note(originalMessageId=other))) == "INVALID_DATA"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"registeredMail": True}, "REGISTERED_MAIL_NOT_ALLOWED"),
        ({"senderOrganizationId": "0400000000"}, "SENDER_NOT_ALLOWED"),
        ({"senderApplicationId": "other"}, "SENDER_NOT_ALLOWED"),
        ({"attachments": [{"httpPartName": "upfile1", "mainContent": False}]}, "NO_MAIN_CONTENT"),
        (
            {
                "attachments": [
                    {"httpPartName": "upfile1", "mainContent": True, "digest": {"digestMethod": "sha_256", "digestValue": sha256(b"x")}}
                ]
            },
            "DIGEST_MISMATCH",
        ),
        ({"recipient": {"eboxType": "enterprise", "eboxIdValue": "84631200101"}}, "INVALID_DATA"),
        ({"recipient": None}, "INVALID_DATA"),
        ({"replyAuthorized": None}, "INVALID_DATA"),
        ({"subject": {}}, "INVALID_DATA"),
        ({"subject": {"nl": "x" * 256}}, "INVALID_DATA"),
        ({"subject": {"nl": "\x00"}}, "INVALID_DATA"),
        ({"messageTypeId": "unknown"}, "INVALID_DATA"),
        ({"bodyMainContent": True}, "INVALID_DATA"),
        ({"expirationDate": "2020-01-01T00:00:00Z"}, "INVALID_DATA"),
        ({"expirationDate": "2027-02-01"}, "INVALID_DATA"),
        ({"unknown": 1}, "INVALID_DATA"),
    ],
)
def test_what_is_refused(sender: Sender, changes: dict[str, Any], code: str) -> None:
    assert refusal(sender.publish(letter(**changes), [("upfile1", "besluit.pdf", "application/pdf", PDF)])) == code
    assert sender.read("/ebox")["numberOfMessages"] == 0


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (("upfile1", "run.exe", "application/x-msdownload", b"MZ"), "MEDIA_TYPE_NOT_ALLOWED"),
        (("upfile2", "besluit.pdf", "application/pdf", PDF), "INVALID_DATA"),
        (("upfile1", "x" * 81, "application/pdf", PDF), "INVALID_DATA"),
        (("upfile1", "../besluit.pdf", "application/pdf", PDF), "INVALID_DATA"),
        (("", "besluit.pdf", "application/pdf", PDF), "INVALID_DATA"),
        (("upfile1", "groot.pdf", "application/pdf", b"x" * (ATTACHMENT_BYTES + 1)), "ATTACHMENT_TOO_LARGE"),
    ],
)
def test_files_that_are_refused(sender: Sender, part: tuple[str, str, str, bytes], code: str) -> None:
    assert refusal(sender.publish(letter(attachments=[{"httpPartName": "upfile1", "mainContent": True}]), [part])) == code


def test_six_files_and_no_more(sender: Sender) -> None:
    def publish(count: int) -> Any:
        names = [f"upfile{number}" for number in range(1, count + 1)]
        message = letter(attachments=[{"httpPartName": name, "mainContent": True} for name in names])
        return sender.publish(message, [(name, f"{name}.txt", "text/plain; charset=utf-8", name.encode()) for name in names])

    assert publish(6).status_code == 201
    assert refusal(publish(7)) == "TOO_MANY_ATTACHMENTS"


@pytest.mark.parametrize("body", [b"", b"not multipart", b"------bouwsteen-test-boundary\r\n", multipart(letter(), [])[1][:-9]])
def test_bodies_that_are_not_whole(sender: Sender, body: bytes) -> None:
    kind, _ = multipart({}, [])
    assert refusal(sender.call("POST", "/publishMessage", content=body, headers={"content-type": kind})) == "INVALID_DATA"
    assert refusal(sender.call("POST", "/publishMessage", content=body, headers={"content-type": "multipart/form-data"})) == "INVALID_DATA"
    assert refusal(sender.call("POST", "/publishMessage", json={})) == "INVALID_DATA"


@pytest.mark.parametrize("text", [b"{", b"[]", b"\xff", b"[" * 100_000, b'{"subject": {"nl": "\\ud800"}}', b" " * (MESSAGE_BYTES + 1)])
def test_messages_that_are_no_message(sender: Sender, text: bytes) -> None:
    kind, body = multipart(text, [])
    assert refusal(sender.call("POST", "/publishMessage", content=body, headers={"content-type": kind})) == "INVALID_DATA"


def test_one_message_for_many(sender: Sender) -> None:
    message_id = sender.send()
    wanted = [NOOR, BAKERY, JAN, NOOR, {"eboxType": "citizen", "eboxIdValue": "1234567890"}]
    answer = sender.call("POST", "/linkEboxMessage", json={"messageId": message_id, "recipients": wanted})
    assert answer.status_code == 201, answer.text
    assert (answer.json()["nbSuccessLinks"], answer.json()["errorCases"]) == (3, wanted[-1:])
    assert sender.read(f"/ebox/messages/{message_id}", NOOR)["messageId"] == message_id
    (attachment,) = sender.read(f"/ebox/messages/{message_id}/attachments", NOOR)["items"]
    sender.call("GET", f"/ebox/messages/{message_id}/attachments/{attachment['attachmentId']}/content", box=NOOR)
    assert sender.status(message_id, NOOR)["readStatus"] is True
    assert sender.status(message_id, JAN)["readStatus"] is False
    assert sender.call("POST", "/linkEboxMessage", json={"messageId": "unknown", "recipients": [JAN]}).status_code == 404
