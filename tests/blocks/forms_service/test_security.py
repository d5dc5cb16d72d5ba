"""What an attacker tries."""

from __future__ import annotations

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bouwsteen_service.sign_ins import safe_path

SOFIE = {"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"}
CLERK = {"sub": "els", "given_name": "Els", "family_name": "Janssens", "bouwsteen_forms_rol_3d": ["FormulierBehandelaar:73028"]}
SCRIPT = "\"'><script>alert(1)</script>{{7*7}}"


@pytest.mark.parametrize("path", ["/forms/change-of-address/start", "/logout", "/clerk/desk"])
def test_a_post_without_the_token_of_the_page_is_refused(counter: Any, path: str) -> None:
    clerk = counter.clerk()
    assert clerk.client.post(path).status_code == 403
    assert clerk.client.post(path, data={"csrf": "1.x"}).status_code == 403
    stolen = counter.citizen().get("/").csrf
    assert clerk.client.post(path, data={"csrf": stolen}).status_code == 403
    own = clerk.get("/").csrf
    assert clerk.client.post(path, data={"csrf": own}, headers={"origin": "https://evil.example"}).status_code == 403
    assert clerk.client.post(path, data={"csrf": own}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_drafts_and_decisions_need_the_token_too(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    page = citizen.start("change-of-address")
    assert citizen.client.post(page.path, data=move).status_code == 403
    done = citizen.submit("change-of-address", move)
    clerk = counter.clerk()
    assert clerk.client.post(f"/clerk/submissions/{done.reference}/status", data={"status": "done"}).status_code == 403


def test_the_session_changes_at_sign_in_and_a_planted_one_is_worth_nothing(counter: Any) -> None:
    victim = counter.browser()
    name = counter.context.settings.service.cookie_name("session")
    victim.client.cookies.set(name, "planted-by-an-attacker-0123456789", domain="127.0.0.1", path="/")
    victim.sign_in()
    mine = victim.client.cookies.get(name)
    assert mine
    assert mine != "planted-by-an-attacker-0123456789"
    first = mine
    victim.sign_in()
    assert victim.client.cookies.get(name) != first
    thief = counter.browser()
    thief.client.cookies.set(name, first, domain="127.0.0.1", path="/")
    assert thief.client.get("/mine").status_code == 303


def test_a_session_ends_when_it_is_idle_and_at_its_end(counter: Any) -> None:
    citizen = counter.citizen()
    counter.clock.advance(3500)
    assert citizen.client.get("/mine").status_code == 200
    counter.clock.advance(3500)
    assert citizen.client.get("/mine").status_code == 200
    counter.clock.advance(3601)
    assert citizen.client.get("/mine").status_code == 303
    citizen = counter.citizen()
    for _ in range(16):
        counter.clock.advance(1790)
        citizen.client.get("/mine")
    counter.clock.advance(200)
    assert citizen.client.get("/mine").status_code == 303


def test_cookies_are_for_the_service_alone(counter: Any) -> None:
    browser = counter.browser()
    answer = browser.client.get("/login")
    cookies = answer.headers.get_list("set-cookie")
    back = counter.provider.authorize(answer.headers["location"])
    cookies += browser.client.get(back).headers.get_list("set-cookie")
    cookies += browser.client.get("/").headers.get_list("set-cookie")
    assert len(cookies) >= 3
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)


def test_somebody_elses_draft_and_submission_do_not_exist(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    draft = citizen.start("change-of-address").path
    done = citizen.submit("change-of-address", move)
    other = counter.citizen(SOFIE)
    csrf = other.get("/").csrf
    for path in (draft, draft.split("/steps")[0], f"/submissions/{done.reference}", "/submissions/HER-2026-00000000-0"):
        assert other.get(path).status == 404, path
    assert other.client.post(draft, data={"csrf": csrf} | move).status_code == 404
    assert other.client.post(draft.split("/steps")[0] + "/submit", data={"csrf": csrf}).status_code == 404
    other.client.post(draft.split("/steps")[0] + "/remove", data={"csrf": csrf})
    assert citizen.get(draft).status == 200
    assert done.reference not in other.get("/mine").text


@pytest.mark.parametrize(
    "path", ["/clerk/submissions/{}", "/clerk/export.json", "/clerk/export.csv?form=change-of-address", "/clerk/audit", "/clerk/desk"]
)
def test_a_citizen_is_no_clerk(counter: Any, move: dict[str, Any], path: str) -> None:
    citizen = counter.citizen()
    done = citizen.submit("change-of-address", move)
    assert citizen.get(path.format(done.reference)).status == 403
    assert counter.browser().get(path.format(done.reference)).status == 403


@pytest.mark.parametrize(
    "roles",
    [
        ["FormulierBehandelaar:24062"],
        ["FormulierBehandelaar"],
        ["FormulierBehandelaar:73028x"],
        "FormulierBehandelaar:73028 ",
        {"FormulierBehandelaar:73028": True},
        None,
        ["formulierbehandelaar:73028"],
    ],
)
def test_the_role_of_another_organisation_opens_nothing(counter: Any, roles: Any) -> None:
    clerk = counter.browser()
    clerk.sign_in(CLERK | {"bouwsteen_forms_rol_3d": roles}, staff=True)
    assert clerk.get("/clerk").status == 403


def test_a_clerk_with_a_weak_key_opens_nothing(counter: Any) -> None:
    clerk = counter.browser()
    clerk.sign_in(CLERK, "urn:be:vlaanderen:authmech:csampassword", staff=True)
    assert clerk.get("/clerk").status == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aset-cookie:x=1\r\n",
        "/\tevil",
        "javascript:alert(1)",
        "http:evil.example",
        "",
        "/" + "a" * 600,
        "/ /evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(counter: Any, target: str) -> None:
    assert safe_path(target) == "/"
    browser = counter.browser()
    answer = browser.client.get("/login", params={"next": target})
    back = browser.client.get(counter.provider.authorize(answer.headers["location"]))
    assert back.headers["location"] == "/"


def test_a_sign_in_is_bound_to_the_browser_that_began_it(counter: Any) -> None:
    attacker = counter.browser()
    back = counter.provider.authorize(attacker.client.get("/login").headers["location"])
    victim = counter.browser()
    refused = victim.client.get(back)
    assert refused.status_code == 400
    assert victim.client.get("/mine").status_code == 303


def test_a_sign_in_cannot_be_replayed_and_expires(counter: Any) -> None:
    browser = counter.browser()
    back = counter.provider.authorize(browser.client.get("/login").headers["location"])
    assert browser.client.get(back).status_code == 303
    assert browser.client.get(back).status_code == 400
    late = counter.browser()
    back = counter.provider.authorize(late.client.get("/login").headers["location"])
    counter.clock.advance(901)
    assert late.client.get(back).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["counter", "another"], "azp": "another"},
        {"exp": 1},
        {"iat": 4_000_000_000},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_a_token_that_is_not_right_signs_nobody_in(counter: Any, changes: dict[str, Any]) -> None:
    browser = counter.browser()
    counter.provider.changes = changes
    page = browser.sign_in()
    assert page.status == 400
    assert "Aanmelden is niet gelukt" in page.text
    assert browser.client.get("/mine").status_code == 303


def test_a_token_signed_by_another_key_signs_nobody_in(counter: Any) -> None:
    browser = counter.browser()
    browser.sign_in()
    published = counter.provider.published
    counter.provider.rotate()
    counter.provider.published = published
    counter.clock.advance(11)
    assert counter.browser().sign_in().status == 400


def test_new_keys_of_the_provider_are_found_and_not_asked_all_the_time(counter: Any) -> None:
    counter.citizen()
    read = counter.provider.keys_read
    counter.provider.rotate()
    counter.clock.advance(11)
    assert counter.citizen().get("/mine").status == 200
    assert counter.provider.keys_read == read + 1
    published = counter.provider.published
    counter.provider.rotate()
    counter.provider.published = published
    for _ in range(3):
        counter.browser().sign_in()
    assert counter.provider.keys_read == read + 1


def test_a_refused_sign_in_is_told(counter: Any) -> None:
    browser = counter.browser()
    location = browser.client.get("/login?next=/mine").headers["location"]
    state = parse_qs(urlsplit(location).query)["state"][0]
    page = browser.get(f"/callback?error=access_denied&error_description=<script>&state={state}")
    assert page.status == 403
    assert "<script>" not in page.source
    assert "/login?next=%2Fmine" in page.source


def test_a_provider_that_is_away_is_told(counter: Any) -> None:
    counter.provider.is_away = True
    answer = counter.browser().client.get("/login", headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "aanmelddienst antwoordt niet" in answer.text


def test_markup_in_any_field_is_text_everywhere(counter: Any, move: dict[str, Any], domain: dict[str, Any]) -> None:
    person = {"sub": "x", "given_name": SCRIPT, "family_name": SCRIPT, "rrn": "84631200101"}
    citizen = counter.citizen(person)
    clerk = counter.browser()
    clerk.sign_in(CLERK | {"given_name": SCRIPT}, staff=True)
    hostile = dict(domain)
    for name in ("givenName", "familyName", "otherPurpose", "street", "near", "hours"):
        hostile[name] = SCRIPT
    pages = [citizen.fill_in("use-of-public-domain", hostile)]
    pages.append(citizen.post(pages[0].path.replace("/summary", "/submit"), csrf=pages[0].csrf))
    reference = pages[-1].reference
    first = citizen.start("change-of-address")
    pages.append(citizen.post(first.path, csrf=first.csrf, **dict.fromkeys(move, SCRIPT)))
    pages += [citizen.get("/mine"), clerk.get(f"/clerk/submissions/{reference}"), clerk.get("/clerk/audit")]
    token = pages[-2].csrf
    pages.append(clerk.post(f"/clerk/submissions/{reference}/status", csrf=token, status="refused", reason=SCRIPT))
    pages.append(citizen.get(f"/submissions/{reference}"))
    pages.append(clerk.get("/clerk?reference=" + SCRIPT + "&form=" + SCRIPT + "&from=" + SCRIPT[:10]))
    desk = clerk.get("/clerk/desk")
    pages.append(clerk.post("/clerk/desk", csrf=desk.csrf, **dict.fromkeys(("form", "givenName", "familyName", "insz", "reason"), SCRIPT)))
    for page in pages:
        assert "<script" not in page.source
        assert "49" not in page.source.replace(reference, "").split("{{7*7}}")[0][-20:]
        assert "default-src 'none'" in page.answer.headers["content-security-policy"]
    assert "&lt;script&gt;" in pages[4].source


@pytest.mark.parametrize(
    "path",
    [
        "/forms/..%2f..%2fetc%2fpasswd",
        "/forms/%2e%2e",
        "/forms/change-of-address.form.yaml",
        "/assets/../../settings.py",
        "/assets/..%2f..%2fsettings.py",
        "/api/v1/forms/..%2fx/schema",
        "/submissions/..%2f..%2fx",
        "/drafts/..%2f..%2fx/steps/..%2fy",
    ],
)
def test_no_file_is_read_by_its_path(counter: Any, path: str) -> None:
    assert counter.citizen().client.get(path).status_code == 404


def test_a_submission_cannot_hold_what_was_not_asked(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    done = citizen.submit("change-of-address", {**move, "status": "done", "owner": "x"})
    kept = counter.clerk().get("/clerk/export.json").answer.json()[0]
    assert kept["reference"] == done.reference
    assert not {"status", "owner"} & kept["data"].keys()
    page = citizen.start("change-of-address")
    extra = citizen.post(page.path, csrf=page.csrf, **{**move, "status": "done", "ownerName": "x"})
    assert extra.path.endswith("/steps/previous-address")


def test_a_body_that_is_too_large_or_strange_is_refused(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    page = citizen.start("change-of-address")
    assert citizen.client.post(page.path, data={"csrf": page.csrf, "x": "a" * 2_000_000}).status_code == 413
    assert citizen.client.post(page.path, data={f"f{number}": "" for number in range(700)}).status_code == 400
    assert (
        citizen.client.post(page.path, content=b"\xff\xfe", headers={"content-type": "application/x-www-form-urlencoded"}).status_code
        == 403
    )
    sent = citizen.client.post(page.path, files={"csrf": ("a.txt", b"x")})
    assert sent.status_code == 400


def test_submitting_many_times_at_once_gives_one_submission(counter: Any, move: dict[str, Any]) -> None:
    citizen = counter.citizen()
    summary = citizen.fill_in("change-of-address", move)
    target = summary.path.replace("/summary", "/submit")
    browsers = [counter.browser() for _ in range(8)]
    for browser in browsers:
        browser.client.cookies.update(citizen.client.cookies)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda browser: browser.client.post(target, data={"csrf": summary.csrf}), browsers))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(counter.clerk().get("/clerk/export.json").answer.json()) == 1


def test_a_spreadsheet_runs_no_formula(counter: Any, domain: dict[str, Any]) -> None:
    citizen = counter.browser()
    citizen.submit("use-of-public-domain", {**domain, "givenName": "=cmd|' /C calc'!A0", "near": "@SUM(1)", "otherPurpose": "-2+3 plus"})
    answer = counter.clerk().client.get("/clerk/export.csv?form=use-of-public-domain")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["content-disposition"] == 'attachment; filename="use-of-public-domain.csv"'
    assert "\"'=cmd" in answer.text
    assert '"\'@SUM(1)"' in answer.text
    assert '"\'-2+3 plus"' in answer.text
    assert "12,5" in lines[1]
    names = lines[0].replace('"', "").split(";")
    assert len(names) == len(set(names)) == 16 + 19
    assert counter.clerk().client.get("/clerk/export.csv").status_code == 400


def test_logs_hold_no_personal_data(counter: Any, move: dict[str, Any]) -> None:
    from bouwsteen_service.logs import JsonFormatter

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter("test"))
    root = logging.getLogger()
    level = root.level
    # The client of this test logs what it sends; the service's own is as quiet as in production.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        citizen = counter.citizen()
        done = citizen.submit("change-of-address", move)
        clerk = counter.clerk()
        clerk.get(f"/clerk/submissions/{done.reference}")
        counter.provider.changes = {"nonce": "another"}
        counter.browser().sign_in()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.getLogger("httpx").setLevel(logging.NOTSET)
    text = stream.getvalue()
    assert "Request answered" in text
    for secret in ("Peeters", "84631200101", "Naamsestraat", "jan@voorbeeld", done.reference, "s/cret", "opaque", "Maes", "kkkkkk"):
        assert secret not in text, secret
    assert all(json.loads(line) for line in text.splitlines())
