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
AllowedMethods = Annotated[list[MethodName], Field(max_length=3)] | None
Mode = Literal["test", "live"]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-26T09:30:00+00:00"])]
PaymentStatus = Literal["open", "pending", "paid", "canceled", "expired", "failed"]


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
    capture_mode: Literal["automatic"] | None = Field(None, description="None of the ways to pay reserves money first.")


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

    amount: Amount | None = Field(None, description="Left out, the payer says how much.")
    minimum_amount: Amount | None = Field(None, description="The least that the payer can choose; for links without an amount.")
    description: Description
    redirect_url: Address | None = None
    webhook_url: Address | None = None
    reusable: bool | None = Field(None, description="Whether it may be paid more than once.")
    allowed_methods: AllowedMethods = Field(None, description="By which it may be paid; left out, all.")
    expires_at: datetime | None = Field(None, description="Until when it may be paid; left out, for ever. With a time zone.")


class PaymentLinkChange(Model):
    """What may be changed of a payment link. What is left out stays."""

    description: Description = ""
    minimum_amount: Amount | None = None
    archived: bool = False
    allowed_methods: AllowedMethods = None


class PayoutRequest(Model):
    """All of the balance goes to the organisation's account, so that each pay-out says what it is made of."""

    balance_id: Annotated[str, Field(max_length=40)]
    description: Description | None = None


class Link(Model):
    href: str
    type: str


class SelfLink(Model):
    link_self: Link = Field(alias="self")
    documentation: Link


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
    canceled_at: Moment | None = None
    expired_at: Moment | None = None
    failed_at: Moment | None = None
    amount_refunded: Money | None = None
    amount_remaining: Money | None = None
    details: TransferDetails | None = None
    links: PaymentLinks = Field(alias="_links")


class RefundLinks(SelfLink):
    payment: Link
    change_state: Link = Field(description="The page on which somebody plays the payer's bank; the simulator's alone.")


class RefundAnswer(Model):
    """A refund: waiting for balance, on its way, arrived, come back, or called back."""

    resource: Literal["refund"]
    id: str = Field(pattern="^re_[A-Za-z0-9]+$")
    mode: Mode
    payment_id: str
    amount: Money
    description: str
    metadata: Any
    status: Literal["queued", "pending", "processing", "refunded", "failed", "canceled"]
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
    amount: Money | None
    minimum_amount: Money | None
    redirect_url: str | None
    webhook_url: str | None
    reusable: bool
    archived: bool
    allowed_methods: list[MethodName] | None
    sequence_type: Literal["oneoff"]
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


class EmbeddedPaymentLinks(Model):
    payment_links: list[PaymentLinkAnswer] = Field(alias="payment_links")


class PaymentLinkList(Model):
    """A page of payment links, the newest first."""

    count: int
    embedded: EmbeddedPaymentLinks = Field(alias="_embedded")
    links: PageLinks = Field(alias="_links")


class TransferDestination(Model):
    type: Literal["bank-account"]
    beneficiary_name: str
    bank_account: str


class BalanceAnswer(Model):
    """What is an organisation's and was not paid out yet."""

    resource: Literal["balance"]
    id: str = Field(pattern="^bal_[A-Za-z0-9]+$")
    mode: Mode
    currency: Literal["EUR"]
    description: str
    status: Literal["active"]
    available_amount: Money
    pending_amount: Money
    transfer_frequency: Literal["never"]
    transfer_destination: TransferDestination
    links: SelfLink = Field(alias="_links")


class StatusReason(Model):
    code: str
    message: str


class PayoutLinks(SelfLink):
    change_state: Link = Field(description="The page on which somebody plays the bank; the simulator's alone.")
    transfer_file: Link | None = Field(None, description="The order to the bank, once it is made.")


class PayoutAnswer(Model):
    """Money on its way to an organisation's account, there, or come back."""

    resource: Literal["payout"]
    id: str = Field(pattern="^payout_[A-Za-z0-9]+$")
    mode: Mode
    balance_id: str
    amount: Money
    description: str | None
    status: Literal["requested", "initiated", "processing-at-bank", "completed", "failed", "canceled"]
    status_reason: StatusReason
    created_at: Moment
    initiated_at: Moment | None
    completed_at: Moment | None
    canceled_at: Moment | None
    links: PayoutLinks = Field(alias="_links")


class EmbeddedPayouts(Model):
    payouts: list[PayoutAnswer]


class PayoutList(Model):
    """A page of pay-outs, the newest first."""

    count: int
    embedded: EmbeddedPayouts = Field(alias="_embedded")
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
