"""Journeys against `sites.py`."""

from __future__ import annotations

import time
from datetime import date

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit
from bouwsteen.loadtest.answers import answer_form


def send_message(visit: Visit) -> None:
    visit.open("open", visit.bindings["site"]["url"] + "/")
    form = visit.page.find_form()
    if form is None:
        visit.fail("open", "no form")
    visit.submit(
        "send", form, answer_form(form, visit.random, date(2027, 3, 1)), check=lambda page: None if "REF-" in page.text else "no reference"
    )


def ping(visit: Visit) -> None:
    visit.open("ping", visit.bindings["site"]["url"] + "/slow?ms=" + visit.bindings["site"].get("ms", "0"))


def fail(visit: Visit) -> None:
    visit.open("fail", visit.bindings["site"]["url"] + "/fail")


def wander(visit: Visit) -> None:
    visit.open("away", visit.bindings["site"]["url"] + "/away")


def burn(visit: Visit) -> None:
    end = time.perf_counter() + 0.004
    while time.perf_counter() < end:
        pass
    ping(visit)


def crash(visit: Visit) -> None:
    ping(visit)
    raise KeyError(visit.bindings["site"]["password"])


journeys = {"send-message": send_message, "ping": ping, "fail": fail, "wander": wander, "burn": burn, "crash": crash}


class Person(VirtualPerson):
    journeys = journeys
