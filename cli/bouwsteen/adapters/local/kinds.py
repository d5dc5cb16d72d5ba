"""What the kinds of `local/*` have in common: the calls, and names that are safe in a path."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final, Protocol

from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Observation, Outcome

_PLAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?")


class Kind(Protocol):
    """One type's part of the provider port. May raise OSError; the provider translates it."""

    def read(self, call: Call) -> Observation: ...

    def find(self, call: Call) -> Observation: ...

    def create(self, call: Call) -> Outcome: ...

    def update(self, call: Call) -> Outcome: ...

    def delete(self, call: Call) -> Outcome: ...

    def stop(self, call: Call) -> Outcome: ...


def path_segment(text: str) -> str:
    """`text` as one path segment. Different texts stay different, also where case does not count."""
    if _PLAIN.fullmatch(text):
        return text
    readable = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "x"
    return f"{readable}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def resource_segment(address: Address) -> str:
    """The part of an address below its instance, as one path segment."""
    return path_segment(str(address).split("/", 3)[3])


def environment_folder(root: Path, address: Address) -> Path:
    """Where what runs for one environment keeps its files: `<root>/run/<stack>/<environment>`."""
    return root / "run" / path_segment(address.stack) / path_segment(address.environment)
