"""Whether a catalog may be used: who signed it, whether it has expired, is older than one seen before, or was changed.

Everything here ends with StaleError (code 7): the catalog no longer, or not, fits what is trusted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bouwsteen.adapters.catalog_memories import CatalogMemories, Seen
from bouwsteen.adapters.signatures import (
    ExpiredKeyError,
    ForeignSignatureError,
    SignatureRefusedError,
    Signer,
    TrustedKeys,
    UnsignedError,
    verify_bytes,
    verify_commit,
)
from bouwsteen.adapters.state_keys import default_key_folder
from bouwsteen.cli.settings import Invocation
from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.catalog_snapshots import (
    FILE,
    MOST_BYTES,
    PURPOSE,
    SIGNATURE_FILE,
    Snapshot,
    check_digests,
    check_expiry,
    read_snapshot,
)
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.errors import InvalidInputError, NotFoundError, StaleError

_MOST_KEYS: Final = 1024 * 1024
_PGP: Final = re.compile(r"-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----\n?", re.DOTALL)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def memories(invocation: Invocation) -> CatalogMemories:
    return CatalogMemories(default_key_folder(invocation.environment, Path.home()).with_name("catalogs"))


def read_trusted(file: Path, shown: str) -> TrustedKeys:
    """The keys in a file: lines of an allowed signers file, armoured GnuPG keys, or both. Raises NotFoundError, InvalidInputError."""
    if file.is_symlink() or not file.is_file():
        raise NotFoundError.because(
            "signers-not-found",
            "There is no list of trusted keys",
            f"{shown} is not there, or is a link.",
            "Put the keys there that may sign the catalog, one line each:\n\n    NAME ssh-ed25519 AAAA…",
        )
    data = file.read_bytes()[: _MOST_KEYS + 1]
    text = data.decode("utf-8", "replace")
    gnupg = "".join(_PGP.findall(text))
    trusted = TrustedKeys(ssh=_PGP.sub("", text), gnupg=gnupg)
    if len(data) > _MOST_KEYS or not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        raise InvalidInputError.because(
            "signers-empty",
            "A list of trusted keys holds none",
            f"{shown} holds no key, or is larger than {_MOST_KEYS // 1024} KiB.",
            "Put the keys there that may sign the catalog, one line each:\n\n    NAME ssh-ed25519 AAAA…",
        )
    return trusted


def require_signed_commit(raw: bytes, commit: str, address: str, trusted: TrustedKeys) -> Signer:
    """Raises StaleError for a commit that does not count."""
    try:
        return verify_commit(raw, trusted, now())
    except SignatureRefusedError as problem:
        raise StaleError(_not_signed(problem, f"Commit {commit[:12]} of {address}")) from problem


def require_not_older(invocation: Invocation, address: str, seen: Seen, what: str, *, accept: bool = False) -> None:
    """Raises StaleError when something newer of it was seen here; else it is remembered. `accept`: a person wants the older one."""
    kept = memories(invocation)
    before = kept.read(address)
    if not accept and (seen.number < before.number or seen.time < before.time):
        newest = f"snapshot {before.number}" if seen.number < before.number else f"a commit of {_moment(before.time)}"
        raise StaleError(
            error(
                "catalog-older",
                "The catalog is older than one seen before",
                f"{what} is older than {newest}, which this machine has used. Recalls that came in between would be undone.",
                "Take the newest revision. If the older one is really meant:\n\n    bouwsteen lock --accept-older-catalog",
            )
        )
    kept.note(address, seen if accept else Seen(max(seen.number, before.number), max(seen.time, before.time)))


def _moment(time: int) -> str:
    return dt.datetime.fromtimestamp(time, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def commit_time(raw: bytes) -> int:
    """When a commit was made, in seconds since 1970, by its own word; 0 where it does not say."""
    found = re.search(rb"^committer [^\n]*> (\d{1,12}) [+-]\d{4}$", raw.partition(b"\n\n")[0], re.MULTILINE)
    return int(found[1]) if found else 0


def load_snapshot(content: Path) -> tuple[Snapshot, bytes] | None:
    """The snapshot of a catalog and its bytes; None where it has none. Raises StaleError when it cannot be read."""
    data = _read(content / FILE)
    if data is None:
        return None
    snapshot, problems = read_snapshot(data)
    if snapshot is None:
        raise StaleError(*problems)
    return snapshot, data


def require_signed_snapshot(content: Path, data: bytes, trusted: TrustedKeys) -> Signer:
    """Raises StaleError for a snapshot that was not signed by who may."""
    try:
        return verify_bytes(data, _read(content / SIGNATURE_FILE) or b"", trusted, PURPOSE, now())
    except SignatureRefusedError as problem:
        raise StaleError(_not_signed(problem, "The snapshot of the catalog")) from problem


def require_content(snapshot: Snapshot, workspace: Workspace) -> None:
    """Raises StaleError with everything that is not what the snapshot says, and when it has expired."""
    refuse([*check_expiry(snapshot, now()), *check_digests(snapshot, workspace)])


def refuse(problems: Sequence[Diagnostic]) -> None:
    if problems:
        raise StaleError(*problems)


def _read(path: Path) -> bytes | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def _not_signed(problem: SignatureRefusedError, what: str) -> Diagnostic:
    again = "Take the catalog from who publishes it. If its signers changed, ask them, and put their keys in the list that you trust."
    match problem:
        case UnsignedError():
            return error("catalog-unsigned", "The catalog is not signed", f"{what} is not signed, and it must be.", again)
        case ForeignSignatureError():
            return error("catalog-signature-foreign", "The catalog was signed by somebody else", f"{what}: {problem}", again)
        case ExpiredKeyError():
            return error("catalog-key-expired", "The key of the catalog's signer is not valid", f"{what}: {problem}", again)
        case _:
            where = SourceRange(SIGNATURE_FILE) if what.startswith("The snapshot") else None
            return error("catalog-signature-broken", "The catalog's signature is not one of it", f"{what}: {problem}", again, source=where)
