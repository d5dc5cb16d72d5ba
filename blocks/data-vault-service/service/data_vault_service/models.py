"""The shapes of the API: JSON with camelCase names, what is not known is refused."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from bouwsteen_service.addresses import ADDRESS_CHARACTERS, check_address
from data_vault_service.periods import PATTERN, read_period
from data_vault_service.profiles import WEB_ID_CHARACTERS, check_web_id

DatumName = Literal["email", "phone", "bankAccount"]
Status = Literal["requested", "granted", "refused", "withdrawn", "expired"]


def _check_period(text: str) -> str:
    read_period(text)
    return text


def _check_text(text: str) -> str:
    if not all(character.isprintable() for character in text):
        raise ValueError("holds characters that are not printed")
    return text


WebId = Annotated[str, Field(min_length=1, max_length=WEB_ID_CHARACTERS, json_schema_extra={"format": "uri"}), AfterValidator(check_web_id)]
Address = Annotated[
    str, Field(min_length=1, max_length=ADDRESS_CHARACTERS, json_schema_extra={"format": "uri"}), AfterValidator(check_address)
]
# The pattern of the description is the one that decides; see `periods`.
Period = Annotated[str, Field(max_length=40, json_schema_extra={"pattern": PATTERN}), AfterValidator(_check_period)]
Text = Annotated[str, AfterValidator(_check_text)]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True, frozen=True)


class AccessRequest(_Model):
    """What an application asks of the holder of a WebID. What is left out is as it was registered."""

    web_id: WebId
    data: Annotated[list[DatumName], Field(min_length=1, max_length=10, json_schema_extra={"uniqueItems": True})]
    purpose: Annotated[Text, Field(min_length=1, max_length=400)] | None = None
    period: Period | None = None
    reference: Annotated[Text, Field(min_length=1, max_length=80)] | None = None
    return_url: Address | None = None

    def model_post_init(self, _: Any) -> None:
        if len(set(self.data)) != len(self.data):
            raise ValueError("names a datum twice")


class AccessRequestState(_Model):
    """`expires_at`: until when the citizen may answer; once granted, the end of the grant."""

    id: str
    status: Status
    web_id: str
    data: list[DatumName]
    purpose: str
    legal_basis: str | None
    period: str
    reference: str | None
    consent_url: str
    created_at: str
    decided_at: str | None
    ended_at: str | None
    expires_at: str


class AccessRequestStates(_Model):
    items: list[AccessRequestState]
    page: int
    page_size: int


class DatumValue(_Model):
    """`source` is the document in the citizen's vault, `modified` when it was changed where the server says so."""

    datum: DatumName
    value: str
    source: str
    modified: str | None


class Reading(_Model):
    datum: DatumName
    at: str
    reader: str
    outcome: Literal["read", "refused", "absent", "failed"]
    correlation_id: str


class Readings(_Model):
    items: list[Reading]
    page: int
    page_size: int


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def write_moment(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


REASONS: Final = ("requested", "refused", "withdrawn", "expired", "refused-by-vault")
