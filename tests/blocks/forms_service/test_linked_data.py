"""A submission as JSON-LD: what each answer means, and what no export holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.blocks.forms_service.conftest import BASE, CLERK, JAN, Counter

VOCABULARY = f"{BASE}/forms/change-of-address#"
HOME = "https://data.vlaanderen.be/ns/persoon#verblijfsadres"
APPLICANT = "http://purl.org/dc/terms/creator"


def triples(
    node: Mapping[str, Any], context: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str | None, Any]]:
    """(the IRIs that lead to a value, its type, the value). It reads JSON-LD as it is written here."""
    for name, value in node.items():
        if name.startswith("@") or (name in context and context[name] is None):
            continue
        said: Any = context.get(name, context["@vocab"] + name)
        term: dict[str, Any] = {"@id": said} if isinstance(said, str) else said
        inner = dict(context) | dict(term.get("@context", {}))
        if isinstance(value, dict):
            yield from triples(value, inner, (*path, term["@id"]))
        else:
            yield ((*path, term["@id"]), term.get("@type"), value)


def export(counter: Counter, reference: str, person: dict[str, Any], **query: str) -> dict[str, Any]:
    token = counter.provider.give_token(person)
    answer = counter.browser().client.get(
        f"/api/v1/submissions/{reference}/linked-data", params=query, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/ld+json"
    document: dict[str, Any] = answer.json()
    return document


def test_answers_carry_the_terms_of_their_form(counter: Counter, move: dict[str, Any]) -> None:
    reference = counter.browser().submit("change-of-address", move).reference
    document = export(counter, reference, JAN)
    assert document["@id"] == f"{BASE}/submissions/{reference}"
    found = {path: (kind, value) for path, kind, value in triples(document, document["@context"])}
    assert found[("https://schema.org/startDate",)] == ("http://www.w3.org/2001/XMLSchema#date", "2026-03-14")
    assert found[(APPLICANT, HOME, "https://data.vlaanderen.be/ns/adres#Straatnaam")] == (None, "Naamsestraat")
    assert found[("http://www.w3.org/ns/locn#address", "https://data.vlaanderen.be/ns/adres#postcode")] == (None, "3717")
    assert found[(APPLICANT, "https://schema.org/email")] == (None, "jan@voorbeeld.test")
    assert found[(f"{VOCABULARY}owner", "http://xmlns.com/foaf/0.1/name")] == (None, "Marie Maes")
    assert found[(f"{VOCABULARY}housing",)] == (None, "tenant")
    assert found[(APPLICANT, "http://xmlns.com/foaf/0.1/familyName")] == (None, "Peeters")
    assert JAN["rrn"] not in str(document)


def test_every_answer_has_its_place(counter: Counter, move: dict[str, Any]) -> None:
    reference = counter.browser().submit("change-of-address", move).reference
    document = export(counter, reference, JAN)
    told = {*document, *document["applicant"], *document["owner"]}
    with counter.context.database.reading() as connection:
        answers = connection.exec_driver_sql("SELECT answers FROM submissions").scalar_one()
    assert set(json.loads(answers)) <= told


def test_without_personal_data_only_what_is_public_goes(counter: Counter) -> None:
    citizen = counter.citizen()
    reference = citizen.submit("subsidy-request", SUBSIDY).reference
    document = export(counter, reference, CLERK, personal="false")
    assert document["initiative"] == "Straatfeest"
    assert "applicant" not in document
    assert set(document["withheld"]) == {"account", "accountHolder", "email", "rules", "declaration"}
    for hidden in ("Peeters", "jan@voorbeeld.test", "BE68539007547034", "84631200101"):
        assert hidden not in str(document)


def test_what_is_secret_is_in_no_export(counter: Counter, move: dict[str, Any]) -> None:
    reference = counter.citizen().submit("birth-registration", BIRTH).reference
    clerk = counter.clerk()
    answer = clerk.client.get(f"/clerk/submissions/{reference}/linked-data")
    assert answer.status_code == 200
    document = answer.json()
    assert {"parentInsz", "secondParentInsz"} <= set(document["withheld"])
    assert "84631200101" not in answer.text
    found = {path: value for path, _, value in triples(document, document["@context"])}
    birth = f"{BASE}/forms/birth-registration#"
    assert found[(f"{birth}child", "http://xmlns.com/foaf/0.1/givenName")] == "Lien"
    assert found[(APPLICANT, "http://xmlns.com/foaf/0.1/givenName")] == "Jan"
    assert "JSON-LD" in clerk.get(f"/clerk/audit?reference={reference}").text


def test_what_is_of_somebody_else_is_not_exported(counter: Counter, move: dict[str, Any]) -> None:
    reference = counter.browser().submit("change-of-address", move).reference
    token = counter.provider.give_token({"sub": "sofie", "rrn": "79672300476"})
    answer = counter.browser().client.get(f"/api/v1/submissions/{reference}/linked-data", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 404
    assert counter.citizen().client.get(f"/clerk/submissions/{reference}/linked-data").status_code == 403


SUBSIDY = {
    "initiative": "Straatfeest",
    "description": "Een feest voor alle buren van het dorp.",
    "startDate.day": "1",
    "startDate.month": "6",
    "startDate.year": "2026",
    "costs": "400",
    "requested": "250",
    "account": "BE68 5390 0754 7034",
    "accountHolder": "Jan Peeters",
    "email": "jan@voorbeeld.test",
    "rules": "true",
    "declaration": "true",
}
BIRTH = {
    "givenName": "Lien",
    "sex": "female",
    "birthDate.day": "6",
    "birthDate.month": "3",
    "birthDate.year": "2026",
    "birthTime": "07:25",
    "birthPlace": "home",
    "birthAddress.street": "Dorpsstraat",
    "birthAddress.houseNumber": "5",
    "birthAddress.postalCode": "3717",
    "birthAddress.municipality": "Herstappe",
    "birthWitness": "Dr. Maes",
    "declarant": "father-or-co-mother",
    "parentGivenName": "Jan",
    "parentFamilyName": "Peeters",
    "parentInsz": "84631200101",
    "hasSecondParent": "yes",
    "secondParentGivenName": "Sofie",
    "secondParentFamilyName": "De Smet",
    "secondParentInsz": "79672300476",
    "married": "yes",
    "familyName": "own",
    "extracts": "0",
    "email": "jan@voorbeeld.test",
    "declaration": "true",
}
