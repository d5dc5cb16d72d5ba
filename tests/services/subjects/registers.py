"""MAGDA: the registers of people."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from tests.blocks.magda_service import worlds as magda
from tests.blocks.magda_service.messages import question
from tests.services.subjects.brokers import BROKER_ABSENT, BROKER_IDS, NO_EVENT, Offer, broker_proof, give_up_on
from tests.services.subjects.subjects import FIRST, ORGANISATIONS, Subject

from magda_service import registrations as magda_registrations
from magda_service.tables import events, registrations


def start_magda(folder: Path, database_uri: str | None = None) -> Subject:
    world = magda.build_world(folder, database_uri=database_uri)
    asked = magda.ASKED | {"name": "Loket"}
    offer = Offer(magda_registrations.SERVICE_ID, magda_registrations.PLAN_ID, asked)
    applications = {
        user: magda.Application(world, offer.adopt(world.application, magda.BASE, magda.BROKER_KEY, user), "binding")
        for user in ORGANISATIONS
    }
    applications[FIRST].told(magda.JAN)
    with world.service.database.reading() as connection:
        of_first = registrations.c.share_key.startswith(FIRST)
        share, registration = connection.execute(select(registrations.c.share_key, registrations.c.registration_id).where(of_first)).one()
    event_id = give_up_on(world.service.database, events, share_key=share, registration_id=registration)
    public = "it says how to ask, and nothing of anybody"
    return Subject(
        "magda-service",
        world.application,
        magda.BASE,
        world.service.database,
        {"insz": magda.JAN, "event_id": event_id} | BROKER_IDS,
        {"insz": magda.NOBODY} | NO_EVENT | BROKER_ABSENT,
        {
            "/": lambda user: {"headers": applications[user].bearer()},
            "/oauth": lambda user: {"auth": applications[user].basic},
            # Not an organisation's: whoever runs the simulator has the key.
            "/simulation": lambda user: {"auth": magda.SIMULATION if user == FIRST else applications[user].basic},
            "/operator": lambda user: {"auth": magda.SIMULATION if user == FIRST else applications[user].basic},
            "/broker": broker_proof(magda.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/soap"): lambda names: {"content": question(names["insz"]), "headers": {"content-type": "text/xml"}},
            ("PUT", "/simulation/v1/persons/{insz}/conduct"): lambda _: {"json": {"conduct": "answers"}},
            ("POST", "/simulation/v1/persons/{insz}/mutations"): lambda _: {"json": {"civilStatus": "married"}},
            **offer.calls,
        },
        {("GET", "/soap"): public},
    )
