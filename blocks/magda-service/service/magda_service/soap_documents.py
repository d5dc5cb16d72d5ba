"""SOAP envelopes, read and written: the only door to lxml.

What comes in is hostile until the schema has accepted it: UTF-8 of bounded size, no document type (so no entities), bounded depth,
nothing fetched. What goes out is in the order of the same schema.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree

from bouwsteen_service.calendars import day_of, local_time
from magda_service.errors import RefusalError, wrong_body
from magda_service.people import Found
from magda_service.sample import CHILD, OTHER, PARENT, PARTNER, REFERENCE

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACE: Final = "http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02"
SERVICE: Final = "GeefPersoon"
VERSION: Final = "02.02.0000"
_WSDL: Final = Path(__file__).with_name("contracts") / "geefpersoon.wsdl"
_SOAP_ADDRESS: Final = "{http://schemas.xmlsoap.org/wsdl/soap/}address"
_SCHEMA: Final = "{http://www.w3.org/2001/XMLSchema}schema"
_DEPTH: Final = 64
_own: Final = threading.local()
_GENDERS: Final = {"M": ("1", "Mannelijk"), "F": ("2", "Vrouwelijk"), "X": ("9", "X")}
_STATES: Final = {
    "unmarried": ("10", "Ongehuwd"),
    "married": ("20", "Gehuwd"),
    "widowed": ("30", "Weduwstaat"),
    "divorced": ("40", "Gescheiden"),
    "legal-cohabitation": ("80", "Wettelijk samenwonend"),
}
_PLACES: Final = {
    REFERENCE: ("01", "Referentiepersoon"),
    PARTNER: ("02", "Partner"),
    CHILD: ("03", "Kind"),
    PARENT: ("05", "Ouder"),
    OTHER: ("12", "Niet verwant"),
}


class FaultError(Exception):
    """What is no request to this service: told as a SOAP fault. `code` is Client or Server."""

    def __init__(self, text: str, status: int = 500, code: str = "Client", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it was asked. `sender`: {element: text} of Afzender; `reference`: the question's own."""

    name: str
    version: str
    sender: Mapping[str, str]
    reference: str
    insz: str
    source: str
    text: str


def read_request(body: bytes) -> tuple[Request | None, RefusalError | None, Mapping[str, str]]:
    """(the question, why it is none, what its sender says of itself). Raises FaultError for what is no envelope with a GeefPersoon."""
    asked = _find_question(_parse(body))
    sender = {
        str(child.tag): child.text or "" for child in asked.iterfind("Verzoek/Context/Bericht/Afzender/*") if isinstance(child.tag, str)
    }
    schema = _schema_of_thread()
    if not schema.validate(asked):
        return None, wrong_body(_explain(schema)), sender
    text = {path: asked.findtext(path) or "" for path in (*_CONTEXT, *_QUESTION)}
    request = Request(
        name=text["Verzoek/Context/Naam"],
        version=text["Verzoek/Context/Versie"],
        sender=sender,
        reference=text["Verzoek/Vragen/Vraag/Referte"],
        insz=text["Verzoek/Vragen/Vraag/Inhoud/Criteria/INSZ"],
        source=text["Verzoek/Vragen/Vraag/Inhoud/Bron"],
        text=etree.tostring(asked, method="c14n", exclusive=True, with_comments=False).decode(),
    )
    return request, None, sender


_CONTEXT: Final = ("Verzoek/Context/Naam", "Verzoek/Context/Versie")
_QUESTION: Final = ("Verzoek/Vragen/Vraag/Referte", "Verzoek/Vragen/Vraag/Inhoud/Criteria/INSZ", "Verzoek/Vragen/Vraag/Inhoud/Bron")


def _parse(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FaultError("The message is not UTF-8.") from None
    # Nothing of ours needs one, and all that entities can do begins with it.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FaultError("The message may hold no document type.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        raise FaultError("The message is not well-formed XML, or nested too deeply.") from None
    if _is_deeper(root, _DEPTH):
        raise FaultError("The message is nested too deeply.")
    return root


def _is_deeper(root: Any, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _find_question(root: Any) -> Any:
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        raise FaultError("The message is not a SOAP 1.1 envelope.")
    bodies = root.findall(f"{{{ENVELOPE}}}Body")
    if len(bodies) != 1 or len(bodies[0]) != 1:
        raise FaultError("The envelope needs one body with one element.")
    for entry in root.iterfind(f"{{{ENVELOPE}}}Header/*"):
        if entry.get(f"{{{ENVELOPE}}}mustUnderstand") in {"1", "true"}:
            raise FaultError("A header must be understood, and is not.", code="MustUnderstand")
    asked = bodies[0][0]
    if asked.tag != f"{{{NAMESPACE}}}{SERVICE}":
        raise FaultError("The body holds no GeefPersoon of version 02.02.")
    return asked


def _schema_of_thread() -> Any:
    """A schema object keeps the errors of its last use, so each thread has its own."""
    if not hasattr(_own, "schema"):
        _own.schema = etree.XMLSchema(etree.parse(str(_WSDL)).find(f".//{_SCHEMA}"))
    return _own.schema


def _explain(schema: Any) -> str:
    """Which elements, and by which rules: never what was in them."""
    faults = [f"{fault.path.rpartition('/')[2].split(':')[-1]} ({fault.type_name.removeprefix('SCHEMAV_')})" for fault in schema.error_log]
    return ", ".join(dict.fromkeys(faults))[:300]


def write_wsdl(url: str) -> bytes:
    """The description of the service, with where it is."""
    document = etree.parse(str(_WSDL))
    for address in document.iter(_SOAP_ADDRESS):
        address.set("location", url)
    return bytes(etree.tostring(document, xml_declaration=True, encoding="UTF-8"))


def write_fault(fault: FaultError) -> bytes:
    envelope, body = _envelope()
    element = etree.SubElement(body, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(element, "faultcode").text = f"soap:{fault.code}"
    etree.SubElement(element, "faultstring").text = fault.text
    return _written(envelope)


def write_refusal(sender: Mapping[str, str], reference: str | None, refusal: RefusalError, now: float) -> bytes:
    """`reference` of the question where the refusal is of it; None where the refusal stands beside the context."""
    envelope, repliek = _reply(sender, now)
    at = repliek
    if reference is not None:
        at = _add(_add(repliek, "Antwoorden"), "Antwoord")
        _add(at, "Referte", reference)
    exception = _add(_add(at, "Uitzonderingen"), "Uitzondering")
    _add(exception, "Identificatie", refusal.number)
    _add(exception, "Oorsprong", refusal.origin)
    _add(exception, "Type", "FOUT")
    _moment(exception, now)
    _add(exception, "Diagnose", refusal.diagnosis)
    return _written(envelope)


def write_answer(request: Request, found: Found, now: float) -> bytes:
    envelope, repliek = _reply(request.sender, now)
    answer = _add(_add(repliek, "Antwoorden"), "Antwoord")
    _add(answer, "Referte", request.reference)
    _add_person(_add(answer, "Inhoud"), found)
    return _written(envelope)


def _reply(sender: Mapping[str, str], now: float) -> tuple[Any, Any]:
    envelope, body = _envelope()
    response = etree.SubElement(body, f"{{{NAMESPACE}}}{SERVICE}Response", nsmap={"magda": NAMESPACE})
    repliek = _add(response, "Repliek")
    context = _add(repliek, "Context")
    _add(context, "Naam", SERVICE)
    _add(context, "Versie", VERSION)
    message = _add(context, "Bericht")
    _add(message, "Type", "ANTWOORD")
    _moment(message, now)
    gateway = _add(message, "Afzender")
    _add(gateway, "Identificatie", "magda.simulator")
    _add(gateway, "Naam", "MagdaGateway")
    _add(gateway, "Referte", str(uuid.uuid4()))
    if sender.get("Identificatie"):
        receiver = _add(message, "Ontvanger")
        for name in ("Identificatie", "Referte", "Hoedanigheid"):
            if sender.get(name):
                _add(receiver, name, sender[name])
    return envelope, repliek


def _add_person(content: Any, found: Found) -> None:
    data = {name: value for name, value in found.data.items() if value is not None}
    person = _add(content, "Persoon")
    person.set("DatumModificatie", day_of(found.modified_at).isoformat())
    person.set("Bron", found.source)
    _add(person, "INSZ", found.insz)
    if "familyName" in data or "givenName" in data:
        _add_name(person, data)
    if "gender" in data:
        _add_code(person, "Geslacht", *_GENDERS[data["gender"]])
    if "nationality" in data:
        _add_code(_add(person, "Nationaliteiten"), "Nationaliteit", data["nationality"])
    _add_event(person, "Geboorte", data.get("birthDate"), data.get("birthPlace"))
    _add_event(person, "Overlijden", data.get("deathDate"), None)
    if "civilStatus" in data:
        _add_code(_add(person, "BurgerlijkeStaten"), "BurgerlijkeStaat", *_STATES[data["civilStatus"]])
    if "address" in data:
        _add_address(_add(person, "Adressen"), data["address"])
    if data.get("children"):
        line = _add(person, "AfstammingenDalendeLijn")
        for child in data["children"]:
            _add_relative(_add(line, "AfstammingDalendeLijn"), "Kind", child)
    if data.get("household"):
        _add_household(person, data["household"])


def _add_household(person: Any, members: Sequence[Mapping[str, Any]]) -> None:
    household = _add(person, "Gezinsleden")
    for member in members:
        _add_code(_add_relative(household, "Gezinslid", member), "Positie", *_PLACES[member["relation"]])


def _add_name(person: Any, data: Mapping[str, Any]) -> None:
    name = _add(person, "Naam")
    if "familyName" in data:
        _add(_add(name, "Achternamen"), "Achternaam", data["familyName"])
    if "givenName" in data:
        _add(_add(name, "Voornamen"), "Voornaam", data["givenName"])


def _add_event(person: Any, name: str, date: str | None, place: str | None) -> None:
    if date is None and place is None:
        return
    event = _add(person, name)
    if date is not None:
        _add(event, "Datum", date)
    if place is not None:
        _add(_add(_add(event, "Plaats"), "Gemeente"), "Naam", place)


def _add_address(addresses: Any, address: Mapping[str, str]) -> None:
    home = _add(addresses, "Hoofdverblijfplaats")
    _add_text(home, "Straatnaam", address["street"])
    _add(home, "Huisnummer", address["houseNumber"])
    if "box" in address:
        _add(home, "Busnummer", address["box"])
    _add_text(home, "Gemeentenaam", address["municipality"])
    _add(home, "Postcode", address["postcode"])
    _add(home, "ISOCodeLand", address["country"])


def _add_relative(parent: Any, name: str, relative: Mapping[str, Any]) -> Any:
    element = _add(parent, name)
    _add(element, "INSZ", relative["insz"])
    _add_name(element, relative)
    _add(element, "Geboortedatum", relative["birthDate"])
    return element


def _add_code(parent: Any, name: str, code: str, words: str | None = None) -> None:
    element = _add(parent, name)
    _add(element, "Code", code)
    if words is not None:
        _add(element, "Omschrijving", words)


def _add_text(parent: Any, name: str, text: str) -> None:
    element = _add(parent, name)
    _add(element, "String", text)
    _add(element, "Taal", "nl")


def _moment(parent: Any, now: float) -> None:
    at = local_time(now)  # the contract has no place for an offset; its readers are Belgian
    element = _add(parent, "Tijdstip")
    _add(element, "Datum", day_of(now).isoformat())
    _add(element, "Tijd", at.time().isoformat(timespec="milliseconds"))


def _envelope() -> tuple[Any, Any]:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    return envelope, etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def _written(envelope: Any) -> bytes:
    return bytes(etree.tostring(envelope, xml_declaration=True, encoding="UTF-8"))
