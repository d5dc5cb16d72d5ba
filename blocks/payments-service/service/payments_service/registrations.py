"""How organisations and applications get in: the catalog and the backend of the service's broker."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen_service.addresses import ADDRESS_CHARACTERS, check_address
from bouwsteen_service.brokers import BindResult, BrokerError, Catalog, Plan, Service, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.shares import DIALECT, NAME, ORGANISATION, create_schema, update_schema
from payments_service.communications import read_iban, simulated_iban
from payments_service.ids import PROFILE, new_id
from payments_service.profiles import Profile, Profiles

SERVICE_ID: Final = "3b0e7f5a-58b1-4c1f-9d0a-6a4c2f7e9a01"
TEST_PLAN_ID: Final = "3b0e7f5a-58b1-4c1f-9d0a-6a4c2f7e9a02"
LIVE_PLAN_ID: Final = "3b0e7f5a-58b1-4c1f-9d0a-6a4c2f7e9a03"
_MODES: Final[Mapping[str, str]] = {TEST_PLAN_ID: "test", LIVE_PLAN_ID: "live"}

_ADDRESS: Final[Mapping[str, Any]] = {"type": "string", "maxLength": ADDRESS_CHARACTERS}
_SHARE_PROPERTIES: Final[Mapping[str, Any]] = {
    "organisation": ORGANISATION,
    "displayName": {**NAME, "description": "The name that payers see."},
    "iban": {"type": "string", "maxLength": 42, "description": "The account that money goes to; left out, one at no bank."},
}
CREATE_SCHEMA: Final = create_schema(_SHARE_PROPERTIES)
UPDATE_SCHEMA: Final = update_schema(_SHARE_PROPERTIES)
BIND_SCHEMA: Final = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "examples": [{"redirectUrls": ["https://loket.herstappe.example"]}, {"redirectUrls": []}],
    "properties": {
        "webhookUrl": {**_ADDRESS, "description": "Gets a signed event for each change of a payment."},
        "redirectUrls": {
            "type": "array",
            "maxItems": 20,
            "uniqueItems": True,
            "items": _ADDRESS,
            "description": "Payers may only be sent back to the origins of these; left out, anywhere.",
        },
    },
}


def _plan(plan_id: str, description: str) -> Plan:
    return Plan(
        id=plan_id,
        name=_MODES[plan_id],
        description=description,
        create_schema=CREATE_SCHEMA,
        update_schema=UPDATE_SCHEMA,
        bind_schema=BIND_SCHEMA,
        binding_rotatable=True,
    )


CATALOG: Final = Catalog(
    (
        Service(
            id=SERVICE_ID,
            name="payments",
            description="Payments by citizens and enterprises, in the shape of Mollie's API v2.",
            tags=("payments", "mollie"),
            plans=(
                _plan(TEST_PLAN_ID, "Keys begin with test_: for trying out."),
                _plan(LIVE_PLAN_ID, "Keys begin with live_: as it is for payers. In the simulator no money moves either."),
            ),
        ),
    )
)


class Registrations:
    """The broker's backend: a profile for each instance, a key for each binding."""

    def __init__(self, profiles: Profiles, api_url: str) -> None:
        self._profiles = profiles
        self._api_url = api_url

    def dashboard_url(self, _: ServiceInstance) -> str | None:
        return None

    def provision(self, instance: ServiceInstance) -> None:
        self._save(instance, simulated_iban(secrets.randbelow(10_000_000)))

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:  # noqa: ARG002  the port hands in both
        self._save(instance, self._profile(instance).iban)

    def deprovision(self, instance: ServiceInstance) -> None:
        self._profiles.remove(instance.key)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        webhook_url, redirect_urls = binding.parameters.get("webhookUrl"), binding.parameters.get("redirectUrls", [])
        for where, url in [("webhookUrl", webhook_url), *((f"redirectUrls[{number}]", url) for number, url in enumerate(redirect_urls))]:
            _check(where, url)
        before = None if predecessor is None else predecessor.binding_id
        made = self._profiles.register(self._profile(instance), binding.binding_id, before, webhook_url, redirect_urls)
        return BindResult(
            {
                "apiUrl": self._api_url,
                "apiKey": made.api_key,
                "webhookSecret": made.webhook_secret,
                "profileId": made.profile.profile_id,
                "organisationIban": made.profile.iban,
            }
        )

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._profiles.unregister(instance.key, binding.binding_id)

    def _profile(self, instance: ServiceInstance) -> Profile:
        profile = self._profiles.find_by_share(instance.key)
        if profile is None:
            raise BrokerError.absent("service instance")
        return profile

    def _save(self, instance: ServiceInstance, iban: str) -> None:
        """`iban` is used where the parameters give none."""
        parameters = instance.parameters
        try:
            account = read_iban(parameters["iban"]) if "iban" in parameters else iban
        except ValueError:
            raise BrokerError.malformed("The parameter iban is not an IBAN.") from None
        name = parameters.get("displayName", parameters["organisation"]["name"])
        self._profiles.save(instance.key, new_id(PROFILE), {"mode": _MODES[instance.plan_id], "name": name, "iban": account})


def _check(where: str, url: str | None) -> None:
    if url is not None:
        try:
            check_address(url)
        except ValueError as error:
            raise BrokerError.malformed(f"The address {where} {error}.") from None
