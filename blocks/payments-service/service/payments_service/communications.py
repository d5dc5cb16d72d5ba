"""What somebody needs to pay by bank transfer: the structured communication, the account, the QR code of the EPC."""

from __future__ import annotations

import secrets
from typing import Final

import segno
from stdnum import iban
from stdnum.be import ogm_vcs
from stdnum.exceptions import ValidationError

from payments_service.amounts import CURRENCY, write_cents

# EPC069-12: lines, their lengths, the QR code's level and largest version.
_NAME_CHARACTERS: Final = 70
_MOST_BYTES: Final = 331
_VERSION: Final = 13
# No bank has these bank codes: money cannot be sent to such an account by mistake.
_NO_BANK: Final = "986"


def new_communication() -> str:
    """Twelve digits: ten at random, of which the first is not 0, and two that check them."""
    return with_check_digits(1_000_000_000 + secrets.randbelow(9_000_000_000))


def with_check_digits(number: int) -> str:
    """`number` is of at most ten digits. The remainder by 97, and 97 where it is 0."""
    digits = f"{number:010d}"
    return digits + str(ogm_vcs.calc_check_digits(digits))


def write_communication(digits: str) -> str:
    """`+++ddd/dddd/ddddd+++`"""
    return f"+++{ogm_vcs.format(digits)}+++"


def read_iban(text: str) -> str:
    """Without spaces, in capitals. Raises ValueError when it is none."""
    try:
        return str(iban.validate(text, check_country=False))
    except ValidationError:
        raise ValueError("not an IBAN") from None


def simulated_iban(number: int) -> str:
    """A Belgian account at no bank, with the right check digits. `number` is of at most seven digits."""
    account = f"{_NO_BANK}{number:07d}"
    account += f"{int(account) % 97 or 97:02d}"
    check = 98 - int(f"{account}111400") % 97
    return f"BE{check:02d}{account}"


def epc_text(name: str, account: str, cents: int, communication: str) -> str:
    """The payload of EPC069-12, version 002. The Belgian communication stands on the line for free text: it is no ISO 11649."""
    plain = " ".join(name.split())[:_NAME_CHARACTERS]
    while True:
        lines = ["BCD", "002", "1", "SCT", "", plain, account, f"{CURRENCY}{write_cents(cents)}", "", "", communication, ""]
        text = "\n".join(lines).rstrip("\n")
        if len(text.encode()) <= _MOST_BYTES:
            return text
        plain = plain[:-1]


def qr_image(text: str) -> str:
    """A `data:` address of the QR code as SVG."""
    code = segno.make(text, error="M", encoding="utf-8", boost_error=False, micro=False)
    assert isinstance(code.version, int)
    assert code.version <= _VERSION
    return str(code.svg_data_uri(scale=4, border=4, light="white"))
