"""A parent registers a birth; the registrar handles it, and the parent reads so.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/birth-registration.py
"""

from __future__ import annotations

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)


def birth_registration(visit: Visit) -> None:
    """Handed in without a fee, handled, and the letter about it is in the mailbox once."""
    persona = visit.random.choice(sorted(ebox.READERS))
    forms.check_reference(visit, "submit", forms.hand_in(visit, "birth-registration", [persona]))
    reference = forms.reference_of(visit.page)
    forms.decide_and_tell(visit, reference, "done")

    mailbox = visit.bindings["notification"]["mailboxUrl"]
    visit.become_somebody_else()
    visit.open("mailbox", mailbox)
    forms.sign_in(visit, "mailbox-sign-in", (persona,), "/login")
    ebox.find_message(visit, mailbox, reference)
    ebox.check_once(visit, mailbox, reference)


journeys = {"birth-registration": birth_registration}


class Parent(VirtualPerson):
    journeys = journeys
