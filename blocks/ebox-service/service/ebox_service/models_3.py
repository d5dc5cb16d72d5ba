"""Version 3 of the registry where it differs from 2.1: other names for recipients, senders and flags.

What no public text renames keeps its name of 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from ebox_service import models
from ebox_service.models import Asked, EnterpriseNumber, Line, Shaped
from ebox_service.tokens import CITIZEN, ENTERPRISE

Ssin = Annotated[str, StringConstraints(pattern=r"^[0-9]{11}$")]
_SSIN_TYPE: Final = "SSIN"


class Citizen(Asked):
    ebox_type: Literal["citizen"]
    ssin: Ssin

    def to_2(self) -> models.EboxId:
        return models.EboxId(ebox_type=CITIZEN, ebox_id_value=self.ssin)


class Enterprise(Asked):
    ebox_type: Literal["enterprise"]
    enterprise_number: EnterpriseNumber

    def to_2(self) -> models.EboxId:
        return models.EboxId(ebox_type=ENTERPRISE, ebox_id_value=self.enterprise_number)


Recipient = Annotated[Citizen | Enterprise, Field(discriminator="ebox_type")]


class ForTheAttentionOf(Asked):
    ssin: Ssin | None = None
    label: Annotated[Line, StringConstraints(max_length=200)] | None = None

    def to_2(self) -> models.ForTheAttentionOf:
        return models.ForTheAttentionOf(id=self.ssin, type=None if self.ssin is None else _SSIN_TYPE, name=self.label)


class AttachmentToPublish(models.AttachmentToPublish):
    main_content: Annotated[bool, Field(alias="isMainContent")]
    attachment_signed: Annotated[bool, Field(alias="isAttachmentSigned")] = False


class MessageToPublish(Asked):
    """`sender` is the client's own organisation; it may be left out."""

    recipient: Recipient
    subject: models.TextToPublish
    body_main_content: bool = False
    is_reply_authorized: bool
    sender: Enterprise | None = None
    for_the_attention_of: ForTheAttentionOf | None = None
    original_message_id: models.Id | None = None
    message_type_id: models.Id | None = None
    expiration_date: models.Moment | None = None
    sender_application_id: models.Id | None = None
    attachments: Annotated[tuple[AttachmentToPublish, ...], Field(max_length=100)] = ()
    body_content: models.TextToPublish | None = None
    business_data_list: Annotated[tuple[models.BusinessDataToPublish, ...], Field(max_length=100)] = ()
    payment_data: models.PaymentData | None = None

    def to_2(self) -> models.MessageToPublish:
        """The same message in the names of 2.1."""
        return models.MessageToPublish(
            recipient=self.recipient.to_2(),
            subject=self.subject,
            body_main_content=self.body_main_content,
            reply_authorized=self.is_reply_authorized,
            for_the_attention_of=None if self.for_the_attention_of is None else self.for_the_attention_of.to_2(),
            original_message_id=self.original_message_id,
            message_type_id=self.message_type_id,
            expiration_date=self.expiration_date,
            sender_organization_id=None if self.sender is None else self.sender.enterprise_number,
            sender_application_id=self.sender_application_id,
            attachments=list(self.attachments),
            body_content=self.body_content,
            business_data_list=list(self.business_data_list),
            payment_data=self.payment_data,
        )


class MessageToLink(Asked):
    message_id: models.Id
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=1000)]

    def to_2(self) -> models.MessageToLink:
        return models.MessageToLink(message_id=self.message_id, recipients=[recipient.to_2() for recipient in self.recipients])


class MessageOfRecipient(Asked):
    message_id: models.Id
    recipient: Recipient

    def to_2(self) -> models.MessageIdEboxId:
        return models.MessageIdEboxId(message_id=self.message_id, ebox_id=self.recipient.to_2())


class LinkResponse(Shaped):
    message_id: str
    expiration_date: models.Moment
    nb_success_links: int
    error_cases: list[Recipient]


class MessageStatus(Shaped):
    message_id: str
    recipient: Recipient
    expiration_date: models.Moment
    read_status: bool
    visible: bool


class Attachment(models.Attachment):
    main_content: Annotated[bool, Field(alias="isMainContent")]
    attachment_signed: Annotated[bool, Field(alias="isAttachmentSigned")]


class Attachments(Shaped):
    items: list[Attachment]
    total_items: int


class Message(Shaped):
    message_id: str
    original_message_id: str | None = None
    subject: models.TranslatedString
    receipt_date: models.Moment
    expiration_date: models.Moment
    read_status: bool
    visible: bool
    registered_mail: bool
    for_the_attention_of: ForTheAttentionOf | None = None
    message_type_id: str
    sender: Enterprise
    sender_application_id: str
    attachments: Attachments
    body_main_content: bool
    payment_data: models.PaymentData | None = None
    business_data_list: models.BusinessDataList | None = None
    is_reply_authorized: bool


class Messages(Shaped):
    items: list[Message]
    total_items: int


def show_box(shown: Mapping[str, str]) -> dict[str, str]:
    """An eboxId of 2.1 as a recipient."""
    name = "ssin" if shown["eboxType"] == CITIZEN else "enterpriseNumber"
    return {"eboxType": shown["eboxType"], name: shown["eboxIdValue"]}


def show_attachment(shown: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {"mainContent": "isMainContent", "attachmentSigned": "isAttachmentSigned"}
    return {renamed.get(name, name): value for name, value in shown.items()}


def show_attachments(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {**shown, "items": [show_attachment(item) for item in shown["items"]]}


def show_message(shown: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in shown.items() if name not in {"senderOrganizationId", "replyAuthorized", "forTheAttentionOf"}}
    about = shown.get("forTheAttentionOf")
    named = {} if about is None else {"forTheAttentionOf": _show_attention(about)}
    return {
        **kept,
        **named,
        "sender": {"eboxType": ENTERPRISE, "enterpriseNumber": shown["senderOrganizationId"]},
        "attachments": show_attachments(shown["attachments"]),
        "isReplyAuthorized": shown["replyAuthorized"],
    }


def show_messages(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {**shown, "items": [show_message(item) for item in shown["items"]]}


def show_status(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name != "eboxId"} | {"recipient": show_box(shown["eboxId"])}


def show_links(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {**shown, "errorCases": [show_box(case) for case in shown["errorCases"]]}


def _show_attention(about: Mapping[str, str]) -> dict[str, str]:
    """Whoever wrote it in 2.1 may have named somebody by another number than that of the national register."""
    label = {"label": about["name"]} if "name" in about else {}
    return label | ({"ssin": about["id"]} if about.get("type") == _SSIN_TYPE else {})
