"""The lock of a stack: what it was resolved to, as text that reads and compares well. Pure.

The text is YAML of the same dialect as documents, sorted, without times or machine
names: the same resolution is the same bytes. Reading and writing the file is done
elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.models import Model
from bouwsteen.documents.names import Digest, Name, Version
from bouwsteen.documents.positions import Path
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.versions import fits, newest_first
from bouwsteen.documents.workspaces import LOCK_FILE, PinnedContent
from bouwsteen.phrases import quoted

FORMAT_VERSION: Final = 1
_HEADER: Final = "# Written by `bouwsteen lock`; changes by hand are lost.\n"
_SAFE: Final = re.compile(r"[a-z][a-z0-9-]*|sha256:[0-9a-f]{64}|[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?")
_RESERVED: Final = frozenset({"null", "true", "false"})


class Pin(Model):
    version: Version
    digest: Digest


class LockedCatalog(Model):
    """Which commit a revision was when the lock was written. The digest covers the files of the catalog at that commit."""

    git: Annotated[str, Field(max_length=2000)]
    revision: Annotated[str, Field(max_length=128)]
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$", description="The 40 digits of a commit")]
    digest: Digest


class Lock(Model):
    """Exact versions and digests: blocks, interfaces, profiles and policies by name; the catalog where the stack pins one."""

    format_version: Annotated[int, Field(ge=1, le=1)]  # not Literal[1], to which `true` would be equal
    catalog: LockedCatalog | None = None
    blocks: dict[Name, Pin] = Field(default_factory=dict)
    interfaces: dict[Name, dict[Version, Digest]] = Field(default_factory=dict)
    profiles: dict[Annotated[str, Field(max_length=64)], Digest] = Field(default_factory=dict)
    policies: dict[Name, Pin] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of what is pinned, whatever the text looks like."""
        return digest_data(self.model_dump(mode="json", by_alias=True))

    @model_serializer(mode="wrap")
    def _without_absent(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A lock without a catalog, or without policies, has the digest that it had before there were any."""
        return {name: value for name, value in serialize(self).items() if value is not None and (value or name != "policies")}


@dataclass(frozen=True, slots=True)
class Pins:
    """What a resolution pins, before it is a lock: block → (version, digest), interface → version → digest, profile → digest,
    content, policy → (version, digest)."""

    blocks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    interfaces: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)
    catalog: PinnedContent | None = None
    policies: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def build_lock(pins: Pins) -> Lock:
    return Lock.model_validate(
        {
            "formatVersion": FORMAT_VERSION,
            "catalog": asdict(pins.catalog) if pins.catalog is not None else None,
            "blocks": _pins(pins.blocks),
            "interfaces": {name: dict(sorted(versions.items())) for name, versions in sorted(pins.interfaces.items())},
            "profiles": dict(sorted(pins.profiles.items())),
            "policies": _pins(pins.policies),
        }
    )


def _pins(found: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {"version": version, "digest": digest} for name, (version, digest) in sorted(found.items())}


def write_lock(lock: Lock) -> str:
    """The text of a lock. Equal locks give equal text."""
    lines = [f"formatVersion: {lock.format_version}"]
    if lock.catalog is not None:
        lines.append("catalog:")
        lines += [f"  {name}: {_quote(value)}" for name, value in lock.catalog.model_dump().items()]
    lines += _write_pins("blocks", lock.blocks)
    if lock.interfaces:
        lines.append("interfaces:")
        for name, versions in sorted(lock.interfaces.items()):
            lines.append(f"  {_quote(name)}:")
            lines += [f"    {_quote(version)}: {_quote(versions[version])}" for version in newest_first(versions)]
    if lock.profiles:
        lines.append("profiles:")
        lines += [f"  {_quote(name)}: {_quote(digest)}" for name, digest in sorted(lock.profiles.items())]
    lines += _write_pins("policies", lock.policies)
    return _HEADER + "\n".join(lines) + "\n"


def _write_pins(kind: str, pins: Mapping[str, Pin]) -> list[str]:
    lines = [f"{kind}:"] if pins else []
    for name, pin in sorted(pins.items()):
        lines += [f"  {_quote(name)}:", f"    version: {_quote(pin.version)}", f"    digest: {_quote(pin.digest)}"]
    return lines


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


@dataclass(frozen=True, slots=True)
class Move:
    """One part that no longer is what a lock pins. `path` leads to its pin in the lock, or to where that would stand."""

    path: Path
    detail: str

    def to_diagnostic(self, source: SourceRange | None) -> Diagnostic:
        remedy = "Look at what changed, then write the lock again:\n\n    bouwsteen lock"
        return error("lock-stale", "The lock no longer fits", self.detail, remedy, source=source)


def find_unpinned(lock: Lock, entries: Sequence[BlockEntry], offered: Container[str]) -> Iterator[tuple[Path, Move]]:
    """What a stack asks for and its lock pins no version of: blocks that are `offered`, and ranges that the pinned version is not in.

    With the path of each in the document of the stack.
    """
    for number, entry in enumerate(entries):
        pin, at = lock.blocks.get(entry.block), ("blocks", entry.block)
        if pin is None and entry.block in offered:
            yield ("spec", "blocks", number, "block"), Move(at, f"The stack adopts {quoted(entry.block)}, and no version of it is pinned.")
        elif pin is not None and not fits(pin.version, entry.version):
            detail = f"The stack asks for {quoted(entry.block)} {entry.version}, and {pin.version} is pinned."
            yield ("spec", "blocks", number, "version"), Move(at, detail)


def find_moves(lock: Lock, now: Lock) -> Iterator[Move]:
    """What moved between a lock and the resolution that the files give now; nothing when it is not stale."""
    yield from _compare_catalogs(lock.catalog, now.catalog)
    for name in sorted(lock.blocks.keys() | now.blocks.keys()):
        yield from _compare_pins(("blocks", name), f"The block `{name}`", lock.blocks.get(name), now.blocks.get(name))
    for name in sorted(lock.interfaces.keys() | now.interfaces.keys()):
        before, after = lock.interfaces.get(name, {}), now.interfaces.get(name, {})
        for version in newest_first(before.keys() | after.keys()):
            at: Path = ("interfaces", name, version)
            yield from _compare_digests(at, f"The interface `{name}` {version}", before.get(version), after.get(version))
    for name in sorted(lock.profiles.keys() | now.profiles.keys()):
        yield from _compare_digests(("profiles", name), f"The load profile `{name}`", lock.profiles.get(name), now.profiles.get(name))
    for name in sorted(lock.policies.keys() | now.policies.keys()):
        yield from _compare_pins(("policies", name), f"The policy `{name}`", lock.policies.get(name), now.policies.get(name))


def _compare_catalogs(before: LockedCatalog | None, after: LockedCatalog | None) -> Iterator[Move]:
    at: Path = ("catalog",)
    if before == after:
        return
    if before is None:
        yield Move(at, "The stack pins a catalog, and the lock does not.")
    elif after is None:
        yield Move(at, "The lock pins a catalog that the stack no longer pins.")
    elif (before.git, before.revision) != (after.git, after.revision):
        yield Move(at, f"The catalog was {before.revision} of {before.git}, and the stack now pins {after.revision} of {after.git}.")
    elif before.commit != after.commit:
        yield Move(at, f"The catalog's revision {after.revision} has moved: commit {before.commit[:12]} then, {after.commit[:12]} now.")
    else:
        yield from _compare_digests(at, f"The catalog at commit {after.commit[:12]}", before.digest, after.digest)


def _compare_pins(at: Path, what: str, before: Pin | None, after: Pin | None) -> Iterator[Move]:
    if before is not None and after is not None and before.version != after.version:
        yield Move(at, f"{what} is pinned at {before.version}, and the stack now gets {after.version}.")
    else:
        yield from _compare_digests(at, what, before.digest if before else None, after.digest if after else None)


def _compare_digests(at: Path, what: str, before: str | None, after: str | None) -> Iterator[Move]:
    if before == after:
        return
    if before is None:
        yield Move(at, f"{what} is needed and not pinned.")
    elif after is None:
        yield Move(at, f"{what} is pinned and no longer needed.")
    else:
        yield Move(at, f"{what} has other content than when it was pinned: {_short(before)} then, {_short(after)} now.")


def _short(digest: str) -> str:
    return digest[: len("sha256:") + 12]


def missing_lock(stack: str) -> Diagnostic:
    """For a stack without a lock, wherever one is needed."""
    return error(
        "lock-missing",
        "A stack has no lock",
        f"`{stack}` has no lock, so nothing says which versions it runs, and two machines may choose others.",
        f"Write it, and put it in git:\n\n    bouwsteen lock {stack}",
        source=SourceRange(f"stacks/{stack}/{LOCK_FILE}"),
    )
