"""The API under `/v2`: municipalities, postal codes, streets, addresses. Open data: nobody signs in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse

from address_register.documents import CONTEXT, Document, Documents
from address_register.errors import PREFIX, PROBLEM, RegisterError, absent
from address_register.matches import Meant, match
from address_register.models import (
    AddressDetail,
    AddressList,
    AddressMatches,
    MunicipalityDetail,
    MunicipalityList,
    PostalCodeDetail,
    PostalCodeList,
    Problem,
    StreetDetail,
    StreetList,
)
from address_register.registers import IN_USE, Registers, Wanted, find
from address_register.settings import AT_ONCE, MOST_AT_ONCE
from bouwsteen_service.rates import address_of, limits_of

Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]
Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="How many to give at most.")]
Value = Annotated[str, Query(max_length=200)]
Code = Annotated[str, Query(max_length=5)]
Identifier = Annotated[str, Path(alias="objectId", max_length=20)]
Nis = Annotated[str, Query(alias="nisCode", max_length=5)]

_Item = TypeVar("_Item")
_WORDS: Final = {
    400: "A parameter is not right.",
    404: "There is no such thing.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
}


class LinkedData(JSONResponse):
    media_type = "application/ld+json"


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem, "description": _WORDS[status], "content": {PROBLEM: {}}} for status in statuses}


def count_request(request: Request) -> None:
    """Each address has its share. Raises TooManyRequestsError."""
    limits_of(request).admit_client(f"address:{address_of(request)}", "")


def create_router(registers: Registers, url: str) -> APIRouter:
    """`url` is the public address of the API."""
    documents = Documents(url)
    router = APIRouter(
        prefix=PREFIX,
        default_response_class=LinkedData,
        responses=refusals(400, 429),
        dependencies=[Depends(count_request)],
        tags=["basisregisters"],
    )
    shape: dict[str, Any] = {"response_model_exclude_unset": True}

    def answer_list(
        request: Request,
        field: str,
        context: str,
        items: Mapping[str, _Item],
        wanted: Sequence[Wanted[_Item]],
        write: Callable[[_Item], Document],
        place: tuple[int, int],
    ) -> Document:
        offset, limit = place
        page = find(items, wanted, offset, limit)
        document: Document = {"@context": f"{CONTEXT}{context}", field: [write(item) for item in page.items]}
        if page.has_more:
            asked = [(name, value) for name, value in request.query_params.multi_items() if name not in {"offset", "limit"}]
            path = request.url.path.removeprefix(PREFIX)
            document["volgende"] = f"{url}{path}?{urlencode([*asked, ('offset', offset + limit), ('limit', limit)])}"
        return document

    @router.get("/gemeenten", response_model=MunicipalityList, **shape)
    def list_municipalities(request: Request, gemeentenaam: Value = "", offset: Offset = 0, limit: Limit = AT_ONCE) -> Any:
        """Municipalities, by name in any of their languages."""
        wanted = [(gemeentenaam, lambda item: [*item.names.values()])]
        context = "gemeente/2023-02-28/gemeenten_list.jsonld"
        return answer_list(request, "gemeenten", context, registers.municipalities, wanted, documents.municipality, (offset, limit))

    @router.get("/gemeenten/{objectId}", response_model=MunicipalityDetail, responses=refusals(404), **shape)
    def get_municipality(object_id: Identifier) -> Any:
        """One municipality, by its NIS code."""
        if object_id not in registers.municipalities:
            raise absent("municipality", "Onbestaande gemeente.")
        return documents.municipality_detail(registers.municipalities[object_id])

    @router.get("/postinfo", response_model=PostalCodeList, **shape)
    def list_postal_codes(
        request: Request, gemeentenaam: Value = "", postnaam: Value = "", offset: Offset = 0, limit: Limit = AT_ONCE
    ) -> Any:
        """Postal codes, by municipality or by the name of the place."""
        wanted = [
            (gemeentenaam, lambda item: [*item.municipality.names.values()]),
            (postnaam, lambda item: item.names),
        ]
        context = "postinfo/2023-02-28/postinfo_list.jsonld"
        return answer_list(request, "postInfoObjecten", context, registers.postal_codes, wanted, documents.postal_code, (offset, limit))

    @router.get("/postinfo/{objectId}", response_model=PostalCodeDetail, responses=refusals(404), **shape)
    def get_postal_code(object_id: Identifier) -> Any:
        """One postal code."""
        if object_id not in registers.postal_codes:
            raise absent("postalcode", "Onbestaande postcode.")
        return documents.postal_code_detail(registers.postal_codes[object_id])

    @router.get("/straatnamen", response_model=StreetList, **shape)
    def list_streets(
        request: Request,
        straatnaam: Value = "",
        gemeentenaam: Value = "",
        nis_code: Nis = "",
        status: Value = "",
        offset: Offset = 0,
        limit: Limit = AT_ONCE,
    ) -> Any:
        """Streets, by name in any language, by municipality."""
        wanted = [
            (straatnaam, lambda item: [*item.names.values()]),
            (gemeentenaam, lambda item: [*item.municipality.names.values()]),
            (nis_code, lambda item: [item.municipality.nis]),
            (status, lambda _: [IN_USE]),
        ]
        context = "straatnaam/2021-12-15/straatnamen_list.jsonld"
        return answer_list(request, "straatnamen", context, registers.streets, wanted, documents.street, (offset, limit))

    @router.get("/straatnamen/{objectId}", response_model=StreetDetail, responses=refusals(404), **shape)
    def get_street(object_id: Identifier) -> Any:
        """One street."""
        if object_id not in registers.streets:
            raise absent("streetname", "Onbestaande straatnaam.")
        return documents.street_detail(registers.streets[object_id])

    @router.get("/adressen", response_model=AddressList, **shape)
    def list_addresses(
        request: Request,
        gemeentenaam: Value = "",
        nis_code: Nis = "",
        postcode: Code = "",
        straatnaam: Value = "",
        straatnaam_object_id: Annotated[str, Query(alias="straatnaamObjectId", max_length=20)] = "",
        huisnummer: Value = "",
        busnummer: Value = "",
        status: Value = "",
        offset: Offset = 0,
        limit: Limit = AT_ONCE,
    ) -> Any:
        """Addresses, by any of their parts."""
        wanted = [
            (gemeentenaam, lambda item: [*item.street.municipality.names.values()]),
            (nis_code, lambda item: [item.street.municipality.nis]),
            (postcode, lambda item: [item.street.postal_code.code]),
            (straatnaam, lambda item: [*item.street.names.values()]),
            (straatnaam_object_id, lambda item: [item.street.id]),
            (huisnummer, lambda item: [item.house_number]),
            (busnummer, lambda item: [item.box_number]),
            (status, lambda _: [IN_USE]),
        ]
        context = "adres/2023-02-28/adressen_list.jsonld"
        return answer_list(request, "adressen", context, registers.addresses, wanted, documents.address, (offset, limit))

    @router.get("/adresmatch", response_model=AddressMatches, **shape)
    def match_addresses(
        straatnaam: Value = "",
        gemeentenaam: Value = "",
        nis_code: Nis = "",
        postcode: Code = "",
        huisnummer: Value = "",
        busnummer: Value = "",
    ) -> Any:
        """What is meant, the best first: by the beginning of a street's name, or one that is spelt a little differently."""
        if not (straatnaam or gemeentenaam or nis_code or postcode):
            raise RegisterError(400, "validation", "Geef minstens een straatnaam, gemeentenaam, NIS-code of postcode.")
        found = match(registers, Meant(straatnaam, gemeentenaam, nis_code, postcode, huisnummer, busnummer))
        return {
            "@context": f"{CONTEXT}adres/2023-02-28/adresmatch.jsonld",
            "adresMatches": [documents.match(item) for item in found.best],
            "warnings": [{"message": text} for text in found.warnings],
        }

    @router.get("/adressen/{objectId}", response_model=AddressDetail, responses=refusals(404), **shape)
    def get_address(object_id: Identifier) -> Any:
        """One address."""
        if object_id not in registers.addresses:
            raise absent("address", "Onbestaand adres.")
        return documents.address_detail(registers.addresses[object_id])

    return router
