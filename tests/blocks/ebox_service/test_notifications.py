"""The document service: eBox first, paper for whom has none, the same answer to the same request, nothing of others."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.blocks.ebox_service.worlds import BASE, JAN, LEUVEN, MARIA, MARIAS_HOME, PDF, Notifier, Sender, World, receipt

URL = f"{BASE}/document-service"
TO_MARIA = {"nationalNumber": MARIA["eboxIdValue"]}
NOBODY = {"nationalNumber": "70610100115"}


@pytest.fixture
def notifier(world: World) -> Notifier:
    return world.register_notifier()


@pytest.fixture
def reader(world: World) -> Sender:
    return world.register("reader")


def test_a_binding_gives_what_the_interface_says(world: World) -> None:
    world.provision()
    answer = world.bind("notifier", {"interface": "notification"})
    credentials = answer.json()["credentials"]
    assert answer.status_code == 201
    assert set(credentials) == {"url", "tokenUrl", "clientId", "clientSecret", "scopes"}
    assert (credentials["url"], credentials["tokenUrl"]) == (URL, f"{BASE}/oauth/token")
    assert credentials["scopes"] == ["notifications.send"]
    assert world.bind("other", {"interface": "payment-checkout"}).status_code == 400


def test_who_has_an_ebox_gets_it_there(notifier: Notifier, reader: Sender) -> None:
    answer = notifier.notify()
    state = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == state["links"]["self"] == f"{URL}/v1/notifications/{state['id']}"
    assert (state["channel"], state["status"], state["reference"]) == ("ebox", "delivered", "HER-2026-00001")
    (message,) = reader.read("/ebox/messages")["items"]
    assert message["subject"] == {"nl": "Uw ontvangstbewijs", "fr": "Votre récépissé", "de": "Uw ontvangstbewijs"}
    assert message["businessDataList"]["items"][0]["values"][0]["nl"] == "HER-2026-00001"
    assert reader.read(f"/ebox/messages/{message['messageId']}/body")["nl"] == "Wij ontvingen uw aanvraag."
    path = message["attachments"]["items"][0]["contentHref"].partition("/v2")[2]
    assert reader.call("GET", path, box=JAN).content == PDF
    assert notifier.ask("GET", "/letters").json() == {"items": [], "totalItems": 0}
    assert notifier.state(state["id"]) == state


def test_who_has_none_gets_a_letter_that_is_printed_and_posted(world: World, notifier: Notifier) -> None:
    state = notifier.told(receipt(recipient=TO_MARIA, language="fr", body="Nous avons reçu votre demande."))
    assert (state["channel"], state["status"]) == ("paper", "accepted")
    letter = notifier.ask("GET", state["links"]["letter"].removeprefix(f"{URL}/v1")).json()
    assert (letter["address"], letter["sender"]) == (MARIAS_HOME, "Gemeente Herstappe")
    assert (letter["subject"], letter["body"]) == ("Votre récépissé", "Nous avons reçu votre demande.")
    (enclosure,) = letter["enclosures"]
    assert enclosure["digest"] == hashlib.sha256(PDF).hexdigest()
    assert notifier.ask("GET", enclosure["href"].removeprefix(f"{URL}/v1")).content == PDF
    assert notifier.ask("GET", f"/letters/{letter['id']}/enclosures/1").status_code == 404
    seen = [state["status"]]
    for _ in range(4):
        assert world.service.work() == 0
        world.clock.advance(world.service.settings.letter_seconds)
        world.service.work()
        seen.append(notifier.state(state["id"])["status"])
    assert seen == ["accepted", "printed", "posted", "posted", "posted"]
    (letter,) = notifier.ask("GET", "/letters").json()["items"]
    assert letter["printedAt"] < letter["postedAt"]
    assert letter["status"] == "posted"


def test_a_letter_goes_to_the_address_that_was_given(notifier: Notifier) -> None:
    home = {"name": "Iemand", "street": "Dorp 1", "postcode": "3700", "municipality": "Tongeren-Borgloon"}
    state = notifier.told(receipt(recipient=NOBODY, address=home, attachments=None))
    assert notifier.ask("GET", f"/letters/{state['id']}").json()["address"] == home


def test_without_ebox_and_without_address_it_fails_and_says_why(notifier: Notifier) -> None:
    state = notifier.told(receipt(recipient=NOBODY))
    assert (state["channel"], state["status"], state["reason"]["code"]) == ("paper", "failed", "NO_ADDRESS")
    assert "letter" not in state["links"]
    assert notifier.ask("GET", f"/letters/{state['id']}").status_code == 404


@pytest.mark.parametrize(
    ("subject", "language", "shown", "printed"),
    [
        ("Uw bewijs", "nl", {"nl": "Uw bewijs", "fr": "Uw bewijs", "de": "Uw bewijs"}, "Uw bewijs"),
        ("Your receipt", "en", {"nl": "Your receipt", "fr": "Your receipt", "de": "Your receipt"}, "Your receipt"),
        ({"en": "Your receipt"}, "en", {"nl": "Your receipt", "fr": "Your receipt", "de": "Your receipt"}, "Your receipt"),
        ({"fr": "Récépissé", "en": "Receipt"}, "en", {"nl": "Récépissé", "fr": "Récépissé", "de": "Récépissé"}, "Receipt"),
        ({"fr": "Récépissé"}, "nl", {"nl": "Récépissé", "fr": "Récépissé", "de": "Récépissé"}, "Récépissé"),
    ],
)
def test_languages(notifier: Notifier, reader: Sender, subject: Any, language: str, shown: Any, printed: str) -> None:
    wanted = receipt(recipient=TO_MARIA, subject=subject, language=language)
    letter = notifier.ask("GET", f"/letters/{notifier.told(wanted)['id']}").json()
    assert (letter["subject"], letter["language"], letter["body"]) == (printed, language, "Wij ontvingen uw aanvraag.")
    assert reader.read("/ebox/messages", MARIA)["items"][0]["subject"] == shown


def test_the_same_request_again_works_once(world: World, notifier: Notifier, reader: Sender) -> None:
    first = notifier.notify()
    world.clock.advance(60)
    again = notifier.notify()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert reader.read("/ebox")["numberOfMessages"] == 1
    assert notifier.notify(key="k-2").json()["id"] != first.json()["id"]
    assert 'ebox_notifications_total{channel="ebox",status="delivered"} 2' in world.http().get("/metrics").text


def test_another_request_under_the_same_key_is_refused(notifier: Notifier, reader: Sender) -> None:
    notifier.told()
    for changed in (receipt(body="Iets anders"), receipt(recipient=TO_MARIA)):
        answer = notifier.notify(changed)
        assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
        assert answer.json()["type"].endswith("/idempotency-key-reused")
    other = receipt(content=b"%PDF-1.7 another")
    assert notifier.notify(other, [("attachment", "bewijs.pdf", "application/pdf", b"%PDF-1.7 another")]).status_code == 409
    assert reader.read("/ebox")["numberOfMessages"] == 1


def test_a_key_that_was_refused_may_be_used_again(notifier: Notifier) -> None:
    assert notifier.notify(receipt(language="xx")).status_code == 400
    assert notifier.notify().status_code == 201


def test_the_same_request_at_the_same_moment_works_once(notifier: Notifier, reader: Sender) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: notifier.notify(), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert reader.read("/ebox")["numberOfMessages"] == 1


def test_a_key_is_known_over_a_rotation_and_for_a_week(world: World, notifier: Notifier) -> None:
    first = notifier.told()
    made = world.broker("PUT", "/service_instances/share/service_bindings/next", {"predecessor_binding_id": "notifier"}).json()
    successor = Notifier(world, made["credentials"], "next")
    assert successor.notify().json() == first
    assert world.unbind("notifier").status_code == 200
    assert successor.state(first["id"]) == first
    world.clock.advance(8 * 24 * 3600)
    world.service.sweep()
    assert successor.notify().status_code == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": {}},
        {"recipient": {"nationalNumber": "84631200101", "enterpriseNumber": "1999999052"}},
        {"recipient": {"nationalNumber": "8463120010"}},
        {"recipient": {"enterpriseNumber": "2999999052"}},
        {"subject": ""},
        {"subject": {}},
        {"subject": {"de": "x"}},
        {"subject": "x" * 256},
        {"body": ""},
        {"body": "a\x00b"},
        {"body": None},
        {"language": "de"},
        {"reference": "x" * 81},
        {"attachments": [{"name": "bewijs.pdf", "mediaType": "text/html", "digest": "0" * 64}]},
        {"attachments": [{"name": "bewijs.pdf", "mediaType": "application/pdf", "digest": "0" * 64}]},
        {"attachments": [{"name": "bewijs.pdf", "mediaType": "application/pdf"}]},
        {"attachments": []},
        {"attachments": [{"name": "ander.pdf", "mediaType": "application/pdf", "digest": hashlib.sha256(PDF).hexdigest()}]},
        {"address": {"name": "x", "street": "y", "postcode": "371", "municipality": "z"}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_cannot_be_sent_is_refused_whole(notifier: Notifier, reader: Sender, changes: dict[str, Any]) -> None:
    answer = notifier.notify(receipt(**changes), [("attachment", "bewijs.pdf", "application/pdf", PDF)])
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), answer.text
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert JAN["eboxIdValue"] not in answer.text
    assert reader.read("/ebox")["numberOfMessages"] == 0


def test_a_file_must_be_a_pdf(notifier: Notifier) -> None:
    page = b"<html>"
    for media_type in ("application/pdf", "text/html"):
        answer = notifier.notify(receipt(content=page), [("attachment", "bewijs.pdf", media_type, page)])
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "media-type-not-allowed")


def test_requests_that_are_no_notification(world: World, notifier: Notifier) -> None:
    assert notifier.notify(key=None).json()["type"].endswith("/idempotency-key-missing")
    assert notifier.notify(key="a b").status_code == 400
    assert notifier.ask("POST", "/notifications", json=receipt(), headers={"idempotency-key": "k"}).status_code == 400
    assert notifier.ask("GET", "/notifications/unknown").status_code == 404
    assert notifier.ask("GET", "/notifications/%00").status_code == 404
    assert notifier.ask("GET", "/letters?pageSize=0").status_code == 400
    assert world.http().get("/document-service/v1/letters").status_code == 401


def test_each_account_may_do_what_it_is_for(world: World, notifier: Notifier, reader: Sender) -> None:
    """One that notifies reads no eBox; one of the registry sends no notification."""
    assert notifier.call("GET", "/ebox", box=JAN).status_code == 401
    assert notifier.publish().status_code == 401
    assert notifier.token(scope="notifications.send").status_code == 200
    other = Notifier(world, reader.credentials, "reader").notify()
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (403, "insufficient-scope")
    assert reader.token(scope="notifications.send").status_code == 400


def test_nobody_sees_the_notifications_of_another(world: World, notifier: Notifier) -> None:
    state = notifier.told(receipt(recipient=TO_MARIA))
    of_the_same_share = world.register_notifier("second")
    of_leuven = world.register_notifier("third", share=LEUVEN, user="leuven.local.ebox")
    for other in (of_the_same_share, of_leuven):
        assert other.ask("GET", f"/notifications/{state['id']}").status_code == 404
        assert other.ask("GET", f"/letters/{state['id']}").status_code == 404
        assert other.ask("GET", f"/letters/{state['id']}/enclosures/0").status_code == 404
        assert other.ask("GET", "/letters").json()["totalItems"] == 0
        assert other.notify().status_code == 201, "a key is one's own"
    assert notifier.ask("GET", "/letters").json()["totalItems"] == 1


def test_a_notification_goes_with_its_message_and_with_its_share(world: World, notifier: Notifier) -> None:
    state = notifier.told(receipt(recipient=TO_MARIA))
    world.clock.advance(3 * 366 * 24 * 3600)
    world.service.sweep()
    assert notifier.ask("GET", f"/notifications/{state['id']}").status_code == 404
    notifier.told(receipt(recipient=TO_MARIA), key="k-2")
    assert world.unbind("notifier").status_code == 200
    assert world.delete("/service_instances/share").status_code == 200
    assert world.service.work() == 0
