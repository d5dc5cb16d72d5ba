"""The registers over HTTP, without a socket: what they find, how they page, how they say no, and that they are as described."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from address_register.applications import create_application
from address_register.registers import Registers
from address_register.settings import RegisterSettings
from bouwsteen_service import ServiceSettings
from bouwsteen_service.settings import Rates, ServiceConfigurationError
from bouwsteen_service.testing import create_client

QUIET = list(HealthCheck)
BASE = "http://127.0.0.1:20800"


def client_with(**changes: Any) -> httpx.Client:
    return create_client(create_application(RegisterSettings(ServiceSettings(port=20800, public_url=BASE, **changes))), BASE)


@pytest.fixture(scope="module")
def client() -> httpx.Client:
    return client_with()


def identifiers(answer: httpx.Response, field: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["identificator"]["objectId"] for item in answer.json()[field]]


@pytest.mark.parametrize(
    ("path", "field", "expected"),
    [
        ("gemeenten", "gemeenten", ["24062", "23102", "73028"]),
        ("gemeenten?gemeentenaam=louvain", "gemeenten", ["24062"]),
        ("postinfo?gemeentenaam=Wemmel", "postInfoObjecten", ["1780"]),
        ("postinfo?gemeentenaam=Leuven&postnaam=HEVERLEE", "postInfoObjecten", ["3001"]),
        ("postinfo?gemeentenaam=Leuven&postnaam=Wemmel", "postInfoObjecten", []),
        ("straatnamen?nisCode=73028", "straatnamen", ["900001", "900002"]),
        ("straatnamen?straatnaam=clos de l'exercice", "straatnamen", ["900010"]),
        ("straatnamen?nisCode=73028&status=voorgesteld", "straatnamen", []),
        ("adressen?postcode=3717&straatnaam=Testplein&huisnummer=7", "adressen", ["900002007"]),
        ("adressen?straatnaamObjectId=900003&huisnummer=14", "adressen", ["900003014", "900003124", "900003125"]),
        ("adressen?straatnaamObjectId=900003&huisnummer=14&busnummer=a", "adressen", ["900003124"]),
        ("adressen?gemeentenaam=Brussel", "adressen", []),
    ],
)
def test_what_is_found(client: httpx.Client, path: str, field: str, expected: list[str]) -> None:
    assert identifiers(client.get(f"/v2/{path}"), field) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("straatnaam=Voorb&postcode=3717", [("Voorbeeldstraat", None)]),
        ("straatnaam=voorbeeld&gemeentenaam=Herstappe&huisnummer=5", [("Voorbeeldstraat", "5")]),
        ("straatnaam=Rue de l'Ex&nisCode=73028", [("Voorbeeldstraat", None)]),
        ("straatnaam=Testplijn&postcode=3717", [("Testplein", None)]),
        ("gemeentenaam=Kessel-Lo", [("Modellaan", None)]),
        ("straatnaam=plein&nisCode=73028", [("Testplein", None)]),
        ("straatnaam=Modellaan&huisnummer=1&busnummer=0102", [("Modellaan", "1")]),
        ("straatnaam=Kerkstraat&postcode=3717", []),
        ("straatnaam=Test&nisCode=24062", []),
    ],
)
def test_what_is_meant_is_found_before_it_is_written_out(client: httpx.Client, query: str, expected: list[Any]) -> None:
    answer = client.get(f"/v2/adresmatch?{query}")
    assert answer.status_code == 200, answer.text
    found = answer.json()["adresMatches"]
    assert [(item["straatnaam"]["straatnaam"]["geografischeNaam"]["spelling"], item.get("huisnummer")) for item in found] == expected
    assert all(("identificator" in item) == ("huisnummer" in item) for item in found)


def test_the_best_of_what_is_meant_comes_first_and_there_are_ten_at_most(client: httpx.Client) -> None:
    found = client.get("/v2/adresmatch?straatnaam=Voorbeeld").json()["adresMatches"]
    scores = [item["score"] for item in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] < 100
    assert client.get("/v2/adresmatch?straatnaam=Voorbeeldstraat&postcode=3717").json()["adresMatches"][0]["score"] == 100
    assert len(client.get("/v2/adresmatch?huisnummer=1&gemeentenaam=Leuven").json()["adresMatches"]) == 9
    unknown = client.get("/v2/adresmatch?straatnaam=Testplein&postcode=3717&huisnummer=99").json()
    assert [item["score"] for item in unknown["adresMatches"]] == [50]
    assert [each["message"] for each in unknown["warnings"]] == ["Onbekend 'Huisnummer' of 'Busnummer'."]
    assert client.get("/v2/adresmatch?huisnummer=1").status_code == 400


def test_an_address_names_its_parts_and_every_link_leads_on(client: httpx.Client) -> None:
    listed = client.get("/v2/adressen?straatnaamObjectId=900003&busnummer=B").json()["adressen"][0]
    assert listed["volledigAdres"]["geografischeNaam"] == {"spelling": "Voorbeeldstraat 14 bus B, 3000 Leuven", "taal": "nl"}
    address = client.get(listed["detail"]).json()
    assert address["identificator"] == listed["identificator"]
    whole = client.get(address["huisnummerObject"]["detail"]).json()
    assert (whole["huisnummer"], "busnummer" in whole) == ("14", False)
    street = client.get(address["straatnaam"]["detail"]).json()
    town = client.get(address["gemeente"]["detail"]).json()
    code = client.get(address["postinfo"]["detail"]).json()
    assert (street["gemeente"], code["gemeente"]) == (address["gemeente"], address["gemeente"])
    for document in (address, street, town, code):
        for link in document["_links"].values():
            assert client.get(link["href"]).status_code == 200, link


def test_a_municipality_with_facilities_says_so(client: httpx.Client) -> None:
    herstappe = client.get("/v2/gemeenten/73028")
    assert herstappe.headers["content-type"] == "application/ld+json"
    assert (herstappe.json()["officieleTalen"], herstappe.json()["faciliteitenTalen"]) == (["nl"], ["fr"])


def test_pages_give_everything_once(client: httpx.Client) -> None:
    seen: list[str] = []
    url: str | None = "/v2/adressen?nisCode=24062&limit=100"
    while url:
        answer = client.get(url)
        seen += identifiers(answer, "adressen")
        url = answer.json().get("volgende")
    registers = Registers.load()
    expected = [item.id for item in registers.addresses.values() if item.street.municipality.nis == "24062"]
    assert seen == expected
    assert len(seen) == len(set(seen)) > 300
    exactly = client.get("/v2/gemeenten?limit=3").json()
    assert "volgende" not in exactly


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("gemeenten/00000", 404, "municipality:not-found"),
        ("postinfo/9999", 404, "postalcode:not-found"),
        ("straatnamen/1", 404, "streetname:not-found"),
        ("adressen/1", 404, "address:not-found"),
        ("adressen?limit=501", 400, "validation"),
        ("adressen?offset=-1", 400, "validation"),
        ("elders", 404, "request"),
    ],
)
def test_what_is_refused_says_why_in_the_registers_shape(client: httpx.Client, path: str, status: int, kind: str) -> None:
    answer = client.get(f"/v2/{path}")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"urn:be.vlaanderen.basisregisters.api:{kind}")


def test_who_asks_too_often_waits() -> None:
    client = client_with(rates=Rates(requests=3))
    answers = [client.get("/v2/gemeenten/73028") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].json()["type"].endswith(":too-many-requests")
    assert client.get("/health/ready").status_code == 200


def test_the_sample_holds_together() -> None:
    registers = Registers.load()
    assert len(registers.addresses) > 450
    assert all(item.street.postal_code.municipality is item.street.municipality for item in registers.addresses.values())
    assert all(item.house in registers.addresses for item in registers.addresses.values() if item.house)
    assert len({item.text for item in registers.addresses.values()}) == len(registers.addresses)


def test_a_wrong_setting_is_refused() -> None:
    with pytest.raises(ServiceConfigurationError, match="BOUWSTEEN_PORT"):
        RegisterSettings.from_environment({"BOUWSTEEN_PORT": "x"})


_PLACES = ("gemeenten/73028", "postinfo/3717", "straatnamen/900001", "adressen/900001001")


@pytest.mark.parametrize(("place", "is_list"), [*((place, each) for place in _PLACES for each in (True, False)), ("adresmatch/", True)])
def test_answers_are_as_described(client: httpx.Client, place: str, is_list: bool) -> None:
    kind, known = place.split("/")
    document = client.get("/v2/openapi.json").json()
    assert len(document["paths"]) == 9
    operation = schemathesis.openapi.from_dict(document)[f"/v2/{kind}" if is_list else f"/v2/{kind}/{{objectId}}"]["GET"]
    seen: set[int] = set()

    @settings(
        max_examples=25, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def check(case: Any, real: bool) -> None:
        if real and not is_list:
            case.path_parameters = {"objectId": known}
        sent = case.as_transport_kwargs(base_url=BASE)
        sent.pop("cookies", None)
        try:
            request = client.build_request(**sent)
        except (UnicodeEncodeError, httpx.InvalidURL):
            return
        answer = client.send(request)
        answer.elapsed = timedelta(0)
        seen.add(answer.status_code)
        response = schemathesis.Response.from_httpx(answer, verify=False)
        for rule in (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance):
            case.validate_response(response, checks=[rule])

    check()
    assert seen >= ({200} if is_list else {200, 404})
