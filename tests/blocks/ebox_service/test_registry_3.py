"""Version 3 beside 2.1: other names on the same messages, both paths of publication, a key that works once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.blocks.ebox_service.worlds import BASE, JAN, MARIA, NOOR, PDF, Sender, World, letter, multipart, sha256

CITIZEN = {"eboxType": "citizen", "ssin": JAN["eboxIdValue"]}
ENTERPRISE = {"eboxType": "enterprise", "enterpriseNumber": "1999999052"}
KEY = '"7f6c1f0e-7a50-4f0d-9a68-0d1f0a4b6c11"'


def decision(**changes: Any) -> dict[str, Any]:
    """A message in the names of version 3; a change of None leaves a field out."""
    attachment = {"httpPartName": "upfile1", "isMainContent": True, "isAttachmentSigned": False}
    wanted = {
        "recipient": CITIZEN,
        "sender": {"eboxType": "enterprise", "enterpriseNumber": "1997302848"},
        "subject": {"nl": "Uw vergunning"},
        "isReplyAuthorized": True,
        "forTheAttentionOf": {"ssin": "84631200101", "label": "Jan"},
        "attachments": [attachment | {"digest": {"digestMethod": "sha_256", "digestValue": sha256(PDF)}}],
    } | changes
    return {name: value for name, value in wanted.items() if value is not None}


def call(sender: Sender, method: str, path: str, box: Any = None, **options: Any) -> httpx.Response:
    form = {} if box is None else {"on_behalf_of": box["eboxIdValue"]}
    headers = {**sender.bearer(**form), **options.pop("headers", {})}
    return sender.world.http().request(method, f"/ebox/citizen/v3{path}", headers=headers, **options)


def publish(sender: Sender, message: Any = None, key: str | None = KEY, path: str = "/ebox/messages", files: Any = None) -> httpx.Response:
    given = [("upfile1", "besluit.pdf", "application/pdf", PDF)] if files is None else files
    kind, body = multipart(decision() if message is None else message, given)
    return call(sender, "POST", path, content=body, headers={"content-type": kind} | ({} if key is None else {"idempotency-key": key}))


@pytest.mark.parametrize("path", ["/ebox/messages", "/publishMessage"])
def test_a_message_has_the_names_of_the_version_that_asks(sender: Sender, path: str) -> None:
    answer = publish(sender, path=path)
    assert answer.status_code == 201, answer.text
    message_id = answer.json()["messageId"]
    assert (
        publish(sender, decision(recipient={"eboxType": "citizen", "ssin": MARIA["eboxIdValue"]}), None).json()["code"] == "NO_DIGITAL_USER"
    )
    shown = call(sender, "GET", f"/ebox/messages/{message_id}", JAN).json()
    assert shown["sender"] == {"eboxType": "enterprise", "enterpriseNumber": "1997302848"}
    assert (shown["isReplyAuthorized"], shown["forTheAttentionOf"]) == (True, {"ssin": "84631200101", "label": "Jan"})
    (attachment,) = shown["attachments"]["items"]
    assert (attachment["isMainContent"], attachment["isAttachmentSigned"]) == (True, False)
    assert not {"senderOrganizationId", "replyAuthorized", "mainContent", "attachmentSigned"} & (set(shown) | set(attachment))
    assert attachment["contentHref"].startswith(f"{BASE}/ebox/citizen/v3/")
    assert call(sender, "GET", "/ebox/messages", JAN).json() == {"items": [shown], "totalItems": 1}
    files = f"/ebox/messages/{message_id}/attachments"
    assert call(sender, "GET", files, JAN).json() == {"items": [attachment], "totalItems": 1}
    assert call(sender, "GET", f"{files}/{attachment['attachmentId']}", JAN).json() == attachment
    old = sender.read(f"/ebox/messages/{message_id}")
    assert (old["senderOrganizationId"], old["replyAuthorized"]) == ("1997302848", True)
    assert old["forTheAttentionOf"] == {"id": "84631200101", "type": "SSIN", "name": "Jan"}
    assert call(sender, "GET", f"{files}/{attachment['attachmentId']}/content", JAN).content == PDF
    asked = [{"messageId": message_id, "recipient": CITIZEN}]
    (status,) = call(sender, "POST", "/searchMessageStatus", json=asked).json()
    assert (status["recipient"], status["readStatus"]) == (CITIZEN, True)


def test_a_message_of_2_1_is_shown_too(sender: Sender) -> None:
    wanted = letter(forTheAttentionOf={"id": "7", "type": "desk", "name": "Loket"}, bodyContent={"nl": "Beste"})
    message_id = sender.send(wanted)
    shown = call(sender, "GET", f"/ebox/messages/{message_id}", JAN).json()
    assert shown["forTheAttentionOf"] == {"label": "Loket"}
    assert call(sender, "GET", f"/ebox/messages/{message_id}/body", JAN).json()["nl"] == "Beste"
    assert call(sender, "GET", f"/ebox/messages/{message_id}/paymentData", JAN).status_code == 404
    changes = {"items": [{"messageId": message_id, "visible": False}]}
    headers = {"content-type": "application/merge-patch+json"}
    assert call(sender, "PATCH", "/ebox/messages", JAN, json=changes, headers=headers).status_code == 200
    assert call(sender, "GET", "/ebox/messages?visible=true", JAN).json()["totalItems"] == 0
    assert call(sender, "GET", "/ebox", JAN).json()["numberOfMessages"] == 1


def test_more_recipients(sender: Sender) -> None:
    message_id = publish(sender).json()["messageId"]
    body = {"messageId": message_id, "recipients": [ENTERPRISE, {"eboxType": "citizen", "ssin": NOOR["eboxIdValue"]}]}
    linked = call(sender, "POST", "/linkEboxMessage", json=body)
    assert (linked.status_code, linked.json()["nbSuccessLinks"], linked.json()["errorCases"]) == (201, 2, [])


def test_reference_data_stands_below_its_new_name(sender: Sender) -> None:
    assert call(sender, "GET", "/refData/messageTypes").json()["totalItems"] == 5
    (organisation,) = call(sender, "GET", "/refData/senderOrganizations").json()["items"]
    logo = organisation["organizationLogos"][0]["contentHref"]
    assert "/v3/refData/" in logo
    assert call(sender, "GET", logo.partition("/v3")[2]).status_code == 200
    assert call(sender, "GET", "/referenceData/messageTypes").status_code == 404


def test_a_key_works_once_whatever_comes_with_it(world: World, sender: Sender) -> None:
    assert publish(sender).status_code == 201
    for message in (decision(), decision(subject={"nl": "Iets anders"})):
        answer = publish(sender, message)
        assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert sender.read("/ebox")["numberOfMessages"] == 1
    assert publish(world.register("other")).status_code == 201, "a key is one's own"
    assert publish(world.leuven(), decision(sender=None)).status_code == 201
    assert [publish(sender, key=None).status_code for _ in range(2)] == [201, 201]
    world.clock.advance(8 * 24 * 3600)
    world.service.sweep()
    assert publish(sender).status_code == 201


def test_a_key_at_the_same_moment_works_once(sender: Sender) -> None:
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: publish(sender).status_code, range(4)))
    assert sorted(statuses) == [201, 409, 409, 409]
    assert sender.read("/ebox")["numberOfMessages"] == 1


def test_a_message_that_was_refused_does_not_use_its_key_up(sender: Sender) -> None:
    assert publish(sender, decision(messageTypeId="unknown")).status_code == 400
    assert publish(sender).status_code == 201


@pytest.mark.parametrize("key", [KEY.strip('"'), '"x"', KEY + "x"])
def test_a_key_is_a_uuid_in_quotes(sender: Sender, key: str) -> None:
    assert publish(sender, key=key).status_code == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"subject": {"nl": "x" * 400}}, 201),
        ({"subject": {"nl": "x" * 401}}, 400),
        ({"recipient": JAN}, 400),
        ({"recipient": {"eboxType": "citizen", "enterpriseNumber": "1999999052"}}, 400),
        ({"sender": ENTERPRISE}, 400),
        ({"bodyMainContent": True, "bodyContent": {"nl": "Beste"}}, 400),
        ({"replyAuthorized": True}, 400),
        ({"registeredMail": True}, 400),
    ],
    ids=str,
)
def test_its_own_limits(sender: Sender, changes: dict[str, Any], status: int) -> None:
    assert publish(sender, decision(**changes)).status_code == status


def test_how_many_files_depends_on_the_path(sender: Sender) -> None:
    files = [(f"upfile{number}", f"{'x' * 240}{number}.pdf", "application/pdf", PDF) for number in range(8)]
    described = [{"httpPartName": f"upfile{number}", "isMainContent": number == 0} for number in range(8)]
    assert publish(sender, decision(attachments=described), files=files).status_code == 201
    answer = publish(sender, decision(attachments=described), None, "/publishMessage", files)
    assert (answer.status_code, answer.json()["code"]) == (400, "TOO_MANY_ATTACHMENTS")
