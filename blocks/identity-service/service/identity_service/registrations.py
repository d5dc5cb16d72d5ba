"""How organisations and applications get in: the catalog and the backend of the service's broker."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from bouwsteen_service.addresses import check_address
from bouwsteen_service.brokers import BindResult, BrokerError, Catalog, Plan, Service, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.shares import DIALECT, NAME, ORGANISATION, create_schema, enterprise_number, update_schema
from bouwsteen_service.idempotency import digest
from identity_service import scopes
from identity_service.clients import AUTH_METHODS, SIGNED, Client, Clients, Share

SERVICE_ID: Final = "7d1c5d0e-6f0b-4f57-9a55-0c2b0d6f6f01"
PLAN_ID: Final = "7d1c5d0e-6f0b-4f57-9a55-0c2b0d6f6f02"

_LEAST_BITS: Final = 2048
_MOST_BITS: Final = 8192
_SHARE_PROPERTIES: Final[Mapping[str, Any]] = {
    "organisation": ORGANISATION,
    "displayName": {**NAME, "description": "The name that people see on the sign-in page."},
}
_URIS: Final[Mapping[str, Any]] = {"type": "array", "maxItems": 20, "uniqueItems": True, "items": {"type": "string", "maxLength": 2000}}

CREATE_SCHEMA: Final = create_schema(_SHARE_PROPERTIES)
UPDATE_SCHEMA: Final = update_schema(_SHARE_PROPERTIES)
BIND_SCHEMA: Final = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "examples": [
        {"redirectUris": ["https://loket.herstappe.example/callback"]},
        {"redirectUris": ["https://loket.herstappe.example/callback", "http://127.0.0.1:8000/callback"]},
    ],
    "required": ["redirectUris"],
    "properties": {
        "redirectUris": {**_URIS, "minItems": 1, "description": "https, or http on this machine; compared exactly."},
        "postLogoutRedirectUris": _URIS,
        "scopes": {
            "type": "array",
            "maxItems": 50,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": f"^{scopes.NAME.pattern}$"},
            "default": ["openid", "profile"],
        },
        "tokenEndpointAuthMethod": {"enum": list(AUTH_METHODS)},
        "jwks": {"type": "object", "required": ["keys"], "description": "Public keys, for private_key_jwt."},
    },
}

CATALOG: Final = Catalog(
    (
        Service(
            id=SERVICE_ID,
            name="identity",
            description="Sign-in of citizens, entrepreneurs and staff.",
            tags=("oidc", "oauth2", "identity"),
            plans=(
                Plan(
                    id=PLAN_ID,
                    name="standard",
                    description="An organisation's share, with a client for each application that uses it.",
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
    """The broker's backend: a share for each instance, a client for each binding."""

    def __init__(self, clients: Clients, issuer: str) -> None:
        self._clients = clients
        self._issuer = issuer

    def dashboard_url(self, _: ServiceInstance) -> str | None:
        return None

    def provision(self, instance: ServiceInstance) -> None:
        self._clients.save_share(_share(instance))

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:  # noqa: ARG002  the port hands in both
        self._clients.save_share(_share(instance))

    def deprovision(self, instance: ServiceInstance) -> None:
        self._clients.remove_share(instance.key)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:  # noqa: ARG002  the old client simply stays
        """Register a client. A successor is a client of its own: both work until the old binding is deleted."""
        parameters = binding.parameters
        method, jwks = parameters.get("tokenEndpointAuthMethod"), _public_keys(parameters)
        secret = None if method == SIGNED else secrets.token_urlsafe(32)
        client = Client(
            client_id=secrets.token_hex(16),
            share=_share(instance),
            binding_id=binding.binding_id,
            auth_method=method,
            redirect_uris=_addresses(parameters["redirectUris"], "redirectUris"),
            post_logout_redirect_uris=_addresses(parameters.get("postLogoutRedirectUris", []), "postLogoutRedirectUris"),
            scopes=tuple(parameters.get("scopes", ["openid", "profile"])),
            jwks=jwks,
            secret_hash=None if secret is None else digest(secret),
        )
        self._clients.add(client)
        credentials: dict[str, Any] = {"issuer": self._issuer, "clientId": client.client_id, "scopes": list(client.scopes)}
        return BindResult(credentials if secret is None else credentials | {"clientSecret": secret})

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._clients.remove(instance.key, binding.binding_id)


def _share(instance: ServiceInstance) -> Share:
    organisation = instance.parameters["organisation"]
    name = organisation["name"]
    return Share(
        key=instance.key,
        owner=instance.owner,
        nis=organisation["nis"],
        name=name,
        kbo=enterprise_number(organisation),
        ovo=organisation.get("ovo"),
        display_name=instance.parameters.get("displayName", name),
    )


def _addresses(uris: Sequence[str], where: str) -> tuple[str, ...]:
    for number, uri in enumerate(uris):
        fault = _fault(uri)
        if fault:
            raise BrokerError.malformed(f"The address {where}[{number}] {fault}.")
    return tuple(uris)


def _fault(uri: str) -> str | None:
    """What is wrong with a redirect address; None for https, and for http on a loopback address. It stands for no other."""
    if "*" in uri:
        return "holds characters that an address may not hold"
    try:
        check_address(uri)
    except ValueError as fault:
        return str(fault)
    return None


def _public_keys(parameters: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The client's public RSA keys. Raises BrokerError where the method needs them, or they are not such keys."""
    jwks = parameters.get("jwks")
    if parameters.get("tokenEndpointAuthMethod") != SIGNED:
        if jwks is not None:
            raise BrokerError.malformed("The parameter jwks goes with tokenEndpointAuthMethod private_key_jwt.")
        return None
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= 10 or not all(_is_public_key(key) for key in keys):
        raise BrokerError.malformed("The parameter jwks must hold one to ten public RSA keys of 2048 bits or more.")
    return {"keys": [RSAKey.import_key(key).as_dict(private=False) for key in keys]}


def _is_public_key(key: object) -> bool:
    if not isinstance(key, dict) or key.get("kty") != "RSA" or "d" in key:
        return False
    try:
        bits = RSAKey.import_key(key).public_key.key_size
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(_LEAST_BITS <= bits <= _MOST_BITS)
