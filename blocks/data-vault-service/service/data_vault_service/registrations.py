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
from data_vault_service import periods
from data_vault_service.access_requests import AccessRequests
from data_vault_service.data import DATA
from data_vault_service.settings import VaultSettings
from data_vault_service.shares import SCOPE, Client, Share, Shares, Terms

SERVICE_ID: Final = "5d0a4c7e-51b7-4a0e-9a63-0f1d6f5b7a01"
PLAN_ID: Final = "5d0a4c7e-51b7-4a0e-9a63-0f1d6f5b7a02"
_TEXT: Final = words(400)
_ADDRESS: Final = {"type": "string", "maxLength": ADDRESS_CHARACTERS}

_SHARE_PROPERTIES: Final[Mapping[str, Any]] = {
    "organisation": ORGANISATION,
    "displayName": {**NAME, "description": "The name by which citizens see who asks."},
}
CREATE_SCHEMA: Final = create_schema(_SHARE_PROPERTIES)
UPDATE_SCHEMA: Final = update_schema(_SHARE_PROPERTIES)
BIND_SCHEMA: Final = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "examples": [
        {"purpose": "Premie", "period": "P30D", "data": ["email"], "redirectUris": ["https://loket.herstappe.example"]},
        {"purpose": "Premie", "period": "P1D", "data": ["email"], "redirectUris": ["https://loket.herstappe.example"]},
    ],
    "required": ["purpose", "period", "data", "redirectUris"],
    "properties": {
        "application": NAME,
        "purpose": {**_TEXT, "description": "What the data is for, as citizens read it."},
        "legalBasis": {**_TEXT, "description": "The law beside the consent, as citizens read it."},
        "period": {"type": "string", "pattern": periods.PATTERN, "description": "The longest that a grant lasts: P30D."},
        "data": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(DATA)}},
        "redirectUris": {
            "type": "array",
            "maxItems": 20,
            "items": _ADDRESS,
            "description": "Citizens are only sent back to these origins.",
        },
        "eventsUrl": {**_ADDRESS, "description": "Gets a signed event of each grant, refusal, withdrawal and expiry."},
    },
}

_PLAN: Final = Plan(
    id=PLAN_ID,
    name="standard",
    description="An organisation's own WebID, with an account for each application that asks.",
    create_schema=CREATE_SCHEMA,
    update_schema=UPDATE_SCHEMA,
    bind_schema=BIND_SCHEMA,
    binding_rotatable=True,
)


def make_catalog(server: str) -> Catalog:
    """`server` is the Solid server where organisations have their WebIDs; citizens may have theirs there too."""
    service = Service(
        id=SERVICE_ID,
        name="data-vault",
        description="Data that citizens keep in their own vault, read by their consent.",
        tags=("data-vault", "consent", "solid"),
        metadata={"solidServer": server},
        plans=(_PLAN,),
    )
    return Catalog((service,))


class Registrations:
    """The broker's backend: a share for each instance, an account for each binding."""

    def __init__(self, shares: Shares, requests: AccessRequests, settings: VaultSettings, seal: Seal) -> None:
        self._shares = shares
        self._requests = requests
        self._settings = settings
        self._seal = seal

    def dashboard_url(self, _: ServiceInstance) -> str | None:
        return None

    def provision(self, instance: ServiceInstance) -> None:
        self._shares.save(_share(instance))

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:  # noqa: ARG002  the port hands in both
        self._shares.save(_share(instance))

    def deprovision(self, instance: ServiceInstance) -> None:
        """All that was granted to the organisation ends."""
        self._requests.end_share(instance.key)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        """Register an account. A successor is one of its own for the same application: both work until the old binding is deleted."""
        terms = _terms(instance, binding.parameters)
        root = binding.binding_id if predecessor is None else predecessor.binding_id
        secret, events_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        client = Client(
            client_id=secrets.token_hex(16),
            share_key=instance.key,
            application_id=self._shares.application_of(instance.key, root) or f"app-{digest(root)[:12]}",
            organisation=_share(instance).display_name,
            terms=terms,
            secret_hash=digest(secret),
        )
        self._shares.add(client, binding.binding_id, self._seal.seal(events_secret))
        return BindResult(
            {
                "url": self._settings.url,
                "tokenUrl": self._settings.token_url,
                "clientId": client.client_id,
                "clientSecret": secret,
                "scopes": [SCOPE],
                "consentUrl": self._settings.overview_url,
                "eventsSecret": events_secret,
            }
        )

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._shares.withdraw(instance.key, binding.binding_id)


def _share(instance: ServiceInstance) -> Share:
    name = instance.parameters["organisation"]["name"]
    return Share(instance.key, instance.owner, name, instance.parameters.get("displayName", name))


def _terms(instance: ServiceInstance, parameters: Mapping[str, Any]) -> Terms:
    """Raises BrokerError."""
    try:
        periods.read_period(parameters["period"])
    except ValueError as error:
        raise BrokerError.malformed(f"The period {error}.") from None
    for field, addresses in (("redirectUris", parameters["redirectUris"]), ("eventsUrl", [parameters.get("eventsUrl")])):
        for address in addresses:
            _check_address(field, address)
    return Terms(
        name=parameters.get("application", _share(instance).display_name),
        purpose=parameters["purpose"],
        legal_basis=parameters.get("legalBasis", ""),
        period=parameters["period"],
        data=tuple(parameters["data"]),
        redirect_uris=tuple(parameters["redirectUris"]),
        events_url=parameters.get("eventsUrl"),
    )


def _check_address(field: str, address: str | None) -> None:
    if address is not None:
        try:
            check_address(address)
        except ValueError as error:
            raise BrokerError.malformed(f"An address of {field} {error}.") from None
