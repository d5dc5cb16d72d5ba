"""The SOAP face: an envelope of MAGDA in and out, refusals at three levels, and messages that mean harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from tests.blocks.magda_service.messages import NAMESPACE, exception, fault, question, read, text
from tests.blocks.magda_service.worlds import DOWN, INGRID, JAN, NOBODY, NOOR, OSCAR, Application, World

from magda_service.data_names import DATA_NAMES
from magda_service.soap_documents import ENVELOPE

REFERENCE = "5b0c6d9e-0000-4000-8000-000000000001"


@pytest.fixture
def everything(world: World) -> Application:
    application = world.register(parameters={"data": list(DATA_NAMES)})
    application.subscribe(JAN, NOOR, OSCAR, NOBODY, DOWN, INGRID)
    return application


def test_a_question_is_answered_to_its_sender(everything: Application) -> None:
    capacity = everything.credentials["hoedanigheid"]
    root = read(everything.soap(question(JAN, capacity=capacity, reference=REFERENCE)))
    reply = root.find(f"{{{ENVELOPE}}}Body/{{{NAMESPACE}}}GeefPersoonResponse/Repliek")
    assert reply is not None
    assert [text(reply, name) for name in ("Context/Naam", "Context/Versie", "Bericht/Type")] == ["GeefPersoon", "02.02.0000", "ANTWOORD"]
    assert [text(reply, f"Ontvanger/{name}") for name in ("Identificatie", "Referte", "Hoedanigheid")] == [
        "herstappe.voorbeeld/loket",
        REFERENCE,
        capacity,
    ]
    person = reply.find("Antwoorden/Antwoord/Inhoud/Persoon")
    assert text(reply, "Antwoord/Referte") == "vraag-1"
    assert dict(person.attrib) == {"DatumModificatie": "2027-01-15", "Bron": "RR"}
    places = ("INSZ", "Achternaam", "Voornaam", "Geboorte/Datum", "Straatnaam/String", "Huisnummer", "Postcode")
    assert [text(person, place) for place in places] == [JAN, "Peeters", "Jan", "1984-03-12", "Voorbeeldstraat", "12", "3717"]
    assert [each.findtext("Positie/Omschrijving") for each in person.iterfind("Gezinsleden/Gezinslid")] == [
        "Referentiepersoon",
        "Partner",
        "Kind",
        "Kind",
    ]
    assert len(person.findall("AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind")) == 2


def test_dates_and_times_are_those_of_belgium(world: World) -> None:
    """The contract has no place for an offset: an hour before midnight in UTC it is midnight, and tomorrow, for who reads it."""
    world.clock.now = datetime(2027, 12, 31, 23, 0, 0, 250_000, tzinfo=UTC).timestamp()
    application = world.register(parameters={"data": list(DATA_NAMES)})
    application.subscribe(JAN)
    at = read(application.soap(question(JAN, capacity=application.credentials["hoedanigheid"]))).find(
        f".//{{{NAMESPACE}}}GeefPersoonResponse//Bericht/Tijdstip"
    )
    assert [text(at, "Datum"), text(at, "Tijd")] == ["2028-01-01", "00:00:00.250"]


@pytest.mark.parametrize("insz", [JAN, NOOR, OSCAR, INGRID])
def test_answers_are_valid_by_the_schema_that_is_given_out(world: World, everything: Application, insz: str) -> None:
    wsdl = etree.fromstring(world.http().get("/soap?wsdl").content)
    schema = etree.XMLSchema(wsdl.find(".//{http://www.w3.org/2001/XMLSchema}schema"))
    answers = [everything.soap(question(insz, source=source)) for source in ("RR", "KSZ")]
    for answer in answers:
        schema.assertValid(read(answer).find(f"{{{ENVELOPE}}}Body")[0])
    assert [text(read(answer), "Persoon/INSZ") for answer in answers].count(insz) == 1


def test_only_what_the_registration_allows_is_in_the_answer(world: World) -> None:
    application = world.register(parameters={"data": ["familyName"]})
    application.subscribe(JAN)
    person = read(application.soap(question(JAN))).find(".//Persoon")
    assert [child.tag for child in person] == ["INSZ", "Naam"]
    assert text(person, "Voornaam") is None


def test_the_first_level_is_a_fault(everything: Application) -> None:
    answer = everything.soap("no xml at all")
    assert answer.status_code == 500
    assert fault(read(answer)) == ("soap:Client", "The message is not well-formed XML, or nested too deeply.")
    assert fault(read(everything.soap(question(body="<other/>"))))[1] == "The body holds no GeefPersoon of version 02.02."
    stranger = everything.soap(question(), signed_in=False)
    assert (stranger.status_code, fault(read(stranger))[1]) == (401, "A bearer token is needed.")
    assert "www-authenticate" in stranger.headers
    must = '<x:Security xmlns:x="urn:x" soap:mustUnderstand="1"/>'
    assert fault(read(everything.soap(question(header=must))))[0] == "soap:MustUnderstand"
    assert everything.soap(question(), kind="application/json").status_code == 415


def test_the_second_level_stands_beside_the_context(everything: Application) -> None:
    wrong_capacity = read(everything.soap(question(capacity="0001")))
    assert exception(wrong_capacity, "Repliek")["Identificatie"] == "99004"
    assert exception(read(everything.soap(question(version="01.00.0000"))), "Repliek")["Identificatie"] == "99004"
    wrong_body = exception(read(everything.soap(question("12"))), "Repliek")
    assert (wrong_body["Identificatie"], wrong_body["Type"]) == ("99005", "FOUT")
    assert "INSZ" in str(wrong_body["Diagnose"])
    assert "12" not in str(wrong_body["Diagnose"]).replace("99005", "")
    assert everything.soap(question(JAN, reference=REFERENCE)).status_code == 200
    again = read(everything.soap(question(NOOR, reference=REFERENCE)))
    assert exception(again, "Repliek")["Identificatie"] == "99003"
    assert text(read(everything.soap(question(JAN, reference=REFERENCE))), "Persoon/INSZ") == JAN


def test_the_third_level_stands_in_the_answer(everything: Application) -> None:
    nothing = read(everything.soap(question(NOBODY)))
    assert text(nothing, "Antwoord/Referte") == "vraag-1"
    assert exception(nothing, "Antwoord") == {
        "Identificatie": "30001",
        "Oorsprong": "RR",
        "Type": "FOUT",
        "Diagnose": "Geen gegevens gevonden voor de vraag",
    }
    assert exception(read(everything.soap(question(JAN, source="KSZ"))), "Antwoord")["Oorsprong"] == "KSZ"
    assert exception(read(everything.soap(question(DOWN))), "Antwoord")["Identificatie"] == "60013"
    everything.call("DELETE", f"/subscriptions/{JAN}")
    assert exception(read(everything.soap(question(JAN))), "Antwoord")["Identificatie"] == "99002"


def test_who_wants_to_know_is_in_the_log(everything: Application) -> None:
    everything.soap(question(JAN, user=NOOR))
    (seen,) = everything.call("GET", f"/persons/{JAN}/consultations").json()["items"]
    assert (seen["reader"], seen["outcome"]) == (NOOR, "answered")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "body",
    [
        question("&c;", prologue=LAUGHS),
        question("&f;", prologue='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        question("&f;", prologue='<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'),
        question(prologue='<!DOCTYPE soap:Envelope SYSTEM "http://127.0.0.1:9/x.dtd">'),
        question(prologue=LAUGHS).replace("UTF-8", "UTF-16").encode("utf-16"),
        question(prologue=LAUGHS).encode("utf-7"),
        question().replace("UTF-8", "UTF-16").encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-8"?>\xff\xfe',
        question(body="<a>" * 5000 + "</a>" * 5000),
        question(body="<a>" * 100 + "</a>" * 100),
        question(body='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        question(body='<m:GeefPersoon xmlns:m="urn:a" m:x="1" m:x="2"/>'),
        question(body="<unknown:GeefPersoon/>"),
        question(body=""" <![CDATA[ ]]> <a/><b/>"""),
        "",
    ],
    ids=lambda body: str(len(body)),
)
def test_messages_that_mean_harm_are_faults_and_nothing_is_read(everything: Application, body: str | bytes) -> None:
    answer = everything.soap(body)
    assert answer.status_code == 500
    code, told = fault(read(answer))
    assert code == "soap:Client"
    assert told is not None
    assert "root:" not in answer.text
    assert everything.call("GET", f"/persons/{JAN}/consultations").json()["total"] == 0


def test_a_message_that_is_too_large_is_not_read(everything: Application) -> None:
    long = question(JAN).replace("vraag-1", "v" * 70_000)
    assert everything.soap(long).status_code == 413


def test_entities_of_attributes_and_comments_change_nothing(everything: Application) -> None:
    told = question(JAN).replace("<INSZ>", "<INSZ><!-- &amp; --><?nothing at all?>")
    assert text(read(everything.soap(told)), "Persoon/INSZ") == JAN


def test_the_description_is_given_out_with_the_address_of_the_service(world: World, tmp_path: Path) -> None:
    answer = world.http().get("/soap?wsdl")
    assert answer.headers["content-type"].startswith("text/xml")
    assert 'location="http://127.0.0.1:20800/soap"' in answer.text
