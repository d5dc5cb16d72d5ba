"""The eBox."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select
from tests.blocks.ebox_service import test_official_operations as ebox_operations
from tests.blocks.ebox_service import test_registry_3 as ebox_3
from tests.blocks.ebox_service import worlds as ebox
from tests.services.subjects.brokers import BROKER_ABSENT, BROKER_IDS, NO_EVENT, Offer, broker_proof, give_up_on
from tests.services.subjects.subjects import CANARY, FIRST, ORGANISATIONS, Call, Ids, Subject

from ebox_service import registrations as ebox_registrations
from ebox_service.tables import events, messages


def start_ebox(folder: Path, database_uri: str | None = None) -> Subject:
    world = ebox.build_world(folder, database_uri=database_uri)
    offer = Offer(ebox_registrations.SERVICE_ID, ebox_registrations.PLAN_ID, {"senderApplication": {"name": "Loket"}})
    senders = {
        user: ebox.Sender(world, offer.adopt(world.application, ebox.BASE, ebox.BROKER_KEY, user), "binding") for user in ORGANISATIONS
    }
    first = senders[FIRST]
    message = first.send(
        ebox.letter(
            subject={"nl": CANARY, "fr": CANARY, "de": CANARY},
            bodyContent={"nl": CANARY},
            paymentData=ebox_operations.PAYMENT,
        )
    )
    attachment = first.read(f"/ebox/messages/{message}/attachments")["items"][0]["attachmentId"]
    tokens = {user: first_of(sender) for user, sender in senders.items()}
    telling = Offer(offer.service, offer.plan, {**offer.bind, "interface": "notification"})
    notifiers = {
        user: ebox.Notifier(world, telling.adopt(world.application, ebox.BASE, ebox.BROKER_KEY, user, "notifier-"), "notifier")
        for user in ORGANISATIONS
    }
    to_maria = ebox.receipt(recipient={"nationalNumber": ebox.MARIA["eboxIdValue"]}, body=CANARY)
    told = notifiers[FIRST].told(to_maria)
    ids: dict[str, str] = {
        "domain": "citizen",
        "messageId": message,
        "attachmentId": attachment,
        "messageTypeId": "decision",
        "senderApplicationId": first.credentials["senderApplicationId"],
        "senderOrganizationId": first.credentials["senderOrganizationId"],
        "imageId": "logo",
        "access": tokens[FIRST],
        "notificationId": told["id"],
        "letterId": told["links"]["letter"].rpartition("/")[2],
        "position": "0",
        "messageProviderId": "citizen",
    } | BROKER_IDS
    with world.service.database.reading() as connection:
        mine = select(messages.c.share_key, messages.c.application_id).where(messages.c.message_id == message)
        share, application = connection.execute(mine).one()
    ids["event_id"] = give_up_on(world.service.database, events, share_key=share, application_id=application)
    things = ("messageId", "attachmentId", "senderApplicationId", "notificationId", "letterId")
    nothing = dict.fromkeys(things, "nothing-there")
    absent = ids | nothing | {"senderOrganizationId": "0999999999", "access": "x" * 43} | BROKER_ABSENT | NO_EVENT
    jan = dict(ebox.JAN)
    registry, later = "/ebox/{domain}/v2", "/ebox/{domain}/v3"
    federation = "/ebox/enterprise/federation/v1"

    def publish(_: Ids) -> Call:
        kind, body = ebox.multipart(ebox.note(), [])
        return {"content": body, "headers": {"content-type": kind}}

    def publish_3(_: Ids) -> Call:
        wanted = ebox_3.decision(sender=None)
        kind, body = ebox.multipart(wanted, [("upfile1", "besluit.pdf", "application/pdf", ebox.PDF)])
        return {"content": body, "headers": {"content-type": kind}}

    def hide(names: Ids) -> Call:
        changes = {"items": [{"messageId": names["messageId"], "visible": False}]}
        return {"content": json.dumps(changes), "headers": {"content-type": "application/merge-patch+json"}}

    def notify(names: Ids) -> Call:
        # The first organisation used this key for the same notification.
        key = "k-1" if names["notificationId"] == told["id"] else "k-2"
        kind, body = ebox.multipart(to_maria, [("attachment", "bewijs.pdf", "application/pdf", ebox.PDF)], part="notification")
        return {"content": body, "headers": {"content-type": kind, "idempotency-key": key}}

    return Subject(
        "ebox-service",
        world.application,
        ebox.BASE,
        world.service.database,
        ids,
        absent,
        {
            "/registeredMail": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/ebox": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/deliveries": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/document-service": lambda user: {"headers": notifiers[user].bearer()},
            "/oauth": lambda user: {"auth": senders[user].basic},
            "/broker": broker_proof(ebox.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/oauth/introspect"): lambda names: {"data": {"token": names["access"]}},
            ("POST", "/document-service/v1/notifications"): notify,
            ("POST", f"{federation}/eboxPreferences/search"): lambda _: {
                "json": {"eboxType": "CITIZEN", "eboxIdType": "SSIN", "eboxIdValueList": [jan["eboxIdValue"]]}
            },
            ("PATCH", f"{federation}/eboxPreferences"): lambda _: {
                "content": json.dumps({"eboxId": {"eboxType": "CITIZEN", "eboxIdValue": jan["eboxIdValue"]}, "exclusivelyEbox": False}),
                "headers": {"content-type": "application/merge-patch+json"},
            },
            ("POST", f"{registry}/publishMessage"): publish,
            ("POST", f"{registry}/linkEboxMessage"): lambda names: {
                "json": {"messageId": names["messageId"], "recipients": [dict(ebox.NOOR)]}
            },
            ("POST", f"{registry}/searchMessageStatus"): lambda names: {"json": [{"messageId": names["messageId"], "eboxId": jan}]},
            ("PATCH", f"{registry}/ebox/messages"): hide,
            ("POST", f"{later}/ebox/messages"): publish_3,
            ("POST", f"{later}/publishMessage"): publish_3,
            ("POST", f"{later}/linkEboxMessage"): lambda names: {
                "json": {"messageId": names["messageId"], "recipients": [ebox_3.ENTERPRISE]}
            },
            ("POST", f"{later}/searchMessageStatus"): lambda names: {
                "json": [{"messageId": names["messageId"], "recipient": ebox_3.CITIZEN}]
            },
            ("PATCH", f"{later}/ebox/messages"): hide,
            **offer.calls,
        },
        {
            ("POST", "/registeredMail/v1/registeredMails"): "is refused to everybody",
            ("PATCH", "/ebox/enterprise/federation/v1/messageProviders/{messageProviderId}"): "is refused to everybody",
        },
    )


def first_of(sender: ebox.Sender) -> str:
    """A token with which Jan's box is read."""
    return sender.bearer(on_behalf_of=ebox.JAN["eboxIdValue"])["authorization"].removeprefix("Bearer ")
