"""The same counter on PostgreSQL: a server of this machine's own programs, started for these tests alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.support.postgresql import Server

pytestmark = pytest.mark.slow
CLERK = {"sub": "els", "given_name": "Els", "family_name": "Janssens", "bouwsteen_forms_rol_3d": ["FormulierBehandelaar:73028"]}


@pytest.fixture
def counter(open_counter: Any, postgresql: Server) -> Any:
    return open_counter(uri=postgresql.new_database())


def test_a_journey(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    reference = citizen.submit("change-of-address", move).reference
    clerk = counter.clerk()
    detail = clerk.get(f"/clerk/submissions/{reference}")
    saved = clerk.post(f"/clerk/submissions/{reference}/status", csrf=detail.csrf, status="refused", reason="Dit adres bestaat niet.")
    assert "De stand is gewijzigd" in saved.text
    assert "ontvangen → geweigerd" in clerk.get(f"/clerk/audit?reference={reference}").text
    assert reference in clerk.get("/clerk?form=change-of-address&status=refused&from=2026-03-09&to=2026-03-09").text
    assert reference in clerk.get("/clerk/export.csv?form=change-of-address").source
    assert "geweigerd" in citizen.get(f"/submissions/{reference}").text


def test_submitting_many_times_at_once_gives_one_submission(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    summary = citizen.fill_in("change-of-address", move)
    browsers = [counter.browser() for _ in range(8)]
    for browser in browsers:
        browser.client.cookies.update(citizen.client.cookies)

    def submit(browser: Any) -> Any:
        return browser.client.post(summary.path.replace("/summary", "/submit"), data={"csrf": summary.csrf})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, browsers))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1


def test_the_same_key_many_times_at_once_gives_one_submission(counter: Any, domain: dict[str, Any]) -> None:
    token = counter.provider.give_token({"sub": "jan", "rrn": "84631200101"})
    data = {"form": "use-of-public-domain", "data": DATA}
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "one"}
    browsers = [counter.browser() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda browser: browser.client.post("/api/v1/submissions", json=data, headers=headers), browsers))
    assert {answer.status_code for answer in answers} == {201}, answers[0].text
    assert len({answer.json()["reference"] for answer in answers}) == 1


def test_two_services_start_at_once_on_an_empty_database(open_counter: Any, database_uri: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: open_counter(uri=database_uri), range(4)))


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/%00",
        "/drafts/a%00/steps/x",
        "/submissions/%00",
        "/clerk?form=%00&reference=%00",
        "/forms/%00",
        "/clerk/audit?reference=%00",
    ],
)
def test_what_a_database_cannot_hold_does_not_reach_it(counter: Any, path: str) -> None:
    assert counter.clerk().get(path).status in {200, 404}


def test_strange_names_do_not_break_anything(counter: Any, domain: dict[str, Any]) -> None:
    strange = {"sub": "x" * 400, "given_name": "a\x00b" + "n" * 300, "family_name": "\u202e" * 300}
    assert counter.citizen(strange).submit("use-of-public-domain", domain).status == 200
    clerk = counter.browser()
    clerk.sign_in(CLERK | strange, staff=True)
    assert clerk.get("/clerk/export.json").status == 200


DATA = {
    "applicant": "citizen",
    "givenName": "Jan",
    "familyName": "Peeters",
    "purpose": "moving",
    "street": "Dorpsplein",
    "near": "voor nummer 3",
    "startDate": "2026-04-01",
    "endDate": "2026-04-02",
    "length": 12.5,
    "width": 3,
    "occupies": ["parking"],
    "signs": "self",
    "email": "jan@voorbeeld.test",
    "declaration": True,
}
