"""Somebody is told something, and looks into their mailbox.

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f loadtests/journeys/read-mail.py
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from bouwsteen.adapters.load_generators.journeys import steps_of
from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

forms = steps_of("forms", __file__)
ebox = steps_of("ebox-service", __file__)


def read_mail(visit: Visit) -> None:
    """Told twice under one key, found once, read, and its file is what was sent."""
    account = visit.bindings["notification"]
    persona, number = visit.random.choice(sorted(ebox.READERS.items()))
    # Another one at each run, whatever the seed is: what an earlier run told stays.
    key = str(uuid.uuid4())
    tell_twice(visit, account, number, key)

    visit.open("mailbox", account["mailboxUrl"])
    forms.sign_in(visit, "sign-in", (persona,), "/login")
    ebox.find_message(visit, account["mailboxUrl"], key)
    file = next((link for link in visit.page.links if "/files/" in link.url), None)
    if file is None:
        visit.fail("open", "the message has no attachment")
    visit.open("file", file.url)
    ebox.check_once(visit, account["mailboxUrl"], key)
    leave(visit)


def tell_twice(visit: Visit, account: dict[str, Any], number: str, key: str) -> None:
    """As an application does that got no answer the first time."""
    told = {
        "recipient": {"nationalNumber": number},
        "subject": {"nl": f"Uw ontvangstbewijs {key}", "fr": f"Votre récépissé {key}"},
        "body": "Wij ontvingen uw aanvraag.",
        "attachments": [{"name": "bewijs.pdf", "mediaType": "application/pdf", "digest": hashlib.sha256(ebox.LETTER).hexdigest()}],
    }
    kind, body = ebox.write_parts({"notification": told}, {"attachment1": ("bewijs.pdf", ebox.LETTER)})
    headers = {**ebox.token(visit, account), **kind, "Idempotency-Key": key}
    first, second = (visit.call("tell", "POST", f"{account['url']}/v1/notifications", body, headers) for _ in range(2))
    if first["id"] != second["id"]:
        visit.fail("tell", "the same request is another notification")


def leave(visit: Visit) -> None:
    form = forms.find_form(visit, "sign-out", "/mailbox/logout")
    visit.submit("sign-out", form, check=lambda page: None if page.find_link("/mailbox/login") else "still signed in")


journeys = {"read-mail": read_mail}


class Citizen(VirtualPerson):
    journeys = journeys
