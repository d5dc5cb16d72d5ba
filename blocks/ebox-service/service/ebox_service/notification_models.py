"""The shapes of the document service: what is to be told to somebody, and how far that is. What is null is left out."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from ebox_service.models import Address, Asked, EnterpriseNumber, Line, Moment, Shaped
from ebox_service.settings import ATTACHMENTS

SUBJECT_CHARACTERS: Final = 255

Subject = Annotated[Line, StringConstraints(min_length=1, max_length=SUBJECT_CHARACTERS)]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(description="SHA-256 of the file, 64 hexadecimal digits")]
Language = Literal["nl", "fr", "en"]


class Person(Asked):
    """Who it is for: one of both numbers."""

    national_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{11}$")] | None = None
    enterprise_number: EnterpriseNumber | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if (self.national_number is None) == (self.enterprise_number is None):
            raise ValueError("needs a nationalNumber or an enterpriseNumber")
        return self


class Subjects(Asked):
    nl: Subject | None = None
    fr: Subject | None = None
    en: Subject | None = None

    @model_validator(mode="after")
    def is_not_empty(self) -> Self:
        if not (self.nl or self.fr or self.en):
            raise ValueError("needs a text")
        return self


class File(Asked):
    """A part of the request whose file name is `name`."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=80)]
    media_type: Literal["application/pdf"]
    digest: Sha256


class PostalAddress(Asked):
    """Where paper goes."""

    name: Name
    street: Name
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
    municipality: Annotated[Line, StringConstraints(min_length=1, max_length=100)]


class Notification(Asked):
    recipient: Person
    subject: Subject | Subjects
    body: Annotated[Line, StringConstraints(min_length=1, max_length=20_000)]
    language: Language = "nl"
    reference: Annotated[Line, StringConstraints(min_length=1, max_length=80)] | None = None
    attachments: Annotated[tuple[File, ...], Field(max_length=ATTACHMENTS)] = ()
    address: PostalAddress | None = None


class Links(Shaped):
    """`letter` is there where it went on paper."""

    this: Annotated[Address, Field(alias="self")]
    letter: Address | None = None


class Reason(Shaped):
    code: str
    detail: str


class NotificationState(Shaped):
    id: str
    channel: Literal["ebox", "paper"]
    status: Literal["accepted", "delivered", "printed", "posted", "failed"]
    reason: Reason | None = None
    reference: str | None = None
    created_at: Moment
    changed_at: Moment
    links: Links


class Enclosure(Shaped):
    name: str
    media_type: str
    size: Annotated[int, Field(description="In bytes")]
    digest: Sha256
    href: Address


class LetterState(Shaped):
    """A letter as it lies in the print room."""

    id: str
    status: Literal["accepted", "printed", "posted"]
    address: PostalAddress
    language: Language
    sender: str
    subject: str
    body: str
    reference: str | None = None
    enclosures: list[Enclosure]
    created_at: Moment
    printed_at: Moment | None = None
    posted_at: Moment | None = None


class LetterStates(Shaped):
    items: list[LetterState]
    total_items: int
