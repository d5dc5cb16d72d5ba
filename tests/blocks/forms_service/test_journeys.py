"""What people and clerks do, from the list of forms to the decision."""

from __future__ import annotations

from typing import Any

import pytest

SMS = "urn:be:vlaanderen:authmech:csamsms"
SOFIE = {"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"}


def test_a_citizen_signs_in_fills_in_and_submits_and_a_clerk_handles_it(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.browser()
    home = citizen.get("/")
    assert home.status == 200
    assert "Adreswijziging aangeven" in home.text
    summary = citizen.fill_in("change-of-address", move)
    assert summary.status == 200, summary.text
    for shown in ("14 maart 2026", "Naamsestraat 12A", "Dorpsstraat 5 bus 2", "Marie Maes", "+32470000000", "Jan Peeters"):
        assert shown in summary.text
    done = citizen.post(summary.path.replace("/summary", "/submit"), csrf=summary.csrf)
    assert done.path == f"/submissions/{done.reference}"
    assert done.reference.startswith("HER-2026-")
    assert done.reference in citizen.get("/mine").text

    clerk = counter.clerk()
    listed = clerk.get("/clerk")
    assert done.reference in listed.text
    found = clerk.get(f"/clerk?reference={done.reference.lower().replace('-', ' ')}")
    assert "1 gevonden" in found.text
    detail = clerk.get(f"/clerk/submissions/{done.reference}")
    assert "84.63.12-001.01" in detail.text
    changed = clerk.post(
        f"/clerk/submissions/{done.reference}/status", csrf=detail.csrf, status="refused", reason="Dit adres bestaat niet."
    )
    assert "De stand is gewijzigd" in changed.text
    seen = citizen.get(f"/submissions/{done.reference}")
    assert "geweigerd" in seen.text
    assert "Dit adres bestaat niet." in seen.text
    audit = clerk.get(f"/clerk/audit?reference={done.reference}")
    assert audit.text.count("Els Janssens") >= 3
    assert "ontvangen → geweigerd" in audit.text


@pytest.mark.parametrize(
    ("typed", "count", "shown"),
    [
        ("from=9/3/2026&to=9/3/2026", 1, "9/3/2026"),
        ("from=09-03-2026&to=09.03.2026", 1, "9/3/2026"),
        ("from=2026-03-09", 1, "9/3/2026"),
        ("from=10 3 2026", 0, "10/3/2026"),
        ("to=8/3/2026", 0, "8/3/2026"),
        ("from=3/9/2026", 0, "3/9/2026"),
        ("to=31/2/2026", None, "31/2/2026"),
        ("from=gisteren", None, "gisteren"),
        ("to=31/12/9999", 1, "31/12/9999"),
    ],
)
def test_a_clerk_looks_for_days_as_people_write_them(counter: Any, move: dict[str, Any], typed: str, count: int | None, shown: str) -> None:
    """Day before month, whatever the language of the browser; what is no day finds nothing, and is said."""
    counter.browser().submit("change-of-address", move)
    page = counter.clerk().get(f"/clerk?{typed}")
    assert f'value="{shown}"' in page.source
    assert (f"“{shown}” is geen datum" in page.text) is (count is None)
    assert ("1 gevonden" in page.text, "Er is niets gevonden" in page.text) == (count == 1, count != 1)


def test_what_was_asked_of_the_provider_fits_the_form(counter: Any) -> None:
    citizen = counter.browser()
    citizen.start("birth-registration")
    asked = counter.provider.requests[-1]
    assert asked["scope"] == "openid profile rrn"
    means = [urn.rsplit(":", 1)[1] for urn in asked["acr_values"].split()]
    assert means == ["eid", "eidashigh", "itsme"]
    assert asked["code_challenge_method"] == "S256"


def test_a_clerk_asks_for_the_roles(counter: Any) -> None:
    counter.clerk()
    assert counter.provider.requests[-1]["scope"] == "openid profile vo bouwsteen_forms"


def test_nobody_signs_in_for_a_form_that_does_not_ask_it(counter: Any, domain: dict[str, Any]) -> None:
    visitor = counter.browser()
    done = visitor.submit("use-of-public-domain", domain)
    assert done.status == 200, done.text
    assert counter.provider.requests == []
    assert "12,5 meter" in done.text
    assert visitor.get(f"/submissions/{done.reference}").status == 200
    assert counter.browser().get(f"/submissions/{done.reference}").status == 404


def test_a_person_stops_and_goes_on_elsewhere(counter: Any, move: dict[str, Any]) -> None:
    first = counter.browser()
    page = first.start("change-of-address")
    own = first.post(page.path, csrf=page.csrf, action="save", **{name: value for name, value in move.items() if "movingDate" in name})
    assert own.path == "/mine"
    second = counter.citizen()
    mine = second.get("/mine")
    assert "Verdergaan: Adreswijziging aangeven" in mine.text
    resumed = second.get(page.path.split("/steps")[0])
    assert 'value="14"' in resumed.source
    assert counter.citizen(SOFIE).get(page.path).status == 404


def test_a_draft_is_kept_for_its_days_and_then_removed(counter: Any) -> None:
    from forms_service.applications import purge_now

    citizen = counter.citizen()
    draft = citizen.start("change-of-address").path.split("/steps")[0]
    counter.clock.advance(29 * 86_400)
    assert purge_now(counter.context) == (0, 1, 0)
    citizen.sign_in()
    assert citizen.get(draft).status == 200
    counter.clock.advance(2 * 86_400)
    assert purge_now(counter.context)[0] == 1
    citizen.sign_in()
    assert citizen.get(draft).status == 404


def test_what_was_filled_in_is_kept_when_something_is_wrong(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    page = citizen.start("change-of-address")
    move["movingDate.day"] = "31"
    move["movingDate.month"] = "2"
    wrong = citizen.post(page.path, csrf=page.csrf, **{name: value for name, value in move.items() if name != "comingFrom"})
    assert wrong.status == 422
    assert wrong.faulty == ["f-movingDate-day", "f-comingFrom"]
    assert "<title>Fout: " in wrong.source
    assert 'value="31"' in wrong.source
    assert 'aria-describedby="f-movingDate-hint f-movingDate-error"' in wrong.source


def test_an_answer_that_no_longer_counts_is_not_submitted(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    summary = citizen.fill_in("change-of-address", move)
    base = summary.path.removesuffix("/summary")
    page = citizen.get(f"{base}/steps/new-address?then=summary")
    changed = citizen.post(page.path, csrf=page.csrf, then="summary", **{**move, "housing": "owner"})
    assert changed.path == f"{base}/summary"
    assert "Marie Maes" not in changed.text
    reference = citizen.post(f"{base}/submit", csrf=changed.csrf).reference
    detail = counter.clerk().get("/clerk/export.json").answer.json()
    assert [each["reference"] for each in detail] == [reference]
    assert "ownerName" not in detail[0]["data"]


def test_a_change_that_opens_a_question_leads_to_it(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    summary = citizen.fill_in("change-of-address", {**move, "housing": "owner"})
    base = summary.path.removesuffix("/summary")
    page = citizen.get(f"{base}/steps/new-address?then=summary")
    asked = citizen.post(page.path, csrf=page.csrf, then="summary", **move)
    assert asked.path == f"{base}/steps/owner"
    unfinished = citizen.get(f"{base}/summary")
    assert "Er ontbreekt nog iets" in unfinished.text
    assert "Indienen" not in unfinished.text
    assert citizen.post(f"{base}/submit", csrf=unfinished.csrf).path == f"{base}/summary"


def test_too_weak_a_key_is_told_and_mended(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.browser()
    citizen.sign_in(acr=SMS)
    page = citizen.start("birth-registration")
    assert page.status == 403
    assert "sterkere sleutel" in page.text
    counter.provider.acr = "urn:be:vlaanderen:authmech:eid"
    again = citizen.get(f"/login?next={page.path}&level=27")
    assert again.path == page.path
    assert again.status == 200


def test_a_provider_that_gives_no_level_opens_nothing_that_needs_one(counter: Any) -> None:
    citizen = counter.browser()
    citizen.sign_in(acr="urn:example:unknown")
    assert citizen.start("change-of-address").status == 403


def test_filling_in_at_the_desk(counter: Any, move: dict[str, Any]) -> None:
    clerk = counter.clerk()
    desk = clerk.get("/clerk/desk")
    empty = clerk.post("/clerk/desk", csrf=desk.csrf)
    assert empty.status == 422
    assert empty.faulty == ["d-form", "d-givenName", "d-familyName", "d-insz", "d-reason"]
    who = {"givenName": "Sofie", "familyName": "De Smet", "insz": "79.67.23-004.76", "reason": "Geen computer, kaart gezien."}
    page = clerk.post("/clerk/desk", csrf=desk.csrf, form="birth-registration", **who)
    assert "U vult dit in aan het loket voor Sofie De Smet" in page.text
    page = clerk.post("/clerk/desk", csrf=desk.csrf, form="change-of-address", **who)
    while "/steps/" in page.path:
        page = clerk.post(page.path, csrf=page.csrf, **move)
    done = clerk.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)
    assert "Geen computer, kaart gezien." in done.text
    again = clerk.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)
    assert again.path == done.path
    reference = done.path.rsplit("/", 1)[1]
    assert counter.citizen(SOFIE).get(f"/submissions/{reference}").status == 200
    assert counter.citizen().get(f"/submissions/{reference}").status == 404


def test_french_is_chosen_and_remembered(counter: Any) -> None:
    visitor = counter.browser()
    assert '<html lang="nl">' in visitor.get("/").source
    assert '<html lang="fr">' in visitor.get("/?lang=fr").source
    page = visitor.get("/forms/change-of-address")
    assert "Déclarer un changement d" in page.text
    assert "Ce dont vous avez besoin" in page.text
    assert '<html lang="nl">' in visitor.get("/?lang=nl").source


def test_signing_out_ends_the_session_here_and_at_the_provider(counter: Any) -> None:
    citizen = counter.citizen()
    page = citizen.get("/mine")
    answer = citizen.client.post("/logout", data={"csrf": page.csrf})
    assert answer.headers["location"].startswith("http://127.0.0.1:9000/op/v1/logout?client_id=counter&post_logout_redirect_uri=")
    assert citizen.client.get("/mine").status_code == 303
