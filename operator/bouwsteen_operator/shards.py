"""Which stacks are this operator's business where several share a cluster. Pure.

It is about who looks after a stack. All know all of them: a stack of one shard may use what a stack of another exports.

By number, `2/3` is the second of three, and an organisation is as a whole in one of them. By name, a Stack says with a label whose it
is; one without a label is of the shard `default`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted
from bouwsteen_operator.caches import Object
from bouwsteen_operator.objects import GROUP

SHARD_LABEL: Final = f"{GROUP}/shard"
DEFAULT: Final = "default"
_BY_NUMBER: Final = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})")
_BY_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Shard:
    """All stacks where both are empty."""

    name: str = ""
    number: int = 0
    count: int = 0

    @property
    def suffix(self) -> str:
        """What tells the Lease of this shard from those of others."""
        return f"-{self.number}-of-{self.count}" if self.count else f"-{self.name}" if self.name else ""

    def has(self, obj: Object) -> bool:
        """Whether a Stack is the business of this one."""
        if not (self.name or self.count):
            return True
        metadata = obj["metadata"]
        if self.count:
            return number_of(str(metadata.get("namespace", "")), self.count) == self.number
        return bool((metadata.get("labels") or {}).get(SHARD_LABEL, DEFAULT) == self.name)


def number_of(organisation: str, count: int) -> int:
    """From 1; the same on every machine and in every version."""
    return int.from_bytes(hashlib.sha256(organisation.encode()).digest()[:8], "big") % count + 1


def read_shard(text: str) -> Shard:
    """Raises InvalidInputError."""
    if not text:
        return Shard()
    by_number = _BY_NUMBER.fullmatch(text)
    if by_number is not None and int(by_number[1]) <= int(by_number[2]):
        return Shard(number=int(by_number[1]), count=int(by_number[2]))
    if by_number is None and _BY_NAME.fullmatch(text):
        return Shard(name=text)
    raise InvalidInputError.because(
        "operator-shard-invalid",
        "A shard cannot be what was given",
        f"{quoted(text)} is neither a number of a count, as in 1/3, nor a name of small letters, digits and hyphens.",
        "Give `--shard 1/3`, or a value of the label:\n\n    bouwsteen operator run --shard leuven",
    )
