"""Data vaults: applications of two organisations, and two citizens; the first one granted something to the first organisation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from tests.blocks.data_vault_service import worlds as vaults
from tests.services.subjects.brokers import BROKER_ABSENT, BROKER_IDS, NO_EVENT, Offer, broker_proof, give_up_on
from tests.services.subjects.subjects import CANARY, FIRST, ORGANISATIONS, SECOND, Subject

from data_vault_service import registrations as vault_registrations
from data_vault_service.tables import access_requests, events


def start_vault(folder: Path, database_uri: str | None = None) -> Subject:
    world = vaults.build_world(folder, database_uri=database_uri)
    terms = {name: value for name, value in vaults.TERMS.items() if name != "eventsUrl"}
    offer = Offer(vault_registrations.SERVICE_ID, vault_registrations.PLAN_ID, terms)
    applications = {
        user: vaults.Application(world, offer.adopt(world.application, vaults.BASE, vaults.BROKER_KEY, user)) for user in ORGANISATIONS
    }
    noor, jan = world.solid.add_person("noor", email=vaults.EMAIL), world.solid.add_person("jan")
    browsers = {FIRST: world.browser(noor), SECOND: world.browser(jan)}
    asked = applications[FIRST].ask(noor, purpose=CANARY)["id"]
    assert browsers[FIRST].decide(asked).status_code == 303
    assert applications[FIRST].read(asked).status_code == 200
    browsers[SECOND].sign_in()
    with world.service.database.reading() as connection:
        share, application = connection.execute(
            select(access_requests.c.share_key, access_requests.c.application_id).where(access_requests.c.request_id == asked)
        ).one()
    event_id = give_up_on(world.service.database, events, share_key=share, application_id=application)
    bearers = {user: application.bearer() for user, application in applications.items()}
    csrf = {user: vaults.hidden_fields(browser.get("/vault").text)["csrf"] for user, browser in browsers.items()}

    def cookies(user: str) -> Mapping[str, Any]:
        return {"cookies": dict(browsers[user].client.cookies), "headers": {"accept": "text/html"}, "posted": {"csrf": csrf[user]}}

    def basic(user: str) -> Mapping[str, Any]:
        return {"auth": (applications[user].credentials["clientId"], applications[user].credentials["clientSecret"])}

    address = "whoever has the address of a request sees what is asked: it holds an id that cannot be guessed"
    return Subject(
        "data-vault-service",
        world.application,
        vaults.BASE,
        world.service.database,
        {"requestId": asked, "request_id": asked, "name": "email", "event_id": event_id} | BROKER_IDS,
        {"requestId": "x" * 32, "request_id": "x" * 32, "name": "email"} | NO_EVENT | BROKER_ABSENT,
        {
            "/": cookies,
            "/deliveries": lambda user: {"headers": bearers[user]},
            "/v1": lambda user: {"headers": bearers[user]},
            "/oauth": basic,
            "/broker": broker_proof(vaults.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/v1/access-requests"): lambda _: {"json": {"webId": noor, "data": ["email"]}},
            ("GET", "/sign-in"): lambda _: {"params": {"webId": noor}},
            **offer.calls,
        },
        {
            ("GET", "/consent/{request_id}"): address,
            ("POST", "/consent/{request_id}"): address,
            ("GET", "/sign-in"): "everybody has a profile at their WebID",
            ("GET", "/callback"): "begins a session, with the cookie of a sign-in",
            ("GET", "/client"): "says who the adapter is",
        },
        of_second=("pods.test/jan/",),
    )
