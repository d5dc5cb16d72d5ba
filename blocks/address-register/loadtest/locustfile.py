"""The journeys of the block address-register. They know the stack by one binding, `addresses` (address-register).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/address-register/loadtest/locustfile.py
"""

from __future__ import annotations

from urllib.parse import urlencode

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit


def look_up_an_address(visit: Visit) -> None:
    """Somebody types a postal code, chooses a street and a house number, and the address is read."""
    url = visit.bindings["addresses"]["url"]
    places = visit.call("postal-code", "GET", f"{url}/postinfo/3717", None, {})
    name = places["gemeente"]["gemeentenaam"]["geografischeNaam"]["spelling"]
    streets = visit.call("streets", "GET", f"{url}/straatnamen?{urlencode({'gemeentenaam': name})}", None, {})["straatnamen"]
    street = streets[visit.number % len(streets)]["identificator"]["objectId"]
    asked = urlencode({"straatnaamObjectId": street, "huisnummer": "7"})
    found = visit.call("addresses", "GET", f"{url}/adressen?{asked}", None, {})["adressen"]
    visit.call("address", "GET", found[0]["detail"], None, {})


journeys = {"look-up-an-address": look_up_an_address}


class Applicant(VirtualPerson):
    journeys = journeys
