"""How organisations and applications get in: the catalog and the backend of the service's broker."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen_service.addresses import ADDRESS_CHARACTERS, check_address
from bouwsteen_service.brokers import BindResult, BrokerError, Catalog, Plan, Service, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.shares import DIALECT, NAME, ORGANISATION, create_schema, update_schema, words
from bouwsteen_service.idempotency import digest
from bouwsteen_service.seals import Seal
from magda_service.accounts import SCOPES, Accounts, Registration, Share
from magda_service.data_names import DATA_NAMES, in_order
from magda_service.settings import MagdaSettings

SERVICE_ID: Final = "5a0c6f5e-8f0d-4a3e-9c55-2d1b6a7e4c01"
PLAN_ID: Final = "5a0c6f5e-8f0d-4a3e-9c55-2d1b6a7e4c02"

_WORDS: Final = words(500)
_DATA: Final[Mapping[str, Any]] = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(DATA_NAMES)}}
_SHARE_PROPERTIES: Final[Mapping[str, Any]] = {
    "organisation": ORGANISATION,
    "displayName": {**NAME, "description": "The name that citizens see in the list of who asked after them."},
    "data": {**_DATA, "description": "What the organisation's applications may ask at most; left out, everything."},
}
CREATE_SCHEMA: Final = create_schema(_SHARE_PROPERTIES)
UPDATE_SCHEMA: Final = update_schema(_SHARE_PROPERTIES)
BIND_SCHEMA: Final = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "examples": [
        {"purpose": "Verhuizing", "legalBasis": "Voorbeeld: artikel 3 van een decreet", "data": ["givenName", "familyName"]},
        {"purpose": "Verhuizing", "legalBasis": "Voorbeeld: artikel 3 van een decreet", "data": ["givenName"]},
    ],
    "required": ["purpose", "legalBasis", "data"],
    "properties": {
        "purpose": {**_WORDS, "description": "What the data is needed for."},
        "legalBasis": {**_WORDS, "description": "The law, decree or deliberation that allows it."},
        "data": {**_DATA, "description": "What is needed of a person, and no more."},
        "name": {**NAME, "description": "The application, as citizens see it in the list of who asked after them."},
        "eventsUrl": {"type": "string", "maxLength": ADDRESS_CHARACTERS, "description": "Gets signed events of changes."},
    },
}

CATALOG: Final = Catalog(
    (
        Service(
            id=SERVICE_ID,
            name="magda",
            description="Data of persons from authentic sources, by legal basis, in the shape of MAGDA.",
            tags=("magda", "person-data"),
            plans=(
                Plan(
                    id=PLAN_ID,
                    name="standard",
                    description="An organisation's access, with a registration for each application.",
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
    """The broker's backend: a share for each instance, an account for each binding."""

    def __init__(self, accounts: Accounts, settings: MagdaSettings, seal: Seal) -> None:
        self._accounts = accounts
        self._settings = settings
        self._seal = seal

    def dashboard_url(self, _: ServiceInstance) -> str | None:
        return None

    def provision(self, instance: ServiceInstance) -> None:
        self._accounts.save_share(_share(instance))

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:  # noqa: ARG002  the port hands in both
        self._accounts.save_share(_share(instance))

    def deprovision(self, instance: ServiceInstance) -> None:
        self._accounts.remove_share(instance.key)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        """Register an application. A successor is an account of the same one: both work until the old binding is deleted."""
        asked = binding.parameters
        allowed = _share(instance).data
        if not set(asked["data"]) <= set(allowed):
            raise BrokerError.malformed(f"The parameter data may hold at most: {', '.join(allowed)}.")
        _check_address(asked.get("eventsUrl"))
        root = binding.binding_id if predecessor is None else predecessor.binding_id
        registration_id = self._accounts.registration_of(instance.key, root) or f"app-{digest(root)[:12]}"
        registration = Registration(
            share_key=instance.key,
            id=registration_id,
            name=asked.get("name") or "Toepassing",
            purpose=asked["purpose"],
            legal_basis=asked["legalBasis"],
            data=in_order(asked["data"]),
            # Four digits, as those of the public examples; the same for ever.
            capacity=str(1000 + int(digest(f"{instance.key}/{registration_id}")[:8], 16) % 9000),
            events_url=asked.get("eventsUrl"),
        )
        client_id, secret, events_secret = secrets.token_hex(16), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._accounts.add(registration, binding.binding_id, client_id, secret, self._seal.seal(events_secret))
        return BindResult(
            {
                "url": self._settings.url,
                "tokenUrl": self._settings.token_url,
                "clientId": client_id,
                "clientSecret": secret,
                "scopes": list(SCOPES),
                "hoedanigheid": registration.capacity,
                "data": list(registration.data),
                "eventsSecret": events_secret,
            }
        )

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._accounts.remove(instance.key, binding.binding_id)


def _share(instance: ServiceInstance) -> Share:
    organisation = instance.parameters["organisation"]
    return Share(
        key=instance.key,
        owner=instance.owner,
        nis=organisation["nis"],
        name=instance.parameters.get("displayName", organisation["name"]),
        data=in_order(instance.parameters.get("data", DATA_NAMES)),
    )


def _check_address(url: str | None) -> None:
    if url is not None:
        try:
            check_address(url)
        except ValueError as error:
            raise BrokerError.malformed(f"The address eventsUrl {error}.") from None
