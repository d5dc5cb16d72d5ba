"""An association asks for a subsidy, and a clerk decides.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/association-subsidy.py
"""

from __future__ import annotations

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)

# The same person: the decision goes to who asked, in their own eBox.
FOR_THE_ASSOCIATION, AS_THEMSELVES = "noor-el-amrani-feestcomite", "noor-el-amrani"
REASON = "Het project begon voor de aanvraag werd ingediend."


def association_subsidy(visit: Visit) -> None:
    """Handed in, granted two times of three and else refused with a reason, and the decision is in the mailbox once."""
    forms.check_reference(visit, "submit", forms.hand_in(visit, "association-subsidy", [FOR_THE_ASSOCIATION]))
    reference = forms.reference_of(visit.page)
    status, reason = ("done", "") if visit.random.random() < 2 / 3 else ("refused", REASON)
    forms.decide_and_tell(visit, reference, status, reason)

    mailbox = visit.bindings["notification"]["mailboxUrl"]
    visit.become_somebody_else()
    visit.open("mailbox", mailbox)
    forms.sign_in(visit, "mailbox-sign-in", (AS_THEMSELVES,), "/login")
    ebox.find_message(visit, mailbox, reference)
    if reason not in visit.page.text:
        visit.fail("open", "the letter does not say why")
    ebox.check_once(visit, mailbox, reference)


journeys = {"association-subsidy": association_subsidy}


class Association(VirtualPerson):
    journeys = journeys
