"""Who somebody is, as the identity provider says: claims in, a principal out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from forms_service.means import CLERK_LEVEL, level_of
from forms_service.schemas import is_kbo

CLERK_SCOPE: Final = "bouwsteen_forms"
CLERK_CLAIM: Final = "bouwsteen_forms_rol_3d"
CLERK_ROLE: Final = "FormulierBehandelaar"
ENTERPRISE: Final = "enterprise"
ASSOCIATION: Final = "association"
_CAPACITIES: Final = {ENTERPRISE: "entrepreneurs", ASSOCIATION: "associations"}
_ASSOCIATION_NUMBER: Final = re.compile(r"V[0-9]{7}")


@dataclass(frozen=True)
class Principal:
    """A person who signed in. `level` is that of the means that was used; `is_clerk` says that they handle forms of this counter."""

    subject: str
    given_name: str = ""
    family_name: str = ""
    insz: str | None = None
    level: int = 0
    is_clerk: bool = False
    # For whom they act: {"kind": enterprise or association, "number", "name"}.
    organisation: Mapping[str, str] | None = None

    @property
    def capacity(self) -> str:
        """As what they act, in the words of a form: citizens, entrepreneurs or associations."""
        return "citizens" if self.organisation is None else _CAPACITIES[self.organisation["kind"]]

    @property
    def name(self) -> str:
        """How to call them."""
        return f"{self.given_name} {self.family_name}".strip() or self.subject

    @property
    def owner(self) -> str:
        """The key under which their drafts and submissions are kept: the organisation for which they act, which others may represent
        too; else the person, by whichever means they sign in."""
        if self.organisation is not None:
            return f"organisation:{self.organisation['number']}"
        return owner_of_person(self.insz) if self.insz else f"subject:{self.subject}"

    @property
    def may_handle(self) -> bool:
        """Whether they may read and handle what citizens sent."""
        return self.is_clerk and self.level >= CLERK_LEVEL

    def to_json(self) -> dict[str, Any]:
        """What a session keeps; `from_json` reads it."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Principal":
        """The principal that `to_json` wrote."""
        return cls(**values)


def owner_of_person(insz: str) -> str:
    """The owner of what a person submits."""
    return f"person:{insz}"


def owner_of_browser(browser: str) -> str:
    """The owner of what somebody submits who did not sign in."""
    return f"browser:{browser}"


def read_principal(claims: Mapping[str, Any], organisation_codes: Collection[str]) -> Principal:
    """The principal in the claims of an ID token or an introspection. Claims of another type than expected count as absent."""
    insz = _text(claims, "rrn")
    return Principal(
        subject=_text(claims, "sub"),
        given_name=_text(claims, "given_name"),
        family_name=_text(claims, "family_name"),
        insz=insz if len(insz) == 11 and insz.isascii() and insz.isdigit() else None,
        level=level_of(_text(claims, "acr") or None),
        is_clerk=is_clerk(claims.get(CLERK_CLAIM), organisation_codes),
        organisation=read_organisation(claims),
    )


def read_organisation(claims: Mapping[str, Any]) -> dict[str, str] | None:
    """The organisation for which somebody may act: an enterprise that they represent by law, or a de facto association."""
    group, name = _text(claims, "vo_doelgroepcode"), _text(claims, "vo_orgnaam")
    represented, chosen = _text(claims, "wv_orgcode"), _text(claims, "vo_orgcode")
    if group == "EA" and is_kbo(represented):
        return {"kind": ENTERPRISE, "number": represented, "name": name if chosen in {"", represented} and name else represented}
    if group == "VER" and (is_kbo(chosen) or _ASSOCIATION_NUMBER.fullmatch(chosen)):
        return {"kind": ASSOCIATION, "number": chosen, "name": name or chosen}
    return None


def find_enterprise_number(applicant: Mapping[str, Any]) -> str:
    """The enterprise number of the organisation for which somebody asked; empty for a citizen, and for an association without one."""
    number = (applicant.get("organisation") or {}).get("number", "")
    return number if is_kbo(number) else ""


def is_clerk(roles: Any, organisation_codes: Collection[str]) -> bool:
    """Whether a role claim makes somebody a clerk of this organisation: the role and a code of it, separated by a colon."""
    values = roles if isinstance(roles, list) else [roles]
    return any(f"{CLERK_ROLE}:{code}" in values for code in organisation_codes)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return "".join(character for character in value[:200] if character.isprintable()) if isinstance(value, str) else ""
