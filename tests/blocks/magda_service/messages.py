"""GeefPersoon envelopes, as a client writes them."""

from __future__ import annotations

import uuid
from typing import Any

from lxml import etree
from tests.blocks.magda_service.worlds import JAN

NAMESPACE = "http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02"


def question(
    insz: str = JAN, *, source: str = "RR", capacity: str = "", reference: str = "", version: str = "02.02.0000", **parts: str
) -> str:
    """`parts` stand in the place of others: `user`, `body`, `header`, `prologue`."""
    told = reference or str(uuid.uuid4())
    hoedanigheid = f"<Hoedanigheid>{capacity}</Hoedanigheid>" if capacity else ""
    user = f"<Gebruiker>{parts['user']}</Gebruiker>" if "user" in parts else ""
    content = parts.get("body") or (
        f'<m:GeefPersoon xmlns:m="{NAMESPACE}"><Verzoek><Context><Naam>GeefPersoon</Naam><Versie>{version}</Versie>'
        "<Bericht><Type>VRAAG</Type><Tijdstip><Datum>2027-01-15</Datum><Tijd>08:00:00</Tijd></Tijdstip>"
        f"<Afzender><Identificatie>herstappe.voorbeeld/loket</Identificatie><Referte>{told}</Referte>{hoedanigheid}{user}</Afzender>"
        "<Ontvanger><Identificatie>magda</Identificatie></Ontvanger></Bericht></Context>"
        "<Vragen><Vraag><Referte>vraag-1</Referte><Inhoud>"
        f"<Criteria><INSZ>{insz}</INSZ></Criteria><Bron>{source}</Bron><Taal>nl</Taal>"
        "</Inhoud></Vraag></Vragen></Verzoek></m:GeefPersoon>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{parts.get("prologue", "")}'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soap:Header>{parts.get('header', '')}</soap:Header><soap:Body>{content}</soap:Body></soap:Envelope>"
    )


def read(answer: Any) -> Any:
    """The root of a reply."""
    assert answer.headers["content-type"].startswith("text/xml"), answer.text
    return etree.fromstring(answer.content)


def text(root: Any, path: str) -> str | None:
    """The text of the first element of this path anywhere below."""
    found: str | None = root.findtext(f".//{path}")
    return found


def exception(root: Any, below: str) -> dict[str, str | None]:
    """The one Uitzondering that stands right below `below`."""
    found = root.findall(f".//{below}/Uitzonderingen/Uitzondering")
    assert len(found) == 1
    return {name: found[0].findtext(name) for name in ("Identificatie", "Oorsprong", "Type", "Diagnose")}


def fault(root: Any) -> tuple[str | None, str | None]:
    """(code, text) of a SOAP fault."""
    return text(root, "faultcode"), text(root, "faultstring")
