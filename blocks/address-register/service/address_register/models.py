"""The shapes of the registers' answers: the API is described by them, and held to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Language = Literal["nl", "fr", "de", "en"]
Context = Annotated[str, Field(alias="@context")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Spelling(Shape):
    spelling: str
    taal: Language


class GeographicalName(Shape):
    geografische_naam: Spelling


class Identifier(Shape):
    id: str
    naamruimte: str
    object_id: str
    versie_id: str


class Link(Shape):
    href: str


Links = Annotated[dict[str, Link], Field(alias="_links")]


class MunicipalityReference(Shape):
    object_id: str
    detail: str
    gemeentenaam: GeographicalName


class ObjectReference(Shape):
    object_id: str
    detail: str


class StreetReference(ObjectReference):
    straatnaam: GeographicalName


class MunicipalityItem(Shape):
    type: Annotated[Literal["Gemeente"], Field(alias="@type")]
    identificator: Identifier
    detail: str
    gemeentenaam: GeographicalName
    gemeente_status: Literal["inGebruik"]


class MunicipalityDetail(Shape):
    context: Context
    type: Annotated[Literal["Gemeente"], Field(alias="@type")]
    identificator: Identifier
    officiele_talen: list[Language]
    faciliteiten_talen: list[Language]
    gemeentenamen: list[Spelling]
    gemeente_status: Literal["inGebruik"]
    links: Links


class MunicipalityList(Shape):
    context: Context
    gemeenten: list[MunicipalityItem]
    volgende: str | None = None


class PostalCodeItem(Shape):
    type: Annotated[Literal["PostInfo"], Field(alias="@type")]
    identificator: Identifier
    detail: str
    post_info_status: Literal["gerealiseerd"]
    postnamen: list[GeographicalName]


class PostalCodeDetail(Shape):
    context: Context
    type: Annotated[Literal["PostInfo"], Field(alias="@type")]
    identificator: Identifier
    gemeente: MunicipalityReference
    postnamen: list[GeographicalName]
    post_info_status: Literal["gerealiseerd"]
    nuts3: str
    links: Links


class PostalCodeList(Shape):
    context: Context
    post_info_objecten: list[PostalCodeItem]
    volgende: str | None = None


class StreetItem(Shape):
    type: Annotated[Literal["Straatnaam"], Field(alias="@type")]
    identificator: Identifier
    detail: str
    straatnaam: GeographicalName
    straatnaam_status: Literal["inGebruik"]


class StreetDetail(Shape):
    context: Context
    type: Annotated[Literal["Straatnaam"], Field(alias="@type")]
    identificator: Identifier
    gemeente: MunicipalityReference
    straatnamen: list[Spelling]
    homoniem_toevoegingen: list[Spelling]
    straatnaam_status: Literal["inGebruik"]
    links: Links


class StreetList(Shape):
    context: Context
    straatnamen: list[StreetItem]
    volgende: str | None = None


class AddressItem(Shape):
    type: Annotated[Literal["Adres"], Field(alias="@type")]
    identificator: Identifier
    detail: str
    huisnummer: str
    busnummer: str | None = None
    volledig_adres: GeographicalName
    adres_status: Literal["inGebruik"]


class AddressDetail(Shape):
    context: Context
    type: Annotated[Literal["Adres"], Field(alias="@type")]
    identificator: Identifier
    gemeente: MunicipalityReference
    postinfo: ObjectReference
    straatnaam: StreetReference
    huisnummer: str
    huisnummer_object: ObjectReference | None = None
    busnummer: str | None = None
    volledig_adres: GeographicalName
    adres_status: Literal["inGebruik"]
    officieel_toegekend: bool
    links: Links


class AddressList(Shape):
    context: Context
    adressen: list[AddressItem]
    volgende: str | None = None


class AddressMatch(Shape):
    """A street, or an address of it: then with its identifier and its numbers. `score` is 0 to 100."""

    type: Annotated[Literal["AdresMatch"], Field(alias="@type")]
    identificator: Identifier | None = None
    detail: str | None = None
    gemeente: MunicipalityReference
    postinfo: ObjectReference
    straatnaam: StreetReference
    huisnummer: str | None = None
    busnummer: str | None = None
    volledig_adres: GeographicalName | None = None
    adres_status: Literal["inGebruik"] | None = None
    score: Annotated[float, Field(ge=0, le=100)]


class MatchWarning(Shape):
    message: str


class AddressMatches(Shape):
    context: Context
    adres_matches: list[AddressMatch]
    warnings: list[MatchWarning]


class Problem(Shape):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    validation_errors: dict[str, list[dict[str, str]]] | None = None
