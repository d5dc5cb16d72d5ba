"""The shapes of the REST face. Names are camelCase outside."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Header, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from magda_service.data_names import DATA_NAMES

_GUID: Final = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_PARTIAL_DATE: Final = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

Insz = Annotated[str, Path(pattern="^[0-9]{11}$", description="The identification number of a person at social security")]
CorrelationId = Annotated[
    str | None,
    Header(alias="x-correlation-id", pattern=_GUID, description="Required: a GUID of 36 characters, another one for each request"),
]
Reader = Annotated[
    str | None, Header(alias="x-reader", pattern=r"^[\x21-\x7e]{1,64}$", description="Who at the organisation wants to know, for the log")
]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, alias="page")]
PageSize = Annotated[int, Query(ge=1, le=100, alias="pageSize")]
DataQuery = Annotated[
    str | None,
    Query(
        pattern=r"^[A-Za-z]+(,[A-Za-z]+)*$",
        max_length=400,
        description=f"What is asked, by commas; left out, all that the registration allows. Names: {', '.join(DATA_NAMES)}",
    ),
]


def _printable(text: str) -> str:
    """No line ends and no control characters: it is shown, and written in XML."""
    if not text.isprintable():
        raise ValueError("holds characters that are not printable")
    return text


Words = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_printable)]
PartialDate = Annotated[str, StringConstraints(pattern=_PARTIAL_DATE)]


class Shaped(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    magdaCode: str | None = Field(None, description="The number of the exception, as the SOAP face tells it")  # noqa: N815  as it is sent


class Datum(Shaped):
    """`value` is null where the source has none."""

    value: Any = Field(description="As the interface person-data describes it")
    source: Literal["RR", "KSZ"]
    modified_at: str


class PersonData(Shaped):
    insz: str
    consulted_at: str
    data: dict[str, Datum]


class RegistrationState(Shaped):
    """What the application may ask."""

    organisation: str
    application: str
    purpose: str
    legal_basis: str
    data: list[str]
    hoedanigheid: str


class Subscription(Shaped):
    insz: str
    created_at: str


class SubscriptionPage(Shaped):
    items: list[Subscription]
    page: int
    page_size: int
    total: int


class Consultation(Shaped):
    """One question that was asked. `reader` is null where the application did not say who wanted to know."""

    id: str
    at: str
    organisation: str
    application: str
    reader: str | None
    data: list[str]
    purpose: str
    legal_basis: str
    outcome: str


class ConsultationPage(Shaped):
    items: list[Consultation]
    page: int
    page_size: int
    total: int


class Address(Shaped):
    street: Words
    house_number: Words
    box: Words | None = None
    postcode: Words
    municipality: Words
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = "BE"


class Mutation(Shaped):
    """What changes of a person; null takes it away, what is left out stays."""

    given_name: Words = ""
    family_name: Words = ""
    gender: Literal["F", "M", "X"] = "X"
    nationality: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = ""
    civil_status: Literal["unmarried", "married", "widowed", "divorced", "legal-cohabitation"] = "unmarried"
    address: Address | None = None
    death_date: PartialDate | None = None


class Changed(Shaped):
    """`told`: how many applications are told of it."""

    changed: list[str]
    told: int


class Conduct(Shaped):
    conduct: Literal["answers", "slow", "down", "refuses"]
