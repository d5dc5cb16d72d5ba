"""The document service: tell somebody something, by eBox, else on paper.

The sender chooses no channel. The message is published in the registry of the share; where the recipient never opened an eBox
(NO_DIGITAL_USER) a letter is printed and posted as well.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.seals import Clock
from ebox_service.errors import StatusError, absent, invalid
from ebox_service.languages import LANGUAGES
from ebox_service.models import AttachmentToPublish, BusinessDataToPublish, Digest, EboxId, MessageToPublish, TextToPublish, write_moment
from ebox_service.notification_models import File, Notification
from ebox_service.publications import NO_DIGITAL_USER, VERSION_2, Publications, check
from ebox_service.recipients import HOMES, Home
from ebox_service.senders import Client
from ebox_service.settings import EboxSettings
from ebox_service.tables import kept_answers, letters, notifications
from ebox_service.tokens import CITIZEN, ENTERPRISE, Box
from ebox_service.uploads import Upload

MESSAGE_PART: Final = "notification"
EBOX: Final = "ebox"
PAPER: Final = "paper"
ACCEPTED: Final = "accepted"
DELIVERED: Final = "delivered"
PRINTED: Final = "printed"
POSTED: Final = "posted"
FAILED: Final = "failed"
NO_ADDRESS: Final = "NO_ADDRESS"
_REASONS: Final = {NO_ADDRESS: "The recipient has no eBox, and no postal address was given or is known."}
_REFERENCE_NAME: Final = TextToPublish(nl="Referentie", fr="Référence", de="Aktenzeichen")
_PDF: Final = b"%PDF-"
# What a letter becomes, and the column that says since when.
_NEXT: Final = {ACCEPTED: (PRINTED, letters.c.printed_at), PRINTED: (POSTED, letters.c.posted_at)}


class Notifications:
    def __init__(self, database: Database, publications: Publications, settings: EboxSettings, clock: Clock) -> None:
        self._database = database
        self._publications = publications
        self._settings = settings
        self._clock = clock

    def send(self, client: Client, key: str, wanted: Notification, files: Mapping[str, Upload]) -> tuple[dict[str, Any], bool]:
        """A NotificationState, and whether this is the first time that it is asked with this key.

        Raises StatusError 400 for what cannot be sent, 409 where the key belongs to another notification.
        """
        _check_files(files)
        message = _message(wanted)
        check(client, message, files, VERSION_2)
        digests = sorted((name, upload.sha256().hex()) for name, upload in files.items())
        request = json.dumps([client.application_id, wanted.model_dump(mode="json"), digests], sort_keys=True)

        def make(connection: Connection) -> dict[str, Any]:
            return self._send(connection, client, wanted, message, files)

        own_key = f"{MESSAGE_PART} {client.application_id} {key}"
        try:
            return kept_answers.once(self._database, client.share_key, own_key, request, make, self._clock())
        except KeyReusedError:
            raise StatusError(409, "IDEMPOTENCY_KEY_REUSED", "The idempotency key was used for another notification.") from None

    def find(self, client: Client, notification_id: str) -> dict[str, Any]:
        """A NotificationState as it is now. Raises StatusError 404 for that of another application too."""
        mine = (
            notifications.c.notification_id == notification_id,
            notifications.c.share_key == client.share_key,
            notifications.c.application_id == client.application_id,
        )
        with self._database.reading() as connection:
            row = connection.execute(select(notifications).where(*mine)).mappings().first()
        if row is None:
            raise absent("notification")
        return self._state(row)

    def advance(self) -> int:
        """Print and post the letters whose time has come; how many moved on."""
        now, moved = self._clock(), 0
        due = notifications.c.due_at <= now
        with self._database.reading() as connection:
            if connection.execute(select(notifications.c.notification_id).where(due).limit(1)).first() is None:
                return 0
        with self._database.writing() as connection:
            # The later step first: a letter takes one step at a time.
            for status, (successor, since) in reversed(_NEXT.items()):
                here = (notifications.c.status == status) & due
                chosen = list(connection.execute(select(notifications.c.notification_id).where(here).with_for_update()).scalars())
                due_at = now + self._settings.letter_seconds if successor in _NEXT else None
                values = {"status": successor, "changed_at": now, "due_at": due_at}
                connection.execute(update(notifications).where(notifications.c.notification_id.in_(chosen)).values(values))
                connection.execute(update(letters).where(letters.c.notification_id.in_(chosen)).values({since.name: now}))
                moved += len(chosen)
        return moved

    def _send(
        self, connection: Connection, client: Client, wanted: Notification, message: MessageToPublish, files: Mapping[str, Upload]
    ) -> dict[str, Any]:
        published = self._publications.publish_in(connection, client, message, files)
        now = self._clock()
        row: dict[str, Any] = {
            "notification_id": str(uuid.uuid4()),
            "share_key": client.share_key,
            "application_id": client.application_id,
            "message_id": published["messageId"],
            "reference": wanted.reference or "",
            "channel": EBOX,
            "status": DELIVERED,
            "reason": "",
            "created_at": now,
            "changed_at": now,
            "due_at": None,
        }
        home = _home(wanted, Box(message.recipient.ebox_type, message.recipient.ebox_id_value))
        if published.get("code") == NO_DIGITAL_USER and home is None:
            row |= {"channel": PAPER, "status": FAILED, "reason": NO_ADDRESS}
        elif published.get("code") == NO_DIGITAL_USER:
            row |= {"channel": PAPER, "status": ACCEPTED, "due_at": now + self._settings.letter_seconds}
        connection.execute(insert(notifications).values(row))
        if row["status"] == ACCEPTED and home is not None:
            connection.execute(insert(letters).values(_letter_row(row["notification_id"], wanted, home)))
        return self._state(row)

    def _state(self, row: RowMapping | Mapping[str, Any]) -> dict[str, Any]:
        url = f"{self._settings.notification_url}/v1"
        links = {"self": f"{url}/notifications/{row['notification_id']}"}
        if row["channel"] == PAPER and row["status"] != FAILED:
            links["letter"] = f"{url}/letters/{row['notification_id']}"
        state = {
            "id": row["notification_id"],
            "channel": row["channel"],
            "status": row["status"],
            "createdAt": write_moment(row["created_at"]),
            "changedAt": write_moment(row["changed_at"]),
            "links": links,
        }
        known = {"reference": row["reference"]} if row["reference"] else {}
        return state | known | ({"reason": {"code": row["reason"], "detail": _REASONS[row["reason"]]}} if row["reason"] else {})


def subject_in(wanted: Notification) -> str:
    """The subject in the language of the notification, else in another one."""
    if isinstance(wanted.subject, str):
        return wanted.subject
    texts: dict[str, str] = wanted.subject.model_dump(exclude_none=True)
    return texts.get(wanted.language) or next(iter(texts.values()))


def _message(wanted: Notification) -> MessageToPublish:
    """As the registry wants it: the body is what is read, the files come with it."""
    to = wanted.recipient
    recipient = (
        EboxId(ebox_type=CITIZEN, ebox_id_value=to.national_number)
        if to.national_number is not None
        else EboxId(ebox_type=ENTERPRISE, ebox_id_value=str(to.enterprise_number))
    )
    reference = BusinessDataToPublish(key="reference", name=_REFERENCE_NAME, values=[TextToPublish(nl=wanted.reference)])
    return MessageToPublish(
        recipient=recipient,
        subject=_subject(wanted),
        body_main_content=True,
        reply_authorized=False,
        body_content=TextToPublish(**{_federated(wanted.language): wanted.body}),
        attachments=[_attachment(file) for file in wanted.attachments],
        business_data_list=[] if wanted.reference is None else [reference],
    )


def _subject(wanted: Notification) -> TextToPublish:
    if isinstance(wanted.subject, str):
        return TextToPublish(**{_federated(wanted.language): wanted.subject})
    texts = {language: text for language, text in wanted.subject.model_dump(exclude_none=True).items() if language in LANGUAGES}
    return TextToPublish(**(texts or {"nl": wanted.subject.en}))


def _federated(language: str) -> str:
    """The federation has no English: such a text stands in all its languages."""
    return language if language in LANGUAGES else "nl"


def _attachment(file: File) -> AttachmentToPublish:
    value = base64.urlsafe_b64encode(bytes.fromhex(file.digest)).rstrip(b"=").decode()
    digest = Digest(digest_method="sha_256", digest_value=value)
    return AttachmentToPublish(http_part_name=file.name, main_content=False, digest=digest)


def _check_files(files: Mapping[str, Upload]) -> None:
    for upload in files.values():
        if upload.media_type != "application/pdf" or upload.read()[: len(_PDF)] != _PDF:
            raise invalid("An attachment is not a PDF: paper can carry nothing else.", "MEDIA_TYPE_NOT_ALLOWED")


def _home(wanted: Notification, box: Box) -> Home | None:
    return HOMES.get(box) if wanted.address is None else Home(**wanted.address.model_dump())


def _letter_row(notification_id: str, wanted: Notification, home: Home) -> dict[str, Any]:
    return {
        "notification_id": notification_id,
        "language": wanted.language,
        "subject": subject_in(wanted),
        "name": home.name,
        "street": home.street,
        "postcode": home.postcode,
        "municipality": home.municipality,
    }
