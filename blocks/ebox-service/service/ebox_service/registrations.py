"""How organisations and applications get in: the catalog and the backend of the service's broker."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen_service.addresses import ADDRESS_CHARACTERS, check_address
from bouwsteen_service.brokers import BindResult, BrokerError, Catalog, Plan, Service, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.shares import DIALECT, NAME, ORGANISATION, create_schema, update_schema
from bouwsteen_service.idempotency import digest
from bouwsteen_service.seals import Seal
from ebox_service import scopes
from ebox_service.senders import Client, EventsAccount, Senders, Share, organisation_number
from ebox_service.settings import EboxSettings

SERVICE_ID: Final = "3b9f3c52-8f6e-4d0c-8a8e-5b7f0b0a6d01"
PLAN_ID: Final = "3b9f3c52-8f6e-4d0c-8a8e-5b7f0b0a6d02"

SENDER: Final = "ebox-sender"
NOTIFICATION: Final = "notification"

_SHARE_PROPERTIES: Final[Mapping[str, Any]] = {
    "organisation": ORGANISATION,
    "displayName": {**NAME, "description": "The name that people see as the sender."},
}
CREATE_SCHEMA: Final = create_schema(_SHARE_PROPERTIES)
UPDATE_SCHEMA: Final = update_schema(_SHARE_PROPERTIES)
BIND_SCHEMA: Final = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "examples": [{"senderApplication": {"name": "Loket"}}, {"senderApplication": {"name": "Belastingen"}}],
    "required": ["senderApplication"],
    "properties": {
        "interface": {"enum": [SENDER, NOTIFICATION], "description": "What the account is for; left out, the registry."},
        "eventsUrl": {"type": "string", "maxLength": ADDRESS_CHARACTERS, "description": "Gets signed events of what becomes of messages."},
        "senderApplication": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"id": {"type": "string", "pattern": "^[0-9A-Za-z._-]{1,64}$"}, "name": NAME},
        },
    },
}

CATALOG: Final = Catalog(
    (
        Service(
            id=SERVICE_ID,
            name="ebox",
            description="Official mail to the eBox of citizens and enterprises.",
            tags=("ebox", "messages", "notifications"),
            plans=(
                Plan(
                    id=PLAN_ID,
                    name="standard",
                    description="An organisation's own message registry, with an account for each application that sends.",
                    create_schema=CREATE_SCHEMA,
                    update_schema=UPDATE_SCHEMA,
                    bind_schema=BIND_SCHEMA,
                    binding_rotatable=True,
                ),
            ),
        ),
    )
)


class Registrations:
    """The broker's backend: a registry for each instance, a client for each binding."""

    def __init__(self, senders: Senders, settings: EboxSettings, seal: Seal, mailbox_url: str | None) -> None:
        """`mailbox_url`: where people read their mail; None where they cannot sign in."""
        self._senders = senders
        self._mailbox = {} if mailbox_url is None else {"mailboxUrl": mailbox_url}
        self._seal = seal
        self._settings = settings

    def dashboard_url(self, _: ServiceInstance) -> str | None:
        return None

    def provision(self, instance: ServiceInstance) -> None:
        self._senders.save_share(_share(instance))

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:  # noqa: ARG002  the port hands in both
        self._senders.save_share(_share(instance))

    def deprovision(self, instance: ServiceInstance) -> None:
        self._senders.remove_share(instance.key)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        """Register a client. A successor is one of its own for the same application: both work until the old binding is deleted."""
        application = binding.parameters["senderApplication"]
        events_url = binding.parameters.get("eventsUrl")
        _check_address(events_url)
        root = binding.binding_id if predecessor is None else predecessor.binding_id
        secret = secrets.token_urlsafe(32)
        notifies = binding.parameters.get("interface") == NOTIFICATION
        client = Client(
            client_id=secrets.token_hex(16),
            share_key=instance.key,
            organisation_id=organisation_number(instance.parameters["organisation"]),
            application_id=application.get("id") or self._senders.application_of(instance.key, root) or f"app-{digest(root)[:12]}",
            scopes=(scopes.NOTIFY,) if notifies else scopes.REGISTRY,
            secret_hash=digest(secret),
        )
        events_secret = secrets.token_urlsafe(32)
        events = EventsAccount(events_url, self._seal.seal(events_secret))
        self._senders.add(client, binding.binding_id, application["name"], events)
        account = {
            "tokenUrl": self._settings.token_url,
            "clientId": client.client_id,
            "clientSecret": secret,
            "scopes": list(client.scopes),
            **self._mailbox,
        }
        if notifies:
            return BindResult(account | {"url": self._settings.notification_url})
        sender = {"senderOrganizationId": client.organisation_id, "senderApplicationId": client.application_id}
        return BindResult(account | sender | {"registryUrl": self._settings.registry_url, "eventsSecret": events_secret})

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._senders.remove(instance.key, binding.binding_id)


def _share(instance: ServiceInstance) -> Share:
    organisation = instance.parameters["organisation"]
    name = organisation["name"]
    return Share(
        key=instance.key,
        owner=instance.owner,
        organisation_id=organisation_number(organisation),
        name=name,
        display_name=instance.parameters.get("displayName", name),
        codes=tuple(organisation[kind] for kind in ("ovo", "nis") if organisation.get(kind)),
    )


def _check_address(url: str | None) -> None:
    if url is not None:
        try:
            check_address(url)
        except ValueError as error:
            raise BrokerError.malformed(f"The address eventsUrl {error}.") from None
