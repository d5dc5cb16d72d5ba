"""Names of things: a prefix that says what it is, and random letters and digits that cannot be guessed."""

from __future__ import annotations

import re
import secrets
import string
from typing import Final

_LETTERS: Final = string.ascii_letters + string.digits
_CHARACTERS: Final = 24  # 142 bits: the address of a checkout is known to those alone who were given it

PAYMENT: Final = "tr_"
REFUND: Final = "re_"
LINK: Final = "pl_"
PAYOUT: Final = "payout_"
BALANCE: Final = "bal_"
PROFILE: Final = "pfl_"
APPLICATION: Final = "app_"
EVENT: Final = "event_"
BOOKING: Final = "bk_"
_REST: Final = re.compile(r"[A-Za-z0-9]{1,32}")


def new_id(prefix: str) -> str:
    return prefix + random_letters(_CHARACTERS)


def random_letters(number: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(number))


def is_id(prefix: str, text: str) -> bool:
    """Whether the text could be such an id. What could not is asked of no database."""
    return text.startswith(prefix) and _REST.fullmatch(text, len(prefix)) is not None
