"""The means of authentication of the Flemish access management and their levels.

Source: the table of means published with ACM/IDM. A form names a minimum level; sign-in asks for every means at or above it,
and the means that was used comes back in the claim `acr`.
"""

from collections.abc import Mapping
from typing import Final

NAMESPACE: Final = "urn:be:vlaanderen:authmech:"

# Highest first: an identity provider may take the order for a preference.
LEVELS: Final[Mapping[str, int]] = {
    "eid": 35,
    "eidashigh": 35,
    "itsme": 27,
    "csamtotp": 26,
    "csamsms": 25,
    "eidassubstantial": 25,
    "tlsclient": 19,
    "kerberos": 12,
    "password": 10,
    "csampassword": 5,
    "csamselfreg": 5,
}

# What a clerk needs to read what citizens sent.
CLERK_LEVEL: Final = 25


def acr_values(minimum_level: int) -> str:
    """The means at or above a level, as the value of the request parameter `acr_values`."""
    return " ".join(NAMESPACE + name for name, level in LEVELS.items() if level >= minimum_level)


def level_of(acr: str | None) -> int:
    """The level of the means in a claim `acr`; 0 for one that is missing or unknown, so that it opens nothing."""
    if acr is None or not acr.startswith(NAMESPACE):
        return 0
    return LEVELS.get(acr.removeprefix(NAMESPACE), 0)
