"""A citizen moves: the former address is known to the registers, a clerk handles it, and the citizen reads so.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/change-of-address.py
"""

from __future__ import annotations

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)

# Of all who have an eBox the registers know an address in Belgium.
MOVE = {"comingFrom": "belgium"}
# How the page marks an answer that it took from somewhere.
ORIGIN = "quiet origin"


def change_of_address(visit: Visit) -> None:
    """What the registers know is not asked again; handed in, handled, and the letter about it is in the mailbox once."""
    persona = visit.random.choice(sorted(ebox.READERS))
    forms.fill_in(visit, "change-of-address", [persona], MOVE)
    if ORIGIN not in visit.page.source:
        visit.fail("step", "the form does not know the former address")
    forms.check_reference(visit, "submit", visit.submit("submit", forms.find_form(visit, "submit", "/submit")))
    reference = forms.reference_of(visit.page)
    forms.decide_and_tell(visit, reference, "done")

    mailbox = visit.bindings["notification"]["mailboxUrl"]
    visit.become_somebody_else()
    visit.open("mailbox", mailbox)
    forms.sign_in(visit, "mailbox-sign-in", (persona,), "/login")
    ebox.find_message(visit, mailbox, reference)
    ebox.check_once(visit, mailbox, reference)


journeys = {"change-of-address": change_of_address}


class Citizen(VirtualPerson):
    journeys = journeys
