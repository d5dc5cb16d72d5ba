"""The lock of a stack: what it was resolved to, as text that reads and compares well. Pure.

The text is YAML of the same dialect as documents, sorted, without times or machine
names: the same resolution is the same bytes. Reading and writing the file is done
elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.models import Model
from bouwsteen.documents.names import Digest, Name, Version
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import Document
from bouwsteen.documents.versions import newest_first

FORMAT_VERSION: Final = 1
_HEADER: Final = "# Written by `bouwsteen lock`; changes by hand are lost.\n"
_SAFE: Final = re.compile(r"[a-z][a-z0-9-]*|sha256:[0-9a-f]{64}|[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?")
_RESERVED: Final = frozenset({"null", "true", "false"})


class Pin(Model):
    version: Version
    digest: Digest


class Lock(Model):
    """Exact versions and digests: blocks and interfaces by name, profiles by name."""

    format_version: Literal[1]
    blocks: dict[Name, Pin] = Field(default_factory=dict)
    interfaces: dict[Name, dict[Version, Digest]] = Field(default_factory=dict)
    profiles: dict[Annotated[str, Field(max_length=64)], Digest] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of what is pinned, whatever the text looks like."""
        return digest_data(self.model_dump(mode="json", by_alias=True))


@dataclass(frozen=True, slots=True)
class Pins:
    """What a resolution pins, before it is a lock: block → (version, digest), interface → version → digest, profile → digest."""

    blocks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    interfaces: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)


def build_lock(pins: Pins) -> Lock:
    return Lock.model_validate(
        {
            "formatVersion": FORMAT_VERSION,
            "blocks": {name: {"version": version, "digest": digest} for name, (version, digest) in sorted(pins.blocks.items())},
            "interfaces": {name: dict(sorted(versions.items())) for name, versions in sorted(pins.interfaces.items())},
            "profiles": dict(sorted(pins.profiles.items())),
        }
    )


def write_lock(lock: Lock) -> str:
    """The text of a lock. Equal locks give equal text."""
    lines = [f"formatVersion: {lock.format_version}"]
    if lock.blocks:
        lines.append("blocks:")
        for name, pin in sorted(lock.blocks.items()):
            lines += [f"  {_quote(name)}:", f"    version: {_quote(pin.version)}", f"    digest: {_quote(pin.digest)}"]
    if lock.interfaces:
        lines.append("interfaces:")
        for name, versions in sorted(lock.interfaces.items()):
            lines.append(f"  {_quote(name)}:")
            lines += [f"    {_quote(version)}: {_quote(versions[version])}" for version in newest_first(versions)]
    if lock.profiles:
        lines.append("profiles:")
        lines += [f"  {_quote(name)}: {_quote(digest)}" for name, digest in sorted(lock.profiles.items())]
    return _HEADER + "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    return text if _SAFE.fullmatch(text) and text not in _RESERVED else json.dumps(text)


def read_lock(document: Document) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock in a document that was read as YAML."""
    version = document.data.get("formatVersion")
    if isinstance(version, int) and version > FORMAT_VERSION:
        return None, [
            error(
                "lock-too-new",
                "A lock was written by a newer Bouwsteen",
                f"The lock has format {version}, and this Bouwsteen reads up to {FORMAT_VERSION}.",
                "Install the version of Bouwsteen that wrote it.",
                source=document.locate(("formatVersion",)),
            )
        ]
    try:
        return Lock.model_validate_json(document.json), []
    except ValidationError as failure:
        return None, explain_validation(failure, document, Lock)


def find_moves(lock: Lock, now: Lock) -> Iterator[Diagnostic]:
    """What moved between a lock and the resolution that the files give now; nothing when it is not stale."""
    for name in sorted(lock.blocks.keys() | now.blocks.keys()):
        yield from _compare_pins(name, lock.blocks.get(name), now.blocks.get(name))
    for name in sorted(lock.interfaces.keys() | now.interfaces.keys()):
        before, after = lock.interfaces.get(name, {}), now.interfaces.get(name, {})
        for version in newest_first(before.keys() | after.keys()):
            yield from _compare_digests(f"The interface `{name}` {version}", before.get(version), after.get(version))
    for name in sorted(lock.profiles.keys() | now.profiles.keys()):
        yield from _compare_digests(f"The load profile `{name}`", lock.profiles.get(name), now.profiles.get(name))


def _compare_pins(name: str, before: Pin | None, after: Pin | None) -> Iterator[Diagnostic]:
    if before is not None and after is not None and before.version != after.version:
        yield _stale(f"The block `{name}` is pinned at {before.version}, and the stack now gets {after.version}.")
    else:
        yield from _compare_digests(f"The block `{name}`", before.digest if before else None, after.digest if after else None)


def _compare_digests(what: str, before: str | None, after: str | None) -> Iterator[Diagnostic]:
    if before == after:
        return
    if before is None:
        yield _stale(f"{what} is needed and not pinned.")
    elif after is None:
        yield _stale(f"{what} is pinned and no longer needed.")
    else:
        yield _stale(f"{what} has other content than when it was pinned: {_short(before)} then, {_short(after)} now.")


def _short(digest: str) -> str:
    return digest[: len("sha256:") + 12]


def _stale(detail: str) -> Diagnostic:
    return error("lock-stale", "The lock no longer fits", detail, "Look at what changed, then write the lock again:\n\n    bouwsteen lock")
