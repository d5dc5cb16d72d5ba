"""The counter. Each organisation runs its own, so that the other one comes with a token of its own, or signs in as its clerk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from tests.blocks.forms_service import conftest as counters
from tests.blocks.forms_service.processes import NO_PAYMENTS
from tests.blocks.forms_service.sources import PERSONS, VAULTS, WEB_ID, Sources
from tests.services.subjects.subjects import CANARY, FIRST, SECOND, Subject

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from forms_service.applications import create_forms_service, prepare_storage
from forms_service.references import make_reference
from forms_service.settings import FormsSettings

ASKED = {
    "movingDate": "2026-03-14",
    "comingFrom": "abroad",
    "previousCountry": "Portugal",
    "newAddress": {"street": "Dorpsstraat", "houseNumber": "5", "postalCode": "3717", "municipality": "Herstappe"},
    "housing": "owner",
    "movesWithOthers": "no",
    "email": "jan@voorbeeld.test",
    "declaration": True,
}
EXTRACT = {"extract": "household", "extractLanguage": "dutch", "purpose": "bank", "email": "jan@voorbeeld.test", "declaration": "true"}
WAITING = {"givenName": "Jan", "familyName": "Peeters", "insz": "84631200101", "reason": "Geen internet"}


class Till:
    """What the counter needs of a payment service: payments that are all open, or all paid."""

    def __init__(self) -> None:
        self.payments: dict[str, Any] = {}
        self.status = "open"

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            key = f"tr_{len(self.payments)}"
            asked = json.loads(request.read())
            checkout = {"href": f"http://127.0.0.1:9/checkout/{key}"}
            self.payments[key] = {"id": key, "amount": asked["amount"], "metadata": asked["metadata"], "_links": {"checkout": checkout}}
        else:
            key = request.url.path.rsplit("/", 1)[1]
        return httpx.Response(200, json=self.payments[key] | {"status": self.status})


def start_forms(folder: Path, database_uri: str | None = None) -> Subject:
    clock = ManualClock(1_773_050_000.0)
    provider = counters.Provider(clock)
    settings = FormsSettings(
        ServiceSettings(public_url=counters.BASE), counters.HERSTAPPE, "Gemeente Herstappe", ("nl", "fr"), 30, (counters.NIS,)
    )
    scopes = '["openid", "profile", "rrn", "vo", "bouwsteen_forms"]'
    fields = {"issuer": counters.ISSUER, "clientId": "counter", "clientSecret": "s/cret", "scopes": scopes}
    database = {"driver": "sqlite", "uri": database_uri or f"sqlite:///{folder}/data.sqlite"}
    known = {"payments": NO_PAYMENTS, "persons": PERSONS, "vault": VAULTS}
    own = {"sessionKey": "k" * 43, "profileKey": "p" * 43}
    bindings = Bindings({"own": own, "identity": fields, "database": database} | known)
    till, sources = Till(), Sources()
    others = httpx.MockTransport(lambda request: (till.answer if request.url.port == 9 else sources.handle_request)(request))
    application = create_forms_service(settings, bindings, clock=clock, transport=httpx.ASGITransport(provider.app), others=others)
    prepare_storage(application.state.forms)
    answers = counters.MOVE | {"ownerName": CANARY}
    people = {FIRST: counters.CLERK | {"rrn": counters.JAN["rrn"]}, SECOND: counters.CLERK | {"sub": "piet", "rrn": counters.SOFIE["rrn"]}}
    people[SECOND] |= {"bouwsteen_forms_rol_3d": ["FormulierBehandelaar:24062"]}
    browsers, tokens = {}, {}
    for user, person in people.items():
        browsers[user] = counters.Browser(application, provider)
        browsers[user].sign_in(person, staff=True)
        tokens[user] = provider.give_token(person)
    first = browsers[FIRST]
    # A token of another organisation is not active here; this one is worse: the issuer would know it.
    provider.tokens[tokens[SECOND]]["client_id"] = "counter-of-leuven"
    reference = first.submit("change-of-address", answers).reference
    first.submit("register-extract", EXTRACT)
    paid = _reference_of(application, "web")
    till.status = "paid"
    first.get(f"/submissions/{paid}")
    till.status = "open"
    page = first.post("/clerk/desk", csrf=first.get("/clerk/desk").csrf, form="register-extract", **WAITING)
    while "/steps/" in page.path:
        page = first.post(page.path, csrf=page.csrf, **EXTRACT)
    first.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)
    unpaid = {"reference": _reference_of(application, "desk")}
    draft = first.fill_in("change-of-address", answers).path.split("/")[2]
    other = first.fill_in("change-of-address", answers).path.split("/")[2]
    ids = {"form_id": "change-of-address", "draft_id": draft, "step_id": "move", "reference": reference, "insz": counters.JAN["rrn"]}
    absent = ids | {"draft_id": "0" * len(draft), "reference": make_reference("HER", 2026)}
    csrf = {user: browser.get("/mine").csrf for user, browser in browsers.items()}

    def cookies(user: str) -> Mapping[str, Any]:
        return {"cookies": dict(browsers[user].client.cookies), "headers": {"accept": "text/html"}, "posted": {"csrf": csrf[user]}}

    def prove(user: str) -> Mapping[str, Any]:
        return {"auth": (user, derive_password(SecretStr("p" * 43 if user == FIRST else "of-another-counter"), user))}

    with create_client(application, counters.BASE, **prove(FIRST)) as client:
        polling = client.post("/profile/oauth/token", data={"grant_type": "client_credentials"}).json()["access_token"]
    step = {"step": "contact"}
    first.client.post(f"/drafts/{draft}/vault", data=step | {"csrf": csrf[FIRST], "webId": WEB_ID})
    return Subject(
        "forms",
        application,
        counters.BASE,
        application.state.forms.database,
        ids,
        absent,
        {
            "/": cookies,
            "/api/v1": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/profile/oauth": prove,
            "/profile/v1": lambda user: {"headers": {"authorization": f"Bearer {polling if user == FIRST else tokens[user]}"}},
        },
        {
            ("POST", "/profile/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("GET", "/drafts/{draft_id}/vault"): lambda _: {"params": step},
            ("POST", "/drafts/{draft_id}/vault"): lambda _: {"data": step | {"webId": WEB_ID}},
            ("GET", "/drafts/{draft_id}/vault/return"): lambda _: {"params": step},
            ("POST", "/api/v1/submissions"): lambda _: {"json": {"form": "change-of-address", "data": ASKED}},
            ("PUT", "/api/v1/submissions/{reference}/status"): lambda _: {"json": {"status": "in-progress"}},
            ("GET", "/clerk/export.csv"): lambda _: {"params": {"form": "change-of-address"}},
            ("POST", "/clerk/submissions/{reference}/status"): lambda _: {"data": {"status": "done"}},
            ("POST", "/clerk/desk"): lambda _: {"data": {"form": "change-of-address", **WAITING}},
            ("POST", "/drafts/{draft_id}/steps/{step_id}"): lambda _: {"data": counters.MOVE},
        },
        {
            ("POST", "/logout"): "ends the session of whoever calls it",
            ("GET", "/callback"): "begins one, with the cookie of a sign-in",
            ("POST", "/payments/events"): "is signed by the payment service",
            ("POST", "/vault/events"): "is signed by the service of the vaults",
        },
        instead={
            ("POST", "/drafts/{draft_id}/submit"): {"draft_id": other},
            ("GET", "/submissions/{reference}/receipt.pdf"): {"reference": paid},
            ("POST", "/clerk/submissions/{reference}/pay"): unpaid,
            ("POST", "/api/v1/submissions/{reference}/payment"): unpaid,
        },
        of_second=("'piet'",),
    )


def _reference_of(application: FastAPI, channel: str) -> str:
    """The submission with a fee that came in through a channel."""
    with application.state.forms.database.reading() as connection:
        query = f"SELECT reference FROM submissions WHERE fee IS NOT NULL AND channel = '{channel}'"  # noqa: S608  two words of ours
        return str(connection.exec_driver_sql(query).scalar_one())
