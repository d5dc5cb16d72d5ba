"""What goes over the wire of the interface; the description of the interface is made of these."""

import math
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from forms_service.answers import is_clean

StatusName = Literal["awaiting-payment", "received", "in-progress", "done", "refused"]
HandledStatus = Literal["received", "in-progress", "done", "refused"]
_VALUES: Final = 5_000
_DEPTH: Final = 4


class Model(BaseModel):
    """The base of what goes over the wire: camelCase, no unknown names."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True)


def _check_clean(text: str) -> str:
    if not is_clean(text):
        raise ValueError("holds characters that are not kept")
    return text


CleanText = Annotated[str, AfterValidator(_check_clean)]


def _check_plain(data: Any) -> Any:
    """Refuse what no form asks and what cannot be stored: deep or endless values, text that is no Unicode, numbers that are none."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(_VALUES):
        if not waiting:
            return data
        value, depth = waiting.pop()
        children = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
        is_strange = isinstance(value, float) and not math.isfinite(value)
        if (
            is_strange
            or depth > _DEPTH
            or (isinstance(value, str) and not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value))
        ):
            break
        waiting += [(child, depth + 1) for child in children]
    raise ValueError("holds something that no form asks")


class FormSummary(Model):
    """A form in the list."""

    id: str
    version: str
    title: dict[str, str] = Field(description="The name of the form by language.")
    audience: list[str]
    access: Literal["signedIn", "anyone"]
    minimum_level: int = Field(description="The least level of the means of the person who submits; 0 where none is needed.")
    schema_url: str
    fee: str | None = Field(None, description="What is to be paid after submitting, in euro, as 12.50.")


class FormList(Model):
    """All forms of the counter."""

    items: list[FormSummary]


class Person(Model):
    """Somebody for whom a clerk submits."""

    given_name: CleanText = Field(min_length=1, max_length=100)
    family_name: CleanText = Field(min_length=1, max_length=100)
    insz: str = Field(pattern=r"^[0-9]{11}$", description="National register or bis number.")


class OnBehalf(Model):
    """For whom a clerk submits, and why."""

    person: Person
    reason: CleanText = Field(min_length=2, max_length=400)


class SubmissionRequest(Model):
    """What is submitted: the form and data that fit its JSON Schema."""

    form: str = Field(max_length=60)
    data: Annotated[dict[str, Any], BeforeValidator(_check_plain)]
    language: Literal["nl", "fr", "en"] = "nl"
    on_behalf_of: OnBehalf | None = Field(None, description="Only for clerks.")


class SubmissionCreated(Model):
    """The reference of what was submitted. With a fee it is complete once that is paid."""

    reference: str
    status: StatusName
    payment_url: str | None = Field(None, description="Where to ask for a page on which to pay, while it is not paid.")


class Payment(Model):
    """How the payment of a submission stands."""

    amount: str = Field(description="In euro, as 12.50.")
    currency: Literal["EUR"]
    status: Literal["waiting", "paid"]
    reference: str | None = Field(description="What the payment service calls it, once it is paid.")
    paid_at: str | None


class PaymentPage(Model):
    """Where somebody pays. Asking again gives the same page, until that payment is over without money."""

    reference: str
    amount: str
    checkout_url: str


class SubmissionSummary(Model):
    """A submission in a list."""

    reference: str
    form: str
    status: StatusName
    received_at: str
    changed_at: str
    channel: Literal["web", "desk", "api"]


class SubmissionList(Model):
    """One page of submissions, newest first."""

    items: list[SubmissionSummary]
    total: int
    page: int
    page_size: int


class SubmissionDetail(SubmissionSummary):
    """A submission."""

    form_version: str
    reason: str | None
    language: str
    applicant: dict[str, Any]
    desk: dict[str, Any] | None
    payment: Payment | None
    origins: dict[str, Any] | None = Field(
        None, description="By answer where it was known from: source, time, and for a correction what the source says and why it is not so."
    )
    data: dict[str, Any]


class SubmissionStatus(Model):
    """How far a submission is."""

    reference: str
    status: StatusName
    reason: str | None
    changed_at: str
    payment: Payment | None = None


class StatusRequest(Model):
    """A new status; refusing needs a reason."""

    status: HandledStatus
    reason: str = Field("", max_length=1000)


class FaultyAnswer(Model):
    """One answer that may not be given."""

    pointer: str = Field(description="A JSON Pointer into `data`.")
    code: str
    detail: str


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[dict[str, Any]] | None = None
    answers: list[FaultyAnswer] | None = None
