"""The federation: who has an eBox, what they prefer, who keeps messages; and registered mail, which nobody here may send."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.blocks.ebox_service.worlds import BAKERY, BASE, FEDERATION_SCOPE, JAN, MARIA, NOOR, SCOPE, Sender, World, note

CITIZENS = {"eboxType": "CITIZEN", "eboxIdType": "SSIN"}
ENTERPRISES = {"eboxType": "ENTERPRISE", "eboxIdType": "EnterpriseNumber"}


def call(sender: Sender, method: str, path: str, box: Any = None, **options: Any) -> httpx.Response:
    form = {} if box is None else {"on_behalf_of": box["eboxIdValue"]}
    headers = {**sender.bearer(**form), **options.pop("headers", {})}
    return sender.world.http().request(method, f"/ebox/enterprise/federation/v1{path}", headers=headers, **options)


def search(sender: Sender, kind: dict[str, str], *boxes: dict[str, str]) -> Any:
    answer = call(sender, "POST", "/eboxPreferences/search", json={**kind, "eboxIdValueList": [box["eboxIdValue"] for box in boxes]})
    assert answer.status_code == 200, answer.text
    return answer.json()


def prefer(sender: Sender, box: dict[str, str], of: dict[str, str], exclusively: bool = True) -> httpx.Response:
    wanted = {"eboxId": {"eboxType": of["eboxType"].upper(), "eboxIdValue": of["eboxIdValue"]}, "exclusivelyEbox": exclusively}
    return call(sender, "PATCH", "/eboxPreferences", box, json=wanted, headers={"content-type": "application/merge-patch+json"})


def test_who_has_an_ebox(sender: Sender) -> None:
    found = search(sender, CITIZENS, NOOR, MARIA, JAN, JAN)
    wanted = [{"eboxType": "CITIZEN", "eboxIdValue": box["eboxIdValue"]} for box in (NOOR, JAN)]
    assert found == [{"eboxId": ebox_id, "exclusivelyEbox": False} for ebox_id in wanted]
    assert [item["eboxId"]["eboxIdValue"] for item in search(sender, ENTERPRISES, BAKERY)] == [BAKERY["eboxIdValue"]]
    assert search(sender, CITIZENS, MARIA) == search(sender, CITIZENS) == []


def test_what_somebody_prefers_is_said_by_themselves(sender: Sender) -> None:
    assert prefer(sender, JAN, NOOR).status_code == 401
    assert prefer(sender, MARIA, MARIA).status_code == 404
    assert prefer(sender, JAN, JAN).json()["exclusivelyEbox"] is True
    assert [item["exclusivelyEbox"] for item in search(sender, CITIZENS, JAN, NOOR)] == [True, False]
    assert prefer(sender, JAN, JAN, exclusively=False).json()["exclusivelyEbox"] is False


def test_a_visit_opens_an_ebox_and_is_told(world: World, sender: Sender) -> None:
    assert sender.publish(note(recipient=MARIA)).json()["code"] == "NO_DIGITAL_USER"
    world.service.federation.note_visit(world.box(MARIA))
    assert "code" not in sender.publish(note(recipient=MARIA)).json()
    (first,) = search(sender, CITIZENS, MARIA)
    world.clock.advance(60)
    world.service.federation.note_visit(world.box(MARIA))
    (second,) = search(sender, CITIZENS, MARIA)
    assert first["lastConnectionDate"] < second["lastConnectionDate"]


@pytest.mark.parametrize(
    "body",
    [
        {**CITIZENS, "eboxIdType": "EnterpriseNumber", "eboxIdValueList": []},
        {**CITIZENS, "eboxIdValueList": ["x"]},
        {**CITIZENS, "eboxIdValueList": ["84631200101"] * 1001},
        CITIZENS,
        [],
    ],
    ids=str,
)
def test_searches_that_are_none(sender: Sender, body: Any) -> None:
    assert call(sender, "POST", "/eboxPreferences/search", json=body).status_code == 400


def test_who_keeps_messages(sender: Sender) -> None:
    listed = call(sender, "GET", "/messageProviders").json()
    assert [item["messageProviderUrl"] for item in listed] == [f"{BASE}/ebox/{kind}/v2" for kind in ("enterprise", "citizen")]
    assert call(sender, "GET", "/messageProviders/citizen").json() == listed[1]
    assert call(sender, "GET", "/messageProviders/other").status_code == 404
    # A provider changes its own entry, and an application is none.
    patch = {"json": {"messageProviderName": {"nl": "Andere"}}, "headers": {"content-type": "application/merge-patch+json"}}
    assert call(sender, "PATCH", "/messageProviders/citizen", **patch).status_code == 401
    assert call(sender, "PATCH", "/messageProviders/other", **patch).status_code == 404
    assert call(sender, "GET", "/messageProviders").json() == listed


def test_scopes(world: World, sender: Sender) -> None:
    bearer = sender.bearer(scope=f"{SCOPE}messagesfull {FEDERATION_SCOPE}registry")
    url = "/ebox/enterprise/federation/v1"
    assert world.http().get(f"{url}/messageProviders", headers=bearer).status_code == 200
    body = {**CITIZENS, "eboxIdValueList": []}
    assert world.http().post(f"{url}/eboxPreferences/search", json=body, headers=bearer).status_code == 401
    assert world.http().get(f"{url}/messageProviders").status_code == 401


def test_registered_mail_is_refused_with_the_reason(world: World, sender: Sender) -> None:
    asked = sender.publish(note(registeredMail=True))
    assert (asked.status_code, asked.json()["code"]) == (400, "REGISTERED_MAIL_NOT_ALLOWED")
    assert "EPOST" in asked.json()["message"]
    answer = world.http().post("/registeredMail/v1/registeredMails", headers=sender.bearer(), json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "REGISTERED_MAIL_NOT_ALLOWED")
    assert "social security" in answer.json()["message"]
    assert world.http().post("/registeredMail/v1/registeredMails", json={}).status_code == 401
