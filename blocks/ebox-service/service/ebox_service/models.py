"""The shapes of the Message Registry API 2.1, in its own words. What is null is left out."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from ebox_service.errors import invalid

_FAULTS_SHOWN: Final = 5
_REFERENCE_CHARACTERS: Final = 1000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _is_storable(text: str) -> str:
    """No control characters and no half of a surrogate pair: not every database keeps them."""
    if _CONTROL.search(text):
        raise ValueError("holds a character that text may not hold")
    return text


def _is_moment(text: str) -> str:
    """A date with a time and an offset."""
    if datetime.fromisoformat(text).tzinfo is None or "T" not in text:
        raise ValueError("needs a time and an offset")
    return text


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


def _is_plain(value: dict[str, Any]) -> dict[str, Any]:
    """JSON without what JSON cannot say, and of a size that fits a reference."""
    if len(json.dumps(value, allow_nan=False)) > _REFERENCE_CHARACTERS:
        raise ValueError("is too long")
    return value


Shape = TypeVar("Shape", bound=BaseModel)

Line = Annotated[str, AfterValidator(_is_storable)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_is_storable)]
Moment = Annotated[str, StringConstraints(max_length=40), AfterValidator(_is_moment), Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_date), Field(json_schema_extra={"format": "date"})
]
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
EnterpriseNumber = Annotated[str, StringConstraints(pattern=r"^[0-1][0-9]{9}$")]
BoxType = Literal["enterprise", "citizen"]


def write_moment(seconds: float) -> str:
    """`2026-11-26T00:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def describe_faults(error: ValidationError) -> str:
    """Where and what kind, never the value that was sent nor a name that the sender made up."""
    faults = [
        f"{'.'.join(str(part) for part in fault['loc'] if fault['type'] != 'extra_forbidden') or 'the whole'}: {fault['type']}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return f"The body is not valid: {'; '.join(faults[:_FAULTS_SHOWN])}."


def parse(shape: type[Shape], body: bytes) -> Shape:
    """A body as one of these shapes. Raises StatusError 400."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise invalid(describe_faults(error)) from None


class Shaped(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)


class Asked(Shaped):
    """What is sent: unknown names are refused, so that a slip of the pen is not lost."""

    model_config = ConfigDict(extra="forbid")


class TranslatedString(Shaped):
    nl: str
    fr: str
    de: str


class TextToPublish(Asked):
    nl: Line | None = None
    fr: Line | None = None
    de: Line | None = None

    def texts(self) -> dict[str, str]:
        return {language: text for language, text in self.model_dump().items() if text}


class EboxId(Asked):
    ebox_type: BoxType
    ebox_id_value: Annotated[str, StringConstraints(pattern=r"^[0-9]{10,11}$")]


class Digest(Asked):
    digest_value: Annotated[str, StringConstraints(max_length=88)]
    digest_method: Literal["sha_256"]


class ForTheAttentionOf(Asked):
    id: Id | None = None
    type: Id | None = None
    name: Annotated[Line, StringConstraints(max_length=200)] | None = None


class PaymentData(Asked):
    """Amounts have two decimals at the most."""

    payment_data_id: Id
    amount: Annotated[float, Field(ge=0, le=999_999_999.99, allow_inf_nan=False)]
    vat_amount: Annotated[float, Field(ge=0, le=999_999_999.99, allow_inf_nan=False)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    due_date: Moment
    iban: Annotated[str, StringConstraints(max_length=42)]
    bic: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{8}([A-Z0-9]{3})?$")] | None = None
    reference: Annotated[dict[str, Any], AfterValidator(_is_plain)] | None = None


class BusinessDataToPublish(Asked):
    key: Annotated[Line, StringConstraints(min_length=1, max_length=256)]
    name: TextToPublish | None = None
    description: TextToPublish | None = None
    values: Annotated[list[TextToPublish], Field(max_length=100)]


class AttachmentToPublish(Asked):
    attachment_title: TextToPublish | None = None
    http_part_name: Annotated[Line, StringConstraints(min_length=1, max_length=100)]
    main_content: bool
    digest: Digest | None = None
    attachment_signed: bool = False


class MessageToPublish(Asked):
    recipient: EboxId
    subject: TextToPublish
    body_main_content: bool
    reply_authorized: bool
    for_the_attention_of: ForTheAttentionOf | None = None
    original_message_id: Id | None = None
    message_type_id: Id | None = None
    expiration_date: Moment | None = None
    sender_organization_id: EnterpriseNumber | None = None
    sender_application_id: Id | None = None
    registered_mail: bool = False
    attachments: Annotated[list[AttachmentToPublish], Field(max_length=100)] = []
    body_content: TextToPublish | None = None
    business_data_list: Annotated[list[BusinessDataToPublish], Field(max_length=100)] = []
    payment_data: PaymentData | None = None


class MessageToLink(Asked):
    message_id: Id
    recipients: Annotated[list[EboxId], Field(min_length=1, max_length=1000)]


class MessageIdEboxId(Asked):
    message_id: Id
    ebox_id: EboxId


class MessageToUpdate(Asked):
    message_id: Id
    visible: bool


class MessagesToUpdate(Asked):
    items: Annotated[list[MessageToUpdate], Field(max_length=100)]
    total_items: int | None = None


class PublicationStatusMessage(Shaped):
    message_id: str
    expiration_date: Moment
    code: str | None = None
    message: str | None = None


class LinkResponse(Shaped):
    message_id: str
    expiration_date: Moment
    nb_success_links: int
    error_cases: list[EboxId]


class MessageStatus(Shaped):
    message_id: str
    ebox_id: EboxId
    expiration_date: Moment
    read_status: bool
    visible: bool


class Ebox(Shaped):
    number_of_messages: int
    number_of_unread_messages: int
    last_receipt_date: Moment | None = None
    last_consultation_date: Moment | None = None
    ebox_size: float


class Attachment(Shaped):
    attachment_id: str
    attachment_title: TranslatedString | None = None
    file_name: str
    main_content: bool
    media_type: str
    size: float
    digest: Digest
    attachment_signed: bool
    content_href: Address


class Attachments(Shaped):
    items: list[Attachment]
    total_items: int


class BusinessData(Shaped):
    key: str
    name: TranslatedString
    description: TranslatedString | None = None
    values: list[TranslatedString]


class BusinessDataList(Shaped):
    items: list[BusinessData]
    total_items: int


class Message(Shaped):
    message_id: str
    original_message_id: str | None = None
    subject: TranslatedString
    receipt_date: Moment
    expiration_date: Moment
    read_status: bool
    visible: bool
    registered_mail: bool
    for_the_attention_of: ForTheAttentionOf | None = None
    message_type_id: str
    sender_organization_id: EnterpriseNumber
    sender_application_id: str
    attachments: Attachments
    body_main_content: bool
    payment_data: PaymentData | None = None
    business_data_list: BusinessDataList | None = None
    reply_authorized: bool


class Messages(Shaped):
    items: list[Message]
    total_items: int


class Image(Shaped):
    image_id: str
    size: float
    media_type: str
    language: str
    content_href: Address


class ValidityPeriod(Shaped):
    validity_period_number: int
    validity_period_unit: Literal["day", "month", "year"]


class MessageType(Shaped):
    message_type_id: str
    message_type_name: TranslatedString
    validity_period: ValidityPeriod
    sender_organization_ids: list[str]
    sender_application_ids: list[str]


class MessageTypes(Shaped):
    items: list[MessageType]
    total_items: int


class SenderApplication(Shaped):
    application_id: str
    application_name: TranslatedString
    application_logos: list[Image]
    sender_organization_ids: list[str]
    message_type_ids: list[str]


class SenderApplications(Shaped):
    items: list[SenderApplication]
    total_items: int


class SenderOrganization(Shaped):
    organization_id: EnterpriseNumber
    organization_short_name: TranslatedString
    organization_long_name: TranslatedString
    organization_logos: list[Image]
    sender_application_ids: list[str]
    message_type_ids: list[str]


class SenderOrganizations(Shaped):
    items: list[SenderOrganization]
    total_items: int


class StatusMessage(Shaped):
    id: Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    code: str
    message: str
    environment: Literal["simulation"]
