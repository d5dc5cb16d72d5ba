"""A citizen lets a form read what their vault holds, and takes that back: the next read fails, and the form says why.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/vault-consent.py
"""

from __future__ import annotations

import uuid

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
vault = steps_of("data-vault-service", __file__)

# Where a page of a form leads to the vault of the citizen.
LINK = "/vault?step="
PHONE = "+3216000000"
# How often somebody looks again while the form says that the vault does not answer, or has not heard yet what they took back.
MOST_LOOKS = 1


def vault_consent(visit: Visit) -> None:
    """Asked, granted, read into the form; withdrawn, and no more in the form, which is then filled in by hand."""
    solid = visit.bindings["solid"]["url"]
    # Their account stays: somebody new at each run, whatever the seed is.
    name = f"burger-{uuid.uuid4()}"
    login = {"email": f"{name}@voorbeeld.test", "password": str(uuid.UUID(int=visit.random.getrandbits(128)))}
    web_id = vault.make_account(visit, solid, name, login)

    forms.fill_in(visit, "change-of-address", list(forms.CITIZENS), {}, until=LINK)
    step = visit.page.url
    grant(visit, solid, login, web_id)
    ask_vault_again(visit)
    if login["email"] not in visit.page.source:
        visit.fail("read", "what the vault holds does not stand in the form")
    withdraw(visit)
    look_at_refusal(visit, step, login["email"])
    forms.fill_in_steps(visit, forms.read_schema(visit, visit.bindings["intake"].get("apiUrl"), "change-of-address"), {})
    forms.check_reference(visit, "submit", visit.submit("submit", forms.find_form(visit, "submit", "/submit")))


def grant(visit: Visit, solid: str, login: dict[str, str], web_id: str) -> None:
    """From the page of the form to one's own server, by a yes, and back to that page."""
    link = visit.page.find_link(LINK)
    if link is None:
        visit.fail("vault", "the form does not ask for a vault")
    visit.open("vault", link.url)
    visit.submit("ask", forms.find_form(visit, "ask", "/vault"), {"webId": web_id})
    vault.sign_in(visit, solid, login, web_id)
    form = visit.page.find_form("decision")
    if form is None:
        visit.fail("consent", "the page asks no decision")
    button = next(button for button in form.buttons if button.value == "grant")
    visit.submit("grant", form, {"value-email": login["email"], "value-phone": PHONE}, button)


def ask_vault_again(visit: Visit) -> None:
    """Where the form says that the vault does not answer now, and has a link to try again."""
    for _ in range(MOST_LOOKS):
        link = visit.page.find_link("/vault/return?")
        if link is None or 'data-vault="away"' not in visit.page.source:
            return
        visit.think(1)
        visit.open("read", link.url)


def withdraw(visit: Visit) -> None:
    """On the overview of the vault, for this one request."""
    visit.open("overview", visit.bindings["vault"]["consentUrl"])
    request = visit.page.find_link("/vault/requests/")
    if request is None:
        visit.fail("overview", "the overview does not show the request")
    visit.open("overview", request.url)
    form = forms.find_form(visit, "withdraw", "/withdraw")
    visit.submit("withdraw", form, button=form.buttons[0])


def look_at_refusal(visit: Visit, step: str, value: str) -> None:
    """The value of the vault stands no more in the form, which says why."""
    for look in range(MOST_LOOKS):
        if look:
            visit.think(1)
        visit.open("refused", step)
        if value not in visit.page.source:
            break
    if value in visit.page.source:
        visit.fail("refused", "what may not be read any more still stands in the form")
    if 'data-vault="withdrawn"' not in visit.page.source:
        visit.fail("refused", "the form does not say why")


journeys = {"vault-consent": vault_consent}


class Citizen(VirtualPerson):
    journeys = journeys
