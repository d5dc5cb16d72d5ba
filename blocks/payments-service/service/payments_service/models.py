"""What goes over the wire of the API; its description is made of these."""

import json
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from bouwsteen_service.addresses import ADDRESS_CHARACTERS, check_address
from payments_service.amounts import PATTERN, parse_cents

_METADATA_BYTES: Final = 1024
_PRINTABLE: Final = 0x20


def _check_text(text: str) -> str:
    if any(ord(character) < _PRINTABLE or "\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds characters that are not kept")
    return text


def _check_metadata(value: Any) -> Any:
    """Any JSON that can be written again and is small. Raises ValueError."""
    try:
        size = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except RecursionError:
        raise ValueError("is too deep") from None
    if size > _METADATA_BYTES:
        raise ValueError("is larger than 1024 bytes")
    return value


def _check_cents(value: str) -> str:
    if parse_cents(value) == 0:
        raise ValueError("is nothing")
    return value


Description = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_check_text)]
Address = Annotated[str, Field(max_length=ADDRESS_CHARACTERS), AfterValidator(check_address)]
Metadata = Annotated[Any, AfterValidator(_check_metadata)]
Locale = Literal["nl_BE", "nl_NL", "fr_BE", "fr_FR", "en_GB", "en_US"]
MethodName = Literal["bancontact", "creditcard", "banktransfer"]
Mode = Literal["test", "live"]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-26T09:30:00+00:00"])]
PaymentStatus = Literal["open", "pending", "authorized", "paid", "canceled", "expired", "failed"]


class Model(BaseModel):
    """The base of what goes over the wire: camelCase, no unknown names."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True)


class Amount(Model):
    """Money in euro: two decimals after a point."""

    currency: Literal["EUR"]
    value: Annotated[str, Field(pattern=PATTERN, examples=["10.00"]), AfterValidator(_check_cents)]

    @property
    def cents(self) -> int:
        return parse_cents(self.value)


class Money(Model):
    """As Amount, in answers: nothing is an amount too."""

    currency: Literal["EUR"]
    value: str = Field(pattern=PATTERN, examples=["10.00"])


class PaymentRequest(Model):
    """A payment to be made. `method` left out: the payer chooses."""

    amount: Amount
    description: Description
    redirect_url: Address = Field(description="Where the payer goes afterwards: https, or http on this machine.")
    cancel_url: Address | None = Field(None, description="Where the payer goes after canceling; left out, as redirectUrl.")
    webhook_url: Address | None = Field(None, description="Is told the payment's id whenever something changed.")
    metadata: Metadata = Field(None, description="Any JSON of at most 1024 bytes; it comes back as it was.")
    method: MethodName | None = None
    locale: Locale | None = None


class PaymentChange(Model):
    """What may be changed of a payment. What is left out stays."""

    description: Description = ""
    redirect_url: Address = ""
    cancel_url: Address | None = None
    webhook_url: Address | None = None
    metadata: Metadata = None


class RefundRequest(Model):
    """Money to give back."""

    amount: Amount
    description: Description = ""
    metadata: Metadata = None


class PaymentLinkRequest(Model):
    """An address to hand out, behind which a payment begins."""

    amount: Amount
    description: Description
    redirect_url: Address | None = None
    webhook_url: Address | None = None
    reusable: bool = Field(False, description="Whether it may be paid more than once.")
    expires_at: datetime | None = Field(None, description="Until when it may be paid; left out, for ever. With a time zone.")


class Link(Model):
    href: str
    type: str


class SelfLink(Model):
    link_self: Link = Field(alias="self")


class PaymentLinks(SelfLink):
    checkout: Link | None = Field(None, description="The page where the payer pays; there while the payment is not finished.")
    refunds: Link | None = None


class TransferDetails(Model):
    """What the payer of a bank transfer needs."""

    bank_account: str
    transfer_reference: str = Field(description="The structured communication, +++ddd/dddd/ddddd+++.")


class PaymentAnswer(Model):
    """A payment. Of the times, the one of its status is there."""

    resource: Literal["payment"]
    id: str = Field(pattern="^tr_[A-Za-z0-9]+$")
    mode: Mode
    created_at: Moment
    amount: Money
    description: str
    method: MethodName | None
    metadata: Any
    status: PaymentStatus
    is_cancelable: bool
    locale: Locale | None
    profile_id: str
    sequence_type: Literal["oneoff"]
    redirect_url: str
    cancel_url: str | None
    webhook_url: str | None
    expires_at: Moment | None = None
    paid_at: Moment | None = None
    authorized_at: Moment | None = None
    canceled_at: Moment | None = None
    expired_at: Moment | None = None
    failed_at: Moment | None = None
    amount_refunded: Money | None = None
    amount_remaining: Money | None = None
    details: TransferDetails | None = None
    links: PaymentLinks = Field(alias="_links")


class RefundLinks(SelfLink):
    payment: Link


class RefundAnswer(Model):
    """A refund: on its way, arrived, or called back."""

    resource: Literal["refund"]
    id: str = Field(pattern="^re_[A-Za-z0-9]+$")
    mode: Mode
    payment_id: str
    amount: Money
    description: str
    metadata: Any
    status: Literal["pending", "refunded", "canceled"]
    created_at: Moment
    links: RefundLinks = Field(alias="_links")


class PaymentLinkLinks(SelfLink):
    payment_link: Link = Field(description="The address to hand out.")


class PaymentLinkAnswer(Model):
    """A payment link."""

    resource: Literal["payment-link"]
    id: str = Field(pattern="^pl_[A-Za-z0-9]+$")
    mode: Mode
    profile_id: str
    description: str
    amount: Money
    redirect_url: str | None
    webhook_url: str | None
    reusable: bool
    created_at: Moment
    paid_at: Moment | None
    expires_at: Moment | None
    links: PaymentLinkLinks = Field(alias="_links")


class PageLinks(SelfLink):
    previous: Link | None
    next: Link | None


class EmbeddedPayments(Model):
    payments: list[PaymentAnswer]


class PaymentList(Model):
    """A page of payments, the newest first."""

    count: int
    embedded: EmbeddedPayments = Field(alias="_embedded")
    links: PageLinks = Field(alias="_links")


class EmbeddedRefunds(Model):
    refunds: list[RefundAnswer]


class RefundList(Model):
    """A page of refunds, the newest first."""

    count: int
    embedded: EmbeddedRefunds = Field(alias="_embedded")
    links: PageLinks = Field(alias="_links")


class MethodAnswer(Model):
    """A way to pay."""

    resource: Literal["method"]
    id: MethodName
    description: str
    minimum_amount: Money
    maximum_amount: Money
    status: Literal["activated"]
    links: SelfLink = Field(alias="_links")


class EmbeddedMethods(Model):
    methods: list[MethodAnswer]


class MethodList(Model):
    """All ways to pay."""

    count: int
    embedded: EmbeddedMethods = Field(alias="_embedded")
    links: SelfLink = Field(alias="_links")


class DocumentationLink(Model):
    documentation: Link


class ErrorAnswer(Model):
    """What went wrong."""

    status: int
    title: str
    detail: str
    field: str = Field("", description="The field of the request that is wrong, where it is one.")
    links: DocumentationLink = Field(alias="_links")


class ProblemDetails(BaseModel):
    """What goes wrong before a request gets to the API: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
