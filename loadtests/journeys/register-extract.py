"""A citizen asks for an extract from the registers, pays for it, and finds the receipt in the mailbox.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/register-extract.py
"""

from __future__ import annotations

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)


def register_extract(visit: Visit) -> None:
    """From the form to the receipt, which is there once; then the clerk finds the request."""
    intake, mailbox = visit.bindings["intake"], visit.bindings["notification"]["mailboxUrl"]
    persona = visit.random.choice(sorted(ebox.READERS))
    forms.hand_in(visit, "register-extract", [persona])
    forms.pay(visit)
    forms.follow_receipt(visit)
    reference = forms.reference_of(visit.page)

    visit.become_somebody_else()
    visit.open("mailbox", mailbox)
    forms.sign_in(visit, "mailbox-sign-in", (persona,), "/login")
    ebox.find_message(visit, mailbox, reference)
    ebox.check_once(visit, mailbox, reference)

    visit.become_somebody_else()
    visit.open("clerk", intake["clerkUrl"])
    forms.sign_in(visit, "clerk-sign-in", forms.CLERKS, "staff=true")
    forms.find_submission(visit, reference)


journeys = {"register-extract": register_extract}


class Citizen(VirtualPerson):
    journeys = journeys
