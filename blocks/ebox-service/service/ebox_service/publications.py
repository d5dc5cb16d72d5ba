"""The rules for a message that is published or sent on, and how it is kept."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select
from stdnum import iban

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.seals import Clock
from ebox_service.errors import StatusError, absent, invalid
from ebox_service.events import NEW, announce
from ebox_service.languages import LANGUAGES, fill
from ebox_service.mailboxes import text_of
from ebox_service.models import (
    AttachmentToPublish,
    BusinessDataToPublish,
    MessageToLink,
    MessageToPublish,
    PaymentData,
    Shape,
    parse,
    read_moment,
    write_moment,
)
from ebox_service.recipients import digital_boxes
from ebox_service.reference_data import DEFAULT_TYPE, expiry
from ebox_service.senders import Client
from ebox_service.tables import (
    attachment_contents,
    attachments,
    deliveries,
    kept_answers,
    message_types,
    messages,
    sender_applications,
    sender_organisations,
)
from ebox_service.tokens import Box
from ebox_service.uploads import MESSAGE_PART, Publication, Upload

MEDIA_TYPES: Final = frozenset(
    {
        "application/pdf",
        "application/zip",
        "text/csv",
        "text/html",
        "text/plain",
        "text/xml",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-powerpoint",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
NO_DIGITAL_USER: Final = "NO_DIGITAL_USER"
_LONGEST_YEARS: Final = 100
_BUSINESS_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one version of the API, in characters. `one_main`: whether a message has one main content, and no second."""

    subject: int
    file_name: int
    one_main: bool = False


VERSION_2: Final = Limits(subject=255, file_name=80)
VERSION_3: Final = Limits(subject=400, file_name=255, one_main=True)


class Publications:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def publish(
        self, client: Client, message: MessageToPublish, files: Mapping[str, Upload], limits: Limits, key: str | None = None
    ) -> dict[str, Any]:
        """Keep a message and put it into the recipient's box: a PublicationStatusMessage.

        Raises StatusError 400, and 409 for an idempotency key that a message was published with before, be it the same one.
        """
        check(client, message, files, limits)
        with self._database.writing() as connection:
            if key is not None:
                _claim(connection, client, key, self._clock())
            return self.publish_in(connection, client, message, files)

    def publish_in(self, connection: Connection, client: Client, message: MessageToPublish, files: Mapping[str, Upload]) -> dict[str, Any]:
        """The same in the transaction of somebody who checked the message. Raises StatusError 400."""
        recipient = Box(message.recipient.ebox_type, message.recipient.ebox_id_value)
        now, message_id = self._clock(), str(uuid.uuid4())
        names = _Names.read(connection, client, message.message_type_id or DEFAULT_TYPE)
        if message.original_message_id is not None:
            _check_reply(connection, client, message.original_message_id)
        expires = _expiry(message, names, now)
        connection.execute(insert(messages).values(_message_row(message_id, message, client, names, now, expires)))
        for position, attachment in enumerate(message.attachments):
            _add_attachment(connection, message_id, position, attachment, files[attachment.http_part_name])
        _deliver(connection, message_id, [recipient], now)
        announce(connection, NEW, _event_row(client, message_id), [recipient], now)
        is_digital = recipient in digital_boxes(connection, [recipient])
        answer = {"messageId": message_id, "expirationDate": write_moment(expires)}
        if is_digital:
            return answer
        return answer | {"code": NO_DIGITAL_USER, "message": "The recipient never opened an eBox: send it on paper too."}

    def link(self, client: Client, request: MessageToLink) -> dict[str, Any]:
        """Put a message of the same sender into more boxes: a LinkResponse. A number that is none is an error case."""
        boxes = [Box(recipient.ebox_type, recipient.ebox_id_value) for recipient in request.recipients]
        now = self._clock()
        with self._database.writing() as connection:
            here = (
                (messages.c.share_key == client.share_key) & (messages.c.message_id == request.message_id) & (messages.c.expires_at > now)
            )
            sent = connection.execute(select(messages).where(here).with_for_update()).mappings().first()
            if sent is None:
                raise absent("message")
            known = select(deliveries.c.box_type, deliveries.c.box_value).where(deliveries.c.message_id == request.message_id)
            present = {Box(kind, value) for kind, value in connection.execute(known)}
            linked = [box for box in dict.fromkeys(boxes) if box.is_well_formed]
            added = [box for box in linked if box not in present]
            _deliver(connection, request.message_id, added, now)
            announce(connection, NEW, sent, added, now)
        return {
            "messageId": request.message_id,
            "expirationDate": write_moment(sent["expires_at"]),
            "nbSuccessLinks": len(linked),
            "errorCases": [{"eboxType": box.type, "eboxIdValue": box.value} for box in dict.fromkeys(boxes) if not box.is_well_formed],
        }


def read_message(publication: Publication, shape: type[Shape]) -> Shape:
    """The JSON part, in the names of one version. Raises StatusError 400 that names places and rules."""
    if publication.message is None:
        raise invalid(f"The part {publication.part} is missing.")
    return parse(shape, bytes(publication.message))


@dataclass(frozen=True, slots=True)
class _Names:
    """What readers are shown beside a message, to search in; and how long its kind lives."""

    words: Mapping[str, str]
    type_id: str
    validity: tuple[int, str]

    @classmethod
    def read(cls, connection: Connection, client: Client, type_id: str) -> _Names:
        here = (message_types.c.share_key == client.share_key) & (message_types.c.message_type_id == type_id)
        kind = connection.execute(select(message_types).where(here)).mappings().first()
        if kind is None:
            raise invalid("The messageTypeId is not one of the reference data.")
        organisations, applications = sender_organisations.c, sender_applications.c
        organisation = connection.execute(
            select(organisations.short_name, organisations.long_name).where(organisations.share_key == client.share_key)
        ).one()
        application = connection.execute(
            select(applications.name).where(
                applications.share_key == client.share_key, applications.application_id == client.application_id
            )
        ).one()
        texts = [json.loads(text) for text in (kind["name"], *organisation, *application)]
        words = {language: " ".join(text[language] for text in texts) for language in LANGUAGES}
        return cls(words, type_id, (kind["validity_number"], kind["validity_unit"]))


def _claim(connection: Connection, client: Client, key: str, now: float) -> None:
    try:
        kept_answers.claim(connection, client.share_key, f"{MESSAGE_PART} {client.application_id} {key}", now)
    except KeyReusedError:
        raise StatusError(409, "IDEMPOTENCY_KEY_REUSED", "A message was published with this idempotency key before.") from None


def check(client: Client, message: MessageToPublish, files: Mapping[str, Upload], limits: Limits) -> None:
    """What can be said of a message without the database. Raises StatusError 400."""
    _check_message(message, client, limits)
    _check_files(message.attachments, files, limits)


def _check_message(message: MessageToPublish, client: Client, limits: Limits) -> None:
    if message.registered_mail:
        raise invalid("Registered mail can be published by the EPOST service alone.", "REGISTERED_MAIL_NOT_ALLOWED")
    recipient = Box(message.recipient.ebox_type, message.recipient.ebox_id_value)
    if not recipient.is_well_formed:
        raise invalid("The recipient's eboxIdValue does not fit its eboxType: 10 digits for an enterprise, 11 for a citizen.")
    if message.sender_organization_id not in {None, client.organisation_id}:
        raise invalid("The senderOrganizationId is not that of this client.", "SENDER_NOT_ALLOWED")
    if message.sender_application_id not in {None, client.application_id}:
        raise invalid("The senderApplicationId is not that of this client.", "SENDER_NOT_ALLOWED")
    subject = message.subject.texts()
    if not subject:
        raise invalid("The subject has no text in nl, fr or de.")
    if any(len(text) > limits.subject for text in subject.values()):
        raise invalid(f"The subject may have {limits.subject} characters.")
    has_body = message.body_content is not None and bool(message.body_content.texts())
    if message.body_main_content and not has_body:
        raise invalid("The bodyMainContent is true and there is no bodyContent.")
    main = message.body_main_content + sum(attachment.main_content for attachment in message.attachments)
    if main == 0:
        raise invalid("There is no main content: a body or an attachment must be one.", "NO_MAIN_CONTENT")
    if main > 1 and limits.one_main:
        raise invalid("There is more than one main content.", "MORE_THAN_ONE_MAIN_CONTENT")
    for item in message.business_data_list:
        if any(len(text.encode()) > _BUSINESS_BYTES for value in item.values for text in value.texts().values()):
            raise invalid(f"A value of businessDataList may have {_BUSINESS_BYTES} bytes.")
    if message.payment_data is not None:
        _check_payment(message.payment_data)


def _check_payment(payment: PaymentData) -> None:
    if not iban.is_valid(payment.iban, check_country=False):
        raise invalid("The iban of paymentData is not one.")
    if any(abs(amount * 100 - round(amount * 100)) > 1e-4 for amount in (payment.amount, payment.vat_amount)):
        raise invalid("An amount of paymentData has more than two decimals.")


def _check_files(described: Sequence[AttachmentToPublish], files: Mapping[str, Upload], limits: Limits) -> None:
    names = [attachment.http_part_name for attachment in described]
    if len(set(names)) != len(names) or set(names) != set(files):
        raise invalid("Each attachment must name one part of its own, and each part must be an attachment.")
    for attachment in described:
        upload = files[attachment.http_part_name]
        if upload.media_type not in MEDIA_TYPES:
            raise invalid("The media type of an attachment is not one that eBox takes.", "MEDIA_TYPE_NOT_ALLOWED")
        if len(upload.file_name) > limits.file_name:
            raise invalid(f"The name of a file may have {limits.file_name} characters.")
        digest = base64.urlsafe_b64encode(upload.sha256()).rstrip(b"=").decode()
        if attachment.digest is not None and attachment.digest.digest_value.rstrip("=") != digest:
            raise invalid("The digest of an attachment is not that of its bytes.", "DIGEST_MISMATCH")


def _check_reply(connection: Connection, client: Client, original_id: str) -> None:
    here = (messages.c.share_key == client.share_key) & (messages.c.message_id == original_id)
    if not connection.execute(select(messages.c.reply_authorised).where(here)).scalar():
        raise invalid("The originalMessageId is not that of a message that may be replied to.")


def _expiry(message: MessageToPublish, names: _Names, now: float) -> float:
    if message.expiration_date is None:
        return expiry(now, *names.validity)
    expires = read_moment(message.expiration_date)
    if not now < expires <= expiry(now, _LONGEST_YEARS, "year"):
        raise invalid("The expirationDate is not in the future, or too far in it.")
    return expires


def _message_row(message_id: str, message: MessageToPublish, client: Client, names: _Names, now: float, expires: float) -> dict[str, Any]:
    subject = fill(message.subject.texts())
    business = [_business(item) for item in message.business_data_list]
    about = message.for_the_attention_of
    document = {
        "originalMessageId": message.original_message_id,
        "subject": subject,
        "forTheAttentionOf": None if about is None else about.model_dump(exclude_none=True),
        "businessDataList": {"items": business, "totalItems": len(business)} if business else None,
    }
    body = {} if message.body_content is None else fill(message.body_content.texts())
    return {
        "message_id": message_id,
        "share_key": client.share_key,
        "message_type_id": names.type_id,
        "organisation_id": client.organisation_id,
        "application_id": client.application_id,
        "reply_authorised": message.reply_authorized,
        "document": json.dumps({key: value for key, value in document.items() if value is not None}),
        "body": json.dumps(body) if body else None,
        "body_is_main": message.body_main_content,
        "payment": None if message.payment_data is None else _payment(message.payment_data),
        **{f"words_{language}": _words(language, subject, business, names) for language in LANGUAGES},
        "published_at": now,
        "expires_at": expires,
    }


def _event_row(client: Client, message_id: str) -> dict[str, str]:
    return {"share_key": client.share_key, "application_id": client.application_id, "message_id": message_id}


def _business(item: BusinessDataToPublish) -> dict[str, Any]:
    """A name that is not given is the key; a value without a text is empty in each language."""
    nothing = dict.fromkeys(LANGUAGES, "")
    shown = {
        "key": item.key,
        "name": fill(item.name.texts()) if item.name is not None and item.name.texts() else fill({"nl": item.key}),
        "values": [fill(value.texts()) or nothing for value in item.values],
    }
    description = {} if item.description is None else fill(item.description.texts())
    return shown | ({"description": description} if description else {})


def _payment(payment: PaymentData) -> str:
    """Amounts are kept as whole cents."""
    shown = payment.model_dump(by_alias=True, exclude_none=True, exclude={"amount", "vat_amount"})
    cents = {"amountCents": round(payment.amount * 100), "vatAmountCents": round(payment.vat_amount * 100)}
    return json.dumps(shown | {"iban": iban.compact(payment.iban)} | cents)


def _words(language: str, subject: Mapping[str, str], business: Sequence[Mapping[str, Any]], names: _Names) -> str:
    """What a search in this language looks through, in small letters."""
    told = [text[language] for item in business for text in (item["name"], *item["values"])]
    return text_of(" ".join((subject[language], names.words[language], *told)))


def _add_attachment(connection: Connection, message_id: str, position: int, attachment: AttachmentToPublish, upload: Upload) -> None:
    attachment_id = str(uuid.uuid4())
    title = {} if attachment.attachment_title is None else fill(attachment.attachment_title.texts())
    connection.execute(
        insert(attachments).values(
            attachment_id=attachment_id,
            message_id=message_id,
            position=position,
            title=json.dumps(title) if title else None,
            file_name=upload.file_name,
            media_type=upload.media_type,
            is_main=attachment.main_content,
            is_signed=attachment.attachment_signed,
            size=upload.size,
            sha256=base64.urlsafe_b64encode(upload.sha256()).rstrip(b"=").decode(),
        )
    )
    connection.execute(insert(attachment_contents).values(attachment_id=attachment_id, content=upload.read()))


def _deliver(connection: Connection, message_id: str, boxes: Sequence[Box], now: float) -> None:
    rows = [
        {"message_id": message_id, "box_type": box.type, "box_value": box.value, "received_at": now, "read_at": None, "visible": True}
        for box in boxes
    ]
    if rows:
        connection.execute(insert(deliveries), rows)
