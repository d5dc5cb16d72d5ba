"""A snapshot of the catalog: the digests of all of it, a number that only rises, and an end. Pure.

Who has a snapshot and the keys of its signer needs nobody else to know that a catalog is whole, is not older than one
seen before, and is not kept from newer recalls for ever: after its expiry it no longer counts. (X-Road's global
configuration works the same way.)

    catalog/snapshot.json        canonical JSON of `Snapshot`
    catalog/snapshot.json.sig    a signature of exactly these bytes, by an SSH key or GnuPG
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.digests import canonical, digest_data
from bouwsteen.documents.models import Model
from bouwsteen.documents.names import Digest, Name, Version
from bouwsteen.documents.workspaces import Workspace

FORMAT_VERSION: Final = 1
FILE: Final = "catalog/snapshot.json"
SIGNATURE_FILE: Final = "catalog/snapshot.json.sig"
PURPOSE: Final = "catalog@bouwsteen"
MOST_BYTES: Final = 4 * 1024 * 1024

_Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", description="A moment in UTC")]


class Snapshot(Model):
    """Names → versions → digests; for what has no versions names → digests."""

    format_version: Annotated[int, Field(ge=1, le=1)]
    number: Annotated[int, Field(ge=1, le=2**53 - 1)]
    issued: _Moment
    expires: _Moment
    blocks: dict[Name, dict[Version, Digest]]
    interfaces: dict[Name, dict[Version, Digest]]
    entries: dict[Name, Digest]
    policies: dict[Name, Digest]
    profiles: dict[Annotated[str, Field(max_length=64)], Digest]
    organisations: Digest

    @property
    def expires_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.expires)


def moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_snapshot(workspace: Workspace, number: int, issued: dt.datetime, expires: dt.datetime) -> Snapshot:
    """Of a workspace that was read whole."""
    return Snapshot.model_validate(
        {
            "formatVersion": FORMAT_VERSION,
            "number": number,
            "issued": moment(issued),
            "expires": moment(expires),
            **_digests(workspace),
            "organisations": _organisations(workspace),
        }
    )


def write_snapshot(snapshot: Snapshot) -> bytes:
    """The bytes that are signed. Equal snapshots give equal bytes."""
    return canonical(snapshot.model_dump(mode="json", by_alias=True)) + b"\n"


def read_snapshot(data: bytes) -> tuple[Snapshot | None, list[Diagnostic]]:
    try:
        return Snapshot.model_validate_json(data), []
    except ValidationError:
        return None, [
            error(
                "catalog-snapshot-unreadable",
                "The snapshot of a catalog cannot be read",
                "It is not what `bouwsteen catalog snapshot` writes, or a newer Bouwsteen wrote it.",
                "Take the catalog and its snapshot anew from who publishes it.",
                source=SourceRange(FILE),
            )
        ]


def check_expiry(snapshot: Snapshot, now: dt.datetime) -> Iterator[Diagnostic]:
    if now >= snapshot.expires_at:
        yield error(
            "catalog-snapshot-expired",
            "The catalog has expired",
            f"Snapshot {snapshot.number} counts until {snapshot.expires}. What was recalled since is not known here.",
            "Take a newer revision of the catalog, and write the lock again:\n\n    bouwsteen lock",
            source=SourceRange(FILE),
        )


def check_digests(snapshot: Snapshot, workspace: Workspace) -> Iterator[Diagnostic]:
    """Everything that was read against what is listed; a document that is not listed was not published."""
    found = _digests(workspace)
    for kind, title in _TITLES.items():
        listed: Mapping[str, Any] = getattr(snapshot, kind)
        for name, value in found[kind].items():
            of_name = listed.get(name, {})
            for version, digest in value.items() if isinstance(value, dict) else [("", value)]:
                expected = of_name.get(version) if isinstance(of_name, dict) else of_name
                if expected != digest:
                    yield _differs(f"{title} `{name}`" + (f" {version}" if version else ""), is_listed=expected is not None)
    if workspace.has_all_organisations and _organisations(workspace) != snapshot.organisations:
        yield _differs("The list of organisations", is_listed=True)


_TITLES: Final = {
    "blocks": "The block",
    "interfaces": "The interface",
    "entries": "The catalog entry",
    "policies": "The policy",
    "profiles": "The load profile",
}


def _digests(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {
        "blocks": {
            name: {version: block.digest for version, block in sorted(versions.items())}
            for name, versions in sorted(workspace.blocks.items())
        },
        "interfaces": {name: dict(sorted(versions.items())) for name, versions in sorted(workspace.interface_digests.items())},
        "entries": {
            name: digest_data(entry.model_dump(mode="json", by_alias=True, exclude_none=True))
            for name, entry in sorted(workspace.catalog.items())
        },
        "policies": {name: digest_data(policy.document.data) for name, policy in sorted(workspace.policies.items())},
        "profiles": dict(sorted(workspace.profile_digests.items())),
    }


def _organisations(workspace: Workspace) -> str:
    return digest_data({nis: asdict(each) for nis, each in workspace.organisations.items()})


def _differs(what: str, *, is_listed: bool) -> Diagnostic:
    how = "has another digest than its snapshot says" if is_listed else "is not in its snapshot"
    return error(
        "catalog-digest-differs",
        "The catalog is not what was published",
        f"{what} {how}.",
        "Do not use it: take the catalog anew from who publishes it. Who publishes it writes a new snapshot after each change:\n\n"
        "    bouwsteen catalog snapshot",
        source=SourceRange(FILE),
    )
