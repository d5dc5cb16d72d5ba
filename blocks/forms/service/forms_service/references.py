"""References of submissions: `HER-2026-7K3QFM2-X`, easy to read aloud, hard to guess, with a check character.

The check character is ISO 7064 MOD 37,36: it finds each wrong character and each swap of neighbours. Letters that look like
digits are not used, and are read as those digits when a person types them.
"""

import re
import secrets
from typing import Final

from stdnum.iso7064 import mod_37_36

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
_SHAPE: Final = re.compile(r"([A-Z]{2,6})-?([0-9]{4})-?([0-9A-Z]{8})-?([0-9A-Z])")
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def make_reference(prefix: str, year: int) -> str:
    """A new reference; 40 bits of it are random."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = str(mod_37_36.calc_check_digit(f"{prefix}{year:04d}{code}"))
        if check in ALPHABET:
            return f"{prefix}-{year:04d}-{code}-{check}"


def parse_reference(text: str) -> str | None:
    """The reference in what a person typed, or None: small letters, spaces, missing dashes and O for 0 are forgiven."""
    match = _SHAPE.fullmatch("".join(text[:60].split()).upper())
    if match is None:
        return None
    prefix, year, code, check = match[1], match[2], match[3].translate(_LOOKALIKES), match[4].translate(_LOOKALIKES)
    if not mod_37_36.is_valid(f"{prefix}{year}{code}{check}"):
        return None
    return f"{prefix}-{year}-{code}-{check}"
