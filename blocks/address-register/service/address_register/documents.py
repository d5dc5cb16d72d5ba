"""How each thing is written: the linked data of the base registries, in JSON. Links lead to this service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from address_register.matches import Match
from address_register.registers import IN_USE, REALISED, Address, Municipality, PostalCode, Street

NAMESPACE: Final = "https://data.vlaanderen.be/id/"
CONTEXT: Final = "https://docs.basisregisters.vlaanderen.be/context/"
VERSION: Final = "2026-11-01T00:00:00+01:00"  # the sample does not change

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Documents:
    """`url` is the address of the API, without a slash at the end."""

    url: str

    def municipality(self, item: Municipality) -> Document:
        """What a list shows of it."""
        return {
            "@type": "Gemeente",
            "identificator": _identifier("gemeente", item.nis),
            "detail": f"{self.url}/gemeenten/{item.nis}",
            "gemeentenaam": _geographical(item.name, item.language),
            "gemeenteStatus": IN_USE,
        }

    def municipality_detail(self, item: Municipality) -> Document:
        return {
            "@context": f"{CONTEXT}gemeente/2023-02-28/gemeente_detail.jsonld",
            "@type": "Gemeente",
            "identificator": _identifier("gemeente", item.nis),
            "officieleTalen": [item.language],
            "faciliteitenTalen": list(item.facilities),
            "gemeentenamen": _spellings(item.names),
            "gemeenteStatus": IN_USE,
            "_links": self._links(
                f"/gemeenten/{item.nis}",
                straatnamen=f"/straatnamen?nisCode={item.nis}",
                adressen=f"/adressen?nisCode={item.nis}",
                postinfo=f"/postinfo?gemeentenaam={item.name}",
            ),
        }

    def postal_code(self, item: PostalCode) -> Document:
        return {
            "@type": "PostInfo",
            "identificator": _identifier("postinfo", item.code),
            "detail": f"{self.url}/postinfo/{item.code}",
            "postInfoStatus": REALISED,
            "postnamen": self._postal_names(item),
        }

    def postal_code_detail(self, item: PostalCode) -> Document:
        return {
            "@context": f"{CONTEXT}postinfo/2023-02-28/postinfo_detail.jsonld",
            "@type": "PostInfo",
            "identificator": _identifier("postinfo", item.code),
            "gemeente": self._municipality_of(item.municipality),
            "postnamen": self._postal_names(item),
            "postInfoStatus": REALISED,
            "nuts3": item.nuts3,
            "_links": self._links(f"/postinfo/{item.code}", adressen=f"/adressen?postcode={item.code}"),
        }

    def street(self, item: Street) -> Document:
        return {
            "@type": "Straatnaam",
            "identificator": _identifier("straatnaam", item.id),
            "detail": f"{self.url}/straatnamen/{item.id}",
            "straatnaam": _geographical(item.name, item.municipality.language),
            "straatnaamStatus": IN_USE,
        }

    def street_detail(self, item: Street) -> Document:
        return {
            "@context": f"{CONTEXT}straatnaam/2021-12-15/straatnamen_detail.jsonld",
            "@type": "Straatnaam",
            "identificator": _identifier("straatnaam", item.id),
            "gemeente": self._municipality_of(item.municipality),
            "straatnamen": _spellings(item.names),
            "homoniemToevoegingen": [],
            "straatnaamStatus": IN_USE,
            "_links": self._links(f"/straatnamen/{item.id}", adressen=f"/adressen?straatnaamObjectId={item.id}"),
        }

    def address(self, item: Address) -> Document:
        return {
            "@type": "Adres",
            "identificator": _identifier("adres", item.id),
            "detail": f"{self.url}/adressen/{item.id}",
            **_numbers(item),
            "volledigAdres": _geographical(item.text, item.street.municipality.language),
            "adresStatus": IN_USE,
        }

    def address_detail(self, item: Address) -> Document:
        street = item.street
        whole = {"huisnummerObject": {"objectId": item.house, "detail": f"{self.url}/adressen/{item.house}"}} if item.house else {}
        return {
            "@context": f"{CONTEXT}adres/2023-02-28/adressen_detail.jsonld",
            "@type": "Adres",
            "identificator": _identifier("adres", item.id),
            "gemeente": self._municipality_of(street.municipality),
            "postinfo": self._postal_code_of(street.postal_code),
            "straatnaam": self._street_of(street),
            **_numbers(item),
            **whole,
            "volledigAdres": _geographical(item.text, street.municipality.language),
            "adresStatus": IN_USE,
            "officieelToegekend": True,
            "_links": self._links(f"/adressen/{item.id}"),
        }

    def match(self, item: Match) -> Document:
        """A street says less than an address of it."""
        street, address = item.street, item.address
        about = {} if address is None else {name: value for name, value in self.address(address).items() if name != "@type"}
        return {
            "@type": "AdresMatch",
            **about,
            "gemeente": self._municipality_of(street.municipality),
            "postinfo": self._postal_code_of(street.postal_code),
            "straatnaam": self._street_of(street),
            "score": round(item.score, 2),
        }

    def _municipality_of(self, item: Municipality) -> Document:
        return {
            "objectId": item.nis,
            "detail": f"{self.url}/gemeenten/{item.nis}",
            "gemeentenaam": _geographical(item.name, item.language),
        }

    def _postal_code_of(self, item: PostalCode) -> Document:
        return {"objectId": item.code, "detail": f"{self.url}/postinfo/{item.code}"}

    def _street_of(self, item: Street) -> Document:
        return {
            "objectId": item.id,
            "detail": f"{self.url}/straatnamen/{item.id}",
            "straatnaam": _geographical(item.name, item.municipality.language),
        }

    def _postal_names(self, item: PostalCode) -> Sequence[Document]:
        return [_geographical(name, item.municipality.language) for name in item.names]

    def _links(self, own: str, **others: str) -> Document:
        return {name: {"href": f"{self.url}{path}"} for name, path in {"self": own, **others}.items()}


def _numbers(item: Address) -> Document:
    return {"huisnummer": item.house_number} | ({"busnummer": item.box_number} if item.box_number else {})


def _identifier(kind: str, id_: str) -> Document:
    return {"id": f"{NAMESPACE}{kind}/{id_}", "naamruimte": f"{NAMESPACE}{kind}", "objectId": id_, "versieId": VERSION}


def _geographical(spelling: str, language: str) -> Document:
    return {"geografischeNaam": {"spelling": spelling, "taal": language}}


def _spellings(names: Mapping[str, str]) -> list[Document]:
    return [{"spelling": name, "taal": language} for language, name in names.items()]
