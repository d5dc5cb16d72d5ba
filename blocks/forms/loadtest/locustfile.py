"""The journeys of the block forms. They know the stack by one binding, `intake` (form-intake).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/forms/loadtest/locustfile.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit
from bouwsteen.calendars import today
from bouwsteen.loadtest.answers import answer_form
from bouwsteen.loadtest.pages import Form, Page

# The strongest means comes first: it serves every form.
MEANS = ("eid", "itsme", "csamtotp", "csamsms")
CITIZENS = ("jan-peeters", "amelie-dubois", "sofie-de-smet", "noor-el-amrani", "maria-claes")
CLERKS = ("els-janssens",)
MOST_STEPS = 30
MOST_LOOKS = 20
# Where the page of what was paid leads to the receipt.
RECEIPT = "/receipt.pdf"

_SCHEMAS: dict[str, Any] = {}


def submit_form(visit: Visit) -> None:
    """A citizen signs in, fills in a form, pays what it costs and gets a reference; then a clerk signs in and finds it."""
    intake = visit.bindings["intake"]
    page = hand_in(visit, "", visit.random.sample(CITIZENS, len(CITIZENS)))
    if page.url.startswith(intake["url"]):
        check_reference(visit, "submit", page)
    else:
        page = pay(visit)
        follow_receipt(visit)
    reference = reference_of(page)

    visit.become_somebody_else()
    visit.open("clerk", intake["clerkUrl"])
    sign_in(visit, "clerk-sign-in", CLERKS, "staff=true")
    find_submission(visit, reference)


def hand_in(visit: Visit, form: str, people: list[str]) -> Page:
    """One of `people` fills in a form of the counter, any where it has no name, and submits it; the page after that."""
    fill_in(visit, form, people, {})
    return visit.submit("submit", find_form(visit, "submit", "/submit"))


def fill_in(visit: Visit, form: str, people: list[str], wanted: Mapping[str, str], until: str = "") -> None:
    """As far as the page to submit, or one with a link to `until`. `wanted` are the answers that are not left to chance."""
    intake = visit.bindings["intake"]
    form_page = choose_form(visit, visit.open("counter", intake["url"]), form)
    visit.open("form", form_page)
    sign_in(visit, "sign-in", people, "/login")
    schema = read_schema(visit, intake.get("apiUrl"), form_page)
    visit.submit("start", find_form(visit, "start", "/start"))
    fill_in_steps(visit, schema, wanted, until)


def choose_form(visit: Visit, page: Page, form: str) -> str:
    """The address of a form of the counter; without a name one of all, by the number of the person."""
    forms = sorted({link.url for link in page.links if re.search(rf"/forms/{re.escape(form) or '[^/?#]+'}$", link.url)})
    if not forms:
        visit.fail("counter", "the counter does not have the form")
    return visit.random.choice(forms)


def sign_in(visit: Visit, step: str, people: tuple[str, ...] | list[str], link: str) -> None:
    """Through the whole chain: the service, the issuer, a means, a person, and back where one came from."""
    found = visit.page.find_link(link)
    if found is None:
        visit.fail(step, "the page has no link to sign in")
    visit.open(step, found.url)
    visit.press(step, "means", *MEANS)
    visit.press(step, "persona", *people, check=lambda page: None if find_by_action(page, "/logout") else "not signed in")


def read_schema(visit: Visit, api: str | None, form_page: str) -> Any:
    """What the answers have to be like; each worker asks once for each form."""
    if api is None:
        return None
    address = f"{api}/forms/{form_page.rsplit('/', 1)[-1]}/schema"
    if address not in _SCHEMAS:
        _SCHEMAS[address] = visit.call("schema", "GET", address)
    return _SCHEMAS[address]


def fill_in_steps(visit: Visit, schema: Any, wanted: Mapping[str, str], until: str = "") -> None:
    """Answer page after page, until there is one to submit, or one with a link to `until`."""
    day = today()  # where the counter is, wherever the load comes from
    for _ in range(MOST_STEPS):
        if find_by_action(visit.page, "/submit") or (until and visit.page.find_link(until)):
            return
        ask_registers_again(visit)
        form = find_form(visit, "step", "/steps/")
        before = visit.page.url
        chosen = {name: [value] for name, value in wanted.items() if name in form.names}
        visit.submit("step", form, answer_form(form, visit.random, day, schema) | chosen)
        if visit.page.url == before:
            visit.fail("step", "the answers were not accepted")
    visit.fail("step", "the form has no end")


def ask_registers_again(visit: Visit) -> None:
    """Where the page says that they do not answer now, and has a button to try again."""
    for _ in range(MOST_LOOKS):
        form = find_by_action(visit.page, "/registers")
        if form is None or 'data-registers="away"' not in visit.page.source:
            return
        visit.think(1)
        visit.submit("step", form)


def pay(visit: Visit) -> Page:
    """Through the pages of the payment service, and back; it may be away before and after."""
    go_to_pay(visit)
    visit.press("checkout", "method", "bancontact")
    visit.press("checkout", "outcome", "paid")
    look_until_paid(visit)
    check_reference(visit, "checkout", visit.page)
    return visit.page


def go_to_pay(visit: Visit) -> None:
    """Where the counter could lead nobody on, and says so beside a button, or a link where a place to pay is known."""
    for _ in range(MOST_LOOKS):
        form = find_by_action(visit.page, "/pay")
        if form is not None:
            visit.think(1)
            visit.submit("checkout", form)
        elif (link := _place_to_pay(visit.page)) is not None:
            visit.open("checkout", link)
        else:
            return


def _place_to_pay(page: Page) -> str | None:
    buttons = (link.url for link in page.links if link.attributes.get("class") == "button")
    return next(buttons, None) if 'id="payment"' in page.source else None


def look_until_paid(visit: Visit) -> None:
    """Look again until the payment service confirms it: the counter believes nobody else."""
    place = visit.page.url
    for _ in range(MOST_LOOKS):
        if RECEIPT in visit.page.source:
            return
        visit.think(1)
        visit.open("checkout", place)
    visit.fail("checkout", "not paid")


def follow_receipt(visit: Visit) -> None:
    """Look again until the receipt went out, where this counter sends any."""
    place = visit.page.url
    for _ in range(MOST_LOOKS):
        if not re.search(r'data-standing="(waiting|late)"', visit.page.source):
            return
        visit.think(1)
        visit.open("receipt", place)
    visit.fail("receipt", "the receipt did not go out")


def check_reference(visit: Visit, step: str, page: Page) -> None:
    if reference_of(page) not in page.text:
        visit.fail(step, "no reference")


def find_submission(visit: Visit, reference: str) -> None:
    search = visit.page.find_form("reference")
    if search is None:
        visit.fail("clerk-list", "the list has no search")
    visit.submit(
        "clerk-list", search, {"reference": reference}, check=lambda page: None if page.find_link(f"/{reference}") else "not in the list"
    )
    found = visit.page.find_link(f"/{reference}")
    if found is not None:
        visit.open("clerk-read", found.url, check=lambda page: None if reference in page.text else "another submission")


def decide(visit: Visit, reference: str, status: str, reason: str = "") -> None:
    """As a clerk who is signed in, on the page of the submission: set its status."""
    find_submission(visit, reference)
    form = find_form(visit, "decide", f"/{reference}/status")
    values = {"status": status, "reason": reason}
    visit.submit("decide", form, values, check=lambda page: None if f"status-{status}" in page.source else "the status did not change")


def decide_and_tell(visit: Visit, reference: str, status: str, reason: str = "") -> None:
    """A clerk signs in and decides; whoever asked is told by eBox."""
    visit.become_somebody_else()
    visit.open("clerk", visit.bindings["intake"]["clerkUrl"])
    sign_in(visit, "clerk-sign-in", CLERKS, "staff=true")
    decide(visit, reference, status, reason)
    if follow_decision(visit) != "ebox":
        visit.fail("decision", "by another channel than this person has")


def follow_decision(visit: Visit) -> str:
    """Look again at the submission until the letter about its decision went out: the channel."""
    place = visit.page.url
    channel = "waiting"
    for _ in range(MOST_LOOKS):
        found = re.search(r'data-decision="(\w+)"', visit.page.source)
        channel = found[1] if found else "none"
        if channel not in {"waiting", "late"}:
            break
        visit.think(1)
        visit.open("decision", place)
    return channel


def find_by_action(page: Page, part: str) -> Form | None:
    return next((form for form in page.forms if part in form.action), None)


def find_form(visit: Visit, step: str, part: str) -> Form:
    form = find_by_action(visit.page, part)
    if form is None:
        visit.fail(step, f"the page has no form that goes to {part}")
    return form


def reference_of(page: Page) -> str:
    return page.url.split("?")[0].rsplit("/", 1)[-1]


journeys = {"submit-form": submit_form}


class Counter(VirtualPerson):
    journeys = journeys
