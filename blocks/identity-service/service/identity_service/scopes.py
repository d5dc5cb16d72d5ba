"""Scopes and the claims that they give, as far as ACM/IDM's public pages say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from identity_service.clients import Share
from identity_service.means import Means
from identity_service.people import ENTREPRENEUR, GROUP_NAMES, LOCAL_AUTHORITY, Persona

OPENID: Final = "openid"
OFFLINE: Final = "offline_access"
ABOUT_PEOPLE: Final = frozenset({OPENID, OFFLINE, "profile", "rrn", "vo", "wettelijkvertegenwoordiger", "ssm_mandaat"})
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")

# Roles that are known by name; another application's role is named after its scope.
_ROLES: Final[Mapping[str, str]] = {"bouwsteen_forms": "FormulierBehandelaar"}


def is_application(scope: str) -> bool:
    """Whether it is a scope of one application: not one about people, nor one of an API (`dv_…`, `vo_info`)."""
    return scope not in ABOUT_PEOPLE and not scope.startswith("dv_") and scope != "vo_info"


def is_for_machines(scope: str) -> bool:
    """Whether a client may have it for itself, by client credentials."""
    return scope not in ABOUT_PEOPLE


def parse(text: str) -> tuple[str, ...]:
    """The scopes of a request in their order, each once."""
    return tuple(dict.fromkeys(text.split()))


def person_claims(persona: Persona, share: Share, scopes: Iterable[str], means: Means) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    for scope in scopes:
        if scope == "profile":
            claims |= {"given_name": persona.person.given_name, "family_name": persona.person.family_name}
        elif scope == "rrn" and means.register_number:
            claims["rrn"] = persona.person.register_number
        elif scope == "vo":
            claims |= _directory_claims(persona, share)
        elif scope == "wettelijkvertegenwoordiger" and persona.group == ENTREPRENEUR:
            claims["wv_orgcode"] = persona.organisation_code
        elif is_application(scope) and persona.has_roles:
            claims[f"{scope}_rol_3d"] = [f"{_ROLES.get(scope, f'{scope}-gebruiker')}:{share.role_code}"]
    return claims


def _directory_claims(persona: Persona, share: Share) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "vo_id": persona.person.directory_id,
        "vo_doelgroepcode": persona.group,
        "vo_doelgroepnaam": GROUP_NAMES[persona.group],
    }
    if persona.group == LOCAL_AUTHORITY:
        email = f"{persona.person.slug}@voorbeeld.test"
        claims |= {"vo_orgcode": share.organisation_code, "vo_orgnaam": share.name, "vo_email": email}
    elif persona.organisation_code:
        claims |= {"vo_orgcode": persona.organisation_code, "vo_orgnaam": persona.organisation_name}
    return claims


def machine_claims(share: Share, client_id: str) -> dict[str, Any]:
    """What introspection tells of a client that acts for itself."""
    claims = {"vo_orgcode": share.organisation_code, "vo_orgnaam": share.name, "vo_applicatienaam": client_id}
    return claims | ({"vo_ovocode": share.ovo} if share.ovo else {})
